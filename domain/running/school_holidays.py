"""When schools are closed where a centre is, as the centre has listed it: nobody's evening is refused, but it is said."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct


class SchoolHoliday(Struct, frozen=True):
    """From its first day to its last."""

    first: date
    last: date
    name: str

    def kept(self) -> str:
        """As it stands in the column: an interval (ISO 8601), then the name."""
        return f"{self.first}/{self.last} {self.name}"


def read(kept: Iterable[str]) -> list[SchoolHoliday]:
    """Out of the column."""
    found = []
    for one in kept:
        days, _, name = one.partition(" ")
        first, _, last = days.partition("/")
        found.append(SchoolHoliday(date.fromisoformat(first), date.fromisoformat(last), name))
    return found


def school_holiday(day: date, holidays: Iterable[SchoolHoliday]) -> str | None:
    """The name of the one that a day lies in."""
    return next((one.name for one in holidays if one.first <= day <= one.last), None)
