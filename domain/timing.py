"""Time as the courses know it: instants in UTC, decisions in the centre's own time zone.

Every instant is an aware `datetime` in UTC; every rule that speaks of weekdays, hours or nights takes the zone too.
Local times that a change to summer time skips are moved forward by the gap; those that occur twice mean the first.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OFFER_LASTS = timedelta(hours=24)
OFFER_LASTS_AT_LEAST = timedelta(minutes=30)
ROUND_FROM = timedelta(hours=2)
NIGHT = timedelta(days=1)
"""No message waits longer than this for the end of the night (`after_quiet`)."""


class Clock(Protocol):
    """Whatever tells the time. Nothing else in the house may ask the machine what time it is."""

    def now(self) -> datetime:
        """The present instant, aware and in UTC."""
        ...


class WeeklySlot(Struct, frozen=True):
    """A weekday (0 is Monday) and an hour of the centre's local time."""

    weekday: int
    at: time


class QuietHours(Struct, frozen=True):
    """The part of the night in which nothing that can wait is sent; `start` may be later than `end`."""

    start: time
    end: time

    def covers(self, local: datetime) -> bool:
        now = local.time()
        if self.start <= self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end


class Window(Struct, frozen=True):
    """The stretch of time that a tick answers for: (after, until]."""

    after: datetime
    until: datetime

    def shifted(self, by: timedelta) -> "Window":
        return Window(self.after + by, self.until + by)

    def widened(self, by: timedelta) -> "Window":
        return Window(self.after - by, self.until + by)

    def holds(self, moment: datetime) -> bool:
        return self.after < moment <= self.until


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant of a local wall-clock time."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def series(
    first: date, gaps: Iterable[timedelta], step: timedelta, skip: Collection[date] = ()
) -> tuple[list[date], set[date]]:
    """The days of a series, each so long after the one before, and those that were left out.

    In place of a day in `skip` comes the one a step later, and all that follow are as much later.
    """
    held, passed = [first], set()
    for gap in gaps:
        day = held[-1] + gap
        while day in skip:
            passed.add(day)
            day += step
        held.append(day)
    return held, passed


def slots_between(after: datetime, until: datetime, slot: WeeklySlot, zone: ZoneInfo) -> Iterator[datetime]:
    """The instants of a weekly slot in (after, until], earliest first."""
    day = after.astimezone(zone).date()
    day += timedelta(days=(slot.weekday - day.weekday()) % 7)
    while (due := instant(day, slot.at, zone)) <= until:
        if due > after:
            yield due
        day += timedelta(days=7)


def weeks_earlier(moment: datetime, weeks: int, zone: ZoneInfo) -> datetime:
    """The same wall-clock hour `weeks` weeks before."""
    local = moment.astimezone(zone)
    return instant(local.date() - timedelta(weeks=weeks), local.time(), zone)


def earlier(moment: datetime, span: timedelta, zone: ZoneInfo) -> datetime:
    """`span` before a moment: whole days by the calendar, so that the hour stays; what is left by the clock."""
    local = moment.astimezone(zone)
    return instant(local.date() - timedelta(days=span.days), local.time(), zone) - timedelta(seconds=span.seconds)


def too_early(due: datetime, starts: datetime, held: Iterable[tuple[datetime, datetime]]) -> bool:
    """Whether a reminder at `due` would come before the evening before is over; `held` are starts and ends of evenings.

    "In a week" is no news while people sit together, the same evening every week.
    """
    return any(begins < starts and due < ends for begins, ends in held)


def after_quiet(due: datetime, not_after: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """When a message that is due may be sent: at once, or when the night is over if that is still in time.

    What would come too late if it waited (a reminder two hours before an early meeting) is sent at its own hour.
    """
    local = due.astimezone(zone)
    if not quiet.covers(local):
        return due
    day = local.date() if local.time() < quiet.end else local.date() + timedelta(days=1)
    morning = instant(day, quiet.end, zone)
    return morning if morning < not_after else due


def offer_expiry(now: datetime, course_starts: datetime) -> datetime:
    """Until when an offered place is held: about 24 hours, or half of what is left when the course is near.

    Never past the start; at least half an hour where there is that much, so that somebody can see it in time.
    """
    left = course_starts - now
    lasts = min(OFFER_LASTS, max(left / 2, min(left, OFFER_LASTS_AT_LEAST)))
    return round_half_hour(now + lasts) if lasts >= ROUND_FROM else now + lasts


def round_half_hour(moment: datetime) -> datetime:
    """The full or half hour at or before a moment: deadlines are said as people say them."""
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
