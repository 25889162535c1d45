"""The bot comes into a chat: it becomes a group's, is proposed as another one, or is left again."""

from datetime import datetime
from enum import Enum, auto

from msgspec import Struct
from sqlalchemy import select

from db.models import Group
from domain.groups.chats import STRAY_AFTER, UNDECIDED_AFTER, Action, token_of
from domain.groups.messages import ChatSwitchAsked
from domain.people import LANGUAGES
from services import Session
from services.groups import views
from services.groups.chat import tasks as chat_tasks
from services.groups.chat import views as chat_views
from services.groups.chat.place.ways import close_ways
from services.groups.chat.place.whose import forget_chat, is_known, leaders
from services.mail import outbox
from services.programmes import Library


class Found(Enum):
    """What came of the bot's being started in a chat."""

    CONNECTED = auto()
    TAKEN = auto()
    UNKNOWN = auto()
    PROMISE = auto()


class Start(Struct, frozen=True):
    """`view` is the chat for whoever must promise confidentiality before they may connect it."""

    found: Found
    view: chat_views.ChatView | None = None


async def started(
    session: Session, library: Library, person_id: int | None, chat_id: int, payload: str, now: datetime, language: int
) -> Start:
    """The bot was started in a chat. Only the group's own token connects it, and only by a member who has promised
    confidentiality, or a coordinator.

    From anywhere else it goes away with a sentence, in the language with this number.
    """
    token = token_of(payload)
    group_id = await session.scalar(select(Group.id).where(Group.chat_token == token)) if token else None
    view = await chat_views.view(session, library, group_id, person_id) if group_id and person_id else None
    here = await is_known(session, chat_id)
    if group_id is None or view is None or person_id is None:
        if not here:
            await chat_tasks.put(session, Action.NOT_OURS, None, chat_id, due_at=now, subject=language)
        return Start(Found.UNKNOWN)
    if view.must_promise and not here:
        await stray(session, chat_id, now)
        return Start(Found.PROMISE, view)
    return await assign(session, group_id, chat_id, person_id, now)


async def assign(session: Session, group_id: int, chat_id: int, person_id: int, now: datetime) -> Start:
    """The chat is to be this group's, for somebody who may say so. Where it has one, its starter chooses."""
    group = await views.lock(session, group_id)
    if await is_known(session, chat_id) and chat_id not in (group.chat_id, group.chat_proposed):
        return Start(Found.TAKEN)
    if group.chat_id == chat_id:
        await chat_tasks.put(session, Action.CHECK, group.id, chat_id, due_at=now)
    elif group.chat_id is None:
        await connect(session, group, chat_id, person_id, now)
    elif group.chat_proposed != chat_id:
        await _propose(session, group, chat_id, now)
    return Start(Found.CONNECTED)


async def stray(
    session: Session, chat_id: int, now: datetime, *, leaves: datetime | None = None, telegram_id: int | None = None
) -> None:
    """The bot goes away by itself, unless somebody connects the chat before. `telegram_id`: who added it, if they are asked."""
    if not await is_known(session, chat_id):
        due = leaves or now + STRAY_AFTER
        await chat_tasks.put(session, Action.STRAY, None, chat_id, due_at=due, about="nobodys", telegram_id=telegram_id)


async def nameless(session: Session, chat_id: int, payload: str, now: datetime) -> None:
    """The bot was started by an administrator who is anonymous there: nobody can tell whether they may connect the chat.

    It says so in the group's language, and goes.
    """
    token = token_of(payload)
    language = await session.scalar(select(Group.language).where(Group.chat_token == token)) if token else None
    if language is not None and not await is_known(session, chat_id):
        subject = LANGUAGES.index(language)
        await chat_tasks.put(session, Action.NAMELESS, None, chat_id, due_at=now, subject=subject)


async def connect(session: Session, group: Group, chat_id: int, person_id: int, now: datetime) -> None:
    """The chat is the group's from now on. Whoever added the bot is in it already; nobody else is known to be.

    Ways into the chat that the group had before are closed; so are those of old, where it has come back to one it had.
    """
    await chat_tasks.drop(session, chat_id, but=[Action.REVOKE])  # such as going away because nobody had connected it
    await close_ways(session, group, now)
    await forget_chat(session, group)
    group.chat_proposed = None
    await session.flush()
    group.chat_id, group.chat_by, group.no_chat = chat_id, person_id, False
    group.chat_version += 1
    row = await views.membership(session, group.id, person_id)
    if row is not None:
        row.link_used_at = now
    await session.flush()
    await chat_tasks.put(session, Action.CHECK, group.id, chat_id, due_at=now)


async def _propose(session: Session, group: Group, chat_id: int, now: datetime) -> None:
    if group.chat_proposed is not None:
        await chat_tasks.put(session, Action.LEAVE, None, group.chat_proposed, due_at=now)
    group.chat_proposed = chat_id
    group.chat_version += 1
    await session.flush()
    await chat_tasks.put(session, Action.LEAVE, None, chat_id, due_at=now + UNDECIDED_AFTER)
    message = ChatSwitchAsked(group.id, group.chat_version)
    await outbox.put(session, message, leaders(group), due_at=now)
