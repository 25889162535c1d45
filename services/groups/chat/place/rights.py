"""What the bot may do in the group's chat, and what it does once it may."""

from datetime import datetime

from sqlalchemy import select

from db.models import Group
from domain.groups import MemberState
from domain.groups.chats import Action, Rights
from domain.groups.messages import ChatStands
from services import Session
from services.groups import views
from services.groups.chat import tasks as chat_tasks
from services.groups.chat.place.leaving import lost
from services.groups.chat.place.ways import welcome
from services.groups.chat.place.whose import at, is_known, keepers
from services.groups.chat.tasks import Claim
from services.mail import outbox


async def own_place(session: Session, chat_id: int, rights: Rights, now: datetime) -> bool:
    """The bot's own place in a chat has changed: added, given or refused rights, removed.

    True when it is in a chat with which it has nothing to do.
    """
    group = await at(session, chat_id)
    if group is not None:
        await note_rights(session, group, rights, now)
    elif rights.inside:
        return not await is_known(session, chat_id)
    else:
        await chat_tasks.drop(session, chat_id, but=[Action.REVOKE])
        proposed = await session.scalar(select(Group).where(Group.chat_proposed == chat_id).with_for_update())
        if proposed is not None:
            proposed.chat_proposed = None
    return False


async def note_rights(session: Session, group: Group, rights: Rights, now: datetime) -> None:
    """What the bot may do in the group's chat now; told when it is another than before. The group must be locked."""
    if group.chat_id is None:
        return
    if not rights.inside:
        await lost(session, group, now)
        return
    missing, known = " ".join(rights.missing), group.chat_ready or group.chat_missing
    if not known or missing != group.chat_missing:
        group.chat_missing, group.chat_ready = missing, not missing
        group.chat_version += 1
        await session.flush()
        message = ChatStands(group.id, group.chat_version)
        await outbox.put(session, message, keepers(group), due_at=now)
    if group.chat_ready:
        await chat_tasks.release(session, group.chat_id)
        await _move_in(session, group, now)


async def _move_in(session: Session, group: Group, now: datetime) -> None:
    """The ground rules, and a link for each who has none yet."""
    assert group.chat_id is not None
    if group.rules_at is None:
        group.rules_at = now
        about = str(group.chat_version)
        await chat_tasks.put(session, Action.RULES, group.id, group.chat_id, due_at=now, about=about)
    for row in await views.rows(session, group.id, MemberState.MEMBER):
        await welcome(session, group, row, now)


async def unsaid(session: Session, claim: Claim) -> None:
    """The ground rules could not be said: they are, when the bot next looks at the chat and finds all in order."""
    await chat_tasks.forget(session, claim)
    group = await at(session, claim.chat_id)
    if group is not None:
        group.rules_at = None
