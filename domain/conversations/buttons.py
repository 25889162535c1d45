"""Buttons of conversations between a participant and the team (see `domain/buttons.py`)."""

from domain.buttons import Payload


class WriteTeam(Payload, code="askteam", frozen=True):
    """Ask for a text to the team of a course."""

    course_id: int


class NameToTeam(Payload, code="asknm", frozen=True):
    """While that text is awaited: whether (1, 0) the team is to see from whom it is."""

    course_id: int
    named: int


class WriteOn(Payload, code="askmore", frozen=True):
    """Ask for one more text in a conversation of one's own."""

    conversation_id: int


class ListConversations(Payload, code="asks", frozen=True):
    pass


class ShowConversation(Payload, code="askread", frozen=True):
    conversation_id: int


class AnswerPerson(Payload, code="askans", frozen=True):
    """Ask a coordinator for the answer."""

    conversation_id: int


class SendAnswer(Payload, code="askgo", frozen=True):
    """Send an answer that one has looked at."""

    draft_id: int


class DiscardAnswer(Payload, code="asknot", frozen=True):
    draft_id: int


class NoAnswerNeeded(Payload, code="askdone", frozen=True):
    """What has been written up to the text `upto` needs no answer."""

    conversation_id: int
    upto: int
