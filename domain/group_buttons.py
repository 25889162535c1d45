"""Typed payloads of the buttons of those who look for a self-help group or are in one (see `domain/buttons.py`)."""

from dataclasses import dataclass

from domain.buttons import Payload

# wishes


@dataclass(frozen=True)
class ShowGroups(Payload, code="gr"):
    """`/groups`: my wishes and my groups, or the beginning of the form."""


@dataclass(frozen=True)
class ChooseCentre(Payload, code="gcent"):
    """The centres at which one can look for a group."""


@dataclass(frozen=True)
class StartWish(Payload, code="gwish"):
    """Show what is kept, and ask for the consent that comes with the first answer. `course_id` 0: after no course."""

    centre_id: int
    course_id: int


@dataclass(frozen=True)
class Agree(Payload, code="gyes"):
    """Agree to what is kept, with the first answer: `self` or `relative`. Only now anything is kept."""

    centre_id: int
    course_id: int
    side: str


@dataclass(frozen=True)
class DeclineGroup(Payload, code="gno"):
    """No thanks, to looking for a group at all."""


@dataclass(frozen=True)
class ChooseSide(Payload, code="gside"):
    """`self` or `relative`, changed."""

    wish_id: int
    side: str


@dataclass(frozen=True)
class ShowStep(Payload, code="gstep"):
    """Show a step of the form (`side`, `themes`, `slots`, `places`, `age`, `summary`)."""

    wish_id: int
    step: str


@dataclass(frozen=True)
class Toggle(Payload, code="gtog"):
    """Tick (`on` 1) or untick (0) one answer of `themes`, `languages`, `places` or `slots`, or a yes-or-no such as `starter`.

    `slots` also takes `evenings`, `daytimes`, `weekends`. Pressing the same button twice changes nothing more.
    """

    wish_id: int
    field: str
    value: str
    on: int


@dataclass(frozen=True)
class ChooseAge(Payload, code="gage"):
    """At what age the band begins; 0 for rather not saying."""

    wish_id: int
    age: int


@dataclass(frozen=True)
class FinishWish(Payload, code="gdone"):
    """Look for a group with these answers."""

    wish_id: int


@dataclass(frozen=True)
class PauseWish(Payload, code="gpause"):
    wish_id: int


@dataclass(frozen=True)
class ResumeWish(Payload, code="gback"):
    wish_id: int


@dataclass(frozen=True)
class AskWithdraw(Payload, code="gout"):
    wish_id: int


@dataclass(frozen=True)
class WithdrawWish(Payload, code="ggone"):
    wish_id: int


@dataclass(frozen=True)
class WithdrawHolding(Payload, code="ggoneq"):
    """Withdraw, knowing what becomes of the group that one is in or has been asked about: one's row there, as it was."""

    wish_id: int
    member_id: int
    version: int


@dataclass(frozen=True)
class ShowCodes(Payload, code="gcode"):
    """My own code, and whom I have named."""

    wish_id: int


@dataclass(frozen=True)
class NamePerson(Payload, code="gname"):
    """Ask for another person's code in text."""

    wish_id: int
    apart: int


@dataclass(frozen=True)
class NameCode(Payload, code="gnamec"):
    """What to do with a code that was written unasked: rather with (`apart` 0) or without (1) whoever has it."""

    wish_id: int
    written: str
    apart: int


@dataclass(frozen=True)
class ForgetPair(Payload, code="gforget"):
    pair_id: int


# proposals


@dataclass(frozen=True)
class AnswerProposal(Payload, code="gans"):
    """`yes`, `no` or `other`."""

    member_id: int
    version: int
    answer: str


@dataclass(frozen=True)
class ShowProposal(Payload, code="gprop"):
    """A proposal, or a free place, that one has been asked about, as it stands."""

    member_id: int


@dataclass(frozen=True)
class PromiseSilence(Payload, code="gprom"):
    """The confidentiality promise."""

    member_id: int


@dataclass(frozen=True)
class AnswerNewcomer(Payload, code="gnew"):
    """A member's answer to whether somebody new may come."""

    member_id: int
    version: int
    yes: int


@dataclass(frozen=True)
class AnswerFreePlace(Payload, code="gfree"):
    member_id: int
    version: int
    yes: int


# life


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


# chat


@dataclass(frozen=True)
class ChatHelp(Payload, code="gchat"):
    """How to make the group's chat, with the startgroup link."""

    group_id: int


@dataclass(frozen=True)
class CheckChat(Payload, code="gcheck"):
    """Look again at the bot's rights in the chat."""

    group_id: int


@dataclass(frozen=True)
class GetChatLink(Payload, code="glink"):
    """My own link to the group's chat."""

    group_id: int


@dataclass(frozen=True)
class SwitchChat(Payload, code="gswap"):
    """The bot is in two chats: which is the group's? `yes` 1: the new one. `version` is that of the chat."""

    group_id: int
    version: int
    yes: int


@dataclass(frozen=True)
class NoChat(Payload, code="gnochat"):
    """The group does without a chat."""

    group_id: int


@dataclass(frozen=True)
class WeeklyQuestion(Payload, code="gweek"):
    group_id: int
    on: int
