"""Typed payloads of buttons. A payload is `code.field.field`, at most 64 bytes (Bot API, `callback_data`).

Buttons live for ever and can be forged, so a payload only names things: right, state and owner are checked on each press.
"""

from dataclasses import dataclass, fields
from typing import ClassVar, Self, get_type_hints

from domain.errors import Gone

LIMIT = 64
CODES: dict[str, type["Payload"]] = {}


@dataclass(frozen=True)
class Payload:
    """The family. A subclass gives its short `code` and its fields (int, or str without a dot)."""

    code: ClassVar[str]

    def __init_subclass__(cls, code: str = "") -> None:
        if code in CODES:
            raise TypeError(f"two payloads share the code {code!r}")
        cls.code = code
        CODES[code] = cls

    def pack(self) -> str:
        """The callback data. Raises ValueError when it would not fit or could not be read back."""
        parts = [self.code, *(str(getattr(self, field.name)) for field in fields(self))]
        data = ".".join(parts)
        if len(data.encode()) > LIMIT or data.count(".") != len(parts) - 1:
            raise ValueError(f"not a payload: {data!r}")
        return data

    @classmethod
    def build(cls, parts: list[str]) -> Self:
        hints = get_type_hints(cls)
        names = [field.name for field in fields(cls)]
        if len(parts) != len(names):
            raise Gone
        return cls(**{name: hints[name](part) for name, part in zip(names, parts, strict=True)})


def unpack(data: str) -> Payload:
    """Read callback data. Raises Gone for whatever this version never made: forged, cut off, or from a removed feature."""
    code, *parts = data.split(".")
    kind = CODES.get(code)
    if kind is None or len(data.encode()) > LIMIT:
        raise Gone
    try:
        payload = kind.build(parts)
    except ValueError as error:
        raise Gone from error
    if any(isinstance(value, int) and not 0 <= value < 2**31 for value in vars(payload).values()):
        raise Gone
    return payload


# people
@dataclass(frozen=True)
class ChooseLanguage(Payload, code="lang"):
    language: str
    course_id: int


@dataclass(frozen=True)
class GiveConsent(Payload, code="yes"):
    course_id: int


@dataclass(frozen=True)
class RefuseConsent(Payload, code="no"):
    course_id: int


@dataclass(frozen=True)
class Home(Payload, code="home"):
    pass


# signup
@dataclass(frozen=True)
class ShowCourse(Payload, code="card"):
    course_id: int


@dataclass(frozen=True)
class AskJoin(Payload, code="ask"):
    course_id: int


@dataclass(frozen=True)
class Join(Payload, code="join"):
    course_id: int


@dataclass(frozen=True)
class AskLeave(Payload, code="out"):
    course_id: int


@dataclass(frozen=True)
class Leave(Payload, code="leave"):
    course_id: int
    version: int


@dataclass(frozen=True)
class MyCourse(Payload, code="mine"):
    course_id: int


@dataclass(frozen=True)
class AcceptSeat(Payload, code="take"):
    enrolment_id: int
    version: int


@dataclass(frozen=True)
class DeclineSeat(Payload, code="pass"):
    enrolment_id: int
    version: int


@dataclass(frozen=True)
class GetCalendar(Payload, code="ics"):
    course_id: int


# sessions
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


# weekly
@dataclass(frozen=True)
class PauseWeekly(Payload, code="hush"):
    pass


@dataclass(frozen=True)
class ResumeWeekly(Payload, code="talk"):
    pass


# evaluation
@dataclass(frozen=True)
class OpenEvaluation(Payload, code="eval"):
    course_id: int
    round: str


@dataclass(frozen=True)
class AnswerQuestion(Payload, code="ans"):
    """`value` 1–5, or 0 to skip the question."""

    course_id: int
    round: str
    question: int
    value: int


@dataclass(frozen=True)
class ShowQuestion(Payload, code="q"):
    course_id: int
    round: str
    question: int


@dataclass(frozen=True)
class SkipFreeText(Payload, code="mute"):
    course_id: int
    round: str


@dataclass(frozen=True)
class SendEvaluation(Payload, code="esend"):
    course_id: int
    round: str


@dataclass(frozen=True)
class SkipEvaluation(Payload, code="eskip"):
    course_id: int
    round: str


# privacy and details
@dataclass(frozen=True)
class ShowPrivacy(Payload, code="priv"):
    pass


@dataclass(frozen=True)
class ChangeLanguage(Payload, code="tongue"):
    pass


@dataclass(frozen=True)
class ChangeName(Payload, code="name"):
    pass


@dataclass(frozen=True)
class ChangePhone(Payload, code="phone"):
    pass


@dataclass(frozen=True)
class RemovePhone(Payload, code="nophone"):
    pass


@dataclass(frozen=True)
class ExportMe(Payload, code="export"):
    pass


@dataclass(frozen=True)
class AskErase(Payload, code="forget"):
    pass


@dataclass(frozen=True)
class Erase(Payload, code="erase"):
    pass


@dataclass(frozen=True)
class CancelDialog(Payload, code="stop"):
    pass


# coordinator
@dataclass(frozen=True)
class ManageCourses(Payload, code="courses"):
    pass


@dataclass(frozen=True)
class ManageCourse(Payload, code="course"):
    course_id: int


@dataclass(frozen=True)
class SetByPhone(Payload, code="tel"):
    """Set `number` seats aside for people who ring; `was` is the number that stood above the button."""

    course_id: int
    was: int
    number: int


@dataclass(frozen=True)
class ListPeople(Payload, code="people"):
    course_id: int
    page: int


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
class ShowResults(Payload, code="res"):
    course_id: int
    round: str


@dataclass(frozen=True)
class WriteNotice(Payload, code="write"):
    course_id: int


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
