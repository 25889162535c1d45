"""Kinds of message about evenings and weekly messages (see `domain/messages.py`)."""

from domain.messages import NOW, Message


class SessionReminder(Message, frozen=True):
    """An evening is coming. `before` is the offset as in the programme (`P7D`), `version` that of the session."""

    kind = "session_reminder"
    session_id: int
    version: int
    before: str


class SessionMoved(Message, frozen=True):
    """An evening has got another time; told at once."""

    kind = "session_moved"
    priority = NOW
    session_id: int
    version: int


class SessionsMoved(Message, frozen=True):
    """An evening and all later ones have got another time; told at once, with the new list. `version` is the first one's."""

    kind = "sessions_moved"
    priority = NOW
    course_id: int
    session_id: int
    version: int


class SessionCancelled(Message, frozen=True):
    """An evening will not take place; told at once."""

    kind = "session_cancelled"
    priority = NOW
    session_id: int
    version: int


class SessionBack(Message, frozen=True):
    """An evening that was cancelled takes place after all; told at once to those who were told."""

    kind = "session_back"
    priority = NOW
    session_id: int
    version: int


class CourseCalledOff(Message, frozen=True):
    """All evenings that were to come will not take place; told at once. Evening and version are the first one's."""

    kind = "course_called_off"
    priority = NOW
    course_id: int
    session_id: int
    version: int


class CourseBack(Message, frozen=True):
    """Evenings that were called off together take place after all; told at once to those who were told."""

    kind = "course_back"
    priority = NOW
    course_id: int
    session_id: int
    version: int


class CourseChanged(Message, frozen=True):
    """A course is not as its people were told: place, way, dates; told at once. `version` is the course's."""

    kind = "course_changed"
    priority = NOW
    course_id: int
    version: int


class WeeklyMessage(Message, frozen=True):
    """The thought of the week after evening `number` (from 1)."""

    kind = "weekly_message"
    course_id: int
    number: int


class FollowUp(Message, frozen=True):
    """Message `number` (from 1) after the course."""

    kind = "follow_up"
    course_id: int
    number: int


class LanguageGone(Message, frozen=True):
    """A language is not spoken any more on a course; told at once. `edition` is the course's."""

    kind = "language_gone"
    priority = NOW
    course_id: int
    language: str
    edition: int
