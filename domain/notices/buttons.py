"""Buttons of notices (see `domain/buttons.py`)."""

from dataclasses import dataclass

from domain.buttons import Payload


@dataclass(frozen=True)
class WriteNotice(Payload, code="write"):
    course_id: int


@dataclass(frozen=True)
class WriteToLine(Payload, code="writeline"):
    """To those who wait for a place."""

    course_id: int


@dataclass(frozen=True)
class WriteToOne(Payload, code="writeone"):
    """To one person who is on the course, or in line for it."""

    enrolment_id: int


@dataclass(frozen=True)
class SendNotice(Payload, code="send"):
    notice_id: int


@dataclass(frozen=True)
class RewriteNotice(Payload, code="redo"):
    notice_id: int


@dataclass(frozen=True)
class DiscardNotice(Payload, code="drop"):
    notice_id: int


@dataclass(frozen=True)
class ResendUnknown(Payload, code="again"):
    notice_id: int
