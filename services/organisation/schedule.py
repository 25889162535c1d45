"""When a course of the import file meets: a series with days left out, or a list of evenings; and what is odd about it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.programmes import Programme
from domain.running.free_days import free_day
from domain.timing import instant, series
from services.organisation.entries import CourseEntry


def misfits(entry: CourseEntry, programme: Programme) -> Iterator[str]:
    """What of an entry does not fit its programme: one sentence each, which begins with the key."""
    if entry.evenings and len(entry.evenings) != programme.sessions:
        yield f"evenings: {programme.slug} has {programme.sessions} evenings, and {len(entry.evenings)} are listed"
    else:
        yield from _at_once(entry.evenings, programme)
    if entry.topic and programme.sessions != 1:
        yield f"topic: only for a programme of one evening, and {programme.slug} has {programme.sessions}"
    if entry.first_session is None:
        return
    first = entry.first_session.date()
    _, passed = _days(first, programme, entry.skip)
    if set(entry.skip) - passed:
        held, passed = _days(first, programme, [one for one in entry.skip if one in passed])
        could = ", ".join(map(str, sorted({*held[1:], *passed})))
        wrong = ", ".join(str(one) for one in entry.skip if one not in passed)
        yield f"skip: no evening would fall on {wrong}; it would on {could}"


def _at_once(evenings: Sequence[datetime], programme: Programme) -> Iterator[str]:
    """Nobody can be at two evenings of a course at one time."""
    for number, (one, following) in enumerate(pairwise(evenings), 1):
        if following < one + programme.length(number):
            yield f"evenings: {following:%Y-%m-%dT%H:%M} begins before the one of {one:%H:%M} is over"


def starts(entry: CourseEntry, programme: Programme, zone: ZoneInfo) -> list[datetime]:
    """When each evening begins, in order: on the same wall-clock hour although the clocks may change between."""
    if entry.first_session is None:
        return [instant(one.date(), one.time(), zone) for one in entry.evenings]
    held, _ = _days(entry.first_session.date(), programme, entry.skip)
    return [instant(day, entry.first_session.time(), zone) for day in held]


def _days(first: date, programme: Programme, skip: Collection[date]) -> tuple[list[date], set[date]]:
    """The day of each evening in the programme's rhythm, and those that were left out."""
    gaps = map(programme.gap, range(2, programme.sessions + 1))
    return series(first, gaps, timedelta(days=programme.every_days), skip)


def holiday_notes(evenings: Sequence[datetime], zone: ZoneInfo, country: str) -> Iterator[str]:
    """Which evenings fall on a day that the country keeps free."""
    for number, at in enumerate(evenings, 1):
        day = at.astimezone(zone).date()
        if free := free_day(day, country):
            yield f"evening {number}, {day}, falls on {free.own}"
