"""One update, handled and answered: tried again while the database is away, given up on a fault of our own, never for ever."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable, Sequence

import structlog
from msgspec.structs import replace

from bot.door import reread
from bot.lanes import Item
from bot.metrics import UPDATES
from bot.polling import pause
from domain.delivery import Undelivered
from domain.messages import ANSWER
from domain.people import guess_language
from handlers.context import House, Incoming
from handlers.danger import numbers_alone
from handlers.dispatch import Table, Told
from services import away
from services.mail import inbox
from texts import errors as error_texts
from texts.catalog import Texts
from texts.screen import Screen

log = structlog.get_logger()
AT_ONCE = 64
"""Updates that are handled at once. Whoever waits for the answer, which Telegram's limits may hold up, takes no place of them."""
RETRIES = (0.5, 1, 2, 5)
"""Seconds between tries while the database is locked or away; the last one goes on for as long as it takes."""
PATIENCE = 3.0
"""Seconds after which a try that fails is not tried again before the person is told that it takes a while."""
TELLS = 100
"""How often (every quarter of a minute) somebody is told where they are before it is given up."""
PERHAPS_TOLD = 5
"""How often, where each time it may have reached them."""
FAULTS = 2
"""How often an update that meets a fault in our own code is tried before it is given up, so that nobody is stuck behind it."""


class Handling:
    """Hands updates to the table of handlers, as many at once as is good, and gives their answers."""

    def __init__(self, house: House, table: Table, stopping: asyncio.Event) -> None:
        self._house, self._table, self._stopping = house, table, stopping
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._told: Counter[int] = Counter()
        self._excused: set[int] = set()  # people who know that the database is away
        self.retries: Sequence[float] = RETRIES
        self.patience = PATIENCE

    def wait(self, attempt: int) -> float:
        """Seconds until the next try, after so many that failed."""
        return self.retries[min(attempt, len(self.retries) - 1)]

    def back(self) -> None:
        """The database is there again: next time everybody is told anew."""
        self._excused.clear()

    async def settled(self, item: Item) -> bool:
        """True when the update is done with; False leaves it for `catch_up`, and the person's later ones do not wait for it."""
        try:
            return await self._handle(item)
        except Exception:
            log.exception("update_left_for_later", update_id=item.update_id)
            return False

    async def _handle(self, item: Item) -> bool:
        began = time.monotonic()
        incoming = item.incoming
        for attempt in itertools.count():
            try:
                incoming = incoming or await self.recall(item)
                if incoming is None:
                    return await self._give_up(item)
                return await self._once(item, incoming)
            except Exception as fault:
                if not away(fault):
                    log.exception("update_fault", update_id=item.update_id)
                    if attempt + 1 >= FAULTS:
                        return await self._give_up_on(item, incoming)
                else:
                    log.exception("database_not_reachable", update_id=item.update_id)
                    if incoming is not None and (attempt or time.monotonic() - began >= self.patience):
                        await self.excuse(incoming)
            await pause(self._stopping, self.wait(attempt))
            if self._stopping.is_set():
                break
        return False

    async def _once(self, item: Item, incoming: Incoming) -> bool:
        if item.handled:
            return await self._tell_where(incoming)
        if item.after_others:
            incoming = replace(incoming, after_others=True)
        async with self._slots:
            if self._stopping.is_set():
                return False
            answer = await self._table.handle(self._house, incoming)
        UPDATES.labels(outcome="handled").inc()
        self._excused.discard(incoming.telegram_id)
        return answer is not None and await answer.give() is Told.YES

    async def recall(self, item: Item) -> Incoming | None:
        """What is in an update of which only the numbers are in memory."""
        async with self._house.database.begin() as session:
            payloads = await inbox.payloads(session, [item.update_id])
        item.update, item.incoming = reread(payloads.get(item.update_id))
        return item.incoming

    async def _tell_where(self, incoming: Incoming) -> bool:
        """Whoever was handled but not answered; not for ever, as some can never be told."""
        told = Told.YES
        if not incoming.silent:
            async with self._slots:
                answer = await self._table.where(self._house, incoming)
            told = await answer.give()
        if told is Told.YES:
            self._told.pop(incoming.update_id, None)
            return True
        self._told[incoming.update_id] += TELLS // PERHAPS_TOLD if told is Told.PERHAPS else 1
        return self._told[incoming.update_id] >= TELLS

    async def _give_up(self, item: Item) -> bool:
        """Nothing for us, or nothing that we can do: it must not come again."""
        async with self._house.database.begin() as session:
            await inbox.mark_handled(session, item.update_ids, self._house.clock.now())
        return True

    async def _give_up_on(self, item: Item, incoming: Incoming | None) -> bool:
        """A fault of ours, at every try."""
        UPDATES.labels(outcome="fault").inc()
        if incoming is not None and not incoming.silent:
            await self._apologise(incoming, error_texts.gave_up)
        return await self._give_up(item)

    async def excuse(self, incoming: Incoming) -> None:
        """Say once, while the database is away, that it takes a while."""
        if not incoming.silent and incoming.telegram_id not in self._excused:
            self._excused.add(incoming.telegram_id)
            await self._apologise(incoming, error_texts.fault)

    async def _apologise(self, incoming: Incoming, words: Callable[[Texts], Screen]) -> None:
        t = self._house.catalog.of(guess_language(incoming.language_code))
        try:
            for screen in (words(t), *numbers_alone(self._house, incoming, t)):
                await self._house.messenger.send(incoming.telegram_id, screen, priority=ANSWER)
        except Undelivered as fault:
            log.warning("apology_not_delivered", update_id=incoming.update_id, outcome=type(fault).__name__)
