"""Meetings of a group: the next one, moved, cancelled, answered; and what the members are told of it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import isodate
from msgspec.structs import replace
from sqlalchemy import Select, bindparam, func, select

from db.models import Centre, Group, GroupMember, Meeting, MeetingAnswer
from domain.characters import one_line
from domain.errors import AlreadyBegun, Gone, InThePast, OnlyStarter, Stale, TextExpected, TooLong
from domain.groups import ASK_NEXT_AFTER, MEETING_REMINDERS, GroupState, first_meeting
from domain.groups.messages import MeetingCancelled, MeetingReminder, MeetingSet, NextMeetingAsked, StarterMayGo
from domain.running.sessions import read_time
from domain.timing import QuietHours, Window, earlier
from services import Session
from services.courses import quiet_hours, revisions
from services.groups import homes, moments, views
from services.groups.homes import Home, MeetingView
from services.groups.moments import Moment
from services.mail import outbox
from services.mail.batches import Batch
from services.people import Actor
from services.programmes import Library

PLACE_LIMIT = 200
NEXT_ASKED_FOR = timedelta(days=14)
MAY_GO_AFTER = timedelta(hours=18)
"""After the beginning of the last meeting that was agreed: the day after, when nothing else is asked."""
HOUR_CHANGE = timedelta(hours=2)


async def first(session: Session, group: Group, now: datetime) -> Meeting:
    """The first meeting, from the time that suited everybody. The group must be locked."""
    zone = ZoneInfo((await session.get_one(Centre, group.centre_id)).time_zone)
    return await _add(session, group, 1, first_meeting(now, group.slot, zone))


async def _add(session: Session, group: Group, number: int, at: datetime) -> Meeting:
    meeting = Meeting(group_id=group.id, number=number, starts_at=at, place="", version=1)
    session.add(meeting)
    await session.flush()
    return meeting


async def planned(session: Session, library: Library, actor: Actor, group_id: int, now: datetime) -> Home:
    """The group, if this member may plan its meetings. Raises Gone, OnlyStarter."""
    await views.member(session, actor, group_id)
    home = await homes.load(session, library, group_id, actor.id, now)
    if home is None:
        raise Gone
    if not home.plans:
        raise OnlyStarter
    return home


async def written_time(
    session: Session, library: Library, actor: Actor, group_id: int, text: str, now: datetime
) -> tuple[Home, datetime]:
    """The time that was written. Raises NotATime, InThePast and what `planned` raises."""
    home = await planned(session, library, actor, group_id, now)
    return home, read_time(text, now, home.group.zone, home.example)


async def set_(
    session: Session, library: Library, actor: Actor, group_id: int, number: int, at: datetime, now: datetime
) -> Home:
    """Set the next meeting and tell the others. Setting it twice to the same time changes nothing.

    Raises Stale when another meeting stands already, InThePast, TooManyChanges and what `planned` raises.
    """
    home = await planned(session, library, actor, group_id, now)
    if home.next and home.next.number == number and home.next.starts_at == at:
        return home
    if home.next or number != home.last_number + 1:
        raise Stale
    if at <= now:
        raise InThePast
    meeting = await _add(session, await views.lock(session, group_id), number, at)
    await _tell(session, meeting, MeetingSet(meeting.id, meeting.version), actor, now)
    return await planned(session, library, actor, group_id, now)


async def changeable(
    session: Session, library: Library, actor: Actor, meeting_id: int, version: int, now: datetime
) -> tuple[Home, MeetingView]:
    """A meeting that may still be moved or cancelled. Raises Stale, AlreadyBegun and what `planned` raises."""
    home, row = await _changeable(session, library, actor, meeting_id, version, now)
    return home, homes.meeting_view(row)


async def _changeable(
    session: Session, library: Library, actor: Actor, meeting_id: int, version: int, now: datetime
) -> tuple[Home, Meeting]:
    """Its row, with the group locked."""
    found = await session.get(Meeting, meeting_id)
    if found is None:
        raise Gone
    home = await planned(session, library, actor, found.group_id, now)
    row = await session.get_one(Meeting, meeting_id, populate_existing=True)
    if row.cancelled_at is not None or row.version != version:
        raise Stale
    if row.starts_at <= now:
        raise AlreadyBegun
    return home, row


async def move(
    session: Session, library: Library, actor: Actor, meeting_id: int, version: int, at: datetime, now: datetime
) -> Home:
    """Move a meeting and tell the others. Raises InThePast, TooManyChanges and what `changeable` raises."""
    _, row = await _changeable(session, library, actor, meeting_id, version, now)
    if at <= now:
        raise InThePast
    if row.starts_at != at:
        row.starts_at = at
        await _changed(session, row, actor, now)
    return await planned(session, library, actor, row.group_id, now)


async def set_place(
    session: Session, library: Library, actor: Actor, meeting_id: int, version: int, text: str, now: datetime
) -> Home:
    """Another place, or the address of an online meeting.

    Raises TextExpected for one of which nothing can be seen, TooLong, TooManyChanges and what `changeable` raises.
    """
    place = one_line(text)
    if not place:
        raise TextExpected
    if len(place) > PLACE_LIMIT:
        raise TooLong(len(place), PLACE_LIMIT)
    _, row = await _changeable(session, library, actor, meeting_id, version, now)
    if row.place != place:
        row.place = place
        await _changed(session, row, actor, now)
    return await planned(session, library, actor, row.group_id, now)


async def _changed(session: Session, row: Meeting, actor: Actor, now: datetime) -> None:
    row.version += 1
    await session.flush()
    await _tell(session, row, MeetingSet(row.id, row.version), actor, now)


async def cancel(
    session: Session, library: Library, actor: Actor, meeting_id: int, version: int, now: datetime
) -> Home:
    """Cancel a meeting and tell the others. Raises TooManyChanges and what `changeable` raises."""
    _, row = await _changeable(session, library, actor, meeting_id, version, now)
    row.cancelled_at = now
    row.version += 1
    await session.flush()
    await _tell(session, row, MeetingCancelled(row.id, row.version), actor, now)
    return await planned(session, library, actor, row.group_id, now)


async def _tell(
    session: Session, row: Meeting, message: MeetingSet | MeetingCancelled, actor: Actor, now: datetime
) -> None:
    """Tell the others; of one meeting only the newest is sent. Raises TooManyChanges."""
    views.spend_change(await views.lock(session, row.group_id), now)
    people = views.members(row.group_id, but=actor.id)
    await outbox.put(session, message, people, due_at=now, not_after=row.starts_at)


async def attend(
    session: Session, library: Library, actor: Actor, meeting_id: int, version: int, coming: bool, now: datetime
) -> Home:
    """Say whether one comes; may be changed until the meeting begins. Raises Gone, Stale."""
    row = await session.get(Meeting, meeting_id)
    if row is None:
        raise Gone
    await views.member(session, actor, row.group_id)
    row = await session.get_one(Meeting, meeting_id, populate_existing=True)
    if row.version != version or row.cancelled_at is not None or row.starts_at <= now:
        raise Stale
    await session.merge(
        MeetingAnswer(meeting_id=meeting_id, person_id=actor.id, meeting_version=version, coming=coming)
    )
    await session.flush()
    home = await homes.load(session, library, row.group_id, actor.id, now)
    assert home is not None
    return home


async def given_out(session: Session, library: Library, group_id: int, person_id: int, now: datetime) -> Home | None:
    """The group with its meetings for the calendar; None for whoever is not (or no longer) a member."""
    found = await session.scalars(
        select(Meeting)
        .where(Meeting.group_id == group_id, Meeting.starts_at > now)
        .order_by(Meeting.starts_at)
        .with_for_update()  # two files that differ never have the same number
        .execution_options(populate_existing=True)
    )
    rows = found.all()
    home = await homes.load(session, library, group_id, person_id, now)
    if home is None:
        return None
    for row in rows:
        time, where = [revisions.in_utc(row.starts_at), home.group.zone.key], row.place or home.group.place
        revisions.revise(row, {"time": time, "where": where, "cancelled": row.cancelled_at is not None}, now)
    await session.flush()
    return replace(home, given_out=tuple(homes.meeting_view(row) for row in rows))


_BY_ID = select(
    *(Meeting.id, Meeting.group_id, Meeting.number, Meeting.starts_at, Meeting.place, Meeting.version),
    *(Meeting.cancelled_at, Meeting.uid, Meeting.sequence, Meeting.changed_at),
).where(Meeting.id.in_(bindparam("meetings", expanding=True)))


async def _with_homes(
    session: Session,
    library: Library,
    batch: Batch[MeetingReminder] | Batch[MeetingSet] | Batch[MeetingCancelled],
    now: datetime,
) -> dict[int, tuple[Any, Home]]:
    """The meetings of which these messages tell, each with its group as the person sees it; without those who have left."""
    ids = {"meetings": list({one.message.meeting_id for one in batch})}
    rows = {row.id: row for row in await session.execute(_BY_ID, ids)}
    theirs = {one.row: (rows[one.message.meeting_id], one.person_id) for one in batch if one.message.meeting_id in rows}
    whose = {(row.group_id, person) for row, person in theirs.values()}
    found = await homes.load_many(session, library, whose, now)
    return {
        number: (row, found[row.group_id, person])
        for number, (row, person) in theirs.items()
        if (row.group_id, person) in found
    }


async def next_views(
    session: Session, library: Library, batch: Batch[MeetingReminder] | Batch[MeetingSet], now: datetime
) -> dict[int, Home]:
    """Groups with this meeting as their next one; none where it was moved, cancelled, or has begun, or the person left.

    Whoever has said that they cannot come is not reminded.
    """
    told = {one.row: one.message for one in batch}
    return {
        row: home
        for row, (_, home) in (await _with_homes(session, library, batch, now)).items()
        if home.next
        and (home.next.id, home.next.version) == (told[row].meeting_id, told[row].version)
        and not (isinstance(told[row], MeetingReminder) and home.coming is False)
    }


async def cancelled_views(
    session: Session, library: Library, batch: Batch[MeetingCancelled], now: datetime
) -> dict[int, tuple[Home, MeetingView]]:
    """Meetings that will not take place; not for whoever left, nor one that would have begun by now."""
    found = await _with_homes(session, library, batch, now)
    return {
        number: (home, homes.meeting_view(row))
        for number, (row, home) in found.items()
        if row.cancelled_at is not None and row.starts_at > now
    }


async def next_asked_views(
    session: Session, library: Library, batch: Batch[NextMeetingAsked], now: datetime
) -> dict[int, Home]:
    """Groups whose next meeting is not set; none where it is by now, or the person may not plan (any more)."""
    found = await homes.told(session, library, batch, now)
    return {row: home for row, home in found.items() if home.plans and home.next is None}


async def starter_views(
    session: Session, library: Library, batch: Batch[StarterMayGo], now: datetime
) -> dict[int, Home]:
    """The group, as long as the person is its starter."""
    found = await homes.told(session, library, batch, now)
    return {row: home for row, home in found.items() if home.starter}


async def plan(session: Session, quiet: QuietHours, window: Window) -> int:
    """Reminders of meetings, and the question for the next one."""
    return await moments.put(session, await due(session, window), quiet, window)


def near(window: Window) -> list[Window]:
    """Where a meeting lies that brings something in the window."""
    before = [window.shifted(isodate.parse_duration(text)).widened(HOUR_CHANGE) for text in MEETING_REMINDERS]
    return [*before, window.shifted(-ASK_NEXT_AFTER), window.shifted(-MAY_GO_AFTER)]


async def due(session: Session, window: Window) -> list[Moment]:
    """What meetings bring in the window, as they stand now."""
    return [*await _reminders(session, window), *await _asks(session, window), *await _thanks(session, window)]


async def _reminders(session: Session, window: Window) -> list[Moment]:
    """A day and two hours before; each is of use until the next one is due, the last one until the meeting begins."""
    offsets = [(text, isodate.parse_duration(text)) for text in MEETING_REMINDERS]
    found = []
    for number, (text, offset) in enumerate(offsets):
        until = offsets[number + 1][1] if number + 1 < len(offsets) else timedelta(0)
        for row, zone, quiet in await _around(session, window.shifted(offset).widened(HOUR_CHANGE)):
            at, not_after = (earlier(row.starts_at, span, zone) for span in (offset, until))
            if row.cancelled_at is None and window.holds(at):
                message = MeetingReminder(row.id, row.version, text)
                people = views.members(row.group_id).where(GroupMember.person_id.not_in(_cannot_come(row)))
                found.append(Moment(row.group_id, at, not_after, zone, message, people, row.number, quiet))
    return found


def _cannot_come(row: Meeting) -> Select[int]:
    """The ids of those who have said so of the meeting as it stands."""
    return select(MeetingAnswer.person_id).where(
        MeetingAnswer.meeting_id == row.id,
        MeetingAnswer.meeting_version == row.version,
        MeetingAnswer.coming.is_(False),
    )


async def _asks(session: Session, window: Window) -> list[Moment]:
    """Some hours after a meeting whoever plans is asked for the next, if none is set."""
    found = []
    for row, zone, quiet in await _around(session, window.shifted(-ASK_NEXT_AFTER)):
        group = await session.get_one(Group, row.group_id, populate_existing=True)
        at = row.starts_at + ASK_NEXT_AFTER
        everybody = group.anyone_plans or group.starter_id is None
        people = views.members(group.id)
        if not await _stands_after(session, group, at):
            asked = people if everybody else people.where(GroupMember.person_id == group.starter_id)
            message = NextMeetingAsked(group.id, row.number)
            found.append(Moment(group.id, at, at + NEXT_ASKED_FOR, zone, message, asked, row.number, quiet))
    return found


async def _thanks(session: Session, window: Window) -> list[Moment]:
    """At the agreed number of meetings the starter may hand over: said on the next day, not along with that question.

    Not to who has taken over since: a tick looks back some minutes, and they have only just begun.
    """
    found = []
    for row, zone, quiet in await _around(session, window.shifted(-MAY_GO_AFTER)):
        group = await session.get_one(Group, row.group_id, populate_existing=True)
        if group.starter_id and row.cancelled_at is None and await _held(session, row) == group.agreed_meetings:
            at = row.starts_at + MAY_GO_AFTER
            if group.taken_over_at is not None and group.taken_over_at > row.starts_at:
                continue
            starter = views.members(group.id).where(GroupMember.person_id == group.starter_id)
            message = StarterMayGo(group.id, row.number)
            found.append(Moment(group.id, at, at + NEXT_ASKED_FOR, zone, message, starter, row.number, quiet))
    return found


async def _stands_after(session: Session, group: Group, moment: datetime) -> bool:
    """Whether a meeting is set for later."""
    later = select(Meeting.id).where(Meeting.group_id == group.id, Meeting.cancelled_at.is_(None))
    return (await session.scalars(later.where(Meeting.starts_at > moment).limit(1))).first() is not None


async def _held(session: Session, until: Meeting) -> int:
    """How many meetings there have been, this one included."""
    statement = (
        select(func.count())
        .select_from(Meeting)
        .where(Meeting.group_id == until.group_id, Meeting.cancelled_at.is_(None), Meeting.starts_at <= until.starts_at)
    )
    return int((await session.execute(statement)).scalar_one())


async def _around(session: Session, window: Window) -> list[tuple[Meeting, ZoneInfo, QuietHours | None]]:
    """Meetings of running groups that begin in the window, cancelled ones too, in order; zone and quiet hours of the centre."""
    found = await session.execute(
        select(Meeting, Centre.time_zone, Centre.quiet_from, Centre.quiet_to)
        .join(Group, Group.id == Meeting.group_id)
        .join(Centre, Centre.id == Group.centre_id)
        .where(Meeting.starts_at > window.after, Meeting.starts_at <= window.until)
        .where(Group.state == GroupState.RUNNING)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [(row.Meeting, ZoneInfo(row.time_zone), quiet_hours(row.quiet_from, row.quiet_to)) for row in found]
