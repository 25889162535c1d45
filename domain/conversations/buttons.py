"""Buttons of conversations between a participant and the team (see `domain/buttons.py`)."""

from dataclasses import dataclass

from domain.buttons import Payload


@dataclass(frozen=True)
class WriteTeam(Payload, code="askteam"):
    """Ask for a text to the team of a course."""

    course_id: int


@dataclass(frozen=True)
class NameToTeam(Payload, code="asknm"):
    """While that text is awaited: whether (1, 0) the team is to see from whom it is."""

    course_id: int
    named: int


@dataclass(frozen=True)
class WriteOn(Payload, code="askmore"):
    """Ask for one more text in a conversation of one's own."""

    conversation_id: int


@dataclass(frozen=True)
class ListConversations(Payload, code="asks"):
    pass


@dataclass(frozen=True)
class ShowConversation(Payload, code="askread"):
    conversation_id: int


@dataclass(frozen=True)
class AnswerPerson(Payload, code="askans"):
    """Ask a coordinator for the answer."""

    conversation_id: int


@dataclass(frozen=True)
class SendAnswer(Payload, code="askgo"):
    """Send an answer that one has looked at."""

    draft_id: int


@dataclass(frozen=True)
class DiscardAnswer(Payload, code="asknot"):
    draft_id: int


@dataclass(frozen=True)
class NoAnswerNeeded(Payload, code="askdone"):
    """What has been written up to the text `upto` needs no answer."""

    conversation_id: int
    upto: int
