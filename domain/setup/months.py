"""Months as a calendar of buttons shows them."""

import calendar
from datetime import date


def number_of(day: date) -> int:
    """A month as one number, so that the next one is one more."""
    return day.year * 12 + day.month - 1


def month_of(number: int) -> date:
    """Its first day. Raises ValueError for what is no month."""
    return date(number // 12, number % 12 + 1, 1)


def weeks(number: int) -> list[list[date | None]]:
    """Its days by weeks that begin on Monday; None where a day is of another month."""
    first = month_of(number)
    grid = calendar.Calendar().monthdayscalendar(first.year, first.month)
    return [[first.replace(day=day) if day else None for day in week] for week in grid]
