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
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, func, select

from db.models import Centre, Group, GroupMember, Wish, WishPair
from domain.groups import HOLDS_PLACE, LIVE, GroupState, WishState
from domain.groups.matching import Candidate, Pool, best_free_place
from domain.groups.matching import Group as Matched
from domain.groups.matching.result import scored
from services import Session
from services.groups import views
from services.groups.pool import pool as read_pool
from services.programmes import Library


class Looked(Struct, frozen=True):
    """A running group as the matching knows it, with a pool of its people alone; `out` are not asked about it."""

    pool: Pool
    group: Matched
    out: frozenset[int]


async def read(session: Session, library: Library, groups: Sequence[Group], now: datetime) -> Pool:
    """Who looks for a group at the centre of these groups, and who is in them. There must be a group."""
    inside = select(Wish.id).join(GroupMember, GroupMember.person_id == Wish.person_id)
    inside = inside.where(Wish.centre_id == groups[0].centre_id, GroupMember.state.in_(HOLDS_PLACE))
    inside = inside.where(GroupMember.group_id.in_([one.id for one in groups]))
    return await read_pool(session, library, groups[0].centre_id, now, also=(await session.scalars(inside)).all())


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


async def next_best(session: Session, group: Group, pool: Pool) -> Wish | None:
    """Of those who look for a group and fit into this one as it is, the one with whom it is best; locked."""
    best = await best_wish(session, group, pool)
    if not best:
        return None
    wish = await session.get_one(Wish, best, with_for_update=True, populate_existing=True)
    return wish if wish.state == WishState.ACTIVE else None


async def best_wish(session: Session, group: Group, pool: Pool) -> int:
    """The id of that one's wish; 0 when nobody fits."""
    looked = await _look(session, group, pool)
    best: tuple[float, int] | None = None
    for one in pool.candidates if looked else ():
        if (gain := _gain(looked, one)) is not None and (best is None or (gain, -one.id) > best):
            best = gain, -one.id
    return -best[1] if best else 0


async def best_groups(session: Session, groups: Sequence[Group], wish: Wish, pool: Pool) -> list[int]:
    """The groups that somebody fits into, the one that gains most first."""
    fits = []
    one = next((one for one in pool.candidates if one.id == wish.id), None)
    for group in groups:
        if one is not None and _comes(one, group):
            looked = await _look(session, group, pool)
            if (gain := _gain(looked, one)) is not None:
                fits.append((-gain, group.id))
    return [group_id for _, group_id in sorted(fits)]


async def still_fits(session: Session, library: Library, group: Group, row: GroupMember, now: datetime) -> bool:
    """Whether somebody whom the members have been asked about, or who has been offered a place, can still come."""
    wish = await views.wish_of(session, row.person_id, group.centre_id)
    if wish is None or wish.state == WishState.WITHDRAWN:
        return False
    pool = await read(session, library, [group], now)
    one = next((one for one in pool.candidates if one.id == wish.id), None)
    looked = await _look(session, group, pool, row)
    return one is not None and _gain(looked, one) is not None


def _comes(one: Candidate, group: Group | Matched) -> bool:
    """Whether somebody can come when and where a group meets; the other rules take longer to look at."""
    return group.slot in one.slots and group.place in one.places and group.language in one.languages


def _gain(looked: Looked | None, one: Candidate) -> float | None:
    """How much better the group would be with somebody; None where a rule stands against it."""
    if looked is None or one.id in looked.out or not _comes(one, looked.group):
        return None
    found = best_free_place(looked.pool, [looked.group], one)
    return found[0].gain if found else None


async def _look(session: Session, group: Group, pool: Pool, asked: GroupMember | None = None) -> Looked | None:
    """None for a group of which nothing is known any more. Somebody who is `asked` about is not inside, and knows it."""
    inside = await _inside(session, group, asked)
    people = _as_it_is(pool, group, inside)
    known = frozenset(one.id for one in people)
    if not known:
        return None
    out = await _apart_from(session, inside) | known
    if asked is None:
        out |= await _knows_or_has_another(session, group)
    own = replace(pool, candidates=people)
    return Looked(own, scored(own, known, group.slot, group.place, group.language), frozenset(out))


async def _inside(session: Session, group: Group, asked: GroupMember | None = None) -> Sequence[int]:
    """The wishes of those who have a place in the group, withdrawn ones too; but for the one who is `asked` about."""
    statement = (
        select(Wish.id)
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
    return {wish_id for row in rows for wish_id in row if wish_id is not None} - set(inside)


async def _knows_or_has_another(session: Session, group: Group) -> set[int]:
    """The wishes of those who have had to do with this group, or have a place in another one of the centre."""
    found = await session.scalars(
        select(Wish.id)
        .join(GroupMember, GroupMember.person_id == Wish.person_id)
        .where(Wish.centre_id == group.centre_id)
        .where((GroupMember.group_id == group.id) | Wish.person_id.in_(_holders(group.centre_id)))
    )
    return set(found)


def _as_it_is(pool: Pool, group: Group, inside: Sequence[int]) -> tuple[Candidate, ...]:
    """Whoever is in the group can come when and where it meets, whatever else they have ticked since."""
    return tuple(
        replace(
            one,
            slots=one.slots | {group.slot},
            places=one.places | {group.place},
            languages=one.languages | {group.language},
        )
        for one in pool.candidates
        if one.id in inside
    )
