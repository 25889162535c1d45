"""Ways into the chat: a link of one's own for each member, and all of them closed."""

from datetime import datetime

from db.models import Group, GroupMember, Person
from domain.groups import MemberState
from domain.groups.chats import Action, Task
from services import Session
from services.groups import views
from services.groups.chat import tasks as chat_tasks


async def close_ways(session: Session, group: Group, now: datetime, *, once_back: bool = False) -> None:
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
