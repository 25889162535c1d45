"""Working off what is to be done in chats: what a task still needs, and what came of it."""

from datetime import datetime
from typing import Any

import structlog
from msgspec import Struct
from sqlalchemy import select

from db.models import Centre, Group, GroupMember, Meeting, Person
from domain.delivery import Why, too_late, why_of
from domain.groups import GroupState, MemberState
from domain.groups.chats import GOES, TELLS, Action, Rights, Told, my_group_link
from domain.groups.messages import ChatNotRemoved, ChatRefused, ChatRemains
from domain.people import LANGUAGES
from domain.programmes import Words
from services import Session, away
from services.groups import homes, views
from services.groups.chat import door as chat_door
from services.groups.chat import place as chat_place
from services.groups.chat import tasks as chat_tasks
from services.groups.chat.tasks import Claim
from services.groups.homes import MeetingView
from services.groups.views import GroupView
from services.mail import notes, outbox
from services.programmes import Library

log = structlog.get_logger()


class ChatMeeting(Struct, frozen=True):
    """A meeting to be reminded of in the chat; `answer_url` leads to where one says whether one comes, empty when unknown."""

    group: GroupView
    meeting: MeetingView
    now: datetime
    answer_url: str


class Work(Struct, frozen=True):
    """A task that is still wanted. `language` and `view` are what its words are made of, for those that say something."""

    claim: Claim
    language: str = ""
    view: Any = None


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


async def take(
    session: Session, library: Library, now: datetime, real_now: datetime, limit: int
) -> tuple[list[Work], int]:
    """What is to be done now; and how many tasks were looked at, those that fell away among them."""
    due = await chat_tasks.due(session, now=now, real_now=real_now, limit=limit)
    found = [await _take(session, library, task_id, now) for task_id in due]
    return [work for work in found if work is not None], len(due)


async def _take(session: Session, library: Library, task_id: int, now: datetime) -> Work | None:
    """One task, apart from the others: a row that breaks whoever takes it up is neither in their way nor tried for ever."""
    try:
        async with session.begin_nested():
            claim = await chat_tasks.claim(session, task_id)
            work = await _prepare(session, library, claim, now)
            if work is None:
                await chat_tasks.finish(session, claim)
            return work
    except Exception as fault:
        if away(fault):
            raise
        log.exception("chat_task_fault", task=task_id)
        await chat_tasks.set_aside(session, task_id)
        return None


async def _prepare(session: Session, library: Library, claim: Claim, now: datetime) -> Work | None:
    """None when it is no longer wanted, or too late."""
    if too_late(now, claim.not_after):
        return None
    if claim.action in GOES:
        return await _going(session, claim)
    group = await session.get(Group, claim.group_id or 0, populate_existing=True)
    if group is None:
        return None
    if claim.action is Action.REVOKE:
        return Work(claim)  # a way in is closed whatever became of the group
    if group.chat_id != claim.chat_id or group.state != GroupState.RUNNING:
        return None
    if claim.action in (Action.RULES, Action.MEETING, Action.QUESTION):
        view = await _said(session, library, group, claim, now)
        return None if view is None else Work(claim, group.language, view)
    return Work(claim) if await _wanted(session, group, claim) else None


async def _going(session: Session, claim: Claim) -> Work | None:
    if claim.action is Action.GOODBYE:
        group = await session.get_one(Group, claim.group_id)
        return Work(claim, group.language)
    if claim.action in (Action.NOT_OURS, Action.NAMELESS):
        return None if await chat_place.is_known(session, claim.chat_id) else Work(claim, LANGUAGES[claim.subject or 0])
    if claim.action is Action.STRAY:
        return None if await chat_place.is_known(session, claim.chat_id) else Work(claim)
    if await chat_place.at(session, claim.chat_id) is not None:
        return None
    proposed = await session.scalar(select(Group).where(Group.chat_proposed == claim.chat_id).with_for_update())
    if proposed is not None:
        proposed.chat_proposed = None  # nobody has chosen it
    return Work(claim)


async def _wanted(session: Session, group: Group, claim: Claim) -> bool:
    if claim.action is Action.INVITE:
        row = await session.get(GroupMember, claim.subject or 0, populate_existing=True)
        return row is not None and chat_door.may_have_link(group, row, claim.chat_id)
    if claim.action is Action.APPROVE:
        return await chat_door.member(session, group.id, claim.telegram_id or 0) is not None
    if claim.action is Action.REMOVE:
        return not await chat_door.belongs(session, group, claim.telegram_id or 0)
    return True


async def _said(session: Session, library: Library, group: Group, claim: Claim, now: datetime) -> Any:
    """What the words are made of: the rules, a meeting that still stands, or a question that is still wanted."""
    content = library.groups_of((await session.get_one(Centre, group.centre_id)).slug)
    if claim.action is Action.RULES:
        return content.ground_rule
    if claim.action is Action.QUESTION:
        questions: tuple[Words, ...] = content.weekly_question
        return questions[(claim.subject or 0) % len(questions)] if group.weekly_question else None
    row = await session.get(Meeting, claim.subject or 0, populate_existing=True)
    if row is None or row.cancelled_at is not None or row.starts_at <= now:
        return None
    username = await notes.read(session, notes.USERNAME)
    url = my_group_link(username) if username else ""
    return ChatMeeting(await views.load(session, library, group.id), homes.meeting_view(row), now, url)


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
