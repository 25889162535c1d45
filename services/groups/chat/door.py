"""Who comes into a group's chat: members who have promised confidentiality, each by their own link, once."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import select

from db.models import Assignment, Group, GroupMember, Person
from domain import rights
from domain.delivery import Why
from domain.groups import MemberState
from domain.groups.chats import Action
from domain.groups.messages import ChatLink, ChatNotLetIn, ChatPromiseFirst, ChatStranger
from services import Session
from services.groups import views
from services.groups.chat import place as chat_place
from services.groups.chat import tasks as chat_tasks
from services.groups.chat.tasks import Claim
from services.mail import outbox
from services.people import holders


class Refusal(StrEnum):
    """Why somebody was not let in, as far as they are told. Strangers learn nothing of the group."""

    STRANGER = "stranger"
    PROMISE = "promise"
    OWN_LINK = "own_link"


class TurnedAway(Struct, frozen=True):
    """`group_id` and `member_id` are 0 for a stranger."""

    why: Refusal
    group_id: int = 0
    member_id: int = 0


async def asks(session: Session, telegram_id: int, chat_id: int, link: str, now: datetime) -> TurnedAway | None:
    """Somebody asks to come in by a link: None when they are let in. In a chat that is nobody's, nothing is done."""
    group = await chat_place.at(session, chat_id)
    if group is None:
        return None
    row = await member(session, group.id, telegram_id)
    refused = _refusal(row, link)
    if refused is not None:
        await chat_tasks.put(session, Action.DECLINE, group.id, chat_id, due_at=now, telegram_id=telegram_id)
        return refused
    assert row is not None
    row.link_used_at, row.invite_link = now, None
    await chat_tasks.put(session, Action.APPROVE, group.id, chat_id, due_at=now, telegram_id=telegram_id)
    about = f"{row.id}.{row.link_number}"
    await chat_tasks.put(session, Action.REVOKE, group.id, chat_id, due_at=now, about=about, link=link)
    return None


def _refusal(row: GroupMember | None, link: str) -> TurnedAway | None:
    if row is None:
        return TurnedAway(Refusal.STRANGER)
    if row.promise_at is None:
        return TurnedAway(Refusal.PROMISE, row.group_id, row.id)
    if row.invite_link is None or row.invite_link != link:
        return TurnedAway(Refusal.OWN_LINK, row.group_id, row.id)
    return None


async def member(session: Session, group_id: int, telegram_id: int) -> GroupMember | None:
    """The row of a member of the group, by their number."""
    row: GroupMember | None = await session.scalar(
        select(GroupMember)
        .join(Person, Person.id == GroupMember.person_id)
        .where(GroupMember.group_id == group_id, GroupMember.state == MemberState.MEMBER)
        .where(Person.telegram_id == telegram_id)
        .execution_options(populate_existing=True)
    )
    return row


async def belongs(session: Session, group: Group, telegram_id: int) -> bool:
    """Whether somebody may be in the chat: a member who has promised confidentiality; a coordinator, who may have made it."""
    row = await member(session, group.id, telegram_id)
    if row is not None and row.promise_at is not None:
        return True
    looks_after = holders(rights.Action.GROUPS, group.centre_id).join(Person, Person.id == Assignment.person_id)
    return await session.scalar(looks_after.where(Person.telegram_id == telegram_id)) is not None


async def came(session: Session, chat_id: int, newcomers: Collection[int], now: datetime) -> None:
    """Somebody was added by hand, or came by a link that is not ours. Whoever does not belong there is taken out again.

    A member who has not promised yet is asked to; of strangers whoever looks after the chat is told once.
    """
    group = await chat_place.at(session, chat_id)
    if group is None:
        return
    for one in newcomers:
        if await belongs(session, group, one):
            continue
        row = await member(session, group.id, one)
        subject = row.id if row else None
        await chat_tasks.put(session, Action.REMOVE, group.id, chat_id, due_at=now, telegram_id=one, subject=subject)
        if row is not None:
            message = ChatPromiseFirst(row.id, group.chat_version)
            await outbox.put_one(session, message, row.person_id, due_at=now)
        else:
            stranger = ChatStranger(group.id, group.chat_version)
            await outbox.put(session, stranger, chat_place.keepers(group), due_at=now)


async def is_forgotten(session: Session, claim: Claim) -> bool:
    """Whether somebody who is to be taken out has deleted themselves: they were in the group, and there is no row of it."""
    if claim.action is not Action.REMOVE or claim.subject is None:
        return False
    return await session.scalar(select(GroupMember.id).where(GroupMember.id == claim.subject)) is None


THEIRS = (Why.TOO_MANY_CHATS, Why.PRIVACY, Why.NOT_ASKING, Why.LINK_EXPIRED)
"""Why somebody is not let in, where they can mend it themselves."""


async def not_let_in(session: Session, claim: Claim, why: Why, now: datetime) -> bool:
    """Telegram would not have a member let in, for good: they are told why, and can have another link when they want it.

    The request that stands is turned away, as Telegram takes no second one beside it. True when it is theirs to mend.
    """
    group = await chat_place.at(session, claim.chat_id)
    row = None if group is None else await member(session, group.id, claim.telegram_id or 0)
    if group is not None and row is not None:
        row.link_used_at = None
        await session.flush()
        number = claim.telegram_id
        await chat_tasks.put(
            session, Action.DECLINE, group.id, claim.chat_id, due_at=now, telegram_id=number, about=f"again.{claim.id}"
        )
        message = ChatNotLetIn(row.id, row.link_number, why.value)
        await outbox.put_one(session, message, row.person_id, due_at=now)
    return why in THEIRS


async def made(session: Session, claim: Claim, link: str, now: datetime) -> None:
    """A link was made for a member: kept and sent, or closed again if the member has no use for it by now."""
    group = await views.lock(session, claim.group_id or 0)
    row = await session.get(GroupMember, claim.subject or 0, populate_existing=True)
    if row is not None and may_have_link(group, row, claim.chat_id):
        row.invite_link, row.link_used_at = link, None
        row.link_number += 1
        await session.flush()
        message = ChatLink(row.id, row.link_number)
        await outbox.put_one(session, message, row.person_id, due_at=now)
        return
    about = f"unused.{claim.id}"
    await chat_tasks.put(session, Action.REVOKE, group.id, claim.chat_id, due_at=now, about=about, link=link)


def may_have_link(group: Group, row: GroupMember, chat_id: int) -> bool:
    """Whether a member's way into this chat is still to be made."""
    promised = row.state == MemberState.MEMBER and row.promise_at is not None
    return promised and group.chat_id == chat_id and row.invite_link is None and row.link_used_at is None
