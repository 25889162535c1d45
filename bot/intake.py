"""The way in: every update is stored before Telegram is told to forget it, then handled, one at a time per person.

Long polling and the webhook share this. After a crash the inbox is read first: what was not handled is handled, and whoever
was handled but not answered is told where they are.
"""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from telegram.error import RetryAfter, TelegramError

from bot.lane import Lane
from bot.metrics import UPDATES
from bot.refusals import retry_seconds
from domain.delivery import Undelivered
from domain.messages import ANSWER
from domain.people import guess_language
from handlers.context import House, Incoming
from handlers.dispatch import Table, Told
from handlers.parse import kept, lane_of, parse
from services import DatabaseFault, Session
from services.mail import inbox
from services.mail.inbox import Letter
from texts import errors as error_texts
from texts.catalog import Texts
from texts.screen import Screen

log = structlog.get_logger()
AT_ONCE = 64
RETRIES = (0.5, 1, 2, 5)
"""Seconds between tries while the database is locked or away; the last one goes on for as long as it takes."""
PATIENCE = 3.0
"""Seconds after which a try that fails is not tried again before the person is told that it takes a while."""
TELLS = 100
"""How often (every quarter of a minute) somebody is told where they are before it is given up."""
PERHAPS_TOLD = 5
"""How often, where each time it may have reached them."""
STOP_SECONDS = 15.0
"""How long a stop waits for what is in hand."""
SETTLING = 1.5
"""Seconds in which the rest of a cut text or of an album comes, each part after the one before."""
FAULTS = 2
"""How often an update that meets a fault in our own code is tried before it is given up, so that nobody is stuck behind it."""


