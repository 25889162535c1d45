"""Kinds of message about the team of a course (see `domain/messages.py`)."""

from dataclasses import dataclass

from domain.messages import NOW, Message


@dataclass(frozen=True)
class TeamAsked(Message):
    """Somebody is asked to be on the team; `version` counts how often."""

    kind = "team_asked"
    priority = NOW
    member_id: int
    version: int


@dataclass(frozen=True)
class TeamAnswered(Message):
    """To the coordinators: somebody has said yes or no. `answered` in seconds since 1970 UTC."""

    kind = "team_member_answered"
    priority = NOW
    member_id: int
    answered: int


@dataclass(frozen=True)
class TeamLeft(Message):
    """To somebody who was asked, or on the team: they are not any more. `member_id` is that of the row that is gone."""

    kind = "team_left"
    priority = NOW
    course_id: int
    member_id: int
    person_id: int
