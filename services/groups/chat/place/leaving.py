"""The chat is lost, left to its members, or has another number."""

from datetime import datetime

from sqlalchemy import select

from db.models import Group
from domain.groups import MemberState
from domain.groups.chats import Action
from domain.groups.messages import ChatLost
from services import Session
from services.groups import views
from services.groups.chat import tasks as chat_tasks
from services.groups.chat.place.ways import close_ways
from services.groups.chat.place.whose import at, forget_chat, keepers
from services.mail import outbox


async def close(session: Session, group: Group, now: datetime) -> None:
    """The group is over: its chat is left to its members, and nobody comes in by our links any longer. Locked."""
    if group.chat_id is None:
        return
    await chat_tasks.drop(session, group.chat_id, but=[Action.REVOKE])
    await close_ways(session, group, now)
    await chat_tasks.put(session, Action.GOODBYE, group.id, group.chat_id, due_at=now)
    if group.chat_proposed is not None:
        await chat_tasks.put(session, Action.LEAVE, None, group.chat_proposed, due_at=now)
        group.chat_proposed = None
    await forget_chat(session, group)
    await session.flush()


async def lost(session: Session, group: Group, now: datetime) -> None:
    """The bot was removed from the chat, or the chat is gone: the group lives on without. The group must be locked."""
    if group.chat_id is None:
        return
    await chat_tasks.drop(session, group.chat_id)
    await close_ways(session, group, now, once_back=True)
    await forget_chat(session, group)
    group.chat_version += 1
    await session.flush()
    await outbox.put(session, ChatLost(group.id, group.chat_version), keepers(group), due_at=now)
    group.chat_by = None


async def moved(session: Session, old: int, new: int, now: datetime) -> None:
    """The chat was upgraded and has another number. Ways in that are still open are made anew. Told twice, done once."""
    group = await at(session, old)
    if group is not None:
        await chat_tasks.drop(session, new)  # such as going away from a chat that nobody knows
    await chat_tasks.move(session, old, new)
    proposed = await session.scalar(select(Group).where(Group.chat_proposed == old).with_for_update())
    if proposed is not None:
        proposed.chat_proposed = new
    if group is None:
        return
    if await at(session, new) is not None:
        await lost(session, group, now)  # the new number is another group's: never two groups in one chat
        return
    group.chat_id = new
    for row in await views.rows(session, group.id, MemberState.MEMBER):
        row.invite_link = None
    await session.flush()
    await chat_tasks.put(session, Action.CHECK, group.id, new, due_at=now)
