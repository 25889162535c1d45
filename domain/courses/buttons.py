"""Buttons of a coordinator's courses (see `domain/buttons.py`)."""

from dataclasses import dataclass

from domain.buttons import Payload


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
