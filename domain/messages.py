"""Every kind of message that others are told, or later: its parameters (ids only) and how urgent it is.

The text is made when it is sent, in the recipient's language, from what is true then. To add a kind: a class here, what
it needs to know in `services/`, its wording in `texts/`, and one line in `scheduler/kinds.py`.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Self

ANSWER, NOW, PLANNED, BULK = 0, 1, 10, 20
"""Priorities: the answer to the person who acted, what others must know at once, what was planned, what goes to many."""


KINDS: dict[str, type["Message"]] = {}
"""Every kind by its name; a subclass enters itself."""


@dataclass(frozen=True)
class Message:
    """A message kind. `repeatable`: may be sent again when a crash leaves it unknown whether it went out."""

    kind: ClassVar[str]
    priority: ClassVar[int] = PLANNED
    repeatable: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        KINDS[cls.kind] = cls

    def params(self) -> dict[str, Any]:
        return asdict(self)

    def key(self, person_id: int) -> str:
        """The unique key: the same message never enters the outbox twice for one person."""
        ids = ":".join(str(getattr(self, field.name)) for field in fields(self))
        return f"{self.kind}:{ids}:{person_id}"

    @classmethod
    def of(cls, params: dict[str, Any]) -> Self:
        return cls(**params)


@dataclass(frozen=True)
class SessionReminder(Message):
    """An evening is coming. `before` is the offset as in the programme (`P7D`), `version` that of the session."""

    kind = "session_reminder"
    session_id: int
    version: int
    before: str


@dataclass(frozen=True)
class SessionMoved(Message):
    """An evening has got another time; told at once."""

    kind = "session_moved"
    priority = NOW
    session_id: int
    version: int


@dataclass(frozen=True)
class SessionsMoved(Message):
    """An evening and all later ones have got another time; told at once, with the new list. `version` is the first one's."""

    kind = "sessions_moved"
    priority = NOW
    course_id: int
    session_id: int
    version: int


@dataclass(frozen=True)
class SessionCancelled(Message):
    """An evening will not take place; told at once."""

    kind = "session_cancelled"
    priority = NOW
    session_id: int
    version: int


@dataclass(frozen=True)
class SeatOffered(Message):
    """A seat has become free for the first in the waiting list."""

    kind = "seat_offered"
    priority = NOW
    enrolment_id: int
    version: int


@dataclass(frozen=True)
class OfferLapsed(Message):
    """An offer was not answered in time."""

    kind = "offer_lapsed"
    priority = NOW
    enrolment_id: int
    version: int


@dataclass(frozen=True)
class WaitingListClosed(Message):
    """The course has begun without a seat for this person."""

    kind = "waiting_list_closed"
    course_id: int


@dataclass(frozen=True)
class WeeklyMessage(Message):
    """The thought of the week after evening `number` (from 1)."""

    kind = "weekly_message"
    course_id: int
    number: int


@dataclass(frozen=True)
class FollowUp(Message):
    """Message `number` (from 1) after the course."""

    kind = "follow_up"
    course_id: int
    number: int


@dataclass(frozen=True)
class EvaluationInvite(Message):
    """The poll of a round (`midway`, `final`) is open."""

    kind = "evaluation_invite"
    course_id: int
    round: str


@dataclass(frozen=True)
class EvaluationReminder(Message):
    """The one gentle reminder of a poll that has not been sent in."""

    kind = "evaluation_reminder"
    course_id: int
    round: str


@dataclass(frozen=True)
class NoticeCopy(Message):
    """A coordinator's notice to one participant. A copy that may have arrived is held, never sent twice by itself."""

    kind = "notice_copy"
    priority = BULK
    repeatable = False
    notice_id: int
