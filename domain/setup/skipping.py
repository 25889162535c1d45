"""Dates that fall on days on which hardly anybody can come, moved on in their own rhythm."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

MOST, FAR = 60, timedelta(weeks=60)
"""Steps of the rhythm, and a time of more than a year: where none of these is free, a date keeps to its place in the order."""


def skip(
    days: Sequence[date], gaps: Sequence[timedelta], step: timedelta, closed: Callable[[date], bool]
) -> list[date]:
    """Each day that is closed goes on by steps of the rhythm until it is free, and those that follow it keep their distance.

    `gaps`: between each two, as the programme has them (one fewer than the days). A day follows the nearest before it from which
    it lies so far, or whole steps farther; one that lies otherwise was put there by hand: it stays, unless it is closed
    itself or another comes to stand at its place. Whatever moves does so by whole steps, so that a weekly one keeps its weekday.
    Two on one day stay together.
    """
    found: list[date] = []
    for number, day in enumerate(days):
        if number and day == days[number - 1]:
            found.append(found[-1])
            continue
        least = found[-1] + timedelta(days=1) if found else day
        leader = _leader(days, gaps, step, number)
        if leader is not None:
            least = max(least, found[leader] + sum(gaps[leader:number], timedelta()))
        found.append(_first(day, least, step, closed))
    return found


def _leader(days: Sequence[date], gaps: Sequence[timedelta], step: timedelta, number: int) -> int | None:
    """Which earlier day this one follows in the rhythm: the nearest such."""
    for earlier in reversed(range(number)):
        more = days[number] - days[earlier] - sum(gaps[earlier:number], timedelta())
        if more >= timedelta() and not more % step:
            return earlier
    return None


def _first(day: date, least: date, step: timedelta, closed: Callable[[date], bool]) -> date:
    while day < least:
        day += step
    for number in range(max(MOST, FAR // step)):
        if not closed(day + number * step):
            return day + number * step
    return day


def nearest_free(day: date, least: date, most: date, closed: Callable[[date], bool]) -> date | None:
    """A day for a meeting that stands on a closed one, from `least` to `most`: on its weekday if there is such a day.

    Of these the nearest, of two as near the earlier: it has been prepared for. None where no day between is free.
    """
    span = max(abs(most - day), abs(day - least))
    for step in (timedelta(weeks=1), timedelta(days=1)):
        for number in range(span // step + 1):
            for one in (day - number * step, day + number * step):
                if least <= one <= most and not closed(one):
                    return one
    return None


def skip_before(days: Sequence[date], today: date, course: date, closed: Callable[[date], bool]) -> list[date]:
    """Meetings before a `course` begins, in order: each that stands on a closed day comes to stand between its neighbours, after
    `today`. One for which there is no such day stays.
    """
    found = list(days)
    for number, day in enumerate(days):
        if closed(day):
            least = (found[number - 1] if number else today) + timedelta(days=1)
            most = (days[number + 1] if number + 1 < len(days) else course) - timedelta(days=1)
            found[number] = nearest_free(day, least, most, closed) or day
    return found


def skip_after(day: date, last: date, closed: Callable[[date], bool]) -> date:
    """The meeting after a course, which is over on its `last` day."""
    return (nearest_free(day, last + timedelta(days=1), day + FAR, closed) or day) if closed(day) else day
