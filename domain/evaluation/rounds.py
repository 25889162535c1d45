"""Rules of the evaluation: what may be answered, and what may be shown of it."""

from collections.abc import Container, Mapping

from msgspec import Struct

SCALE = (1, 2, 3, 4, 5)
SHOWN_FROM = 5
"""Fewer answers than this are never shown: in a small group one could tell who said what.

And while a poll is open as many new ones must have come before any of them is shown: two looks shall not tell one apart.
"""
FREE_TEXT_LIMIT = 2000


class Figure(Struct, frozen=True):
    """One question over all answers: how many answered, and from five on the mean and the count of each step."""

    answers: int
    mean: float | None
    counts: tuple[int, ...] | None


def figure(counts: Mapping[int, int]) -> Figure:
    """Sum up one question from how often each of 1–5 was answered; hides all but the number while they are fewer than five."""
    number = sum(counts.values())
    if number < SHOWN_FROM:
        return Figure(number, None, None)
    total = sum(step * times for step, times in counts.items())
    return Figure(number, round(total / number, 1), tuple(counts.get(step, 0) for step in SCALE))


def first_open(answers: Container[int], questions: int) -> int:
    """The number (from 0) of the first question neither answered nor skipped; `questions` when only the text is left."""
    return next((n for n in range(questions) if n not in answers), questions)
