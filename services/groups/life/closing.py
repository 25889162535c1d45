"""A group is over: closed by its starter or for want of members, and forgotten after long."""

from datetime import datetime

from sqlalchemy import delete

from db.models import Group
from domain.errors import JustTakenOver, OnlyStarter, Stale
from domain.groups import CLOSES_AFTER, KEPT_FOR, GroupState, MemberState
from domain.groups.messages import (
    GroupClosed,
)
from services import Session
from services.groups import seeking, tallies, views
from services.groups.chat import place as chat_place
from services.groups.homes import Home
from services.groups.life.own import home
from services.groups.life.told import tell_coordinators
from services.groups.views import GroupView
from services.mail import outbox
from services.people import Actor
from services.programmes import Library


async def may_close(session: Session, library: Library, actor: Actor, group_id: int, now: datetime) -> Home:
    """The group, if this person may close it: its starter, but nobody who has taken over just now, unless they are alone.

    Raises Gone, OnlyStarter, JustTakenOver.
    """
    group, _ = await views.member(session, actor, group_id)
    if group.starter_id != actor.id:
        raise OnlyStarter
    new = group.taken_over_at is not None and now < group.taken_over_at + CLOSES_AFTER
    if new and await views.count(session, group_id, [MemberState.MEMBER]) > 1:
        raise JustTakenOver
    return await home(session, library, actor, group_id, now)


async def close_own(
    session: Session, library: Library, actor: Actor, group_id: int, version: int, now: datetime
) -> GroupView:
    """The starter closes the group. Raises Stale and what `may_close` raises."""
    await may_close(session, library, actor, group_id, now)
    group = await views.lock(session, group_id)
    if group.version != version:
        raise Stale
    await close(session, library, group, now, but=actor.id)
    return await views.load(session, library, group_id)


async def close(session: Session, library: Library, group: Group, now: datetime, *, but: int = 0) -> None:
    """Thank everybody (`but` one is thanked already) and let the meetings fall away.

    The group must be locked and running; rights are the caller's.
    """
    views.become(group, GroupState.CLOSED, now)
    await chat_place.close(session, group, now)
    people = await views.rows(session, group.id, MemberState.MEMBER)
    for row in people:
        await views.rest(session, group, row.person_id, now, anew=True)
        if row.person_id != but:
            await outbox.put_one(session, GroupClosed(group.id), row.person_id, due_at=now)
    for row in await views.rows(session, group.id, MemberState.OFFERED, MemberState.CONSIDERED):
        if row.state == MemberState.OFFERED:
            await views.look_again(session, group, row.person_id)
        await session.delete(row)
    await session.flush()
    await tallies.add(session, group.centre_id, tallies.CLOSED, now)
    await tallies.add(session, group.centre_id, tallies.STAYED, now, len(people))
    await tell_coordinators(session, group, now, but=but)
    await seeking.look_all(session, library, group.centre_id, now)


async def forget_old(session: Session, now: datetime) -> None:
    """Groups that have been over for long are forgotten, with who was in them; the tallies stay."""
    await session.execute(delete(Group).where(Group.closed_at <= now - KEPT_FOR))
