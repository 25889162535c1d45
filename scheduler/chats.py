"""Works off what is to be done in group chats: asks what is due, does it with no transaction open, writes down what came of it.

Beside the sender, and simpler: nothing is claimed on disk, because every task may be done twice.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime

import structlog

from domain.delivery import Blocked, Halted, Lost, Moved, Needless, NoRight, Refused, RunsTheChat, Undelivered, Why
from domain.groups.chats import GOES, SAYS, Action, Rights, link_name
from domain.messages import PLANNED
from domain.timing import Clock
from scheduler.pacing import Pacing
from services import Database, Turn
from services.groups.chat import work as chat_work
from services.groups.chat.tasks import Claim
from services.groups.chat.work import Outcome, Work
from services.programmes import Library
from texts.catalog import Catalog
from texts.groups import chat as words
from texts.screen import Messenger

log = structlog.get_logger()
IDLE = 10.0
"""Seconds (real time) after which it is looked even when nobody woke us."""
AT_ONCE = 4
AFTER_FAULT = 1.0


class ChatRunner:
    """Does what is due in chats, in several at once, in each one thing after the other."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        messenger: Messenger,
        catalog: Catalog,
        library: Library,
        pacing: Pacing,
    ) -> None:
        self._database, self._clock, self._messenger = database, clock, messenger
        self._catalog, self._library, self._pacing = catalog, library, pacing
        self._event = asyncio.Event()
        self._stopping = False
        self.wake_sender: Callable[[], None] = _nothing

    def wake(self) -> None:
        """Something is to be done."""
        self._event.set()

    def stop(self) -> None:
        """What is in hand is finished, nothing new is begun."""
        self._stopping = True
        self._event.set()

    async def run(self) -> None:
        """Until stop()."""
        while not self._stopping:
            self._event.clear()
            halted = self._pacing.halted_for
            busy = False if halted else await self._round()
            if not busy:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._event.wait(), halted or IDLE)

    async def _round(self) -> bool:
        """True when there may be more to do."""
        try:
            async with self._database.begin(Turn.CHATS) as session:
                works, looked_at = await chat_work.take(
                    session, self._library, self._clock.now(), datetime.now(UTC), AT_ONCE
                )
            outcomes = await asyncio.gather(*(self._try(one) for one in works))
            if outcomes:
                await self._settle(outcomes)
        except Exception:
            # A database that is away: nothing is lost, the tasks stand where they stood.
            log.exception("chat_tasks_not_reached")
            await asyncio.sleep(AFTER_FAULT)
            return False
        return looked_at > 0 and not all(one.halted for one in outcomes)

    async def _settle(self, outcomes: list[Outcome]) -> None:
        async with self._database.begin(Turn.CHATS) as session:
            for one in outcomes:
                if not await chat_work.settle(session, one, self._clock.now(), datetime.now(UTC)):
                    log.warning("chat_task_failed", action=one.claim.action, task=one.claim.id, reason=one.failed)
        self.wake_sender()

    async def _try(self, work: Work) -> Outcome:
        claim = work.claim
        try:
            result = await self._do(work)
            return Outcome(claim, unpinned=result) if isinstance(result, Why) else Outcome(claim, result)
        except Halted:
            return Outcome(claim, halted=True)
        except Moved as moved:
            return Outcome(claim, moved_to=moved.chat_id)
        except Blocked as shut:
            return Outcome(claim, failed=shut.reason, shut_out=True)
        except NoRight as refusal:
            return Outcome(claim, failed=refusal.reason, no_right=True)
        except RunsTheChat as refusal:
            return Outcome(claim, failed=refusal.reason, runs_chat=claim.action is Action.REMOVE)
        except Lost as loss:
            # What the whole group may have read already is not said again.
            said = loss.maybe_delivered and claim.action in SAYS and claim.action not in GOES
            return Outcome(claim, failed=loss.reason, lost=not said, perhaps=said)
        except Undelivered as refusal:
            return Outcome(claim, failed=refusal.reason)
        except Exception:
            log.exception("chat_task_fault", action=claim.action, task=claim.id)
            return Outcome(claim, failed=Why.OUR_FAULT)

    async def _do(self, work: Work) -> str | Rights | Why | None:
        """The link made, the rights seen, or why what was said could not be pinned."""
        claim, chats = work.claim, self._messenger
        match claim.action:
            case Action.CHECK:
                return await chats.own_rights(claim.chat_id)
            case Action.INVITE:
                return await chats.make_link(claim.chat_id, link_name(claim.subject or 0))
            case Action.REVOKE:
                await _tolerant(chats.revoke_link(claim.chat_id, claim.link or ""))
            case Action.APPROVE:
                await self._let_in(claim)
            case Action.DECLINE:
                await _tolerant(chats.answer_request(claim.chat_id, claim.telegram_id or 0, False))
            case Action.REMOVE:
                await _tolerant(chats.remove(claim.chat_id, claim.telegram_id or 0))
        if claim.action in SAYS and not (claim.action in GOES and claim.attempts > 1):
            unpinned = await self._say(work)
            if claim.action not in GOES:
                return unpinned
        if claim.action in GOES:
            await _tolerant(chats.leave(claim.chat_id))
        return None

    async def _let_in(self, claim: Claim) -> None:
        """Whoever is in already has been let in; without a request that stands, they are so only if they are seen there."""
        try:
            await self._messenger.answer_request(claim.chat_id, claim.telegram_id or 0, True)
        except Needless as refusal:
            if refusal.why is Why.INSIDE_ALREADY:
                return
            if not await self._messenger.is_inside(claim.chat_id, claim.telegram_id or 0):
                raise

    async def _say(self, work: Work) -> Why | None:
        """Returns why it could not be pinned."""
        claim = work.claim
        screen = words.said(self._catalog.of(work.language), work)
        try:
            message_id = await self._messenger.send(claim.chat_id, screen, priority=PLANNED)
        except (Refused, Lost):
            if claim.action not in GOES:
                raise
            return None  # not being able to say so is no reason to stay
        if claim.action is Action.RULES:
            try:
                await self._messenger.pin(claim.chat_id, message_id)
            except (Refused, Blocked) as refusal:
                return refusal.why
            except Undelivered:
                return None  # it has been said, and is not to be said again for that
        return None


async def _tolerant(call: Awaitable[None]) -> None:
    """As asked for the second time: the request is answered, the link is closed, the person is out."""
    try:
        await call
    except Needless as refusal:
        log.info("chat_task_needless", reason=refusal.reason)


def _nothing() -> None:
    """Until the sender is there."""
