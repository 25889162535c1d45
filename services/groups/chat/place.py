"""The place of the bot in a group's own chat: connected, given rights, refused them, moved, lost, and left.

The bot can neither make a chat nor look into it. A member makes it and adds the bot by the group's own link; whatever the
bot then does there is put down as a task (`chat_tasks`) and done when the transaction stands.
"""

from datetime import datetime
from enum import Enum, auto

from msgspec import Struct
from sqlalchemy import Select, select

from db.models import Group, GroupMember, Person
from domain.groups import MemberState
from domain.groups.chats import STRAY_AFTER, UNDECIDED_AFTER, Action, Rights, Task, token_of
from domain.groups.messages import ChatLost, ChatStands, ChatSwitchAsked
from domain.people import LANGUAGES
from services import Session
from services.groups import views
from services.groups.chat import tasks as chat_tasks
from services.groups.chat import views as chat_views
from services.groups.chat.tasks import Claim
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


async def at(session: Session, chat_id: int) -> Group | None:
    """The locked group whose chat this is."""
    group: Group | None = await session.scalar(
        select(Group).where(Group.chat_id == chat_id).with_for_update().execution_options(populate_existing=True)
    )
    return group


async def is_known(session: Session, chat_id: int) -> bool:
    """Whether the bot has something to do in this chat: it is a group's, or may become one's."""
    either = (Group.chat_id == chat_id) | (Group.chat_proposed == chat_id)
    return await session.scalar(select(Group.id).where(either).limit(1)) is not None


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
    await _close_ways(session, group, now)
    await _forget_chat(session, group)
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
    await outbox.put(session, message, _leaders(group), due_at=now)


def _leaders(group: Group) -> Select[int]:
    """The starter; all members while there is none."""
    members = views.members(group.id)
    return members if group.starter_id is None else members.where(GroupMember.person_id == group.starter_id)


def keepers(group: Group) -> Select[int]:
    """Whoever looks after the chat: the starter (all members while there is none), and who added the bot."""
    return select(Person.id).where(Person.id.in_(_leaders(group)) | (Person.id == (group.chat_by or 0)))


async def _close_ways(session: Session, group: Group, now: datetime, *, once_back: bool = False) -> None:
    """Links into the group's chat that are still open; `once_back`: when the bot is there again, as it cannot do it now."""
    state = Task.HELD if once_back else Task.QUEUED
    for row in await views.rows(session, group.id, *MemberState):
        if row.invite_link and group.chat_id is not None:
            await chat_tasks.put(
                session,
                Action.REVOKE,
                group.id,
                group.chat_id,
                due_at=now,
                about=_about(row),
                link=row.invite_link,
                state=state,
            )


async def _forget_chat(session: Session, group: Group) -> None:
    group.chat_id, group.chat_ready, group.chat_missing, group.rules_at = None, False, "", None
    for row in await session.scalars(select(GroupMember).where(GroupMember.group_id == group.id)):
        row.invite_link, row.link_used_at = None, None


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


async def welcome(session: Session, group: Group, row: GroupMember, now: datetime) -> None:
    """A link of one's own for a member who has promised confidentiality, if the chat is ready. The group must be locked."""
    open_way = row.invite_link is not None or row.link_used_at is not None
    if group.chat_id is None or not group.chat_ready or row.promise_at is None or open_way:
        return
    # One that waits goes on counting its tries: else a link that cannot be made would be tried for ever.
    if row.state == MemberState.MEMBER and not await chat_tasks.is_open(session, Action.INVITE, row.id):
        await chat_tasks.put(session, Action.INVITE, group.id, group.chat_id, due_at=now, subject=row.id)


async def expel(session: Session, group: Group, row: GroupMember, now: datetime) -> None:
    """A member is no longer one, and is not to be in the chat either. The group must be locked."""
    link, row.invite_link, row.link_used_at = row.invite_link, None, None
    if group.chat_id is None:
        return
    if link:
        await chat_tasks.put(session, Action.REVOKE, group.id, group.chat_id, due_at=now, about=_about(row), link=link)
    number = (await session.get_one(Person, row.person_id)).telegram_id
    await chat_tasks.put(
        session, Action.REMOVE, group.id, group.chat_id, due_at=now, telegram_id=number, subject=row.id
    )


def _about(row: GroupMember) -> str:
    return f"{row.id}.{row.link_number}"


async def close(session: Session, group: Group, now: datetime) -> None:
    """The group is over: its chat is left to its members, and nobody comes in by our links any longer. Locked."""
    if group.chat_id is None:
        return
    await chat_tasks.drop(session, group.chat_id, but=[Action.REVOKE])
    await _close_ways(session, group, now)
    await chat_tasks.put(session, Action.GOODBYE, group.id, group.chat_id, due_at=now)
    if group.chat_proposed is not None:
        await chat_tasks.put(session, Action.LEAVE, None, group.chat_proposed, due_at=now)
        group.chat_proposed = None
    await _forget_chat(session, group)
    await session.flush()


async def lost(session: Session, group: Group, now: datetime) -> None:
    """The bot was removed from the chat, or the chat is gone: the group lives on without. The group must be locked."""
    if group.chat_id is None:
        return
    await chat_tasks.drop(session, group.chat_id)
    await _close_ways(session, group, now, once_back=True)
    await _forget_chat(session, group)
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
