"""Tasks are taken up: those that are still wanted, with what their words are made of."""

from datetime import datetime
from typing import Any

import structlog
from msgspec import Struct
from sqlalchemy import select

from db.models import Centre, Group, GroupMember, Meeting
from domain.delivery import too_late
from domain.groups import GroupState
from domain.groups.chats import GOES, Action, my_group_link
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
from services.mail import notes
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
