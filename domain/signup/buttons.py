"""Buttons of sign-up (see `domain/buttons.py`)."""

from domain.buttons import Payload


class ShowCourse(Payload, code="card", frozen=True):
    course_id: int


class AskJoin(Payload, code="ask", frozen=True):
    course_id: int


class Join(Payload, code="join", frozen=True):
    course_id: int


class AskLeave(Payload, code="out", frozen=True):
    course_id: int


class Leave(Payload, code="leave", frozen=True):
    course_id: int
    version: int


class MyCourse(Payload, code="mine", frozen=True):
    course_id: int


class AcceptSeat(Payload, code="take", frozen=True):
    enrolment_id: int
    version: int


class DeclineSeat(Payload, code="pass", frozen=True):
    enrolment_id: int
    version: int


class GetCalendar(Payload, code="ics", frozen=True):
    course_id: int


class AskJoinFrom(Payload, code="askfrom", frozen=True):
    """As `AskJoin`, by a link that somebody has passed on; `referrer` is one of `domain.courses.Referrer`."""

    course_id: int
    referrer: str


class JoinFrom(Payload, code="joinfrom", frozen=True):
    """As `Join`, likewise."""

    course_id: int
    referrer: str
