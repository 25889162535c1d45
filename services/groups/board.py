"""What a coordinator sees of self-help groups: the pool, the groups of the centre, and one of them."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import case, func, or_, select

from db.models import Centre, Group, GroupMember, Meeting, Person, Trouble, Wish
from domain import rights
from domain.errors import Gone, Stale
from domain.groups import LIVE, GroupState, MemberState
from domain.rights import Action
from services import Session, courses
from services.courses import CentreView
from services.groups import life, places, pool, rounds, tallies, troubles, views
from services.groups.places import PlaceView
from services.groups.views import GroupView
from services.people import Actor
from services.programmes import Library

_COUNTED = {GroupState.PROPOSED: (MemberState.ASKED, MemberState.YES), GroupState.RUNNING: (MemberState.MEMBER,)}


class Line(Struct, frozen=True):
    """One group in the list. `troubles`: how many have not been seen to; only for the sake of these is one there that is over."""

    id: int
    state: GroupState
    slot: str
    place: str
    people: int
    troubles: int


class Board(Struct, frozen=True):
    """`looking` people wait for a group; `draft` is the round that has not been approved yet."""

    centre: CentreView
    places: tuple[PlaceView, ...]
    looking: int
    draft: int | None
    groups: tuple[Line, ...]
    totals: dict[str, int]
    pulses: tallies.Pulses


class MemberLine(Struct, frozen=True):
    name: str
    starter: bool


class GroupBoard(Struct, frozen=True):
    """One group: who is in it, when it meets next, how much members have told, and how much of it is not seen to.

    Of those who have only been asked there are numbers: `yes` and `waiting` while it is proposed, `offered` free places.
    What a single person answers is shown to nobody, and of whom members are being asked about nothing at all.
    """

    view: GroupView
    members: tuple[MemberLine, ...]
    yes: int
    waiting: int
    offered: int
    next_at: datetime | None
    told: int
    troubles: int


async def load(session: Session, actor: Actor, centre_id: int) -> Board:
    """Raises NotYours."""
    draft = await rounds.latest(session, actor, centre_id)
    centre = courses.centre_view(await session.get_one(Centre, centre_id))
    looking = select(func.count()).where(Wish.centre_id == centre_id, pool.LOOKS)
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
    """Those with something to read first, then the newest."""
    unread = select(func.count()).where(Trouble.group_id == Group.id, Trouble.done_at.is_(None)).scalar_subquery()
    rows = await session.execute(
        select(Group, unread.label("unread"))
        .where(Group.centre_id == centre_id)
        .where(Group.state.in_(LIVE) | ((Group.state == GroupState.CLOSED) & (unread > 0)))
        .order_by(case((unread > 0, 0), else_=1), Group.id.desc())
    )
    people = await _people(session, centre_id)
    return tuple(
        Line(row.id, GroupState(row.state), row.slot, row.place, people.get(row.id, 0), int(number))
        for row, number in rows.all()
    )


async def _people(session: Session, centre_id: int) -> dict[int, int]:
    """How many are in each running group, or may still come to be in each proposed one."""
    counted = or_(*((Group.state == state) & GroupMember.state.in_(inside) for state, inside in _COUNTED.items()))
    rows = await session.execute(
        select(GroupMember.group_id, func.count())
        .join(Group, Group.id == GroupMember.group_id)
        .where(Group.centre_id == centre_id, counted)
        .group_by(GroupMember.group_id)
    )
    return {group_id: int(number) for group_id, number in rows.all()}


async def group(session: Session, library: Library, actor: Actor, group_id: int, now: datetime) -> GroupBoard:
    """Raises NotYours; Gone for a group that has been dissolved or closed."""
    row = await _own(session, actor, group_id)
    next_at = await session.scalar(
        select(func.min(Meeting.starts_at)).where(
            Meeting.group_id == group_id, Meeting.starts_at > now, Meeting.cancelled_at.is_(None)
        )
    )
    told = await session.execute(select(func.count()).where(Trouble.group_id == group_id))
    return GroupBoard(
        view=await views.load(session, library, group_id),
        members=await _members(session, row),
        yes=await views.count(session, group_id, [MemberState.YES]),
        waiting=await views.count(session, group_id, [MemberState.ASKED]),
        offered=await views.count(session, group_id, [MemberState.OFFERED]),
        next_at=next_at,
        told=int(told.scalar_one()),
        troubles=await troubles.count(session, group_id),
    )


async def _members(session: Session, group: Group) -> tuple[MemberLine, ...]:
    rows = await session.execute(
        select(GroupMember.person_id, Person.name)
        .join(Person, Person.id == GroupMember.person_id)
        .where(GroupMember.group_id == group.id, GroupMember.state == MemberState.MEMBER)
        .order_by(GroupMember.id)
    )
    return tuple(MemberLine(row.name or "?", row.person_id == group.starter_id) for row in rows)


async def close(session: Session, library: Library, actor: Actor, group_id: int, version: int, now: datetime) -> int:
    """Close a running group with thanks; returns its centre. Raises NotYours, Gone, Stale."""
    await _own(session, actor, group_id)
    row = await views.lock(session, group_id)
    if row.state != GroupState.RUNNING or row.version != version:
        raise Stale
    await life.close(session, library, row, now, but=actor.id)
    return row.centre_id


async def _own(session: Session, actor: Actor, group_id: int) -> Group:
    row = await session.get(Group, group_id)
    rights.must(actor, Action.GROUPS, row.centre_id if row else None)
    assert row is not None
    if row.state not in _COUNTED:
        raise Gone
    return row
