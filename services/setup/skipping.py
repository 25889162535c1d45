"""No date of a draft falls on a day on which hardly anybody can come: neither of a session nor of a meeting of its team."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import delete

from db.models import ChosenMeeting
from domain.running.free_days import between_the_years, free_day
from domain.running.school_holidays import SchoolHoliday, school_holiday
from domain.setup import skip, skip_after, skip_before
from domain.timing import instant
from services import Session
from services.courses import CourseView, changes
from services.people import Actor
from services.programmes import Library
from services.setup import dates, meetings, sheet
from services.setup.meetings import Meeting

SATURDAY = 5


class Skipped(Struct, frozen=True):
    """Dates that have moved, each as it was and as it is, in the order of the course; and meetings of the team, each as it is
    and when it would have been.
    """

    moved: Sequence[tuple[datetime, datetime]]
    meetings: Sequence[tuple[Meeting, datetime]] = ()


async def skip_free_days(
    session: Session, library: Library, actor: Actor, course_id: int, edition: int, now: datetime
) -> Skipped:
    """Each date of a draft goes on in the rhythm of the programme, and keeps its hour; what its team's meetings hang on has moved
    then, and of those that are to come each goes to the nearest day that is free.

    Only of a draft: people who have a place have put the dates of a published course down, so there each evening is moved by
    itself, or all later ones by a week, where it stands who is told before anything is done.
    Raises NotYours, Gone, ChangedMeanwhile.
    """
    await dates.changeable(session, library, actor, course_id)
    row, view = await sheet.begun(session, library, actor, course_id, edition)
    closed = await sheet.school_holidays(session, view)
    chosen = (await meetings.chosen(session, [course_id])).get(course_id, {})
    after = _moved(view, closed)
    moved = [(one.starts_at, new.starts_at) for one, new in zip(view.sessions, after.sessions, strict=True)]
    moved = [(old, new) for old, new in moved if old != new]
    meet = _meetings(after, meetings.planned(after, chosen), closed, now)
    was: dict[str, Any] = {}
    if moved:
        draft = await sheet.draft_of(session, course_id)
        was[changes.DATES] = list(draft.dates)
        draft.dates = [dates.local(one.starts_at, view.zone) for one in after.sessions]
    if meet:
        before = {one.number: one.at for one in meetings.planned(view, chosen)}
        was[changes.MEETINGS] = {str(one.number): before[one.number].isoformat() for one, _ in meet}
        await _put(session, course_id, [one for one, _ in meet])
    if was:
        row.edition += 1
        await sheet.tell_team(session, row, was, now, coordinators=bool(meet), but=actor.id)
        await session.flush()
    return Skipped(moved, meet)


async def _put(session: Session, course_id: int, found: Sequence[Meeting]) -> None:
    numbers = [one.number for one in found]
    here = ChosenMeeting.course_id == course_id, ChosenMeeting.number.in_(numbers)
    await session.execute(delete(ChosenMeeting).where(*here))
    session.add_all(
        ChosenMeeting(course_id=course_id, number=one.number, starts_at=one.at, off_free_day=True) for one in found
    )


def _moved(view: CourseView, holidays: Sequence[SchoolHoliday]) -> CourseView:
    """The course with dates of which none is on a free day."""
    before = [one.starts_at.astimezone(view.zone) for one in view.sessions]
    working = all(at.weekday() < SATURDAY for at in before)
    gaps = [view.programme.gap(position) for position in range(2, len(before) + 1)]
    step = timedelta(days=max(view.programme.every_days, 1))
    days = skip([at.date() for at in before], gaps, step, _closed(view, holidays, working))
    starts = [instant(day, at.time(), view.zone) for day, at in zip(days, before, strict=True)]
    evenings = (
        replace(one, starts_at=at, ends_at=at + (one.ends_at - one.starts_at))
        for one, at in zip(view.sessions, starts, strict=True)
    )
    return replace(view, sessions=tuple(evenings))


def _meetings(
    view: CourseView, planned: Sequence[Meeting], holidays: Sequence[SchoolHoliday], now: datetime
) -> list[tuple[Meeting, datetime]]:
    """Those that are moved off a free day, each with when it would have been."""
    ahead = sheet.to_come(planned, now)
    days = {one.number: one.at.astimezone(view.zone) for one in ahead}
    working = all(at.weekday() < SATURDAY for at in days.values())
    closed = _closed(view, holidays, working)
    first, last = (edge(one.starts_at for one in view.sessions).astimezone(view.zone).date() for edge in (min, max))
    today = now.astimezone(view.zone).date()
    before = [one for one in ahead if not one.looking_back and days[one.number].date() < first]
    free = skip_before([days[one.number].date() for one in before], today, first, closed)
    new = dict(zip((one.number for one in before), free, strict=True))
    new |= {one.number: skip_after(days[one.number].date(), last, closed) for one in ahead if one.looking_back}
    return [
        (replace(one, at=instant(new[one.number], days[one.number].time(), view.zone)), one.at)
        for one in ahead
        if new.get(one.number, days[one.number].date()) != days[one.number].date()
    ]


def _closed(view: CourseView, holidays: Sequence[SchoolHoliday], working: bool) -> Callable[[date], bool]:
    """Whether hardly anybody can come on a day; of what meets on `working` days alone, nor do weekends count."""

    def closed(day: date) -> bool:
        named = free_day(day, view.centre.country) or school_holiday(day, holidays)
        return (working and day.weekday() >= SATURDAY) or bool(named) or between_the_years(day)

    return closed
