"""Buttons of finding a course (see `domain/buttons.py`)."""

from domain.buttons import Payload


class FindCourses(Payload, code="find", frozen=True):
    """What somebody looks for, as far as it has been asked (`domain.finding.Search`); `page` counts from 0."""

    who: str
    near: int
    theme: str
    language: str
    page: int


class AskAgain(Payload, code="findask", frozen=True):
    """One of the questions, whatever has been answered: `step` is one of `domain.finding.Step`."""

    step: str
    who: str
    near: int
    theme: str
    language: str


class FindNext(Payload, code="findnext", frozen=True):
    """What fits after a course that one has been on."""

    course_id: int


class WishCourse(Payload, code="wish", frozen=True):
    """*Tell me when one opens*, of what one has looked for."""

    who: str
    near: int
    theme: str
    language: str


class WishNext(Payload, code="wishnext", frozen=True):
    """*Tell me when one opens*, of what fits after a course that one has been on."""

    course_id: int


class WishSame(Payload, code="wishsame", frozen=True):
    """*Tell me when one opens*, of the programme of a course that one cannot sign up for, at its centre."""

    course_id: int


class EndCourseWish(Payload, code="unwish", frozen=True):
    """One need not be told any more."""

    wish_id: int
