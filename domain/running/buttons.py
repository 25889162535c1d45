"""Buttons of evenings and weekly messages (see `domain/buttons.py`)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.buttons import Payload


class Act(StrEnum):
    """What is done with an evening, and may be given a reason."""

    MOVE = "move"
    MOVE_ALL = "all"
    CANCEL = "off"


@dataclass(frozen=True)
class Attend(Payload, code="here"):
    session_id: int
    version: int
    coming: int


@dataclass(frozen=True)
class AttendMoved(Payload, code="heremv"):
    """As `Attend`, under the message that an evening has got another time."""

    session_id: int
    version: int
    coming: int


@dataclass(frozen=True)
class ShowEvening(Payload, code="evening"):
    """One evening of one's own course, to say whether one comes."""

    session_id: int


@dataclass(frozen=True)
class PauseWeekly(Payload, code="hush"):
    pass


@dataclass(frozen=True)
class ResumeWeekly(Payload, code="talk"):
    pass


@dataclass(frozen=True)
class ListSessions(Payload, code="dates"):
    course_id: int


@dataclass(frozen=True)
class ManageSession(Payload, code="date"):
    session_id: int


@dataclass(frozen=True)
class MoveSession(Payload, code="move"):
    """Ask for the new time of an evening in text."""

    session_id: int
    version: int


@dataclass(frozen=True)
class PreviewMove(Payload, code="moveto"):
    """Show what moving to `at` (minutes since 1970 UTC) would mean, before it is done."""

    session_id: int
    version: int
    at: int


@dataclass(frozen=True)
class ConfirmMove(Payload, code="moveok"):
    """`at` is the new start in minutes since 1970 UTC."""

    session_id: int
    version: int
    at: int


@dataclass(frozen=True)
class MoveAllLater(Payload, code="movall"):
    """Show what moving an evening and all later ones by a week would mean, before it is done."""

    session_id: int
    version: int


@dataclass(frozen=True)
class ConfirmMoveAll(Payload, code="movallok"):
    session_id: int
    version: int


@dataclass(frozen=True)
class AskCancelSession(Payload, code="off"):
    session_id: int
    version: int


@dataclass(frozen=True)
class CancelSession(Payload, code="offok"):
    session_id: int
    version: int


@dataclass(frozen=True)
class ConfirmMoveWhy(ConfirmMove, code="movewhy"):
    """As `ConfirmMove`, with the reason that goes into the message."""

    reason_id: int


@dataclass(frozen=True)
class ConfirmMoveAllWhy(ConfirmMoveAll, code="movallwhy"):
    reason_id: int


@dataclass(frozen=True)
class CancelSessionWhy(CancelSession, code="offwhy"):
    reason_id: int


@dataclass(frozen=True)
class AskReason(Payload, code="why"):
    """Ask why an evening is changed, for the message. `act`: one of `Act`; `at`: as in `PreviewMove`, 0 where there is none."""

    act: str
    session_id: int
    version: int
    at: int


@dataclass(frozen=True)
class WhoComes(Payload, code="whocomes"):
    """Who comes to an evening, for the coordinators: by name, as far as people let it be seen."""

    session_id: int


@dataclass(frozen=True)
class TakeBackCancel(Payload, code="offback"):
    """The evening takes place after all, with those that were called off together with it."""

    session_id: int
    version: int


@dataclass(frozen=True)
class AskCancelCourse(Payload, code="alloff"):
    course_id: int


@dataclass(frozen=True)
class AskCourseReason(Payload, code="alloffask"):
    course_id: int


@dataclass(frozen=True)
class CancelCourse(Payload, code="alloffok"):
    """`reason_id` is 0 when no reason is given."""

    course_id: int
    reason_id: int
