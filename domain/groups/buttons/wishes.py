"""Buttons of those who look for a group."""

from dataclasses import dataclass

from domain.buttons import Payload


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
