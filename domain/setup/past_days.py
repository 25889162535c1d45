"""A day that has been, as people write it: `12.3.`, `12.3.2026`, `2026-03-12`."""

import re
from datetime import date

from domain.characters import folded

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_USUAL = re.compile(r"(?P<day>\d{1,2})\s*[./-]\s*(?P<month>\d{1,2})(?:\s*[./-]\s*(?P<year>\d{4}|\d{2})?)?\.?")


def read(written: str, today: date) -> date:
    """Without a year it is the last such day, today included. Raises ValueError."""
    text = folded(written)
    match = _ISO.fullmatch(text) or _USUAL.fullmatch(text)
    if match is None:
        raise ValueError("no day")
    day, month, year = int(match["day"]), int(match["month"]), match["year"]
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = date(today.year, month, day) if (month, day) != (2, 29) else _leap_day(today)
    return found if found <= today else found.replace(year=today.year - 1)


def _leap_day(today: date) -> date:
    year = next(one for one in range(today.year, today.year - 9, -1) if one % 4 == 0)
    return date(year, 2, 29)
