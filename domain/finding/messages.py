"""Kinds of message about finding a course (see `domain/messages.py`)."""

from domain.messages import Message


class CourseOpened(Message, frozen=True):
    """A course is published that fits what somebody wished to be told of."""

    kind = "course_opened"
    wish_id: int
    course_id: int


class FitsNext(Message, frozen=True):
    """A course is over: what fits next."""

    kind = "fits_next"
    course_id: int


class Refill(Message, frozen=True):
    """Some months after a course, one of its kind is open anew; told once of each."""

    kind = "refill"
    course_id: int
