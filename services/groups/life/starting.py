"""A group stands from now on, with its first meeting and its starter."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from db.models import Group, GroupMember, Wish
from domain.groups import GroupState, MemberState
from domain.groups.messages import (
    GroupStarts,
    GroupWithoutStarter,
)
from domain.groups.wishes import Answers
from domain.rights import Action
from services import Session
from services.groups import meetings, seeking, tallies, views
from services.groups.life.told import tell_coordinators
from services.mail import outbox
from services.people import holders
from services.programmes import Library


async def start(session: Session, library: Library, group: Group, people: Sequence[GroupMember], now: datetime) -> None:
    """The group stands with these people: first meeting, starter, and everybody is told. It must be locked."""
    views.become(group, GroupState.RUNNING, now)
    group.started_at = now
    for row in people:
        views.change(row, MemberState.MEMBER, now)
    group.starter_id = await _starter(session, group, people)
    first = await meetings.first(session, group, now)
    await tallies.add(session, group.centre_id, tallies.STARTED, now)
    await tallies.add(session, group.centre_id, tallies.JOINED, now, len(people))
    for row in people:
        await outbox.put_one(session, GroupStarts(row.id), row.person_id, due_at=now, not_after=first.starts_at)
    if group.starter_id is None:
        coordinators = holders(Action.GROUPS, group.centre_id)
        await outbox.put(session, GroupWithoutStarter(group.id), coordinators, due_at=now)
    else:
        await tell_coordinators(session, group, now)
    await seeking.offer_places(session, library, group, now)


async def _starter(session: Session, group: Group, people: Sequence[GroupMember]) -> int | None:
    """Of those who would start a group, the one who has waited longest."""
    found = await session.scalars(
        select(Wish)
        .where(Wish.centre_id == group.centre_id, Wish.person_id.in_([one.person_id for one in people]))
        .order_by(Wish.since, Wish.id)
    )
    return next((one.person_id for one in found if Answers.of_json(one.answers).starter), None)
