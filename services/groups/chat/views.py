"""A group's own chat as one person sees it, and what they are told of it."""

from datetime import datetime

from msgspec import Struct

from db.models import Group, GroupMember
from domain.delivery import Why
from domain.groups import GroupState, MemberState
from domain.groups.chats import Told, startgroup_link
from domain.groups.messages import (
    ChatLink,
    ChatLost,
    ChatNotLetIn,
    ChatNotRemoved,
    ChatPromiseFirst,
    ChatRefused,
    ChatRemains,
    ChatStands,
    ChatStranger,
    ChatSwitchAsked,
)
from domain.rights import Action
from services import Session
from services.groups import views
from services.groups.chat import tasks as chat_tasks
from services.groups.views import GroupView
from services.mail import notes
from services.people import may
from services.programmes import Library


class ChatView(Struct, frozen=True):
    """The chat as one person sees it: a member, or a coordinator of the centre (`member` False).

    `leads` may decide about the chat. `add_url` adds the bot; empty for whoever has yet to promise. `missing` are the
    rights the bot lacks (`invite`, `restrict`); `ready`: it lacks none. `two`: the bot was added to a second chat. `link`
    is the person's own, as long as it is open; `inside`: let in by one already.
    """

    group: GroupView
    version: int
    add_url: str
    connected: bool
    ready: bool
    missing: tuple[str, ...]
    two: bool
    no_chat: bool
    weekly: bool
    leads: bool
    plans: bool
    member: bool
    member_id: int
    promised: bool
    link: str | None
    inside: bool

    @property
    def must_promise(self) -> bool:
        """Confidentiality comes before the chat, for whoever connects it too. A coordinator has it by profession."""
        return self.member and not self.promised


async def view(
    session: Session, library: Library, group_id: int, person_id: int, _now: datetime | None = None
) -> ChatView | None:
    """None for whoever is neither a member of the running group nor a coordinator of its centre."""
    group = await session.get(Group, group_id, populate_existing=True)
    if group is None or group.state != GroupState.RUNNING:
        return None
    row = await views.membership(session, group_id, person_id)
    if row is not None and row.state != MemberState.MEMBER:
        row = None
    if row is None and not await may(session, Action.GROUPS, group.centre_id, person_id):
        return None
    username = await notes.read(session, notes.USERNAME) or ""
    leads = row is None or group.starter_id in (None, person_id)
    may_add = group.chat_token is not None and (row is None or row.promise_at is not None)
    return ChatView(
        group=await views.load(session, library, group_id),
        version=group.chat_version,
        add_url=startgroup_link(username, group.chat_token or "") if may_add else "",
        connected=group.chat_id is not None,
        ready=group.chat_ready,
        missing=tuple(group.chat_missing.split()),
        two=group.chat_proposed is not None,
        no_chat=group.no_chat,
        weekly=group.weekly_question,
        leads=leads,
        plans=leads or group.anyone_plans,
        member=row is not None,
        member_id=row.id if row else 0,
        promised=row is not None and row.promise_at is not None,
        link=row.invite_link if row else None,
        inside=row is not None and row.link_used_at is not None,
    )


async def stands_view(
    session: Session, library: Library, message: ChatStands, person_id: int, now: datetime
) -> ChatView | None:
    """The chat as it stands now; None when something newer is told."""
    found = await view(session, library, message.group_id, person_id, now)
    return found if found and found.connected and found.version == message.version else None


async def lost_view(
    session: Session, library: Library, message: ChatLost, person_id: int, now: datetime
) -> ChatView | None:
    """The group without a chat; None when it has one by now."""
    found = await view(session, library, message.group_id, person_id, now)
    return found if found and not found.connected and found.version == message.version else None


async def switch_view(
    session: Session, library: Library, message: ChatSwitchAsked, person_id: int, now: datetime
) -> ChatView | None:
    """The group with two chats, for whoever decides."""
    found = await view(session, library, message.group_id, person_id, now)
    return found if found and found.two and found.leads and found.version == message.version else None


async def link_view(
    session: Session, library: Library, message: ChatLink, person_id: int, now: datetime
) -> ChatView | None:
    """A member's own link, as long as it is open; `version` is the link's number."""
    row = await session.get(GroupMember, message.member_id)
    if row is None or row.person_id != person_id or row.link_number != message.version:
        return None
    found = await view(session, library, row.group_id, person_id, now)
    return found if found and found.link else None


async def promise_view(
    session: Session, library: Library, message: ChatPromiseFirst, person_id: int, now: datetime
) -> ChatView | None:
    """The chat for a member who was added to it before they had promised; None when they have by now."""
    row = await session.get(GroupMember, message.member_id)
    if row is None or row.person_id != person_id:
        return None
    found = await view(session, library, row.group_id, person_id, now)
    return found if found and found.connected and found.must_promise else None


async def stranger_view(
    session: Session, library: Library, message: ChatStranger, person_id: int, now: datetime
) -> ChatView | None:
    """The chat in which a stranger was seen."""
    found = await view(session, library, message.group_id, person_id, now)
    return found if found and found.connected else None


async def refused_view(
    session: Session, library: Library, message: ChatRefused, person_id: int, now: datetime
) -> tuple[ChatView, Told, Why] | None:
    """The chat, what Telegram does not let the bot do there, and why; None when it is another chat by now."""
    found = await view(session, library, message.group_id, person_id, now)
    if found is None or not found.connected or found.version != message.version:
        return None
    return found, Told(message.what), Why(message.why)


async def not_let_in_view(
    session: Session, library: Library, message: ChatNotLetIn, person_id: int, now: datetime
) -> tuple[ChatView, Why] | None:
    """The chat for a member who was not let in, and why; None when another way is open, or they are in."""
    row = await session.get(GroupMember, message.member_id)
    if row is None or row.person_id != person_id or row.link_number != message.version:
        return None
    found = await view(session, library, row.group_id, person_id, now)
    return (found, Why(message.why)) if found and found.connected and not found.inside and not found.link else None


async def not_removed_view(
    session: Session, library: Library, message: ChatNotRemoved, person_id: int, now: datetime
) -> tuple[ChatView, bool] | None:
    """The chat, and whether it can be tried anew; None when somebody has been taken out by now."""
    found = await view(session, library, message.group_id, person_id, now)
    if found is None or not found.connected:
        return None
    again = bool(message.again)
    return None if again and not await chat_tasks.is_held(session, message.task_id) else (found, again)


async def remains_view(
    session: Session, library: Library, message: ChatRemains, person_id: int, now: datetime
) -> tuple[GroupView, ChatView | None] | None:
    """For whoever looks after the chat, or (`own`) for the one who has left the group: then without the chat."""
    if message.own:
        row = await views.membership(session, message.group_id, person_id)
        left = row is not None and row.state in (MemberState.LEFT, MemberState.REMOVED)
        return (await views.load(session, library, message.group_id), None) if left else None
    found = await view(session, library, message.group_id, person_id, now)
    return (found.group, found) if found and found.connected else None
