"""Evenings: reading a new time as a coordinator writes it, and how soon an evening is."""

import re
from calendar import isleap
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.errors import InThePast, NotATime
from domain.timing import instant

_MONTHS = ("jan", "feb", "mar", "apr", "ma[ijy]", "jun", "jul", "aug", "sep", "o[ck]t", "nov", "de[cs]")
_NAMED = (
    "january?|february?|march|mars|marts|april|mai|maj|may|june|juni|july|juli|august|september|sept|o[ck]tober"
    f"|november|de[cs]ember|{'|'.join(_MONTHS)}"
)
_YEAR = r"(?:(?:\s*[./-]\s*|\s+)(?P<year>\d{4})|\s*[./-]\s*(?P<short>\d{2}))?"
_WRITTEN = re.compile(
    r"(?:[^\W\d]+,?\s+){0,3}?"  # a weekday, `den`, as our own screens write it
    rf"(?:(?P<iso>\d{{4}})-(?P<iso_month>\d{{1,2}})-(?P<iso_day>\d{{1,2}})(?:T|,?\s)"
    rf"|(?P<day>\d{{1,2}})(?:\s*[./-]\s*(?P<month>\d{{1,2}})|\.?\s*(?P<named>{_NAMED})){_YEAR}\.?,?\s)"
    r"\s*(?:(?:kl|klokken|klokka|klokkja|at)\.?\s*)?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?",
    re.IGNORECASE,
)
_LONGEST = 60
_YEARS_AHEAD = 2
"""What is further away is a slip of the pen."""


def read_time(written: str, now: datetime, zone: ZoneInfo, example: datetime) -> datetime:
    """The instant that is meant by `2026-10-06 18:00`, `6.10. 18:00`, `6/10 18.00`, `6. oktober kl. 18`, in local time.

    A date without a year is the next such date, today included. An hour that occurs twice is the first; one that the
    change to summer time skips raises NotATime, as does all that is no date with an hour; it carries the example that
    stood in the question. Raises InThePast.
    """
    example = example.astimezone(zone)
    match = _WRITTEN.fullmatch(" ".join(written.split())) if len(written) <= _LONGEST else None
    if match is None:
        raise NotATime(example)
    try:
        at = time(int(match["hour"]), int(match["minute"] or 0))
        local = datetime.combine(_day(match, now.astimezone(zone).date()), at)
        moment = instant(local.date(), at, zone)
        if moment.astimezone(zone).replace(tzinfo=None) != local or local.year > now.year + _YEARS_AHEAD:
            raise NotATime(example)
    except (ValueError, OverflowError) as error:
        raise NotATime(example) from error
    if moment <= now:
        raise InThePast
    return moment


def _day(match: re.Match[str], today: date) -> date:
    """The date of what was written. Raises ValueError."""
    if match["iso"]:
        return date(int(match["iso"]), int(match["iso_month"]), int(match["iso_day"]))
    day, month = int(match["day"]), int(match["month"] or 0) or _month(match["named"])
    if match["year"] or match["short"]:
        return date(int(match["year"] or 2000 + int(match["short"])), month, day)
    for year in range(today.year, today.year + _YEARS_AHEAD + 1):
        if (month, day) == (2, 29) and not isleap(year):
            continue
        if (found := date(year, month, day)) >= today:
            return found
    raise ValueError(f"no such date: {day}.{month}.")


def _month(name: str | None) -> int:
    start = (name or "").lower()[:3]
    return 1 + next(number for number, month in enumerate(_MONTHS) if re.fullmatch(month, start))


def is_near(moment: datetime, now: datetime) -> bool:
    """Whether a time is one that a coordinator could have written: a forged button may carry any."""
    return moment.year <= now.year + _YEARS_AHEAD


def in_minutes(moment: datetime) -> int:
    """Minutes since 1970 UTC, as buttons carry a time."""
    return int(moment.timestamp()) // 60


def from_minutes(minutes: int) -> datetime:
    return datetime.fromtimestamp(minutes * 60, UTC)


def days_later(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same wall-clock hour, some days on."""
    local = moment.astimezone(zone)
    return instant(local.date() + timedelta(days=days), local.time(), zone)


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
