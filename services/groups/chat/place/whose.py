"""Whose a chat is, and who looks after it."""

from sqlalchemy import Select, select

from db.models import Group, GroupMember, Person
from services import Session
from services.groups import views


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


def leaders(group: Group) -> Select[int]:
    """The starter; all members while there is none."""
    members = views.members(group.id)
    return members if group.starter_id is None else members.where(GroupMember.person_id == group.starter_id)


def keepers(group: Group) -> Select[int]:
    """Whoever looks after the chat: the starter (all members while there is none), and who added the bot."""
    return select(Person.id).where(Person.id.in_(leaders(group)) | (Person.id == (group.chat_by or 0)))


async def forget_chat(session: Session, group: Group) -> None:
    """The group has no chat any more, and nobody a link into it."""
    group.chat_id, group.chat_ready, group.chat_missing, group.rules_at = None, False, "", None
    for row in await session.scalars(select(GroupMember).where(GroupMember.group_id == group.id)):
        row.invite_link, row.link_used_at = None, None
