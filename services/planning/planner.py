"""What has come due: a query over the courses as they are now, written into the outbox under unique keys.

Each tick looks at the moments in (how far it came last time, now]: session start minus offset, weekly slot, evaluation
moment, end of an offer. A moved evening, a late sign-up or somebody who left needs no re-planning: only what is true now
is ever asked. Nothing due costs a handful of indexed range queries, whatever the number of enrolments.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

import isodate
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from db.models import Centre, Course, CourseSession
from domain.evaluation import Round
from domain.evaluation.messages import EvaluationInvite, EvaluationReminder
from domain.messages import Message
from domain.programmes import Programme
from domain.running.messages import FollowUp, SessionReminder, WeeklyMessage
from domain.timing import QuietHours, Window, after_quiet, earlier, slots_between, too_early, weeks_earlier
from services import Session, courses, signup
from services.groups import planner as groups
from services.mail import notes, outbox
from services.mail.apart import each_apart
from services.programmes import Library

OVERLAP = timedelta(minutes=2)
"""Looked at again each time: a change that was committed while the last tick was reading. The keys keep it from doubling."""
LOOK_BACK = timedelta(days=90)
"""The longest gap that is made good after a standstill; nothing older is still of use."""
HOUR_CHANGE = timedelta(hours=2)
"""More than any change to or from summer time; what is due "a week before" may be an hour off in absolute time."""
WEEKLY_LASTS = timedelta(days=7)
FOLLOW_UP_LASTS = timedelta(days=28)


@dataclass(frozen=True)
class Due:
    """One evening with what its course needs to be planned."""

    evening: CourseSession
    course: Course
    programme: Programme
    zone: ZoneInfo


async def plan(session: Session, library: Library, quiet: QuietHours, now: datetime) -> int:
    """Write everything that has come due since the last tick into the outbox; returns how many messages are new."""
    seen = await notes.read_instant(session, notes.PLANNED_UNTIL)
    start = now if seen is None else min(seen, now)
    window = Window(max(start - OVERLAP, now - LOOK_BACK), now)
    written = await each_apart(session, [*_concerns(session, library, quiet, window, Window(start - OVERLAP, now))])
    if seen is None or abs(now - seen) > OVERLAP / 2:
        # Written now and then only: an idle bot does not write to its disk every second.
        await notes.write_instant(session, notes.PLANNED_UNTIL, now)
    return written


def _concerns(
    session: Session, library: Library, quiet: QuietHours, window: Window, whole: Window
) -> Iterator[Callable[[], Awaitable[int]]]:
    """Each by itself. `whole` reaches back to the last tick however long ago: a course that has begun closes its line."""
    for programme in library.programmes.values():
        for look in (_reminders, _weekly, _evaluations):
            yield partial(look, session, programme, quiet, window)
    yield partial(signup.lapse_offers, session, library, whole.until)
    yield partial(_close_lines, session, library, whole)
    yield from groups.concerns(session, library, quiet, whole.until, window)


async def _close_lines(session: Session, library: Library, window: Window) -> int:
    for one in await _starting(session, library, window):
        await courses.lock(session, one.course.id)
        await signup.close_line(session, one.course.id, one.evening.starts_at)
    return 0


async def _put(
    session: Session,
    one: Due,
    message: Message,
    quiet: QuietHours,
    *,
    due: datetime,
    not_after: datetime,
    now: datetime,
) -> int:
    """Queue for those who had a place before the moment; what would come too late is not written at all."""
    if now >= not_after:
        return 0
    people = outbox.takes_part(one.course.id, since=due)
    at = after_quiet(due, not_after, quiet, one.zone)
    return await outbox.put(session, message, people, due_at=at, not_after=not_after)


async def _reminders(session: Session, programme: Programme, quiet: QuietHours, window: Window) -> int:
    """Each reminder is of use until the next one of the same evening is due, the last one until the evening begins.

    One that would come before the evening before is over is left out.
    """
    offsets = [(text, isodate.parse_duration(text)) for text in programme.reminders]
    written = 0
    for number, (text, offset) in enumerate(offsets):
        until = offsets[number + 1][1] if number + 1 < len(offsets) else timedelta(0)
        near = await _evenings(session, programme, "starts_at", window.shifted(offset).widened(HOUR_CHANGE))
        coming = [one for one in near if one.evening.cancelled_at is None]
        coming = [one for one in coming if window.holds(earlier(one.evening.starts_at, offset, one.zone))]
        held = await _held(session, coming)
        for one in coming:
            due, not_after = (earlier(one.evening.starts_at, span, one.zone) for span in (offset, until))
            if too_early(due, one.evening.starts_at, held[one.course.id]):
                continue
            message = SessionReminder(one.evening.id, one.evening.version, text)
            written += await _put(session, one, message, quiet, due=due, not_after=not_after, now=window.until)
    return written


async def _held(session: Session, due: Sequence[Due]) -> dict[int, list[tuple[datetime, datetime]]]:
    """By course: start and end of every evening that takes place."""
    held: dict[int, list[tuple[datetime, datetime]]] = {one.course.id: [] for one in due}
    if held:
        rows = await session.execute(
            select(CourseSession.course_id, CourseSession.starts_at, CourseSession.ends_at).where(
                CourseSession.course_id.in_(held), CourseSession.cancelled_at.is_(None)
            )
        )
        for course_id, starts, ends in rows:
            held[course_id].append((starts, ends))
    return held


async def _weekly(session: Session, programme: Programme, quiet: QuietHours, window: Window) -> int:
    """The programme's weekday and hour in each centre's time zone; when no slot lies in the window there is no query at all."""
    written = 0
    zones = [ZoneInfo(name) for name in await session.scalars(select(Centre.time_zone).distinct())]
    for zone in zones:
        for slot in slots_between(window.after, window.until, programme.weekly.slot, zone):
            written += await _week(session, programme, zone, slot, quiet, window.until)
            written += await _follow_ups(session, programme, zone, slot, quiet, window.until)
    return written


async def _week(
    session: Session, programme: Programme, zone: ZoneInfo, slot: datetime, quiet: QuietHours, now: datetime
) -> int:
    """The message of the week after each evening but the last; one a week even when a moved evening shares its week."""
    week = Window(weeks_earlier(slot, 1, zone), slot)
    latest: dict[int, Due] = {}
    for one in await _evenings(session, programme, "ends_at", week, zone):
        if one.evening.position < programme.sessions:
            latest[one.course.id] = one
    return sum(
        [
            await _put(
                session,
                one,
                WeeklyMessage(one.course.id, one.evening.position),
                quiet,
                due=slot,
                not_after=slot + WEEKLY_LASTS,
                now=now,
            )
            for one in latest.values()
        ]
    )


async def _follow_ups(
    session: Session, programme: Programme, zone: ZoneInfo, slot: datetime, quiet: QuietHours, now: datetime
) -> int:
    written = 0
    for number, thought in enumerate(programme.follow_up, 1):
        first, last = thought.weeks_after, thought.weeks_after - 1
        week = Window(weeks_earlier(slot, first, zone), weeks_earlier(slot, last, zone))
        for one in await _evenings(session, programme, "ends_at", week, zone):
            if one.evening.position == programme.sessions:
                message = FollowUp(one.course.id, number)
                written += await _put(session, one, message, quiet, due=slot, not_after=slot + FOLLOW_UP_LASTS, now=now)
    return written


async def _evaluations(session: Session, programme: Programme, quiet: QuietHours, window: Window) -> int:
    """The poll when its evening ends, one reminder later; both only while the poll is open."""
    plan = programme.evaluation
    kinds: list[tuple[timedelta, type[EvaluationInvite] | type[EvaluationReminder]]] = [
        (timedelta(0), EvaluationInvite),
        (plan.remind_after, EvaluationReminder),
    ]
    written = 0
    for offset, kind in kinds:
        for one in await _evenings(session, programme, "ends_at", window.shifted(-offset)):
            round_ = programme.round_after(one.evening.position)
            if round_ is None:
                continue
            message = kind(one.course.id, Round(round_).value)
            ends = one.evening.ends_at
            written += await _put(
                session, one, message, quiet, due=ends + offset, not_after=ends + plan.close_after, now=window.until
            )
    return written


async def _starting(session: Session, library: Library, window: Window) -> Sequence[Due]:
    found: list[Due] = []
    for programme in library.programmes.values():
        evenings = await _evenings(session, programme, "starts_at", window)
        found += [one for one in evenings if one.evening.cancelled_at is None]
    return found


async def _evenings(
    session: Session,
    programme: Programme,
    moment: Literal["starts_at", "ends_at"],
    window: Window,
    zone: ZoneInfo | None = None,
) -> list[Due]:
    """Evenings whose start or end lies in the window, in order; none of a course of which every evening is cancelled."""
    held = aliased(CourseSession)
    column = CourseSession.starts_at if moment == "starts_at" else CourseSession.ends_at
    statement = (
        select(CourseSession, Course, Centre.time_zone)
        .join(Course, Course.id == CourseSession.course_id)
        .join(Centre, Centre.id == Course.centre_id)
        .where(column > window.after, column <= window.until, Course.programme == programme.slug)
        .where(exists().where(held.course_id == Course.id, held.cancelled_at.is_(None)))
        .order_by(column, CourseSession.id)
    )
    if zone is not None:
        statement = statement.where(Centre.time_zone == zone.key)
    rows = await session.execute(statement)
    return [Due(row.CourseSession, row.Course, programme, ZoneInfo(row.time_zone)) for row in rows.all()]
