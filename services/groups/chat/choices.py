"""What people decide about their group's own chat, by buttons."""

from datetime import datetime

from db.models import Group
from domain.errors import Gone, NotYours, OnlyStarter, Stale
from domain.groups import MemberState
from domain.groups.chats import LOOK_EVERY, Action, Rights, new_token
from services import Session
from services.groups import views
from services.groups.chat import place as chat_place
from services.groups.chat import tasks as chat_tasks
from services.groups.chat.views import ChatView, view
from services.people import Actor
from services.programmes import Library


async def open_(session: Session, library: Library, actor: Actor, group_id: int) -> ChatView:
    """The chat's page, with a link that adds the bot. Raises Gone, ConsentNeeded."""
    group = await _lock(session, library, actor, group_id)
    if group.chat_token is None:
        group.chat_token = new_token()
        await session.flush()
    found = await view(session, library, group_id, actor.id)
    assert found is not None
    return found


async def _lock(
    session: Session, library: Library, actor: Actor, group_id: int, *, leads: bool = False, plans: bool = False
) -> Group:
    """The locked group, for a member or a coordinator; raises Gone, OnlyStarter, ConsentNeeded."""
    if not actor.has_role:
        actor.must_have_consented()
    group = await views.lock(session, group_id)
    found = await view(session, library, group_id, actor.id)
    if found is None:
        raise Gone
    if (leads and not found.leads) or (plans and not found.plans):
        raise OnlyStarter
    return group


async def to_look_at(session: Session, library: Library, actor: Actor, group_id: int, real_now: datetime) -> int | None:
    """The chat's number, to look at the bot's rights there; None when there is none, or somebody has just had it looked at.

    Raises Gone, ConsentNeeded.
    """
    group = await _lock(session, library, actor, group_id)
    looked_at = group.chat_looked_at
    if group.chat_id is None or (looked_at is not None and looked_at <= real_now < looked_at + LOOK_EVERY):
        return None
    group.chat_looked_at = real_now
    return group.chat_id


async def do_without(session: Session, library: Library, actor: Actor, group_id: int) -> ChatView:
    """The group wants no chat. Raises Gone, OnlyStarter; Stale when it has one by now."""
    group = await _lock(session, library, actor, group_id, leads=True)
    if group.chat_id is not None:
        raise Stale
    group.no_chat = True
    await session.flush()
    return await open_(session, library, actor, group_id)


async def set_weekly(session: Session, library: Library, actor: Actor, group_id: int, on: bool) -> ChatView:
    """Whether the bot asks a question a week in the chat. Raises Gone, OnlyStarter; Stale without a chat that is ready."""
    group = await _lock(session, library, actor, group_id, plans=True)
    if not group.chat_ready:
        raise Stale
    group.weekly_question = on
    await session.flush()
    return await open_(session, library, actor, group_id)


async def own_link(session: Session, library: Library, actor: Actor, group_id: int, now: datetime) -> ChatView:
    """One's own way in: the link that is open, or else a new one on its way. Raises Gone, ConsentNeeded, NotYours."""
    group = await _lock(session, library, actor, group_id)
    row = await views.membership(session, group_id, actor.id)
    if row is None or row.state != MemberState.MEMBER:
        raise NotYours
    if row.invite_link is None:
        row.link_used_at = None
        await session.flush()
        await chat_place.welcome(session, group, row, now)
    return await open_(session, library, actor, group_id)


async def switch(
    session: Session, library: Library, actor: Actor, group_id: int, version: int, yes: bool, now: datetime
) -> ChatView:
    """Which of two chats is the group's: the new one (`yes`) or the one there was. Raises Gone, OnlyStarter, Stale."""
    group = await _lock(session, library, actor, group_id, leads=True)
    new, old = group.chat_proposed, group.chat_id
    if new is None or group.chat_version != version:
        raise Stale
    left = old if yes else new
    if left is not None:
        await chat_tasks.drop(session, left)
    if yes:
        await chat_place.connect(session, group, new, actor.id, now)
    group.chat_proposed = None
    await session.flush()
    if left is not None:
        await chat_tasks.put(session, Action.LEAVE, None, left, due_at=now)
    return await open_(session, library, actor, group_id)


async def looked(
    session: Session, library: Library, actor: Actor, group_id: int, chat_id: int, rights: Rights, now: datetime
) -> ChatView:
    """The bot has looked at its rights in the chat. Raises Gone, ConsentNeeded."""
    group = await _lock(session, library, actor, group_id)
    if group.chat_id == chat_id:
        await chat_place.note_rights(session, group, rights, now)
    return await open_(session, library, actor, group_id)


async def look_later(
    session: Session, library: Library, actor: Actor, group_id: int, chat_id: int, now: datetime
) -> None:
    """The bot could not look: it does so by itself. Raises Gone, ConsentNeeded."""
    group = await _lock(session, library, actor, group_id)
    if group.chat_id == chat_id:
        await chat_tasks.put(session, Action.CHECK, group.id, chat_id, due_at=now)
