"""Buttons of a coordinator's courses (see `domain/buttons.py`)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.buttons import Payload


class Act(StrEnum):
    """What a coordinator does with somebody's place on a course, or in line for it."""

    TAKE_OFF = "off"
    MOVE_UP = "up"


@dataclass(frozen=True)
class ManageCourses(Payload, code="courses"):
    pass


@dataclass(frozen=True)
class ManageCourse(Payload, code="course"):
    course_id: int


@dataclass(frozen=True)
class SetByPhone(Payload, code="tel"):
    """Set `number` seats aside for people who ring; `was` is the number that stood above the button."""

    course_id: int
    was: int
    number: int


@dataclass(frozen=True)
class ListPeople(Payload, code="people"):
    course_id: int
    page: int


@dataclass(frozen=True)
class AskByPhone(Payload, code="telask"):
    """As `SetByPhone`, before it is done."""

    course_id: int
    was: int
    number: int


@dataclass(frozen=True)
class PickPerson(Payload, code="pick"):
    """Everybody on the course as buttons."""

    course_id: int
    page: int


@dataclass(frozen=True)
class ManagePerson(Payload, code="who"):
    enrolment_id: int


@dataclass(frozen=True)
class AskHandle(Payload, code="hand"):
    """`act`: one of `Act`."""

    act: str
    enrolment_id: int
    version: int


@dataclass(frozen=True)
class AskHandleReason(Payload, code="handwhy"):
    act: str
    enrolment_id: int
    version: int


@dataclass(frozen=True)
class HandlePerson(Payload, code="handok"):
    """`reason_id` is 0 when no reason is given."""

    act: str
    enrolment_id: int
    version: int
    reason_id: int


@dataclass(frozen=True)
class ShowNews(Payload, code="news"):
    """How one hears of sign-ups."""


@dataclass(frozen=True)
class ChooseNews(Payload, code="newsset"):
    """`news`: one of `domain.signup.News`."""

    news: str


@dataclass(frozen=True)
class SendGuide(Payload, code="guide"):
    """The guide for coordinators, as a file."""
