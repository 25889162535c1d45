"""A group as others may see it, and the rows behind it. Whoever changes who is in a group locks its row first (`lock`)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import BindParameter, Select, SQLColumnExpression, bindparam, func, select
from sqlalchemy.orm import Bundle

from db.models import Centre, Group, GroupMember, Place, Wish
from domain.errors import Gone, TooManyChanges
from domain.groups import (
    CHANGE_EVERY,
    CHANGES_AT_ONCE,
    FOLLOWS,
    HOLDING,
    LEAST,
    LIVE,
    GroupState,
    MemberState,
    WishState,
    read_slot,
)
from domain.groups.matching.types import ONLINE
from services import Session
from services.courses import CentreView, centre_view
from services.people import Actor
from services.programmes import Library


class GroupView(Struct, frozen=True):
    """A group without anybody's name. `people` are those in it (while it is proposed: those who may still come).

    `place` is the name of a place, empty when the group meets online; `shared` are the themes' names in all languages;
    `weekday` counts from 0 (Monday); `least`: so many must say yes, and with fewer it is a small one.
    """

    id: int
    version: int
    centre: CentreView
    state: GroupState
    weekday: int
    hour: int
    slot: str
    place: str
    language: str
    shared: tuple[Mapping[str, str], ...]
    people: int
    answer_until: datetime
    has_starter: bool
    anyone_plans: bool
    open_to_newcomers: bool
    least: int = LEAST

    @property
    def zone(self) -> ZoneInfo:
        return self.centre.zone


async def lock(session: Session, group_id: int) -> Group:
    """Lock the group's row until the transaction ends. Raises Gone. On SQLite the transaction is alone anyway."""
    group = await session.scalar(
        select(Group).where(Group.id == group_id).with_for_update().execution_options(populate_existing=True)
    )
    if group is None:
        raise Gone
    return group


def become(group: Group, state: GroupState, now: datetime) -> None:
    """One of the steps that a group may take. The group must be locked."""
    if state not in FOLLOWS[GroupState(group.state)]:
        raise ValueError(f"a {group.state} group cannot become {state}")
    group.state = state
    group.version += 1
    if not FOLLOWS[state]:
        group.closed_at = now


def change(row: GroupMember, state: MemberState, now: datetime) -> None:
    """A new standing; buttons that were made for the old one are stale from now on."""
    row.state, row.answered_at = state, now
    row.version += 1


def spend_change(group: Group, now: datetime) -> None:
    """One more change that all members are told of. The group must be locked. Raises TooManyChanges."""
    at = max(group.changes_at or now, now) + CHANGE_EVERY
    if at > now + CHANGES_AT_ONCE * CHANGE_EVERY:
        raise TooManyChanges
    group.changes_at = at


async def own(session: Session, actor: Actor, member_id: int) -> tuple[Group, GroupMember]:
    """One's own row with its group, which is locked. Raises Gone when there is none, or it is somebody else's."""
    found = await session.get(GroupMember, member_id)
    if found is None or found.person_id != actor.id:
        raise Gone
    group = await lock(session, found.group_id)
    return group, await session.get_one(GroupMember, member_id, populate_existing=True)


async def member(session: Session, actor: Actor, group_id: int) -> tuple[Group, GroupMember]:
    """The locked group, of which the person is a member, and their row. Raises Gone, ConsentNeeded."""
    actor.must_have_consented()
    group = await lock(session, group_id)
    row = await membership(session, group_id, actor.id)
    if group.state != GroupState.RUNNING or row is None or row.state != MemberState.MEMBER:
        raise Gone
    return group, row


async def membership(session: Session, group_id: int, person_id: int) -> GroupMember | None:
    row: GroupMember | None = await session.scalar(
        select(GroupMember)
        .where(GroupMember.group_id == group_id, GroupMember.person_id == person_id)
        .execution_options(populate_existing=True)
    )
    return row


async def rows(session: Session, group_id: int, *states: MemberState) -> Sequence[GroupMember]:
    """Everybody in one of these states, in the order in which they were asked."""
    statement = select(GroupMember).where(GroupMember.group_id == group_id).order_by(GroupMember.id)
    found = await session.scalars(statement.where(GroupMember.state.in_(states)))
    return found.all()


async def count(session: Session, group_id: int, states: Collection[MemberState]) -> int:
    statement = select(func.count()).select_from(GroupMember)
    statement = statement.where(GroupMember.group_id == group_id, GroupMember.state.in_(states))
    return int((await session.execute(statement)).scalar_one())


def members(group_id: int, *, but: int = 0) -> Select[int]:
    """The ids of the people in a running group, without one of them."""
    return (
        select(GroupMember.person_id)
        .join(Group, Group.id == GroupMember.group_id)
        .where(Group.id == group_id, GroupMember.state == MemberState.MEMBER, GroupMember.person_id != but)
    )


