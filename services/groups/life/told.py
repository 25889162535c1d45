"""What members and coordinators are told of the life of a group."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import bindparam, select

from db.models import Assignment, Group, GroupMember
from domain.groups import GroupState, MemberState
from domain.groups.messages import (
    GroupClosed,
    GroupNews,
    GroupSmall,
    GroupStarts,
    GroupWithoutStarter,
    HandedOver,
    HandOverAsked,
)
from domain.rights import Action
from services import Session
from services.groups import homes, meetings, views
from services.groups.homes import Home
from services.groups.views import GroupView
from services.mail import outbox
from services.mail.batches import Batch
from services.people import holders, may
from services.programmes import Library


class Told(Struct, frozen=True):
    """What a coordinator is told of a group: no names. `members` is how many are in it."""

    group: GroupView
    members: int


async def tell_coordinators(session: Session, group: Group, now: datetime, *, but: int = 0) -> None:
    """What has become of the group; `but` one of them has done it, and knows."""
    people = holders(Action.GROUPS, group.centre_id).where(Assignment.person_id != but)
    await outbox.put(session, GroupNews(group.id, group.state), people, due_at=now)


async def starts_view(
    session: Session, library: Library, message: GroupStarts, person_id: int, now: datetime
) -> Home | None:
    """The group that stands, for one of its members."""
    row = await session.get(GroupMember, message.member_id)
    if row is None or row.person_id != person_id:
        return None
    return await meetings.given_out(session, library, row.group_id, person_id, now)


async def hand_over_views(
    session: Session, library: Library, batch: Batch[HandOverAsked], now: datetime
) -> dict[int, Home]:
    """The group, as long as nobody looks after it."""
    found = await homes.told(session, library, batch, now)
    return {row: home for row, home in found.items() if not home.group.has_starter}


async def handed_over_views(
    session: Session, library: Library, batch: Batch[HandedOver], now: datetime
) -> dict[int, Home]:
    """The group, as long as somebody looks after it."""
    found = await homes.told(session, library, batch, now)
    return {row: home for row, home in found.items() if home.group.has_starter}


async def closed_views(
    session: Session, library: Library, batch: Batch[GroupClosed], _now: datetime
) -> dict[int, GroupView]:
    """The group that was closed, for those who were in it to the end."""
    ids = {one.message.group_id for one in batch}
    rows = await session.execute(_LAST_MEMBERS, {"groups": list(ids)})
    members = {(row.group_id, row.person_id) for row in rows}
    groups = await views.load_many(session, library, ids)
    return {
        one.row: groups[one.message.group_id]
        for one in batch
        if (one.message.group_id, one.person_id) in members and one.message.group_id in groups
    }


_LAST_MEMBERS = select(GroupMember.group_id, GroupMember.person_id).where(
    GroupMember.group_id.in_(bindparam("groups", expanding=True)), GroupMember.state == MemberState.MEMBER
)


async def news_view(
    session: Session, library: Library, message: GroupNews, person_id: int, _now: datetime
) -> Told | None:
    """For a coordinator of the centre: what has become of a group, as long as that is so."""
    view = await views.load(session, library, message.group_id)
    so = view.state.value == message.state and await may(session, Action.GROUPS, view.centre.id, person_id)
    return Told(view, view.people) if so else None


async def coordinator_view(
    session: Session,
    library: Library,
    message: GroupSmall | GroupWithoutStarter,
    person_id: int,
    _now: datetime,
) -> Told | None:
    """What a coordinator of the centre is told of a running group; None when it is no longer so."""
    view = await views.load(session, library, message.group_id)
    told = Told(view, view.people)
    if view.state is not GroupState.RUNNING or not await may(session, Action.GROUPS, view.centre.id, person_id):
        return None
    still = view.people < view.least if isinstance(message, GroupSmall) else not view.has_starter
    return told if still else None
