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


class ShowNeeds(Payload, code="needs", frozen=True):
    """What one needs to be able to take part."""

    course_id: int


class TickNeed(Payload, code="need", frozen=True):
    """`need`: one of `domain.signup.Need`; `yes`: 0 or 1."""

    course_id: int
    need: str
    yes: int


class WriteNeeds(Payload, code="needtext", frozen=True):
    """In one's own words."""

    course_id: int


class ClearNeeds(Payload, code="needno", frozen=True):
    """Nothing, after all: what was said is deleted."""

    course_id: int
