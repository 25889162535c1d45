"""Kinds of message about sign-up (see `domain/messages.py`)."""

from domain.messages import NOW, Message


class SeatOffered(Message, frozen=True):
    """A seat has become free for the first in the waiting list."""

    kind = "seat_offered"
    priority = NOW
    enrolment_id: int
    version: int


class OfferLapsed(Message, frozen=True):
    """An offer was not answered in time."""

    kind = "offer_lapsed"
    priority = NOW
    enrolment_id: int
    version: int


class BackInLine(Message, frozen=True):
    """The person can be reached again, and has kept the place in line. `away_since` in seconds since 1970 UTC."""

    kind = "back_in_line"
    priority = NOW
    enrolment_id: int
    away_since: int


class LineReopened(Message, frozen=True):
    """A course takes place after all: whoever had been told that its line was closed stands there again."""

    kind = "line_reopened"
    priority = NOW
    enrolment_id: int
    version: int


class TakenOff(Message, frozen=True):
    """A coordinator has taken the person off a course, or out of the line for it."""

    kind = "taken_off"
    priority = NOW
    enrolment_id: int
    version: int


class MovedUp(Message, frozen=True):
    """A coordinator has put the person first in line."""

    kind = "moved_up"
    priority = NOW
    enrolment_id: int
    version: int


class PhoneTurn(Message, frozen=True):
    """To the coordinators: a seat is set aside for somebody who had rung and stood in line, and is to be rung now."""

    kind = "phone_turn"
    priority = NOW
    wait_id: int


class SignUpNews(Message, frozen=True):
    """To a coordinator who wants to know at once: somebody has signed up or left. `version` is the enrolment's."""

    kind = "sign_up_news"
    course_id: int
    enrolment_id: int
    version: int


class SignUpDigest(Message, frozen=True):
    """To a coordinator, once a day: who has signed up and left in the day up to `until` (seconds since 1970 UTC)."""

    kind = "sign_up_digest"
    until: int


class WaitingListClosed(Message, frozen=True):
    """The course has begun without a seat for this person."""

    kind = "waiting_list_closed"
    course_id: int
