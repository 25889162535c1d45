"""Buttons of polls (see `domain/buttons.py`)."""

from domain.buttons import Payload


class OpenEvaluation(Payload, code="eval", frozen=True):
    course_id: int
    round: str


class AnswerQuestion(Payload, code="ans", frozen=True):
    """`value` 1–5, or 0 to skip the question."""

    course_id: int
    round: str
    question: int
    value: int


class ShowQuestion(Payload, code="q", frozen=True):
    course_id: int
    round: str
    question: int


class SkipFreeText(Payload, code="mute", frozen=True):
    course_id: int
    round: str


class SendEvaluation(Payload, code="esend", frozen=True):
    course_id: int
    round: str


class SkipEvaluation(Payload, code="eskip", frozen=True):
    course_id: int
    round: str


class ShowResults(Payload, code="res", frozen=True):
    course_id: int
    round: str


class ShowFigure(Payload, code="resq", frozen=True):
    """How often each step was chosen at one question, counted from 0."""

    course_id: int
    round: str
    question: int


class ShowWords(Payload, code="rest", frozen=True):
    """What people have written in their own words."""

    course_id: int
    round: str
