"""Running groups look for somebody new: when, how many at once, and how often their members are asked.

Whoever comes to look for a group sets off at most a handful of searches there and then, and so does everything else that
brings people back to the pool; the rest of the groups look at the next ticks (`groups.look_at`), a handful at each, so that
no transaction grows with the number of groups. The members of a group are asked at most once a day, however often people
come and go: whoever begins and pauses and begins again makes nobody's telephone ring.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from db.models import Centre, Group, GroupMember, Wish
from domain.groups import ASK_AGAIN_AFTER, CONSIDER_WITHIN, OFFER_WITHIN, GroupState, MemberState, WishState
from domain.groups.matching import Pool
from domain.groups.messages import FreePlaceOffered, NewcomerAsked
from domain.timing import Window
from services import Session
from services.groups import fitting, views
from services.groups.moments import Ending
from services.mail import outbox
from services.mail.apart import apart
from services.programmes import Library

AT_ONCE = 5
"""So many groups search in one transaction."""


async def offer_places(session: Session, library: Library, group: Group, now: datetime) -> None:
    """Offer the places that are free in a group that has just come to stand. It must be locked."""
    free = await fitting.free_places(session, library, group)
    pool = await fitting.read(session, library, [group], now) if free > 0 else None
    for _ in range(free):
        assert pool is not None
        wish = await fitting.next_best(session, group, pool)
        if wish is None:
            return
        await offer(session, await _enter(session, group, wish, MemberState.OFFERED, now), wish, now)


async def offer(session: Session, row: GroupMember, wish: Wish, now: datetime) -> None:
    """A place is free for somebody: held for them while they think about it."""
    row.state, row.asked_at = MemberState.OFFERED, now
    row.version += 1
    wish.state = WishState.PLACED
    wish.version += 1
    await session.flush()
    message = FreePlaceOffered(row.id, row.version)
    await outbox.put_one(session, message, row.person_id, due_at=now, not_after=now + OFFER_WITHIN)


async def seek(session: Session, library: Library, group: Group, now: datetime, pool: Pool | None = None) -> None:
    """Ask the members about the one who fits best, if there is a place and they have not closed the door. Locked.

    One at a time: whoever is asked twice at once thinks of two people, and compares. `pool`, where it has been read.
    """
    group.look_at = None
    if not await _may_ask(session, library, group):
        return
    if group.newcomer_asked_at and now < group.newcomer_asked_at + ASK_AGAIN_AFTER:
        group.look_at = group.newcomer_asked_at + ASK_AGAIN_AFTER
        return
    wish = await fitting.next_best(session, group, pool or await fitting.read(session, library, [group], now))
    if wish is None:
        return
    group.newcomer_asked_at = now
    row = await _enter(session, group, wish, MemberState.CONSIDERED, now)
    message = NewcomerAsked(row.id, row.version)
    await outbox.put(session, message, views.members(group.id), due_at=now, not_after=now + CONSIDER_WITHIN)


async def _may_ask(session: Session, library: Library, group: Group) -> bool:
    """Whether there is a place in a group that is open, and nobody whom its members are asked about."""
    if group.state != GroupState.RUNNING or not group.open_to_newcomers:
        return False
    if await views.count(session, group.id, [MemberState.CONSIDERED]):
        return False
    return await fitting.free_places(session, library, group) > 0


async def later(session: Session, library: Library, window: Window) -> list[Ending]:
    """Groups that look again in the window, and whom each would ask then of those who look for a group now."""
    rows = await session.execute(
        select(Group, Centre.time_zone)
        .join(Centre, Centre.id == Group.centre_id)
        .where(Group.look_at > window.after, Group.look_at <= window.until)
        .order_by(Group.look_at, Group.id)
    )
    found = []
    for group, zone in rows.all():
        assert group.look_at is not None
        if await _may_ask(session, library, group):
            pool = await fitting.read(session, library, [group], group.look_at)
            fits = await fitting.best_wish(session, group, pool)
            people = (await session.scalars(views.members(group.id))).all() if fits else ()
            found.append(Ending(group.id, group.look_at, ZoneInfo(zone), [(NewcomerAsked, people)]))
    return found


def soon(group: Group, now: datetime) -> None:
    """Let a group look at the next tick."""
    group.look_at = now if group.look_at is None else min(group.look_at, now)


async def lock_open(session: Session, library: Library, centre_id: int) -> None:
    """Lock the groups among which `look` will look. Wherever both are locked, groups come before wishes, in order."""
    for group in await fitting.open_groups(session, library, centre_id):
        await views.lock(session, group.id)


async def look(session: Session, library: Library, wish_id: int, now: datetime) -> None:
    """Somebody looks for a group (again): the running groups of the centre that have a place, the best one first."""
    wish = await session.get(Wish, wish_id)
    if wish is None or wish.state != WishState.ACTIVE:
        return
    if await fitting.has_a_place(session, wish.person_id, wish.centre_id):
        return
    groups = await fitting.open_groups(session, library, wish.centre_id)
    if not groups:
        return
    pool = await fitting.read(session, library, groups, now)
    best = await fitting.best_groups(session, groups, wish, pool)
    for number, group_id in enumerate(best):
        group = await views.lock(session, group_id)
        if number >= AT_ONCE:
            soon(group, now)
            continue
        await seek(session, library, group, now, pool)
        if await fitting.has_a_place(session, wish.person_id, wish.centre_id):
            return


async def look_all(session: Session, library: Library, centre_id: int, now: datetime) -> None:
    """Several have come back to the pool: every running group with a place looks once, most of them at the next ticks."""
    await _seek(session, library, await fitting.open_groups(session, library, centre_id), now)


async def all_soon(session: Session, library: Library, centre_id: int, now: datetime) -> None:
    """The same at the next ticks, for whoever is in one."""
    for group in await fitting.open_groups(session, library, centre_id):
        soon(group, now)
    await session.flush()


async def look_on(session: Session, library: Library, now: datetime) -> int:
    """At each tick: a few of the groups that are to look, of one centre, the first in line first; each by itself."""
    due = select(Group).where(Group.look_at <= now).order_by(Group.look_at, Group.id).limit(AT_ONCE)
    first = await session.scalar(due)
    if first is None:
        return 0
    groups = (await session.scalars(due.where(Group.centre_id == first.centre_id))).all()
    ids, pool = [one.id for one in groups], await fitting.read(session, library, groups, now)
    for one in groups:
        one.look_at = None  # also when its search breaks: else it would be first in line for ever
    await session.flush()
    for group_id in sorted(ids):
        await apart(session, partial(_look_on, session, library, group_id, pool, now), group=group_id)
    return 0


async def _look_on(session: Session, library: Library, group_id: int, pool: Pool, now: datetime) -> None:
    await seek(session, library, await views.lock(session, group_id), now, pool)


async def _seek(session: Session, library: Library, groups: Sequence[Group], now: datetime) -> None:
    """The first of these groups of a centre look now, with one reading of who there is; the others at the next ticks."""
    if not groups:
        return
    pool = await fitting.read(session, library, groups[:AT_ONCE], now)
    for one in groups[:AT_ONCE]:
        await seek(session, library, await views.lock(session, one.id), now, pool)
    for one in groups[AT_ONCE:]:
        soon(one, now)
    await session.flush()


async def thinking_of(session: Session, people: Collection[int], centre_id: int) -> Sequence[Group]:
    """The groups of a centre whose members are being asked about one of these; locked, in order."""
    found = await session.scalars(
        select(GroupMember.group_id)
        .join(Group, Group.id == GroupMember.group_id)
        .where(Group.centre_id == centre_id, GroupMember.state == MemberState.CONSIDERED)
        .where(GroupMember.person_id.in_(people))
        .order_by(GroupMember.group_id)
    )
    return [await views.lock(session, group_id) for group_id in found.all()]


async def think_no_more(
    session: Session, library: Library, groups: Sequence[Group], people: Collection[int], now: datetime
) -> None:
    """These people have another place, or look for none any more: the (locked) groups go on to the next who fits."""
    for group in groups:
        await session.execute(
            delete(GroupMember).where(
                GroupMember.group_id == group.id,
                GroupMember.person_id.in_(people),
                GroupMember.state == MemberState.CONSIDERED,
            )
        )
    await _seek(session, library, groups, now)


async def _enter(session: Session, group: Group, wish: Wish, state: MemberState, now: datetime) -> GroupMember:
    """A row for somebody new. There is none yet: see `fitting` for who is never asked about a group again."""
    row = GroupMember(group_id=group.id, person_id=wish.person_id, state=state, asked_at=now, version=1)
    session.add(row)
    await session.flush()
    return row
