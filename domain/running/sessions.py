"""Evenings: reading a new time as a coordinator writes it, and how soon an evening is."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.errors import InThePast, NotATime, OtherWeekday
from domain.running import written_time
from domain.running.written_time import YEARS_AHEAD
from domain.timing import instant


def read_time(
    written: str,
    now: datetime,
    zone: ZoneInfo,
    example: datetime,
    near: datetime | None = None,
    *,
    same_hour: bool = False,
) -> datetime:
    """The instant that is meant by `6.10. kl. 18`, `onsdag 18.30`, `tomorrow 6 pm` and the like, in local time.

    `near` is the time that is to be replaced: an hour alone is on its day, a weekday in its week (see `written_time`).
    With `same_hour` a day alone is at its hour, for whoever is shown it before anything is done.
    An hour that occurs twice is the first; one that the change to summer time skips raises NotATime, as does all that is
    no day with an hour; it carries the example that stood in the question. Raises InThePast, OtherWeekday.
    """
    example = example.astimezone(zone)
    here = None if near is None else near.astimezone(zone).replace(tzinfo=None)
    try:
        local = now.astimezone(zone).replace(tzinfo=None)
        meant = written_time.read(written, local, here, same_hour=same_hour)
        moment = instant(meant.at.date(), meant.at.time(), zone)
        if moment.astimezone(zone).replace(tzinfo=None) != meant.at or meant.at.year > now.year + YEARS_AHEAD:
            raise NotATime(example)
    except (ValueError, OverflowError) as error:
        raise NotATime(example) from error
    if not meant.fits:
        raise OtherWeekday(moment, zone, now)
    if moment <= now:
        raise InThePast
    return moment


def read_day(
    written: str, now: datetime, zone: ZoneInfo, example: datetime, near: datetime | None = None
) -> datetime | date:
    """As `read_time`, where a day may stand alone: then the day, whose hour is not known yet.

    Where something can be read as a day or as an hour (`13.10`), a day is meant. Raises NotATime, OtherWeekday, InThePast.
    """
    local = now.astimezone(zone).replace(tzinfo=None)
    here = None if near is None else near.astimezone(zone).replace(tzinfo=None)
    try:
        meant = written_time.read_day(written, local, here)
    except (ValueError, OverflowError):
        return read_time(written, now, zone, example, near)
    if meant.at.year > now.year + YEARS_AHEAD:
        raise NotATime(example.astimezone(zone))
    if not meant.fits:
        raise OtherWeekday(instant(meant.at.date(), meant.at.time(), zone), zone, now)
    if meant.at < local:
        raise InThePast
    return meant.at.date()


def names_day(text: str, day: date) -> bool:
    """Whether a text names a day, however loosely (see `written_time`)."""
    return written_time.names(text, day)


def is_near(moment: datetime, now: datetime) -> bool:
    """Whether a time is one that a coordinator could have written: a forged button may carry any."""
    return moment.year <= now.year + YEARS_AHEAD


def in_minutes(moment: datetime) -> int:
    """Minutes since 1970 UTC, as buttons carry a time."""
    return int(moment.timestamp()) // 60


def from_minutes(minutes: int) -> datetime:
    return datetime.fromtimestamp(minutes * 60, UTC)


def days_later(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same wall-clock hour, some days on."""
    local = moment.astimezone(zone)
    return instant(local.date() + timedelta(days=days), local.time(), zone)


ASKED_AFTER = timedelta(days=1)
"""The rest of a course is called off: it counts as over so long after that, when nobody can take it back any more and it has
been taken in. From then on whoever was on it is asked how it was.
"""
TAKEN_BACK_WITHIN = timedelta(minutes=10)
"""So long a cancellation can be taken back."""


class Soon(StrEnum):
    """How near an evening is, in the words that people use. The count goes with WEEKS, DAYS and HOURS."""

    WEEKS = "weeks"
    DAYS = "days"
    TOMORROW = "tomorrow"
    TODAY = "today"
    HOURS = "hours"
    MINUTES = "minutes"


_IN_HOURS_UP_TO = timedelta(hours=5, minutes=30)
_IN_HOURS_FROM = timedelta(minutes=45)


def how_soon(now: datetime, starts: datetime, zone: ZoneInfo) -> tuple[Soon, int]:
    """What is true now of an evening to come: hours by the clock, days by the centre's calendar."""
    left = starts - now
    if left < _IN_HOURS_FROM:
        return Soon.MINUTES, 0
    if left <= _IN_HOURS_UP_TO:
        return Soon.HOURS, max(1, round(left / timedelta(hours=1)))
    days = (starts.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days < 2:
        return (Soon.TOMORROW if days == 1 else Soon.TODAY), 0
    return (Soon.WEEKS, days // 7) if days % 7 == 0 else (Soon.DAYS, days)
