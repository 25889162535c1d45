"""Who of those that look for a group fits into a running one, as it is: the search behind `newcomers`. Nothing is written.

A group is not offered to somebody who
- has a place in a group of the centre, has been asked about one, or is being thought of for one;
- has left this very group, has said no to it or asked for another time, or has let its time pass: they know it, and have
  answered. To be in the pool again is no yes to what they turned down;
- would rather not be with somebody in it, or the other way round, whether or not that one still looks for a group.
That two people have been in a proposal that came to nothing is no reason against: they may meet in the next one, as
neither knows of the other, and what kept the group from standing was somebody's time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, select

from db.group_models import Group, GroupMember, Wish, WishPair
from db.models import Centre
from domain.groups import HOLDS_PLACE, LIVE, GroupState, WishState
from domain.matching import Candidate, Pool, best_free_place
from domain.matching import Group as Matched
from domain.matching.result import scored
from services import Session
from services.groups import views
from services.groups.pool import pool as read_pool
from services.programmes import Library


@dataclass(frozen=True)
class Looked:
    """A running group as the matching knows it, with the pool in which it stands, and who may be asked about it."""

    pool: Pool
    group: Matched
    waiting: tuple[Candidate, ...]


async def free_places(session: Session, library: Library, group: Group) -> int:
    """How many more there is room for. Whoever is being thought of has a place until that is decided."""
    return await _most(session, library, group.centre_id) - await views.count(session, group.id, HOLDS_PLACE)


async def _most(session: Session, library: Library, centre_id: int) -> int:
    return library.groups_of((await session.get_one(Centre, centre_id)).slug).most


async def open_groups(session: Session, library: Library, centre_id: int) -> Sequence[Group]:
    """Running groups of a centre that take in somebody new and have a place, the oldest first."""
    held = (
        select(func.count())
        .select_from(GroupMember)
        .where(GroupMember.group_id == Group.id, GroupMember.state.in_(HOLDS_PLACE))
        .scalar_subquery()
    )
    found = await session.scalars(
        select(Group)
        .where(Group.centre_id == centre_id, Group.state == GroupState.RUNNING, Group.open_to_newcomers)
        .where(held < await _most(session, library, centre_id))
        .order_by(Group.id)
    )
    return found.all()


async def has_a_place(session: Session, person_id: int, centre_id: int) -> bool:
    """Whether somebody is in a group of the centre, has been asked about one, or is being thought of for one."""
    statement = _holders(centre_id).where(GroupMember.person_id == person_id)
    return (await session.scalars(statement.limit(1))).first() is not None


def _holders(centre_id: int) -> Select[int]:
    """The ids of all who hold a place in a group of the centre that stands, or may come to stand."""
    return (
        select(GroupMember.person_id)
        .join(Group, Group.id == GroupMember.group_id)
        .where(Group.centre_id == centre_id, Group.state.in_(LIVE), GroupMember.state.in_(HOLDS_PLACE))
    )


async def next_best(session: Session, library: Library, group: Group, now: datetime) -> Wish | None:
    """Of those who look for a group and fit into this one as it is, the one with whom it is best; locked."""
    looked = await _look(session, library, group, now)
    best: tuple[float, int] | None = None
    for one in looked.waiting if looked else ():
        if (gain := _gain(looked, one)) is not None and (best is None or (gain, -one.id) > best):
            best = gain, -one.id
    if best is None:
        return None
    wish = await session.get_one(Wish, -best[1], with_for_update=True, populate_existing=True)
    return wish if wish.state == WishState.ACTIVE else None


async def best_groups(
    session: Session, library: Library, groups: Sequence[Group], wish: Wish, now: datetime
) -> list[int]:
    """The groups that somebody fits into, the one that gains most first."""
    if not groups:
        return []
    inside = [one.id for group in groups for one in await _inside(session, group) if one.state != WishState.WITHDRAWN]
    pool = await read_pool(session, library, wish.centre_id, now, also=inside)
    fits = []
    for group in groups:
        looked = await _look(session, library, group, now, pool=pool)
        one = next((one for one in looked.waiting if one.id == wish.id), None) if looked else None
        if one is not None and (gain := _gain(looked, one)) is not None:
            fits.append((-gain, group.id))
    return [group_id for _, group_id in sorted(fits)]


async def still_fits(session: Session, library: Library, group: Group, row: GroupMember, now: datetime) -> bool:
    """Whether somebody whom the members have been asked about can still come, with what they look for by now."""
    looked = await _look(session, library, group, now, asked=row)
    return looked is not None and any(_gain(looked, one) is not None for one in looked.waiting)


def _gain(looked: Looked | None, one: Candidate) -> float | None:
    """How much better the group would be with somebody; None where a rule stands against it."""
    found = best_free_place(looked.pool, [looked.group], one) if looked else ()
    return found[0].gain if found else None


async def _look(
    session: Session,
    library: Library,
    group: Group,
    now: datetime,
    *,
    asked: GroupMember | None = None,
    pool: Pool | None = None,
) -> Looked | None:
    """None for a group of which nothing is known any more. With `asked`, that one alone waits, and is not inside."""
    inside = await _inside(session, group, asked)
    known = [one.id for one in inside if one.state != WishState.WITHDRAWN]
    if not known:
        return None
    pool = _as_it_is(pool or await read_pool(session, library, group.centre_id, now, also=known), group, known)
    out = await _apart_from(session, [one.id for one in inside]) | set(known)
    if asked is None:
        out |= await _knows_or_has_another(session, group)
        waiting = tuple(one for one in pool.candidates if one.id not in out)
    else:
        wish = await views.wish_of(session, asked.person_id, group.centre_id)
        waiting = tuple(one for one in pool.candidates if wish and one.id == wish.id and one.id not in out)
    return Looked(pool, scored(pool, frozenset(known), group.slot, group.place, group.language), waiting)


async def _inside(session: Session, group: Group, asked: GroupMember | None = None) -> Sequence[Wish]:
    """The wishes of those who have a place in the group, withdrawn ones too; but for the one who is `asked` about."""
    statement = (
        select(Wish)
        .join(GroupMember, GroupMember.person_id == Wish.person_id)
        .where(Wish.centre_id == group.centre_id)
        .where(GroupMember.group_id == group.id, GroupMember.state.in_(HOLDS_PLACE))
        .order_by(Wish.id)
    )
    if asked is not None:
        statement = statement.where(GroupMember.id != asked.id)
    return (await session.scalars(statement)).all()


async def _apart_from(session: Session, inside: Sequence[int]) -> set[int]:
    """The wishes of those who would rather not be with one of these, and of those with whom one of these would not."""
    rows = await session.execute(
        select(WishPair.wish_id, WishPair.other_wish_id).where(
            WishPair.apart.is_(True), WishPair.wish_id.in_(inside) | WishPair.other_wish_id.in_(inside)
        )
    )
    return {wish_id for row in rows for wish_id in row} - set(inside)


async def _knows_or_has_another(session: Session, group: Group) -> set[int]:
    """The wishes of those who have had to do with this group, or have a place in another one of the centre."""
    found = await session.scalars(
        select(Wish.id)
        .join(GroupMember, GroupMember.person_id == Wish.person_id)
        .where(Wish.centre_id == group.centre_id)
        .where((GroupMember.group_id == group.id) | Wish.person_id.in_(_holders(group.centre_id)))
    )
    return set(found)


def _as_it_is(pool: Pool, group: Group, inside: Sequence[int]) -> Pool:
    """Whoever is in the group can come when and where it meets, whatever else they have ticked since."""
    candidates = (
        replace(
            one,
            slots=one.slots | {group.slot},
            places=one.places | {group.place},
            languages=one.languages | {group.language},
        )
        if one.id in inside
        else one
        for one in pool.candidates
    )
    return replace(pool, candidates=tuple(candidates))
