"""Kinds of message about sign-up (see `domain/messages.py`)."""

from dataclasses import dataclass

from domain.messages import NOW, Message


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
class BackInLine(Message):
    """The person can be reached again, and has kept the place in line. `away_since` in seconds since 1970 UTC."""

    kind = "back_in_line"
    priority = NOW
    enrolment_id: int
    away_since: int


@dataclass(frozen=True)
class LineReopened(Message):
    """A course takes place after all: whoever had been told that its line was closed stands there again."""

    kind = "line_reopened"
    priority = NOW
    enrolment_id: int
    version: int


@dataclass(frozen=True)
class TakenOff(Message):
    """A coordinator has taken the person off a course, or out of the line for it."""

    kind = "taken_off"
    priority = NOW
    enrolment_id: int
    version: int


@dataclass(frozen=True)
class MovedUp(Message):
    """A coordinator has put the person first in line."""

    kind = "moved_up"
    priority = NOW
    enrolment_id: int
    version: int


@dataclass(frozen=True)
class PhoneTurn(Message):
    """To the coordinators: a seat is set aside for somebody who had rung and stood in line, and is to be rung now."""

    kind = "phone_turn"
    priority = NOW
    wait_id: int


@dataclass(frozen=True)
class SignUpNews(Message):
    """To a coordinator who wants to know at once: somebody has signed up or left. `version` is the enrolment's."""

    kind = "sign_up_news"
    course_id: int
    enrolment_id: int
    version: int


@dataclass(frozen=True)
class SignUpDigest(Message):
    """To a coordinator, once a day: who has signed up and left in the day up to `until` (seconds since 1970 UTC)."""

    kind = "sign_up_digest"
    until: int


@dataclass(frozen=True)
class WaitingListClosed(Message):
    """The course has begun without a seat for this person."""

    kind = "waiting_list_closed"
    course_id: int
