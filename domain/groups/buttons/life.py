"""Buttons of a group and its meetings."""

from domain.buttons import Payload


class ShowGroup(Payload, code="gshow", frozen=True):
    """`/mygroup`."""

    group_id: int


class OrganiserTools(Payload, code="gorg", frozen=True):
    """What only the starter decides."""

    group_id: int


class GroupRules(Payload, code="grules", frozen=True):
    """The ground rules."""

    group_id: int


class AttendMeeting(Payload, code="gcome", frozen=True):
    meeting_id: int
    version: int
    coming: int


class PlanMeeting(Payload, code="gplan", frozen=True):
    """Ask for the next meeting's time."""

    group_id: int


class SetMeeting(Payload, code="gset", frozen=True):
    """`at` in minutes since 1970 UTC; `version` is the number that the meeting gets."""

    group_id: int
    version: int
    at: int


class MoveMeeting(Payload, code="gmm", frozen=True):
    """Ask for the new time."""

    meeting_id: int
    version: int


class ConfirmMoveMeeting(Payload, code="gmmok", frozen=True):
    meeting_id: int
    version: int
    at: int


class AskCancelMeeting(Payload, code="gmc", frozen=True):
    meeting_id: int
    version: int


class CancelMeeting(Payload, code="gmcok", frozen=True):
    meeting_id: int
    version: int


class ChangePlace(Payload, code="gwhere", frozen=True):
    """Ask for the meeting's place in text."""

    meeting_id: int
    version: int


class SetWhoPlans(Payload, code="gwho", frozen=True):
    group_id: int
    anyone: int


class OpenToNewcomers(Payload, code="gopen", frozen=True):
    """Whether the members are asked when somebody new might come."""

    group_id: int
    on: int


class MeetingFile(Payload, code="gics", frozen=True):
    """The calendar file."""

    group_id: int


class AskLeaveGroup(Payload, code="glv", frozen=True):
    group_id: int


class LeaveGroup(Payload, code="glvok", frozen=True):
    """`version` is that of one's own membership."""

    group_id: int
    version: int


class TellTrouble(Payload, code="gtell", frozen=True):
    """Ask for a text that goes to the coordinator."""

    group_id: int


class WithdrawAsStarter(Payload, code="gstop", frozen=True):
    group_id: int


class TakeOver(Payload, code="gtake", frozen=True):
    group_id: int
    version: int


class AnswerPulse(Payload, code="gpulse", frozen=True):
    """First `running` with helps `-`, then both."""

    group_id: int
    running: int
    helps: str


class AskClose(Payload, code="gcl", frozen=True):
    group_id: int


class CloseGroup(Payload, code="gclok", frozen=True):
    group_id: int
    version: int
