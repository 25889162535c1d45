"""The life of a group: it starts, is looked after by its starter, loses and gains members, is asked how it goes, and closes."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import bindparam, delete, select

from db.models import Assignment, Group, GroupMember, Meeting, MeetingAnswer, NewcomerVote, Person, Wish
from domain.errors import Gone, JustTakenOver, OnlyStarter, Stale
from domain.groups import CLOSES_AFTER, KEPT_FOR, STARTER_AWAY, GroupState, MemberState
from domain.groups.messages import (
    GroupClosed,
    GroupNews,
    GroupSmall,
    GroupStarts,
    GroupWithoutStarter,
    HandedOver,
    HandOverAsked,
)
from domain.groups.wishes import Answers
from domain.rights import Action
from services import Session
from services.groups import homes, meetings, seeking, tallies, views
from services.groups.chat import place as chat_place
from services.groups.homes import Home
from services.groups.views import GroupView
from services.mail import outbox
from services.mail.batches import Batch
from services.people import Actor, dialogs, holders, may
from services.programmes import Library


class Told(Struct, frozen=True):
    """What a coordinator is told of a group: no names. `members` is how many are in it."""

    group: GroupView
    members: int


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


async def tell_coordinators(session: Session, group: Group, now: datetime, *, but: int = 0) -> None:
    """What has become of the group; `but` one of them has done it, and knows."""
    people = holders(Action.GROUPS, group.centre_id).where(Assignment.person_id != but)
    await outbox.put(session, GroupNews(group.id, group.state), people, due_at=now)


async def _starter(session: Session, group: Group, people: Sequence[GroupMember]) -> int | None:
    """Of those who would start a group, the one who has waited longest."""
    found = await session.scalars(
        select(Wish)
        .where(Wish.centre_id == group.centre_id, Wish.person_id.in_([one.person_id for one in people]))
        .order_by(Wish.since, Wish.id)
    )
    return next((one.person_id for one in found if Answers.of_json(one.answers).starter), None)


async def home(session: Session, library: Library, actor: Actor, group_id: int, now: datetime) -> Home:
    """One group of one's own. Raises Gone, ConsentNeeded."""
    actor.must_have_consented()
    found = await homes.load(session, library, group_id, actor.id, now)
    if found is None:
        raise Gone
    return found


async def promise(session: Session, library: Library, actor: Actor, member_id: int, now: datetime) -> Home:
    """Promise that what is said in the group stays there. Raises Gone."""
    group, row = await views.own(session, actor, member_id)
    if row.state != MemberState.MEMBER or group.state != GroupState.RUNNING:
        raise Gone
    row.promise_at = row.promise_at or now
    await session.flush()
    await chat_place.welcome(session, group, row, now)
    return await home(session, library, actor, group.id, now)


async def leave(
    session: Session, library: Library, actor: Actor, group_id: int, version: int, now: datetime
) -> GroupView:
    """Leave quietly; the others only see the number. Leaving twice changes nothing. Raises Gone, Stale."""
    group = await views.lock(session, group_id)
    row = await views.membership(session, group_id, actor.id)
    if row is None or row.state not in (MemberState.MEMBER, MemberState.LEFT):
        raise Gone
    if row.state == MemberState.MEMBER and group.state == GroupState.RUNNING:
        if row.version != version:
            raise Stale
        await part(session, library, group, row, MemberState.LEFT, now)
    return await views.load(session, library, group_id)


async def part(
    session: Session, library: Library, group: Group, row: GroupMember, state: MemberState, now: datetime
) -> None:
    """A member is no longer one (LEFT, or REMOVED by a coordinator). The group must be locked and running."""
    views.change(row, state, now)
    group.version += 1
    await chat_place.expel(session, group, row, now)
    await session.execute(
        delete(MeetingAnswer).where(
            MeetingAnswer.person_id == row.person_id,
            MeetingAnswer.meeting_id.in_(select(Meeting.id).where(Meeting.group_id == group.id)),
        )
    )
    await session.execute(
        delete(NewcomerVote).where(
            NewcomerVote.person_id == row.person_id,
            NewcomerVote.member_id.in_(select(GroupMember.id).where(GroupMember.group_id == group.id)),
        )
    )
    await dialogs.end_about(session, row.person_id, "meeting", "meeting_place", group_id=group.id)
    await views.rest(session, group, row.person_id, now, anew=True)
    await tallies.add(session, group.centre_id, tallies.LEFT, now)
    if group.starter_id == row.person_id:
        await _hand_over(session, group, now)
    await session.flush()
    left = await views.count(session, group.id, [MemberState.MEMBER])
    if not left:
        await close(session, library, group, now)
        return
    if left < await views.least(session, library, group):
        coordinators = holders(Action.GROUPS, group.centre_id)
        await outbox.put(session, GroupSmall(group.id, group.version), coordinators, due_at=now)
    await seeking.seek(session, library, group, now)


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
            await _hand_over(session, group, now)


async def _hand_over(session: Session, group: Group, now: datetime) -> None:
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
        await _hand_over(session, group, now)
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


async def forget_old(session: Session, now: datetime) -> None:
    """Groups that have been over for long are forgotten, with who was in them; the tallies stay."""
    await session.execute(delete(Group).where(Group.closed_at <= now - KEPT_FOR))