class Intake:
    """Stores, orders and handles updates."""

    def __init__(self, house: House, table: Table, fetch: Callable[[int], Awaitable[list[dict[str, Any]]]]) -> None:
        """`fetch(offset)` waits for updates from `offset` on and forgets those before it."""
        self._house, self._table, self._fetch = house, table, fetch
        self._lanes: dict[int, Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._answered: set[int] = set()  # not yet written down
        self._busy: set[int] = set()
        self._told: Counter[int] = Counter()
        self._excused: set[int] = set()  # people who know that the database is away
        self._stopping = asyncio.Event()
        self.retries: Sequence[float] = RETRIES
        self.patience = PATIENCE
        self.settling = SETTLING

    @property
    def busy(self) -> bool:
        """Whether any update is in hand."""
        return bool(self._busy)

    async def poll(self) -> None:
        """Long polling until stop(), which waits for what is just being stored: cut off there, the file would stay locked."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        offset = 0
        while not self._stopping.is_set():
            updates = await self._next_batch(offset)
            if updates and await self.keep(updates):
                offset = int(updates[-1]["update_id"]) + 1

    async def _next_batch(self, offset: int) -> list[dict[str, Any]]:
        request = asyncio.ensure_future(self._fetch(offset))
        stopped = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({request, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not request.done():
            request.cancel()
            await asyncio.wait({request})
            return []
        try:
            return request.result()
        except RetryAfter as error:
            await self._pause(retry_seconds(error))
        except TelegramError as error:
            log.warning("updates_not_fetched", reason=type(error).__name__)
            await self._pause(1)
        return []

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    async def keep(self, updates: Sequence[dict[str, Any]]) -> bool:
        """Store a batch durably, then feed it to the lanes. Tried until the database takes it: nothing may be lost here.

        What is said in groups is not stored at all. False when the bot stops before that: Telegram must send the batch again.
        """
        wanted = [one for one in map(kept, updates) if one is not None]
        if not wanted:
            return True
        letters = [Letter(int(one["update_id"]), _lane(one), _written(one), False) for one in wanted]
        began = time.monotonic()
        for attempt in itertools.count():
            try:
                to_feed = await self._store(letters)
                break
            except Exception:
                log.exception("inbox_not_reachable")
            if attempt or time.monotonic() - began >= self.patience:
                self._excuse_all(letters)
            await self._pause(self._wait(attempt))
            if self._stopping.is_set():
                return False
        self._excused.clear()
        for letter in to_feed:
            if letter.update_id not in self._busy:
                self.feed(letter)
        return True

    async def _store(self, letters: Sequence[Letter]) -> list[Letter]:
        """Returns what is to be handled now: the new ones, and before them what the same people are still owed."""
        async with self._house.database.begin() as session:
            new = await inbox.keep(session, letters, datetime.now(UTC))
            people = {one.telegram_id for one in letters if one.update_id in new and one.telegram_id is not None}
            # Stored by a process that died, or put off by a fault: nobody's later press may be handled before it.
            owed = await inbox.left_behind(session, people, min(new), self._busy) if people else []
            answered = await self._write_answered(session)
        self._answered -= answered
        return [*owed, *(one for one in letters if one.update_id in new)]

    def _excuse_all(self, letters: Sequence[Letter]) -> None:
        """Tell the people behind these updates that it takes a while, without keeping the database waiting."""

        async def excuse() -> None:
            for incoming in filter(None, map(_read, letters)):
                await self._excuse(incoming)

        task = asyncio.create_task(excuse())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _wait(self, attempt: int) -> float:
        return self.retries[min(attempt, len(self.retries) - 1)]

    async def catch_up(self, older_than: timedelta = timedelta(0)) -> int:
        """Feed all that an earlier process left behind, and what was handled but could not be answered; returns how many.

        Where several processes share the inbox, what is younger than `older_than` may still be in another's hands.
        """
        await self.flush()
        in_hand = self._busy | self._answered
        async with self._house.database.begin() as session:
            letters = await _all_open(session, datetime.now(UTC) - older_than)
        # Looked at twice: an update may have come in, or been finished, while the database was read.
        in_hand |= self._busy | self._answered
        letters = [one for one in letters if one.update_id not in in_hand]
        last = {one.telegram_id: one.update_id for one in letters if one.handled}
        for letter in letters:
            if letter.handled and last[letter.telegram_id] != letter.update_id:
                self._answered.add(letter.update_id)  # told once where they are, not once for each press
            else:
                self.feed(letter)
        return len(letters)

    def feed(self, letter: Letter) -> None:
        """Put an update at the end of its person's lane."""
        self._busy.add(letter.update_id)
        key = letter.telegram_id or 0
        lane = self._lanes.get(key)
        if lane is not None:
            lane.append(letter)
            return
        self._lanes[key] = lane = Lane()
        lane.append(letter)
        task = asyncio.create_task(self._drive(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drive(self, key: int) -> None:
        """One person's updates, one after the other; those that are one thing at once."""
        lane = self._lanes[key]
        try:
            while lane:
                letter = await lane.whole(self.settling)
                async with self._slots:
                    if self._stopping.is_set():
                        break
                    if await self._settled(letter):
                        self._answered.update(letter.update_ids)
                lane.drop(len(letter.update_ids))
                self._busy.difference_update(letter.update_ids)
        finally:
            del self._lanes[key]
            self._busy.difference_update(one.update_id for one in lane)

    async def _settled(self, letter: Letter) -> bool:
        """As `_handle`; whatever goes wrong there must not keep the person's later updates waiting."""
        try:
            return await self._handle(letter)
        except Exception:
            log.exception("update_left_for_later", update_id=letter.update_id)
            return False

    async def _handle(self, letter: Letter) -> bool:
        """True when the update is done with; False leaves it for catch_up()."""
        incoming = _read(letter)
        if incoming is None:
            return await self._give_up(letter)
        began = time.monotonic()
        for attempt in itertools.count():
            try:
                if letter.handled:
                    return await self._tell_where(incoming)
                done = await self._table.handle(self._house, incoming)
            except DatabaseFault:
                log.exception("database_not_reachable", update_id=letter.update_id)
                if attempt or time.monotonic() - began >= self.patience:
                    await self._excuse(incoming)
            except Exception:
                log.exception("update_fault", update_id=letter.update_id)
                if attempt + 1 >= FAULTS:
                    UPDATES.labels(outcome="fault").inc()
                    if not incoming.silent:
                        await self._apologise(incoming, error_texts.gave_up)
                    return await self._give_up(letter)
            else:
                UPDATES.labels(outcome="handled").inc()
                self._excused.discard(incoming.telegram_id)
                return done
            await self._pause(self._wait(attempt))
            if self._stopping.is_set():
                break
        return False

    async def _tell_where(self, incoming: Incoming) -> bool:
        """Whoever was handled but not answered; not for ever, as some can never be told."""
        told = Told.YES if incoming.silent else await self._table.tell_where(self._house, incoming)
        if told is Told.YES:
            self._told.pop(incoming.update_id, None)
            return True
        self._told[incoming.update_id] += TELLS // PERHAPS_TOLD if told is Told.PERHAPS else 1
        return self._told[incoming.update_id] >= TELLS

    async def _give_up(self, letter: Letter) -> bool:
        """Nothing for us, or nothing that we can do: it must not come again."""
        async with self._house.database.begin() as session:
            await inbox.mark_handled(session, letter.update_ids, self._house.clock.now())
        return True

    async def _excuse(self, incoming: Incoming) -> None:
        """Say once, while the database is away, that it takes a while."""
        if not incoming.silent and incoming.telegram_id not in self._excused:
            self._excused.add(incoming.telegram_id)
            await self._apologise(incoming, error_texts.fault)

    async def _apologise(self, incoming: Incoming, words: Callable[[Texts], Screen]) -> None:
        t = self._house.catalog.of(guess_language(incoming.language_code))
        try:
            await self._house.messenger.send(incoming.telegram_id, words(t), priority=ANSWER)
        except Undelivered as fault:
            log.warning("apology_not_delivered", update_id=incoming.update_id, outcome=type(fault).__name__)

    async def flush(self) -> None:
        """Write down who has been answered; called every so often, and at the end."""
        if self._answered:
            async with self._house.database.begin() as session:
                answered = await self._write_answered(session)
            self._answered -= answered

    async def _write_answered(self, session: Session) -> set[int]:
        """Mark those answered so far; the caller forgets them once the transaction stands."""
        answered = set(self._answered)
        if answered:
            await inbox.mark_answered(session, answered, datetime.now(UTC))
        return answered

    def close(self) -> None:
        """Take no more."""
        self._stopping.set()

    async def stop(self) -> None:
        """What is in hand is finished if that is quick, the rest stays in the inbox for the next start."""
        self.close()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self.flush()


async def _all_open(session: Session, before: datetime) -> list[Letter]:
    """However many there are: what is left out would be overtaken by what comes in next."""
    letters: list[Letter] = []
    while page := await inbox.open_letters(session, before, after=letters[-1].update_id if letters else -1):
        letters += page
        if len(page) < inbox.PAGE:
            break
    return letters


def _lane(update: dict[str, Any]) -> int | None:
    try:
        return lane_of(update)
    except (KeyError, TypeError, ValueError):
        return None


def _written(update: dict[str, Any]) -> str:
    """The update as JSON. Half of a pair of surrogates, which no database takes, becomes a question mark."""
    text = json.dumps(update, ensure_ascii=False)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _read(letter: Letter) -> Incoming | None:
    """The update in plain words; None when it is nothing for us, or not what the Bot API promises."""
    try:
        incoming = parse(json.loads(letter.payload))
        return incoming if incoming is None or not letter.also else replace(incoming, also=letter.also)
    except (AssertionError, KeyError, TypeError, ValueError, AttributeError):
        log.exception("update_not_understood", update_id=letter.update_id)
        return None
