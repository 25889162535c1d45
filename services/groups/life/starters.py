"""Who looks after the practical things of a group: handed over, taken over, and what they settle."""

from datetime import datetime

from sqlalchemy import select

from db.models import Group, Person
from domain.errors import OnlyStarter, Stale
from domain.groups import STARTER_AWAY, GroupState
from domain.groups.messages import (
    HandedOver,
    HandOverAsked,
)
from services import Session
from services.groups import seeking, views
from services.groups.homes import Home
from services.groups.life.own import home
from services.mail import outbox
from services.people import Actor
from services.programmes import Library


async def replace_starters(session: Session, now: datetime) -> None:
    """Who looks after a group but has not been to be reached for a day does so no longer: the members are asked."""
    found = await session.scalars(
        select(Group.id)
        .join(Person, Person.id == Group.starter_id)
        .where(Group.state == GroupState.RUNNING, Person.blocked_at <= now - STARTER_AWAY)
        .order_by(Group.id)
    )
    for group_id in found.all():
        group = await views.lock(session, group_id)
        if group.state == GroupState.RUNNING and group.starter_id is not None:
            await hand_over(session, group, now)


async def hand_over(session: Session, group: Group, now: datetime) -> None:
    """Nobody looks after the practical things now: the members are asked. The group must be locked."""
    before, group.starter_id, group.taken_over_at = group.starter_id, None, None
    group.version += 1
    await session.flush()
    message = HandOverAsked(group.id, group.version)
    await outbox.put(session, message, views.members(group.id, but=before or 0), due_at=now)


async def withdraw_as_starter(session: Session, library: Library, actor: Actor, group_id: int, now: datetime) -> Home:
    """Stay in the group without being its starter; the others are asked to take over.

    Raises Gone, OnlyStarter, TooManyChanges.
    """
    group, _ = await views.member(session, actor, group_id)
    if group.starter_id is not None:
        if group.starter_id != actor.id:
            raise OnlyStarter
        views.spend_change(group, now)
        await hand_over(session, group, now)
    return await home(session, library, actor, group_id, now)


async def take_over(session: Session, library: Library, actor: Actor, group_id: int, now: datetime) -> Home:
    """Become the starter of a group that has none: the first who says yes.

    Raises Gone, TooManyChanges; Stale when it has one by now.
    """
    group, _ = await views.member(session, actor, group_id)
    if group.starter_id not in (None, actor.id):
        raise Stale
    if group.starter_id is None:
        views.spend_change(group, now)
        group.starter_id, group.taken_over_at = actor.id, now
        group.version += 1
        await session.flush()
        message = HandedOver(group.id, group.version)
        await outbox.put(session, message, views.members(group.id, but=actor.id), due_at=now)
    return await home(session, library, actor, group_id, now)


async def _led(session: Session, actor: Actor, group_id: int) -> Group:
    """The locked group, for its starter, or for any member while it has none. Raises Gone, OnlyStarter."""
    group, _ = await views.member(session, actor, group_id)
    if group.starter_id not in (None, actor.id):
        raise OnlyStarter
    return group


async def set_who_plans(
    session: Session, library: Library, actor: Actor, group_id: int, anyone: bool, now: datetime
) -> Home:
    """Whether all members plan meetings, or the starter alone. Raises Gone, OnlyStarter."""
    (await _led(session, actor, group_id)).anyone_plans = anyone
    await session.flush()
    return await home(session, library, actor, group_id, now)


async def set_open(session: Session, library: Library, actor: Actor, group_id: int, on: bool, now: datetime) -> Home:
    """Whether the members want to be asked about newcomers. Raises Gone, OnlyStarter."""
    group = await _led(session, actor, group_id)
    if group.open_to_newcomers != on:
        group.open_to_newcomers = on
        await session.flush()
        await seeking.seek(session, library, group, now)
    return await home(session, library, actor, group_id, now)
