"""Whom to ring in a country, and when somebody last made sure of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

CHECKED_FOR = timedelta(days=365)
"""So long a number is taken to be right."""


@dataclass(frozen=True)
class Lines:
    """Numbers as they are dialled: `life` when life is in danger, `doctor` out of hours, `talk` for somebody to talk with.

    `police`: where that is another number than `life`.
    """

    life: str
    police: str = ""
    doctor: str = ""
    talk: tuple[str, ...] = ()


@dataclass(frozen=True)
class Helplines:
    """By country (ISO 3166)."""

    checked: date
    otherwise: Lines
    country: Mapping[str, Lines] = field(default_factory=dict)

    def of(self, country: str) -> Lines:
        return self.country.get(country, self.otherwise)

    def overdue(self, today: date) -> bool:
        """Whether nobody has looked for more than a year."""
        return today - self.checked > CHECKED_FOR
