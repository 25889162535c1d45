"""Rules of the evaluation: what may be answered, and what may be shown of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")
SCALE = (1, 2, 3, 4, 5)
SHOWN_FROM = 5
"""Fewer answers than this are never shown: in a small group one could tell who said what.

And while a poll is open as many new ones must have come before any of them is shown: two looks shall not tell one apart.
"""
FREE_TEXT_LIMIT = 2000


class Round(StrEnum):
    MIDWAY = "midway"
    FINAL = "final"


@dataclass(frozen=True)
class Figure:
    """One question over all answers: how many answered, and from five on the mean and the count of each step."""

    answers: int
    mean: float | None
    counts: tuple[int, ...] | None


def in_steps(steps: Sequence[Sequence[T]]) -> list[T]:
    """Of answers (or texts) that came in steps of five polls, what may be shown: no fewer than five new ones at a time.

    Whoever skipped the question makes its step smaller; it then waits for the next one.
    """
    shown: list[T] = []
    waiting: list[T] = []
    for one in steps:
        waiting += one
        if len(waiting) >= SHOWN_FROM:
            shown, waiting = [*shown, *waiting], []
    return shown


def figure(values: Sequence[int]) -> Figure:
    """Sum up the answers (each 1–5) to one question; hides everything but the number while they are fewer than five."""
    if len(values) < SHOWN_FROM:
        return Figure(len(values), None, None)
    tally = Counter(values)
    return Figure(len(values), round(sum(values) / len(values), 1), tuple(tally[step] for step in SCALE))


def first_open(answers: Mapping[str, int | None], questions: int) -> int:
    """The number (from 0) of the first question neither answered nor skipped; `questions` when only the text is left."""
    return next((n for n in range(questions) if str(n) not in answers), questions)
