"""Kinds of message about polls (see `domain/messages.py`)."""

from dataclasses import dataclass

from domain.messages import Message


@dataclass(frozen=True)
class EvaluationInvite(Message):
    """The poll of a round is open: the key of a moment of the programme, such as `midway`."""

    kind = "evaluation_invite"
    course_id: int
    round: str


@dataclass(frozen=True)
class EvaluationReminder(Message):
    """The one gentle reminder of a poll that has not been sent in."""

    kind = "evaluation_reminder"
    course_id: int
    round: str
