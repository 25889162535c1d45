"""Buttons of sign-up (see `domain/buttons.py`)."""

from dataclasses import dataclass

from domain.buttons import Payload


@dataclass(frozen=True)
class ShowCourse(Payload, code="card"):
    course_id: int


@dataclass(frozen=True)
class AskJoin(Payload, code="ask"):
    course_id: int


@dataclass(frozen=True)
class Join(Payload, code="join"):
    course_id: int


@dataclass(frozen=True)
class AskLeave(Payload, code="out"):
    course_id: int


@dataclass(frozen=True)
class Leave(Payload, code="leave"):
    course_id: int
    version: int


@dataclass(frozen=True)
class MyCourse(Payload, code="mine"):
    course_id: int


@dataclass(frozen=True)
class AcceptSeat(Payload, code="take"):
    enrolment_id: int
    version: int


@dataclass(frozen=True)
class DeclineSeat(Payload, code="pass"):
    enrolment_id: int
    version: int


@dataclass(frozen=True)
class GetCalendar(Payload, code="ics"):
    course_id: int
