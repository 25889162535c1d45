"""Whom to ring in a country, and when somebody last made sure of it."""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct, field

CHECKED_FOR = timedelta(days=365)
"""So long a number is taken to be right."""


class Lines(Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers as they are dialled: `life` when life is in danger, `doctor` out of hours, `talk` for somebody to talk with.

    `police`: where that is another number than `life`.
    """

    life: str
    """a number in quotes, such as "113": when life is in danger"""
    police: str = ""
    """a number in quotes, such as "112": of the police, where it is another one"""
    doctor: str = ""
    """a number in quotes, such as "116 117": of a doctor out of hours"""
    talk: tuple[str, ...] = ()
    """numbers in quotes, such as ["116 123"], of somebody to talk with"""


class Helplines(Struct, frozen=True, forbid_unknown_fields=True):
    """By country (ISO 3166)."""

    checked: date
    """the day on which somebody last made sure of all numbers, such as 2026-11-28"""
    otherwise: Lines
    """[otherwise], with life, and perhaps police, doctor and talk"""
    country: Mapping[str, Lines] = field(default_factory=dict)
    """[country.NO], with life, and perhaps police, doctor and talk, once for each country"""

    def of(self, country: str) -> Lines:
        return self.country.get(country, self.otherwise)

    def overdue(self, today: date) -> bool:
        """Whether nobody has looked for more than a year."""
        return today - self.checked > CHECKED_FOR
