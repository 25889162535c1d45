"""What there is to decide about a course, and what may be missing before it can be published."""

from enum import StrEnum

SHORTEST_TOPIC = 3
"""UTF-16 units."""


class Line(StrEnum):
    """What can be written in words."""

    PLACE = "place"
    ADDRESS = "address"
    DIRECTIONS = "directions"
    VIDEO = "video"
    SEATS = "seats"
    TOPIC = "topic"
    """What the one session is about; only where the programme meets but once."""

    @property
    def room(self) -> int:
        """The most UTF-16 units that it may have."""
        return {Line.DIRECTIONS: 240, Line.VIDEO: 200, Line.SEATS: 10, Line.TOPIC: 60}.get(self, 120)


class Missing(StrEnum):
    """Why a course cannot be published yet, in the order of the card."""

    DATES = "dates"
    PAST = "past"
    """A date has been already."""
    ORDER = "order"
    """The dates do not follow each other."""
    PLACE = "place"
    PROFESSIONAL = "professional"
    EXPERIENCED_USER = "experienced_user"


class Act(StrEnum):
    """What is done with a whole course on its card, after a question."""

    DISCARD = "discard"
    TAKE_BACK = "back"
