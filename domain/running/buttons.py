"""Buttons of evenings and weekly messages (see `domain/buttons.py`)."""

from enum import StrEnum

from domain.buttons import Payload


class Act(StrEnum):
    """What is done with an evening, and may be given a reason."""

    MOVE = "move"
    MOVE_ALL = "all"
    CANCEL = "off"


class Attend(Payload, code="here", frozen=True):
    session_id: int
    version: int
    coming: int


class AttendMoved(Payload, code="heremv", frozen=True):
    """As `Attend`, under the message that an evening has got another time."""

    session_id: int
    version: int
    coming: int


class ShowEvening(Payload, code="evening", frozen=True):
    """One evening of one's own course, to say whether one comes."""

    session_id: int


class PauseWeekly(Payload, code="hush", frozen=True):
    pass


class ResumeWeekly(Payload, code="talk", frozen=True):
    pass


class ListSessions(Payload, code="dates", frozen=True):
    course_id: int


class ManageSession(Payload, code="date", frozen=True):
    session_id: int


class MoveSession(Payload, code="move", frozen=True):
    """Ask for the new time of an evening in text."""

    session_id: int
    version: int


class PreviewMove(Payload, code="moveto", frozen=True):
    """Show what moving to `at` (minutes since 1970 UTC) would mean, before it is done."""

    session_id: int
    version: int
    at: int


class ConfirmMove(Payload, code="moveok", frozen=True):
    """`at` is the new start in minutes since 1970 UTC."""

    session_id: int
    version: int
    at: int


class MoveAllLater(Payload, code="movall", frozen=True):
    """Show what moving an evening and all later ones by a week would mean, before it is done."""

    session_id: int
    version: int


class ConfirmMoveAll(Payload, code="movallok", frozen=True):
    session_id: int
    version: int


class AskCancelSession(Payload, code="off", frozen=True):
    session_id: int
    version: int


class CancelSession(Payload, code="offok", frozen=True):
    session_id: int
    version: int


class ConfirmMoveWhy(ConfirmMove, code="movewhy", frozen=True):
    """As `ConfirmMove`, with the reason that goes into the message."""

    reason_id: int


class ConfirmMoveAllWhy(ConfirmMoveAll, code="movallwhy", frozen=True):
    reason_id: int


class CancelSessionWhy(CancelSession, code="offwhy", frozen=True):
    reason_id: int


class AskReason(Payload, code="why", frozen=True):
    """Ask why an evening is changed, for the message. `act`: one of `Act`; `at`: as in `PreviewMove`, 0 where there is none."""

    act: str
    session_id: int
    version: int
    at: int


class WhoComes(Payload, code="whocomes", frozen=True):
    """Who comes to an evening, for the coordinators: by name, as far as people let it be seen."""

    session_id: int


class TakeBackCancel(Payload, code="offback", frozen=True):
    """The evening takes place after all, with those that were called off together with it."""

    session_id: int
    version: int


class AskCancelCourse(Payload, code="alloff", frozen=True):
    course_id: int


class AskCourseReason(Payload, code="alloffask", frozen=True):
    course_id: int


class CancelCourse(Payload, code="alloffok", frozen=True):
    """`reason_id` is 0 when no reason is given."""

    course_id: int
    reason_id: int
