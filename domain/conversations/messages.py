"""Kinds of message about conversations (see `domain/messages.py`)."""

from dataclasses import dataclass

from domain.messages import NOW, Message


@dataclass(frozen=True)
class TeamWritten(Message):
    """To the coordinators: a participant has written something. Neither who nor what."""

    kind = "team_written"
    priority = NOW
    line_id: int


@dataclass(frozen=True)
class TeamAnswered(Message):
    """To the participant: the team's answer."""

    kind = "team_answered"
    priority = NOW
    line_id: int
