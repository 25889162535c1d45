"""What meetings bring by themselves: reminders, the question for the next one, thanks to the starter."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import isodate
from sqlalchemy import Select, func, select

from db.models import Centre, Group, GroupMember, Meeting, MeetingAnswer
from domain.groups import ASK_NEXT_AFTER, MEETING_REMINDERS, GroupState
from domain.groups.messages import MeetingReminder, NextMeetingAsked, StarterMayGo
from domain.timing import QuietHours, Window, earlier
from services import Session
from services.courses import quiet_hours
from services.groups import moments, views
from services.groups.moments import Moment

NEXT_ASKED_FOR = timedelta(days=14)
MAY_GO_AFTER = timedelta(hours=18)
"""After the beginning of the last meeting that was agreed: the day after, when nothing else is asked."""
HOUR_CHANGE = timedelta(hours=2)


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
