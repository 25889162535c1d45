"""The way in: every update is stored before Telegram is told to forget it, then handled, one at a time per person.

Long polling and the webhook share this. After a crash the inbox is read first: what was not handled is handled, and whoever
was handled but not answered is told where they are.
"""

import asyncio
import itertools
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import structlog

from bot.backlog import all_open, read_ahead, stored
from bot.door import Arrival, admit, join
from bot.handling import Handling
from bot.lanes import Item, Lanes
from bot.metrics import UPDATES
from bot.polling import Fetch, Polling, pause
from handlers import together
from handlers.context import House
from handlers.dispatch import Table
from handlers.odd import sender_at_a_glance
from services import Session, Turn, refused
from services.mail import inbox

log = structlog.get_logger()
STOP_SECONDS = 15.0
"""How long a stop waits for what is in hand."""
SETTLING = 1.5
"""Seconds in which the rest of a cut text or of an album comes, each part after the one before."""


class Intake:
    """Stores, orders and handles updates."""

    def __init__(self, house: House, table: Table, fetch: Fetch) -> None:
        """`fetch(offset, limit)` waits for updates from `offset` on and forgets those before it. May raise Unreadable."""
        self._house, self._fetch = house, fetch
        self._lanes = Lanes()
        self._tasks: set[asyncio.Task[None]] = set()
        self._answered: set[int] = set()  # or put away unread; not yet written down
        self._stopping = asyncio.Event()
        self.handling = Handling(house, table, self._stopping)
        self.settling = SETTLING

    @property
    def busy(self) -> bool:
        """Whether any update is in hand."""
        return bool(self._lanes.busy)

    async def poll(self) -> None:
        """Long polling until stop(), which waits for what is just being stored: cut off there, the file would stay locked."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        await Polling(self._fetch, self.keep, self._stopping).run()

    async def _pause(self, seconds: float) -> None:
        await pause(self._stopping, seconds)

    async def keep(self, updates: Sequence[object], *, within: float | None = None) -> bool:
        """Store a batch durably, then feed it to the lanes. Tried until the database takes it: nothing may be lost here.

        What is said in groups is not stored at all. False when the bot stops before that, or after `within` seconds: Telegram
        must send the batch again.
        """
        arrivals = admit(self._lanes.sift(updates, sender_at_a_glance))
        return not arrivals or await self._keep(arrivals, within)

    async def _keep(self, arrivals: Sequence[Arrival], within: float | None) -> bool:
        began = time.monotonic()
        for attempt in itertools.count():
            try:
                owed = await self._store(arrivals)
                break
            except Exception as fault:
                if refused(fault):
                    return await self._keep_apart(arrivals, within)
                log.exception("inbox_not_reachable")
            waited = time.monotonic() - began
            if attempt or waited >= self.handling.patience:
                self._excuse_all(arrivals)
            await self._pause(self.handling.wait(attempt))
            if self._stopping.is_set() or (within is not None and waited >= within):
                return False
        self.handling.back()
        for item in owed:
            self.feed(item)
        return True

    async def _keep_apart(self, arrivals: Sequence[Arrival], within: float | None) -> bool:
        """The database will not have one of these: that one is left out, the others are stored."""
        if len(arrivals) == 1:
            log.error("update_notstored", update_id=arrivals[0].letter.update_id)
            return True
        kept = [await self._keep([one], within) for one in arrivals]
        return all(kept)

    async def _store(self, arrivals: Sequence[Arrival]) -> list[Item]:
        """Returns what is to be handled now: the new ones, and before them what the same people are still owed."""
        letters = [one.letter for one in arrivals]
        async with self._house.database.begin(Turn.DOOR) as session:
            new = await inbox.keep(session, letters, datetime.now(UTC))
            people = {one.telegram_id for one in letters if one.update_id in new and one.telegram_id is not None}
            # Stored by a process that died, or put off by a fault: nobody's later press may be handled before it.
            in_hand = self._lanes.busy | self._answered
            owed = await inbox.left_behind(session, people, min(new), in_hand) if people else []
            answered = await self._write_answered(session)
        self._answered -= answered
        fresh = [_fresh(one) for one in arrivals if one.letter.update_id in new and one.incoming is not None]
        return [*map(stored, owed), *fresh]

    def _excuse_all(self, arrivals: Sequence[Arrival]) -> None:
        """Tell the people behind these updates that it takes a while, without keeping the database waiting."""

        async def excuse() -> None:
            for one in arrivals:
                if one.incoming is not None:
                    await self.handling.excuse(one.incoming)

        task = asyncio.create_task(excuse())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def catch_up(self, older_than: timedelta = timedelta(0)) -> int:
        """Feed all that an earlier process left behind, and what was handled but could not be answered; returns how many.

        Where several processes share the inbox, what is younger than `older_than` may still be in another's hands.
        """
        await self.flush()
        in_hand = self._lanes.busy | self._answered
        letters = await all_open(self._house.database, datetime.now(UTC) - older_than)
        # Looked at twice: an update may have come in, or been finished, while the database was read.
        in_hand |= self._lanes.busy | self._answered
        letters = [one for one in letters if one.update_id not in in_hand]
        last = {one.telegram_id: one.update_id for one in letters if one.handled}
        # Told once where they are, not once for each press.
        spare = {one.update_id for one in letters if one.handled and last[one.telegram_id] != one.update_id}
        self._answered |= spare
        items = [stored(one) for one in letters if one.update_id not in spare]
        await read_ahead(self._house.database, items)
        for item in items:
            self.feed(item)
        return len(letters)

    def feed(self, item: Item) -> None:
        """Put an update at the end of its person's lane."""
        if item.update_id in self._lanes.busy:
            return
        begins, put_away = self._lanes.put(item)
        if put_away is not None:
            UPDATES.labels(outcome="put_away").inc()
            self._answered.add(put_away.update_id)
        if begins:
            task = asyncio.create_task(self._drive(item.lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _drive(self, key: int) -> None:
        """One person's updates, one after the other; those that are one thing at once."""
        try:
            while (item := self._lanes.first(key)) is not None:
                parts = await self._parts(key, item)
                if self._stopping.is_set():
                    break
                if await self.handling.settled(join(parts)):
                    self._answered.update(one.update_id for one in parts)
                for _ in parts:
                    self._lanes.done(key)
        finally:
            self._lanes.close(key)

    async def _parts(self, key: int, first: Item) -> list[Item]:
        """The next thing in line: an update, or several that Telegram made of one. Waits where there may be more to come."""
        parts = [first]
        while len(parts) < together.MOST:
            last = await self._said(parts[-1])
            if last is None:
                break
            after = self._lanes.after(key, len(parts))
            if after is None:
                if not (together.may_go_on(last) and await self._lanes.more(key, self.settling)):
                    break
                if self._stopping.is_set() or self._lanes.after(key, len(parts)) is None:
                    break  # who came is not next in line: somebody floods
                continue
            said = await self._said(after)
            if self._lanes.after(key, len(parts)) is not after:
                continue  # while it was read somebody came before it
            if said is None or not together.belongs(last, said):
                break
            parts.append(after)
            self._lanes.hold(key, len(parts))
        return parts

    async def _said(self, item: Item) -> together.Update | None:
        """The update itself, where it can be part of something; of what was handled before only the answer is owed."""
        if item.handled:
            return None
        if item.update is None:
            try:
                await self.handling.recall(item)
            except Exception:
                log.exception("inbox_not_read_ahead")  # it is read again when it is handled
        return item.update

    async def flush(self) -> None:
        """Write down who has been answered; called every so often, and at the end."""
        while self._answered:
            async with self._house.database.begin(Turn.UPKEEP) as session:
                answered = await self._write_answered(session)
            self._answered -= answered

    async def _write_answered(self, session: Session) -> set[int]:
        """Mark those answered so far, or a page of them; the caller forgets them once the transaction stands."""
        answered = set(itertools.islice(self._answered, inbox.PAGE))
        if answered:
            await inbox.mark_answered(session, answered, datetime.now(UTC))
        return answered

    def close(self) -> None:
        """Take no more, and wait for no more."""
        self._stopping.set()
        self._lanes.wake()

    async def stop(self) -> None:
        """What is in hand is finished if that is quick, the rest stays in the inbox for the next start."""
        self.close()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self.flush()


def _fresh(arrival: Arrival) -> Item:
    """What has just come in."""
    assert arrival.letter.telegram_id is not None
    return Item(arrival.letter.update_id, arrival.letter.telegram_id, update=arrival.update, incoming=arrival.incoming)
