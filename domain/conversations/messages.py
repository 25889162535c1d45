"""Kinds of message about conversations (see `domain/messages.py`)."""

from domain.messages import NOW, Message


class TeamWritten(Message, frozen=True):
    """To the coordinators: a participant has written something. Neither who nor what."""

    kind = "team_written"
    priority = NOW
    line_id: int


class TeamAnswered(Message, frozen=True):
    """To the participant: the team's answer."""

    kind = "team_answered"
    priority = NOW
    line_id: int
