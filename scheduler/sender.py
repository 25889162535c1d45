"""The sender: claim, render, send, settle.

One loop owns the outbox. Each round is one transaction that settles all that has come back and claims as many rows as may be
in flight, in a number of statements that does not grow with them; the sending itself happens with no transaction open. So the
intent of every message in flight is on disk before it leaves, and a crash leaves in doubt only those few.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog

from domain.delivery import RETRIES, Blocked, Halted, Lost, Refused, State, Why, retry_in
from domain.messages import ANSWER
from domain.timing import Clock
from scheduler.metrics import OUTCOMES
from scheduler.pacing import Pacing
from scheduler.packing import Packing, Parcel
from services import Database, Session, Turn
from services.mail import outbox
from services.mail.outbox import Claimed, Outcome
from services.programmes import Library
from texts.catalog import Catalog
from texts.screen import Messenger, Screen

log = structlog.get_logger()
IDLE = 5.0
"""Seconds (real time) after which the outbox is looked at even when nobody woke the sender; the planner does, each second."""
AGAIN = 0.5
"""Seconds (real time) after which it is looked at again when it could not be reached, or when Telegram said to wait."""
TOGETHER = 0.002
"""Seconds (real time) within which what comes back is settled in one transaction: less than a transaction would take."""


class Sender:
    """Sends what is due, `in_flight` at a time (4: what a crash may leave in doubt)."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        messenger: Messenger,
        catalog: Catalog,
        library: Library,
        pacing: Pacing,
        *,
        in_flight: int = 4,
    ) -> None:
        self._database, self._clock, self._messenger = database, clock, messenger
        self._packing, self._pacing = Packing(catalog, library), pacing
        self._in_flight = in_flight
        self._flying: dict[int, asyncio.Task[None]] = {}
        self._people: dict[int, int] = {}  # row id -> person in flight
        self._resting: dict[int, int] = {}  # person -> chat that has just got a message
        self._back: list[Outcome] = []
        self._event = asyncio.Event()
        self._stopping = False
        self._fresh = True  # an earlier process may have left rows behind
        self._in_doubt = False  # a transaction of ours may have been committed or not
        self.retry_in = retry_in
        self.last_wait: float = RETRIES[-1]

    def wake(self) -> None:
        """Something has been put into the outbox."""
        self._event.set()

    async def run(self) -> None:
        """Until stop(): then nothing new is claimed, what is in flight is waited for and settled."""
        while not (self._stopping and not self._flying and not self._back):
            self._event.clear()
            claimed = await self._round()
            # As long as there is room, whoever was passed over because of somebody's other messages may be next.
            if not self._back and not (claimed and len(self._flying) < self._in_flight):
                with suppress(TimeoutError):
                    async with asyncio.timeout(AGAIN if self._pacing.halted_for > 0 else IDLE):
                        await self._event.wait()
            if self._back and self._flying:
                await asyncio.wait(self._flying.values(), timeout=TOGETHER)

    def stop(self) -> None:
        self._stopping = True
        self._pacing.turn_away(ANSWER + 1)
        self._event.set()

    async def _round(self) -> int:
        """One transaction; returns how many rows were claimed."""
        outcomes: list[Outcome] = []
        try:
            async with self._database.begin(Turn.OUTBOX) as session:
                outcomes, self._back = self._back, []
                await outbox.settle(session, outcomes, self._clock.now())
                await self._recover(session)
                parcels = [] if self._stopping or self._pacing.halted_for > 0 else await self._claim(session)
        except Exception:
            # A locked or unreachable database: nothing is lost, what came back is written down at the next try.
            self._back = outcomes + self._back
            self._in_doubt = True
            log.exception("outbox_not_reachable")
            await asyncio.sleep(AGAIN)
            return 0
        self._fresh = self._in_doubt = False
        for parcel in parcels:
            if parcel.screen is None:
                self._settle(parcel.row, parcel.state)
            else:
                self._people[parcel.row.id] = parcel.row.person_id
                self._flying[parcel.row.id] = asyncio.create_task(self._send(parcel.row, parcel.screen))
        return len(parcels)

    async def _recover(self, session: Session) -> None:
        """Rows that stand as being sent although nobody sends them."""
        if self._fresh:
            recovered = await outbox.recover(session)
            if recovered:
                log.warning("sending_interrupted_earlier", rows=recovered)
        elif self._in_doubt:
            await outbox.take_back(session, but={*self._flying, *(one.row_id for one in self._back)})

    async def _claim(self, session: Session) -> Sequence[Parcel]:
        self._resting = {person: chat for person, chat in self._resting.items() if self._pacing.chat_free_in(chat) > 0}
        rows = await outbox.claim(
            session,
            now=self._clock.now(),
            real_now=datetime.now(UTC),
            # What has come back since this transaction began still stands as being sent.
            limit=self._in_flight - len(self._flying) - len(self._back),
            busy={*self._people.values(), *self._resting},
        )
        return await self._packing.pack(session, rows, self._clock.now())

    async def _send(self, row: Claimed, screen: Screen) -> None:
        try:
            await self._messenger.send(row.telegram_id, screen, priority=row.priority)
            await self._menu(row, screen)
        except Blocked as shut:
            self._settle(row, State.BLOCKED, reason=shut.reason)
        except Halted:
            self._settle(row, State.QUEUED, counts=False)
        except Lost as loss:
            self._lost(row, loss)
        except Refused as refusal:
            log.error("message_refused", kind=row.message.kind, row=row.id, reason=refusal.reason)
            self._settle(row, State.FAILED, reason=refusal.reason)
        except Exception:
            log.exception("message_fault", kind=row.message.kind, row=row.id)
            self._settle(row, State.FAILED, reason=Why.OUR_FAULT)
        else:
            self._resting[row.person_id] = row.telegram_id
            self._settle(row, State.SENT)

    async def _menu(self, row: Claimed, screen: Screen) -> None:
        """The message has gone out: it is not sent again for the sake of a menu, whose last command would be refused kindly."""
        if screen.menu is not None:
            try:
                await self._messenger.show_commands(row.telegram_id, screen.menu)
            except Exception as fault:
                log.warning("menu_not_shown", row=row.id, outcome=type(fault).__name__)

    def _lost(self, row: Claimed, loss: Lost) -> None:
        """No answer: again after a while, unless a repeat would do harm and it may have arrived."""
        again: float | None = self.retry_in(row.attempts)
        out_of_order = not loss.maybe_delivered or loss.why is Why.SERVER_FAULT
        if again is None and out_of_order and row.not_after is not None:
            # Telegram has been out of reach for an hour, say; what is still of use tomorrow is not given up.
            again = self.last_wait
        if loss.maybe_delivered and not row.message.repeatable:
            self._settle(row, State.UNKNOWN, reason=loss.reason)
        elif again is None:
            self._settle(row, State.FAILED, reason=loss.reason)
        else:
            self._settle(row, State.QUEUED, reason=loss.reason, wait=again)

    def _settle(
        self, row: Claimed, state: State, *, reason: str | None = None, wait: float | None = None, counts: bool = True
    ) -> None:
        retry_at = datetime.now(UTC) + timedelta(seconds=wait) if wait else None
        self._back.append(Outcome(row.id, row.person_id, state, retry_at, reason, counts))
        self._flying.pop(row.id, None)
        self._people.pop(row.id, None)
        if state is not State.QUEUED:
            OUTCOMES.labels(kind=row.message.kind, state=state.value).inc()
        self._event.set()
