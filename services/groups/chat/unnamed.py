"""Chats to which the bot was added without the group's own token, as Telegram's apps do that drop it on the way.

Whoever added it, if they know the bot, is asked in private which group the chat belongs to, or told why the bot goes away.
The task by which it goes away keeps who that was: nobody else can connect the chat.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from db.models import ChatTask, Group, GroupMember
from domain import rights
from domain.errors import Gone, NotYours
from domain.groups import GroupState, MemberState
from domain.groups.chats import ASKED_AFTER, NAMED_WITHIN, STRAY_AFTER, Action, Task
from domain.groups.messages import ChatUnnamed
from services import Session, people
from services.groups import views
from services.groups.chat import place as chat_place
from services.groups.chat import views as chat_views
from services.groups.chat.place import Found, Start
from services.groups.views import GroupView
from services.mail import outbox
from services.people import Actor
from services.programmes import Library

SHOWN = 8


class Unnamed(Struct, frozen=True):
    """A chat that is nobody's yet, for whoever added the bot: the groups whose chat it may become, none if there are none."""

    task_id: int
    groups: tuple[GroupView, ...]


async def added(session: Session, actor: Actor | None, chat_id: int, now: datetime) -> bool:
    """The bot has come into a chat that is nobody's. True when whoever added it is asked which group it belongs to."""
    row = await _waiting(session, chat_id)
    if row is not None and row.telegram_id is not None:
        return actor is not None and row.telegram_id == actor.telegram_id and bool(await _groups(session, actor))
    if actor is None:
        if row is None:
            await chat_place.stray(session, chat_id, now)
        return False
    some = bool(await _groups(session, actor))
    leaves = now + (ASKED_AFTER if some else STRAY_AFTER)
    await chat_place.stray(session, chat_id, now, leaves=leaves, telegram_id=actor.telegram_id)
    row = await _waiting(session, chat_id)
    assert row is not None
    # A token that was not dropped comes a moment after: then there is nothing to ask.
    message, asked = ChatUnnamed(row.id, int(some)), now + NAMED_WITHIN
    await outbox.put_one(session, message, actor.id, due_at=asked, not_after=now + ASKED_AFTER)
    return some


async def _waiting(session: Session, chat_id: int) -> ChatTask | None:
    row: ChatTask | None = await session.scalar(
        select(ChatTask)
        .where(ChatTask.chat_id == chat_id, ChatTask.action == Action.STRAY, ChatTask.state == Task.QUEUED)
        .execution_options(populate_existing=True)
        .limit(1)
    )
    return row


async def _groups(session: Session, actor: Actor) -> Sequence[int]:
    """Running groups that one is in; a coordinator's, those without a chat."""
    member = select(GroupMember.group_id).where(
        GroupMember.person_id == actor.id, GroupMember.state == MemberState.MEMBER
    )
    coordinated = Group.centre_id.in_(rights.where(actor, rights.Action.GROUP_CHAT)) & Group.chat_id.is_(None)
    found = select(Group.id).where(Group.state == GroupState.RUNNING, Group.id.in_(member) | coordinated)
    return (await session.scalars(found.order_by(Group.id.in_(member).desc(), Group.id).limit(SHOWN))).all()


async def view(
    session: Session, library: Library, message: ChatUnnamed, person_id: int, _now: datetime
) -> Unnamed | None:
    """None when the chat has become a group's, or the bot has left it, before it could be asked."""
    if not message.some:
        return Unnamed(message.task_id, ())
    row = await session.get(ChatTask, message.task_id, populate_existing=True)
    if row is None or row.state != Task.QUEUED:
        return None
    actor = await people.by_id(session, person_id)
    groups = [await views.load(session, library, one) for one in await _groups(session, actor)]
    return Unnamed(message.task_id, tuple(groups)) if groups else None


async def connect(
    session: Session, library: Library, actor: Actor, task_id: int, group_id: int, now: datetime
) -> Start:
    """Whoever added the bot says whose chat it is. Raises Gone when the bot has left or one is not in the group, NotYours."""
    row = await session.get(ChatTask, task_id, populate_existing=True)
    if row is None or row.action != Action.STRAY or row.state != Task.QUEUED:
        raise Gone
    if row.telegram_id != actor.telegram_id:
        raise NotYours
    found = await chat_views.view(session, library, group_id, actor.id)
    if found is None:
        raise Gone
    if found.must_promise:
        return Start(Found.PROMISE, found)
    return await chat_place.assign(session, group_id, row.chat_id, actor.id, now)
