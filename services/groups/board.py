"""What a coordinator sees of self-help groups: the pool, the groups of the centre, and one of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from db.group_models import Group, GroupMember, Meeting, Trouble, Wish
from db.models import Centre, Person
from domain.errors import Gone, Stale
from domain.groups import GroupState, MemberState, WishState
from services import Session, courses
from services.courses import CentreView
from services.groups import life, places, rounds, tallies, views
from services.groups.places import PlaceView
from services.groups.views import GroupView
from services.people import Actor
from services.programmes import Library

SHOWN = 20
_COUNTED = {GroupState.PROPOSED: (MemberState.ASKED, MemberState.YES), GroupState.RUNNING: (MemberState.MEMBER,)}


@dataclass(frozen=True)
class Line:
    """One group in the list."""

    id: int
    state: GroupState
    slot: str
    place: str
    people: int
    troubles: int


@dataclass(frozen=True)
class Board:
    """`looking` people wait for a group; `draft` is the round that has not been approved yet."""

    centre: CentreView
    places: tuple[PlaceView, ...]
    looking: int
    draft: int | None
    groups: tuple[Line, ...]
    totals: dict[str, int]
    pulses: tallies.Pulses


@dataclass(frozen=True)
class MemberLine:
    name: str
    state: MemberState
    promised: bool
    starter: bool


@dataclass(frozen=True)
class GroupBoard:
    """One group: who is in it, when it meets next, and what members have told."""

    view: GroupView
    people: tuple[MemberLine, ...]
    next_at: datetime | None
    troubles: tuple[tuple[datetime, str], ...]


async def load(session: Session, actor: Actor, centre_id: int) -> Board:
    """Raises NotYours."""
    draft = await rounds.latest(session, actor, centre_id)
    centre = courses.centre_view(await session.get_one(Centre, centre_id))
    looking = select(func.count()).where(Wish.centre_id == centre_id, Wish.state == WishState.ACTIVE)
    return Board(
        centre=centre,
        places=await places.of_centre(session, centre),
        looking=int((await session.execute(looking)).scalar_one()),
        draft=draft,
        groups=await _lines(session, centre_id),
        totals=await tallies.totals(session, centre_id),
        pulses=await tallies.pulses(session, centre_id),
    )


async def _lines(session: Session, centre_id: int) -> tuple[Line, ...]:
    rows = await session.scalars(
        select(Group)
        .where(Group.centre_id == centre_id, Group.state.in_((GroupState.PROPOSED, GroupState.RUNNING)))
        .order_by(Group.id.desc())
        .limit(SHOWN)
    )
    lines = []
    for row in rows.all():
        state = GroupState(row.state)
        people = await views.count(session, row.id, _COUNTED[state])
        told = await session.execute(select(func.count()).where(Trouble.group_id == row.id))
        lines.append(Line(row.id, state, row.slot, row.place, people, int(told.scalar_one())))
    return tuple(lines)


async def group(session: Session, library: Library, actor: Actor, group_id: int, now: datetime) -> GroupBoard:
    """Raises NotYours; Gone for a group that has been dissolved or closed."""
    row = await _own(session, actor, group_id)
    people = await session.execute(
        select(GroupMember, Person.name)
        .join(Person, Person.id == GroupMember.person_id)
        .where(GroupMember.group_id == group_id, GroupMember.state.not_in((MemberState.LEFT, MemberState.NO)))
        .order_by(GroupMember.id)
    )
    next_at = await session.scalar(
        select(func.min(Meeting.starts_at)).where(
            Meeting.group_id == group_id, Meeting.starts_at > now, Meeting.cancelled_at.is_(None)
        )
    )
    told = await session.scalars(select(Trouble).where(Trouble.group_id == group_id).order_by(Trouble.id.desc()))
    return GroupBoard(
        view=await views.load(session, library, group_id),
        people=tuple(
            MemberLine(
                one.name or "?",
                MemberState(one.GroupMember.state),
                one.GroupMember.promise_at is not None,
                one.GroupMember.person_id == row.starter_id,
            )
            for one in people.all()
        ),
        next_at=next_at,
        troubles=tuple((one.created_at, one.text) for one in told.all()),
    )


async def close(session: Session, library: Library, actor: Actor, group_id: int, version: int, now: datetime) -> int:
    """Close a running group with thanks; returns its centre. Raises NotYours, Gone, Stale."""
    await _own(session, actor, group_id)
    row = await views.lock(session, group_id)
    if row.state != GroupState.RUNNING or row.version != version:
        raise Stale
    await life.close(session, library, row, now)
    return row.centre_id


async def _own(session: Session, actor: Actor, group_id: int) -> Group:
    row = await session.get(Group, group_id)
    if row is None and actor.coordinates:
        raise Gone
    actor.must_coordinate(row.centre_id if row else 0)
    assert row is not None
    if row.state not in _COUNTED:
        raise Gone
    return row
