"""Buttons of polls (see `domain/buttons.py`)."""

from dataclasses import dataclass

from domain.buttons import Payload


@dataclass(frozen=True)
class OpenEvaluation(Payload, code="eval"):
    course_id: int
    round: str


@dataclass(frozen=True)
class AnswerQuestion(Payload, code="ans"):
    """`value` 1–5, or 0 to skip the question."""

    course_id: int
    round: str
    question: int
    value: int


@dataclass(frozen=True)
class ShowQuestion(Payload, code="q"):
    course_id: int
    round: str
    question: int


@dataclass(frozen=True)
class SkipFreeText(Payload, code="mute"):
    course_id: int
    round: str


@dataclass(frozen=True)
class SendEvaluation(Payload, code="esend"):
    course_id: int
    round: str


@dataclass(frozen=True)
class SkipEvaluation(Payload, code="eskip"):
    course_id: int
    round: str


@dataclass(frozen=True)
class ShowResults(Payload, code="res"):
    course_id: int
    round: str


@dataclass(frozen=True)
class ShowFigure(Payload, code="resq"):
    """How often each step was chosen at one question, counted from 0."""

    course_id: int
    round: str
    question: int


@dataclass(frozen=True)
class ShowWords(Payload, code="rest"):
    """What people have written in their own words."""

    course_id: int
    round: str
