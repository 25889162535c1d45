"""Buttons of notices (see `domain/buttons.py`)."""

from domain.buttons import Payload


class WriteNotice(Payload, code="write", frozen=True):
    course_id: int


class WriteToLine(Payload, code="writeline", frozen=True):
    """To those who wait for a place."""

    course_id: int


class WriteToOne(Payload, code="writeone", frozen=True):
    """To one person who is on the course, or in line for it."""

    enrolment_id: int


class SendNotice(Payload, code="send", frozen=True):
    notice_id: int


class RewriteNotice(Payload, code="redo", frozen=True):
    notice_id: int


class DiscardNotice(Payload, code="drop", frozen=True):
    notice_id: int


class ResendUnknown(Payload, code="again", frozen=True):
    notice_id: int
