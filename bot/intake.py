"""The way in: every update is stored before Telegram is told to forget it, then handled, one at a time per person.

Long polling and the webhook share this. After a crash the inbox is read first: what was not handled is handled, and whoever
was handled but not answered is told where they are.
"""

import asyncio
import itertools
import json
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from telegram.error import RetryAfter, TelegramError

from bot.messenger import retry_seconds
from bot.metrics import UPDATES
from domain.delivery import Undelivered
from domain.messages import ANSWER
from domain.people import guess_language
from handlers.context import House, Incoming
from handlers.dispatch import Table
from handlers.parse import parse, sender_of
from services import DatabaseFault, Session, inbox
from services.inbox import Letter
from texts import errors as error_texts
from texts.catalog import Texts
from texts.screen import Screen

log = structlog.get_logger()
AT_ONCE = 64
RETRIES = (0.5, 2, 5, 15, 60)
"""Seconds between tries while the database is locked or away; the last one goes on for as long as it takes."""
FAULTS = 2
"""How often an update that meets a fault in our own code is tried before it is given up, so that nobody is stuck behind it."""


class Intake:
    """Stores, orders and handles updates."""

    def __init__(self, house: House, table: Table, fetch: Callable[[int], Awaitable[list[dict[str, Any]]]]) -> None:
        """`fetch(offset)` waits for updates from `offset` on and forgets those before it."""
        self._house, self._table, self._fetch = house, table, fetch
        self._lanes: dict[int, deque[Letter]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._answered: list[int] = []
        self._busy: set[int] = set()
        self._stopping = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Whether any update is in hand."""
        return bool(self._busy)

    async def poll(self) -> None:
        """Long polling until stop()."""
        offset = 0
        while not self._stopping.is_set():
            updates = await self._next_batch(offset)
            if updates:
                await self.keep(updates)
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

    async def keep(self, updates: Sequence[dict[str, Any]]) -> None:
        """Store a batch durably, then feed it to the lanes. Tried until the database takes it: nothing may be lost here."""
        letters = [
            Letter(int(one["update_id"]), sender_of(one), json.dumps(one, ensure_ascii=False), False) for one in updates
        ]
        attempt = 0
        while True:
            try:
                async with self._house.database.begin() as session:
                    new = await inbox.keep(session, letters, datetime.now(UTC))
                    count = await self._write_answered(session)
                del self._answered[:count]
                break
            except Exception:
                log.exception("inbox_not_reachable")
                await asyncio.sleep(RETRIES[min(attempt, len(RETRIES) - 1)])
                attempt += 1
        for letter in letters:
            if letter.update_id in new:
                self.feed(letter)

    async def catch_up(self, older_than: timedelta = timedelta(0)) -> int:
        """Feed what an earlier process left behind, and what was handled but could not be answered; returns how many.

        Where several processes share the inbox, what is younger than `older_than` may still be in another's hands.
        """
        await self.flush()
        async with self._house.database.begin() as session:
            letters = await inbox.open_letters(session, datetime.now(UTC) - older_than)
        letters = [one for one in letters if one.update_id not in self._busy]
        for letter in letters:
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
        self._lanes[key] = deque([letter])
        task = asyncio.create_task(self._drive(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drive(self, key: int) -> None:
        """One person's updates, one after the other."""
        lane = self._lanes[key]
        while lane:
            letter = lane[0]
            async with self._slots:
                if await self._handle(letter):
                    self._answered.append(letter.update_id)
            lane.popleft()
            self._busy.discard(letter.update_id)
            if self._stopping.is_set():
                break
        del self._lanes[key]

    async def _handle(self, letter: Letter) -> bool:
        """True when the update is done with; False leaves it for catch_up()."""
        incoming = parse(json.loads(letter.payload))
        if incoming is None:
            return await self._give_up(letter)
        for attempt in itertools.count():
            try:
                if letter.handled:
                    return await self._table.tell_where(self._house, incoming)
                done = await self._table.handle(self._house, incoming)
            except DatabaseFault:
                log.exception("database_not_reachable", update_id=letter.update_id)
                if attempt == 1:
                    await self._apologise(incoming, error_texts.fault)
            except Exception:
                log.exception("update_fault", update_id=letter.update_id)
                if attempt + 1 >= FAULTS:
                    UPDATES.labels(outcome="fault").inc()
                    await self._apologise(incoming, error_texts.gave_up)
                    return await self._give_up(letter)
            else:
                UPDATES.labels(outcome="handled").inc()
                return done
            await self._pause(RETRIES[min(attempt, len(RETRIES) - 1)])
            if self._stopping.is_set():
                break
        return False

    async def _give_up(self, letter: Letter) -> bool:
        """Nothing for us, or nothing that we can do: it must not come again."""
        async with self._house.database.begin() as session:
            await inbox.mark_handled(session, letter.update_id, self._house.clock.now())
        return True

    async def _apologise(self, incoming: Incoming, words: Callable[[Texts], Screen]) -> None:
        t = self._house.catalog.of(guess_language(incoming.language_code))
        try:
            await self._house.messenger.send(incoming.telegram_id, words(t), priority=ANSWER)
        except Undelivered:
            return

    async def flush(self) -> None:
        """Write down who has been answered; called every so often, and at the end."""
        if self._answered:
            async with self._house.database.begin() as session:
                count = await self._write_answered(session)
            del self._answered[:count]

    async def _write_answered(self, session: Session) -> int:
        """Mark those answered so far; the caller forgets as many once the transaction stands."""
        count = len(self._answered)
        if count:
            await inbox.mark_answered(session, self._answered[:count], datetime.now(UTC))
        return count

    async def stop(self) -> None:
        """Take no more; what is in hand is finished, the rest stays in the inbox."""
        self._stopping.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=20)
        await self.flush()
