"""Kinds of message about polls (see `domain/messages.py`)."""

from domain.messages import Message


class EvaluationInvite(Message, frozen=True):
    """The poll of a round is open: the key of a moment of the programme, such as `midway`."""

    kind = "evaluation_invite"
    course_id: int
    round: str


class EvaluationReminder(Message, frozen=True):
    """The one gentle reminder of a poll that has not been sent in."""

    kind = "evaluation_reminder"
    course_id: int
    round: str