async def wish_of(session: Session, person_id: int, centre_id: int) -> Wish | None:
    """What a person looks for at a centre, locked."""
    wish: Wish | None = await session.scalar(
        select(Wish)
        .where(Wish.person_id == person_id, Wish.centre_id == centre_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return wish


async def look_again(session: Session, group: Group, person_id: int) -> Wish | None:
    """Somebody whose group has come to nothing looks for one again, with the waiting time they had."""
    wish = await wish_of(session, person_id, group.centre_id)
    if wish is not None and wish.state == WishState.PLACED:
        wish.state = WishState.ACTIVE
        wish.version += 1
    return wish


async def rest(session: Session, group: Group, person_id: int, now: datetime, *, anew: bool = False) -> None:
    """The wish of somebody who does not take a place rests until they look again; `anew`: the waiting then begins anew."""
    wish = await wish_of(session, person_id, group.centre_id)
    if wish is not None and wish.state in (WishState.PLACED, WishState.ACTIVE):
        wish.state, wish.paused_at = WishState.PAUSED, now
        wish.since = now if anew else wish.since
        wish.version += 1


def holders(centre_id: int | SQLColumnExpression[int]) -> Select[int]:
    """The ids of all who are in a group of a centre, or have been asked about one; of that in each row, with a column."""
    return (
        select(GroupMember.person_id)
        .join(Group, Group.id == GroupMember.group_id)
        .where(Group.centre_id == centre_id, Group.state.in_(LIVE), GroupMember.state.in_(HOLDING))
    )


async def least(session: Session, library: Library, group: Group) -> int:
    """How few may be in a group of this one's centre."""
    return library.groups_of((await session.get_one(Centre, group.centre_id)).slug).least


async def holding(session: Session, person_id: int, centre_id: int) -> tuple[Group, GroupMember] | None:
    """The group of a centre in which somebody is, or about which they have been asked; not one that thinks of them."""
    found = await session.execute(
        select(Group, GroupMember)
        .join(GroupMember, GroupMember.group_id == Group.id)
        .where(GroupMember.person_id == person_id, GroupMember.state.in_(HOLDING))
        .where(Group.centre_id == centre_id, Group.state.in_(LIVE))
        .order_by(Group.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    row = found.one_or_none()
    return None if row is None else (row.Group, row.GroupMember)


async def load(session: Session, library: Library, group_id: int) -> GroupView:
    """Raises Gone."""
    found = await load_many(session, library, [group_id])
    if not found:
        raise Gone
    return found[group_id]


_THESE: BindParameter[int] = bindparam("groups", expanding=True)
_GROUPS: Any = (
    select(Bundle("group", *Group.__table__.c), Bundle("centre", *Centre.__table__.c), Place.name.label("place"))
    .select_from(Group)
    .join(Centre, Centre.id == Group.centre_id)
    .outerjoin(Place, (Place.centre_id == Group.centre_id) & (Place.slug == Group.place))
    .where(Group.id.in_(_THESE))
)
_NUMBERS = (
    select(GroupMember.group_id, GroupMember.state, func.count().label("people"))
    .where(GroupMember.group_id.in_(_THESE))
    .group_by(GroupMember.group_id, GroupMember.state)
)


async def load_many(session: Session, library: Library, group_ids: Iterable[int]) -> dict[int, GroupView]:
    """Several groups, without those that are gone."""
    these = {"groups": list(set(group_ids))}
    rows = (await session.execute(_GROUPS, these)).all()
    people = {(row.group_id, row.state): row.people for row in await session.execute(_NUMBERS, these)}
    return {row.group.id: _view(library, row.group, row.centre, row.place, people) for row in rows}


def _view(
    library: Library, group: Any, centre: Any, place: str | None, people: Mapping[tuple[int, str], int]
) -> GroupView:
    """Of columns of its row and its centre's; `people`: how many are in each state, by group."""
    states = [MemberState.MEMBER]
    if group.state == GroupState.PROPOSED:
        states = [MemberState.ASKED, MemberState.YES]
    weekday, hour = read_slot(group.slot)
    return GroupView(
        id=group.id,
        version=group.version,
        centre=centre_view(centre),
        state=GroupState(group.state),
        weekday=weekday,
        hour=hour,
        slot=group.slot,
        place="" if group.place == ONLINE else place or centre.name,
        language=group.language,
        shared=_themes(library, centre.slug, group.shared),
        people=sum(people.get((group.id, state), 0) for state in states),
        answer_until=group.answer_until,
        has_starter=group.starter_id is not None,
        anyone_plans=group.anyone_plans or group.starter_id is None,
        open_to_newcomers=group.open_to_newcomers,
        least=library.groups_of(centre.slug).least,
    )


def _themes(library: Library, centre: str, shared: str) -> tuple[Mapping[str, str], ...]:
    """The names of the themes in all languages; one that the centre has taken away is left out."""
    found = [library.groups_of(centre).find_theme(slug) for slug in shared.split()]
    return tuple(one.name for one in found if one is not None)
