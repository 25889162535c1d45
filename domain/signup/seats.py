"""Places and the waiting list of one course."""

from enum import StrEnum

from msgspec import Struct


class Status(StrEnum):
    """Where a person stands with a course. `PLACE` and `OFFERED` hold a seat."""

    PLACE = "place"
    WAITING = "waiting"
    OFFERED = "offered"
    LEFT = "left"
    CLOSED = "closed"  # was waiting when the course began


class Handled(StrEnum):
    """What a coordinator has done with somebody's place on a course, or in line for it."""

    TAKEN_OFF = "taken_off"
    MOVED_UP = "moved_up"


HOLDS_SEAT = (Status.PLACE, Status.OFFERED)
IN_LINE = (Status.WAITING, Status.OFFERED)


class Standing(Struct, frozen=True):
    """What is true of a course while its row is locked: seats in all, seats held, people waiting who can be reached."""

    seats: int
    held: int
    waiting: int

    @property
    def free(self) -> int:
        return max(0, self.seats - self.held)


def joins_as(standing: Standing) -> Status:
    """A place while one is free and nobody waits; the end of the list otherwise, so that the order is never jumped."""
    return Status.PLACE if standing.free and not standing.waiting else Status.WAITING


def offers_due(standing: Standing) -> int:
    """How many of those who wait, from the front, are to be offered a seat now."""
    return min(standing.free, standing.waiting)
