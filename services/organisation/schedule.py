"""When a course of the import file meets: a series with days left out, or a list of evenings; and what is odd about it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.programmes import Programme
from domain.running.free_days import free_day
from domain.timing import instant, series
from services.organisation.entries import CourseEntry


def misfits(entry: CourseEntry, programme: Programme) -> Iterator[str]:
    """What of an entry does not fit its programme: one sentence each, which begins with the key."""
    if entry.evenings and len(entry.evenings) != programme.sessions:
        yield f"evenings: {programme.slug} has {programme.sessions} evenings, and {len(entry.evenings)} are listed"
    if entry.first_session is None:
        return
    first, steps = entry.first_session.date(), programme.sessions + len(entry.skip)
    days = [first + timedelta(days=programme.every_days * n) for n in range(steps)]
    if wrong := [one for one in entry.skip if one not in days[1:]]:
        yield f"skip: no evening would fall on {', '.join(map(str, wrong))}; it would on {', '.join(map(str, days[1:]))}"


def starts(entry: CourseEntry, programme: Programme, zone: ZoneInfo) -> list[datetime]:
    """When each evening begins, in order."""
    if entry.first_session is None:
        return [instant(one.date(), one.time(), zone) for one in entry.evenings]
    return series(entry.first_session, programme.sessions, programme.every_days, zone, entry.skip)


def holiday_notes(evenings: Sequence[datetime], zone: ZoneInfo, country: str) -> Iterator[str]:
    """Which evenings fall on a day that the country keeps free."""
    for number, at in enumerate(evenings, 1):
        day = at.astimezone(zone).date()
        if name := free_day(day, country):
            yield f"evening {number}, {day}, falls on {name}"
