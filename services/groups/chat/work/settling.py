"""What became of a task is written down, and told to whoever can do something about it."""

from datetime import datetime

import structlog
from msgspec import Struct
from sqlalchemy import select

from db.models import GroupMember, Person
from domain.delivery import Why, why_of
from domain.groups import MemberState
from domain.groups.chats import TELLS, Action, Rights, Told
from domain.groups.messages import ChatNotRemoved, ChatRefused, ChatRemains
from services import Session, away
from services.groups.chat import door as chat_door
from services.groups.chat import place as chat_place
from services.groups.chat import tasks as chat_tasks
from services.groups.chat.tasks import Claim
from services.mail import outbox

log = structlog.get_logger()


class Outcome(Struct, frozen=True):
    """What became of a try. At most one of the rest tells more than `failed`, which is its reason (`domain/delivery.py`).

    `result` is the link made, or the rights seen. `lost`: it may work later; `halted`: so too, and it was no try;
    `perhaps`: it may have been done, and is not to be done twice; `unpinned`: it was said, but could not be pinned.
    """

    claim: Claim
    result: str | Rights | None = None
    failed: str | None = None
    lost: bool = False
    halted: bool = False
    shut_out: bool = False
    no_right: bool = False
    runs_chat: bool = False
    moved_to: int = 0
    perhaps: bool = False
    unpinned: Why | None = None


async def settle(session: Session, outcome: Outcome, now: datetime, real_now: datetime) -> bool:
    """Write down what became of a task, apart from all others. False when it failed for good, and somebody should know."""
    claim = outcome.claim
    try:
        async with session.begin_nested():
            return await _settle(session, outcome, now, real_now)
    except Exception as fault:
        if away(fault):
            raise
        log.exception("chat_task_fault", action=claim.action, task=claim.id)
        await chat_tasks.set_aside(session, claim.id)
        return False


async def _settle(session: Session, outcome: Outcome, now: datetime, real_now: datetime) -> bool:
    claim = outcome.claim
    if outcome.halted:
        return True
    if outcome.moved_to:
        await chat_place.moved(session, claim.chat_id, outcome.moved_to, now)
        return True
    if outcome.failed is None:
        await _done(session, claim, outcome.result, now)
        if outcome.unpinned is not None:
            await _tell_keepers(session, claim, Told.PIN, outcome.unpinned, now)
        return True
    if outcome.perhaps:
        await chat_tasks.finish(session, claim, failed=outcome.failed)
        return True
    removes = claim.action is Action.REMOVE
    if (outcome.no_right or (outcome.shut_out and removes)) and chat_tasks.may_wait(claim):
        await _wait(session, claim, outcome.failed, now)
        return True
    if outcome.shut_out and not removes:
        await _shut_out(session, claim, now)
        return True
    if outcome.lost and await chat_tasks.again(session, claim, real_now, outcome.failed):
        return True
    await _give_up(session, outcome, outcome.failed, now)
    return outcome.runs_chat


async def _done(session: Session, claim: Claim, result: str | Rights | None, now: datetime) -> None:
    await chat_tasks.finish(session, claim)
    if isinstance(result, str):
        await chat_door.made(session, claim, result, now)
    elif isinstance(result, Rights):
        group = await chat_place.at(session, claim.chat_id)
        if group is not None:
            await chat_place.note_rights(session, group, result, now)


async def _shut_out(session: Session, claim: Claim, now: datetime) -> None:
    """The chat does not answer to the bot. Whether it is lost for good is looked at by itself, once."""
    await chat_tasks.finish(session, claim, failed=Why.NOT_IN_CHAT)
    group = await chat_place.at(session, claim.chat_id)
    if claim.action is not Action.CHECK:
        await _look(session, claim, now)
    elif group is not None:
        await chat_place.lost(session, group, now)


async def _wait(session: Session, claim: Claim, reason: str, now: datetime) -> None:
    """For a right; but nobody's number is kept here who has deleted themselves."""
    if await chat_door.is_forgotten(session, claim):
        await _not_removed(session, claim, reason, now)
    else:
        await chat_tasks.hold(session, claim, reason)
    await _look(session, claim, now)


async def _give_up(session: Session, outcome: Outcome, reason: str, now: datetime) -> None:
    """It will not be tried again by itself: whoever can do something about it is told."""
    claim = outcome.claim
    if claim.action is Action.REMOVE and not outcome.runs_chat:
        await _not_removed(session, claim, reason, now)
        return
    await chat_tasks.finish(session, claim, failed=reason)
    why = why_of(reason)
    if outcome.runs_chat:
        await _remains(session, claim, now)
    elif claim.action is Action.APPROVE and await chat_door.not_let_in(session, claim, why, now):
        return  # theirs to mend
    elif claim.action in TELLS:
        await _tell_keepers(session, claim, TELLS[claim.action], why, now)
        if claim.action is Action.RULES:
            await chat_place.unsaid(session, claim)


async def _tell_keepers(session: Session, claim: Claim, what: Told, why: Why, now: datetime) -> None:
    """Whoever looks after the chat hears of it, once of each thing and reason, and what they can do about it."""
    group = await chat_place.at(session, claim.chat_id)
    if group is not None:
        message = ChatRefused(group.id, group.chat_version, what.value, why.value)
        await outbox.put(session, message, chat_place.keepers(group), due_at=now)


async def _not_removed(session: Session, claim: Claim, reason: str, now: datetime) -> None:
    """Whoever looks after the chat is told that somebody is still in it, and can have it tried anew."""
    again = not await chat_door.is_forgotten(session, claim)
    if again:
        await chat_tasks.hold(session, claim, reason)
    else:
        await chat_tasks.finish(session, claim, failed=reason)
    group = await chat_place.at(session, claim.chat_id)
    if group is not None:
        message = ChatNotRemoved(group.id, claim.id, claim.attempts, int(again))
        await outbox.put(session, message, chat_place.keepers(group), due_at=now)


async def _look(session: Session, claim: Claim, now: datetime) -> None:
    if claim.group_id is not None and claim.action is not Action.CHECK:
        await chat_tasks.put(session, Action.CHECK, claim.group_id, claim.chat_id, due_at=now)


async def _remains(session: Session, claim: Claim, now: datetime) -> None:
    """Who has left the group runs its chat: they are asked to go by themselves, and whoever looks after it knows."""
    group = await chat_place.at(session, claim.chat_id)
    if group is None:
        return
    version = group.chat_version
    people = chat_place.keepers(group)
    await outbox.put(session, ChatRemains(group.id, version, 0), people, due_at=now)
    left = (
        select(GroupMember.person_id)
        .join(Person, Person.id == GroupMember.person_id)
        .where(GroupMember.group_id == group.id, Person.telegram_id == claim.telegram_id)
        .where(GroupMember.state.in_((MemberState.LEFT, MemberState.REMOVED)))
    )
    await outbox.put(session, ChatRemains(group.id, version, 1), left, due_at=now)
