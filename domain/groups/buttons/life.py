"""Buttons of a group and its meetings."""

from dataclasses import dataclass

from domain.buttons import Payload


@dataclass(frozen=True)
class ShowGroup(Payload, code="gshow"):
    """`/mygroup`."""

    group_id: int


@dataclass(frozen=True)
class OrganiserTools(Payload, code="gorg"):
    """What only the starter decides."""

    group_id: int


@dataclass(frozen=True)
class GroupRules(Payload, code="grules"):
    """The ground rules."""

    group_id: int


@dataclass(frozen=True)
class AttendMeeting(Payload, code="gcome"):
    meeting_id: int
    version: int
    coming: int


@dataclass(frozen=True)
class PlanMeeting(Payload, code="gplan"):
    """Ask for the next meeting's time."""

    group_id: int


@dataclass(frozen=True)
class SetMeeting(Payload, code="gset"):
    """`at` in minutes since 1970 UTC; `version` is the number that the meeting gets."""

    group_id: int
    version: int
    at: int


@dataclass(frozen=True)
class MoveMeeting(Payload, code="gmm"):
    """Ask for the new time."""

    meeting_id: int
    version: int


@dataclass(frozen=True)
class ConfirmMoveMeeting(Payload, code="gmmok"):
    meeting_id: int
    version: int
    at: int


@dataclass(frozen=True)
class AskCancelMeeting(Payload, code="gmc"):
    meeting_id: int
    version: int


@dataclass(frozen=True)
class CancelMeeting(Payload, code="gmcok"):
    meeting_id: int
    version: int


@dataclass(frozen=True)
class ChangePlace(Payload, code="gwhere"):
    """Ask for the meeting's place in text."""

    meeting_id: int
    version: int


@dataclass(frozen=True)
class SetWhoPlans(Payload, code="gwho"):
    group_id: int
    anyone: int


@dataclass(frozen=True)
class OpenToNewcomers(Payload, code="gopen"):
    """Whether the members are asked when somebody new might come."""

    group_id: int
    on: int


@dataclass(frozen=True)
class MeetingFile(Payload, code="gics"):
    """The calendar file."""

    group_id: int


@dataclass(frozen=True)
class AskLeaveGroup(Payload, code="glv"):
    group_id: int


@dataclass(frozen=True)
class LeaveGroup(Payload, code="glvok"):
    """`version` is that of one's own membership."""

    group_id: int
    version: int


@dataclass(frozen=True)
class TellTrouble(Payload, code="gtell"):
    """Ask for a text that goes to the coordinator."""

    group_id: int


@dataclass(frozen=True)
class WithdrawAsStarter(Payload, code="gstop"):
    group_id: int


@dataclass(frozen=True)
class TakeOver(Payload, code="gtake"):
    group_id: int
    version: int


@dataclass(frozen=True)
class AnswerPulse(Payload, code="gpulse"):
    """First `running` with helps `-`, then both."""

    group_id: int
    running: int
    helps: str


@dataclass(frozen=True)
class AskClose(Payload, code="gcl"):
    group_id: int


@dataclass(frozen=True)
class CloseGroup(Payload, code="gclok"):
    group_id: int
    version: int
