"""A programme: what every course of one kind has in common. Written as TOML in `content/programmes`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Literal

from domain.timing import WEEKDAYS, WeeklySlot

Words = Mapping[str, str]
"""One text in each language: nb, nn, da, en."""


@dataclass(frozen=True)
class Topic:
    """One evening: its topic and a sentence about it."""

    title: Words
    about: Words


@dataclass(frozen=True)
class Thought:
    """A short message: something to think about, and something to try. `weeks_after` the last evening, for follow-ups.

    `about_groups`: not for those who look for a self-help group already, have been asked about one, or are in one.
    """

    thought: Words
    try_this: Words
    weeks_after: int = 0
    about_groups: bool = False


@dataclass(frozen=True)
class Weekly:
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    time: time

    @property
    def slot(self) -> WeeklySlot:
        return WeeklySlot(WEEKDAYS.index(self.weekday), self.time)


@dataclass(frozen=True)
class EvaluationPlan:
    """After which evenings the two polls come, and which questionnaires they use."""

    midway_after: int
    final_after: int
    remind_after: timedelta
    close_after: timedelta
    midway: str
    final: str


@dataclass(frozen=True)
class Question:
    text: Words


@dataclass(frozen=True)
class Scale:
    lowest: Words
    highest: Words


@dataclass(frozen=True)
class Questionnaire:
    """Questions answered from 1 to 5, and one in free text."""

    slug: str
    title: Words
    intro: Words
    scale: Scale
    question: tuple[Question, ...]
    free_text: Words


@dataclass(frozen=True)
class Programme:
    """`reminders` are ISO 8601 durations before each evening, longest first. `free`: it costs nothing, and the card says so."""

    slug: str
    audience: Literal["relatives", "participants"]
    sessions: int
    minutes: int
    every_days: int
    seats: tuple[int, int]
    reminders: tuple[str, ...]
    title: Words
    summary: Words
    for_whom: Words
    weekly: Weekly
    evaluation: EvaluationPlan
    session: tuple[Topic, ...]
    weekly_message: tuple[Thought, ...]
    follow_up: tuple[Thought, ...]
    free: bool = False

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def round_after(self, position: int) -> str | None:
        """Which evaluation comes after evening `position` (from 1)."""
        plan = self.evaluation
        return {plan.midway_after: "midway", plan.final_after: "final"}.get(position)
