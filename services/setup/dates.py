"""When a draft is to meet: a month to choose from, the first date from which all follow, each date on its own."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.errors import ChangedMeanwhile, Gone, InThePast, NotATime
from domain.rights import Action
from domain.running.free_days import FreeDay, free_day
from domain.running.school_holidays import SchoolHoliday
from domain.running.sessions import is_near, read_day, read_time
from domain.setup import month_of, number_of
from domain.timing import instant, series
from services import Session
from services.courses import CourseView, SessionView, changes, coordination
from services.people import Actor
from services.programmes import Library
from services.setup import meetings, sheet, usual

HOUR = 18
"""When nothing better is known."""
LEAST = 7
"""A month with fewer days left is not where one begins to choose."""
MONTHS_AHEAD = 24
TUESDAY = 1


class Month(Struct, frozen=True):
    """A month for the date at `position` (0: the first, from which all follow), with the day it is now.

    `free`: days that the country keeps. `taken`: on which days other courses of the centre meet. `example`: a time that could
    be written. `usual`: when the earlier course met that a draft without dates was made like; `again`: the same weekday and
    hour ahead.
    """

    course: CourseView
    position: int
    number: int
    today: date
    free: Mapping[date, FreeDay]
    closed: Sequence[SchoolHoliday]
    taken: Mapping[date, list[tuple[CourseView, SessionView]]]
    example: datetime
    usual: datetime | None = None
    again: datetime | None = None

    @property
    def chosen(self) -> list[date]:
        return [one.starts_at.astimezone(self.course.zone).date() for one in self.course.sessions]


async def month(
    session: Session, library: Library, actor: Actor, course_id: int, position: int, number: int, now: datetime
) -> Month:
    """`number` 0: the month of the date as it is; without one this month, or the next where hardly a day of it is left.

    Raises NotYours, Gone.
    """
    view = await changeable(session, library, actor, course_id)
    if not 0 <= position <= len(view.sessions):
        raise Gone
    today, current = now.astimezone(view.zone).date(), at_present(view, position)
    begins = current.astimezone(view.zone).date() if current else today + timedelta(days=LEAST - 1)
    number = max(number or number_of(begins), number_of(today))
    if number > number_of(today) + MONTHS_AHEAD:
        raise Gone
    first, last = month_of(number), month_of(number + 1) - timedelta(days=1)
    start, end = (instant(day, time(), view.zone) for day in (first, last + timedelta(days=1)))
    taken: dict[date, list[tuple[CourseView, SessionView]]] = {}
    for other in await sheet.courses_between(session, library, view, start, end):
        for one in sheet.held(other):
            taken.setdefault(one.starts_at.astimezone(view.zone).date(), []).append((other, one))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    free = {day: name for day in days if (name := free_day(day, view.centre.country))}
    closed = [one for one in await sheet.school_holidays(session, view) if one.first <= last and first <= one.last]
    others = {day: taken[day] for day in days if day in taken}
    was = None if view.sessions else await usual.time_of(session, view)
    anew = was and usual.again(was, now, timedelta(days=LEAST), view.zone)
    return Month(view, position, number, today, free, closed, others, example(view, position, now), was, anew)


async def changeable(session: Session, library: Library, actor: Actor, course_id: int) -> CourseView:
    """A draft, whose dates are nobody's yet: those of a published course are moved one by one. Raises NotYours, Gone."""
    view = await coordination.course(session, library, actor, course_id, Action.SETUP)
    if not view.draft:
        raise Gone
    return view


def at_present(view: CourseView, position: int) -> datetime | None:
    """When the date at `position` is now, 0: the first; None where there are none yet."""
    return view.sessions[max(position, 1) - 1].starts_at if view.sessions else None


def example(view: CourseView, position: int, now: datetime) -> datetime:
    """A time to be written for the date at `position`: as it is, or a Tuesday in two weeks or three."""
    current = at_present(view, position)
    if current and current > now:
        return current
    today = now.astimezone(view.zone).date()
    return instant(today + timedelta(days=14 + (TUESDAY - today.weekday()) % 7), time(HOUR), view.zone)


async def written_day(
    session: Session, library: Library, actor: Actor, course_id: int, position: int, text: str, now: datetime
) -> datetime | date:
    """A time for the date at `position`, as somebody has written it; or a day alone, whose hour is still to be chosen.

    Raises NotATime, OtherWeekday, InThePast, NotYours, Gone.
    """
    view = await changeable(session, library, actor, course_id)
    if not 0 <= position <= len(view.sessions):
        raise Gone
    such, near = example(view, position, now), at_present(view, position)
    found = read_day(text, now, view.zone, such, near)
    if number_of(found) > number_of(now.date()) + MONTHS_AHEAD:
        raise NotATime(such.astimezone(view.zone))
    return found


async def written(
    session: Session, library: Library, actor: Actor, course_id: int, day: date, text: str, now: datetime
) -> datetime:
    """The hour on a day, or another day with its hour, as somebody has written it. Raises NotATime, OtherWeekday, InThePast."""
    view = await changeable(session, library, actor, course_id)
    near = instant(day, time(HOUR), view.zone)
    return read_time(text, now, view.zone, near, near)


async def choose(
    session: Session,
    library: Library,
    actor: Actor,
    course_id: int,
    edition: int,
    position: int,
    at: datetime,
    now: datetime,
) -> CourseView:
    """The date at `position` is then; with 0 the first, and all others follow in the programme's rhythm.

    Raises NotYours, Gone, InThePast, ChangedMeanwhile unless it is so already.
    """
    view = await changeable(session, library, actor, course_id)
    if at <= now:
        raise InThePast
    if not is_near(at, now) or not 0 <= position <= len(view.sessions):
        raise Gone
    try:
        row, view = await sheet.begun(session, library, actor, course_id, edition)
    except ChangedMeanwhile:
        if local(at, view.zone) in [local(one.starts_at, view.zone) for one in view.sessions]:
            return view
        raise
    draft = await sheet.draft_of(session, course_id)
    was = {changes.DATES: list(draft.dates), **await meetings.as_proposed_again(session, view)}
    if position:
        draft.dates = [*draft.dates[: position - 1], local(at, view.zone), *draft.dates[position:]]
    else:
        draft.dates = in_rhythm(view, at)
    row.edition += 1
    await sheet.tell_team(session, row, was, now)
    await session.flush()
    return view


def in_rhythm(view: CourseView, first: datetime) -> list[str]:
    """Each date, from the first on, at the same hour by the wall clock."""
    begins = first.astimezone(view.zone)
    gaps = map(view.programme.gap, range(2, view.programme.sessions + 1))
    days, _ = series(begins.date(), gaps, timedelta(days=view.programme.every_days))
    return [local(instant(day, begins.time(), view.zone), view.zone) for day in days]


def local(at: datetime, zone: ZoneInfo) -> str:
    """As a draft keeps it."""
    return at.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")
