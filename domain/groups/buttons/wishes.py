"""Buttons of those who look for a group."""

from domain.buttons import Payload


class ShowGroups(Payload, code="gr", frozen=True):
    """`/groups`: my wishes and my groups, or the beginning of the form."""


class ChooseCentre(Payload, code="gcent", frozen=True):
    """The centres at which one can look for a group."""


class StartWish(Payload, code="gwish", frozen=True):
    """Show what is kept, and ask for the consent that comes with the first answer. `course_id` 0: after no course."""

    centre_id: int
    course_id: int


class Agree(Payload, code="gyes", frozen=True):
    """Agree to what is kept, with the first answer: `self` or `relative`. Only now anything is kept."""

    centre_id: int
    course_id: int
    side: str


class DeclineGroup(Payload, code="gno", frozen=True):
    """No thanks, to looking for a group at all."""


class ChooseSide(Payload, code="gside", frozen=True):
    """`self` or `relative`, changed."""

    wish_id: int
    side: str


class ShowStep(Payload, code="gstep", frozen=True):
    """Show a step of the form (`side`, `themes`, `slots`, `places`, `age`, `summary`)."""

    wish_id: int
    step: str


class Toggle(Payload, code="gtog", frozen=True):
    """Tick (`on` 1) or untick (0) one answer of `themes`, `languages`, `places` or `slots`, or a yes-or-no such as `starter`.

    `slots` also takes `evenings`, `daytimes`, `weekends`. Pressing the same button twice changes nothing more.
    """

    wish_id: int
    field: str
    value: str
    on: int


class ChooseAge(Payload, code="gage", frozen=True):
    """At what age the band begins; 0 for rather not saying."""

    wish_id: int
    age: int


class FinishWish(Payload, code="gdone", frozen=True):
    """Look for a group with these answers."""

    wish_id: int


class PauseWish(Payload, code="gpause", frozen=True):
    wish_id: int


class ResumeWish(Payload, code="gback", frozen=True):
    wish_id: int


class AskWithdraw(Payload, code="gout", frozen=True):
    wish_id: int


class WithdrawWish(Payload, code="ggone", frozen=True):
    wish_id: int


class WithdrawHolding(Payload, code="ggoneq", frozen=True):
    """Withdraw, knowing what becomes of the group that one is in or has been asked about: one's row there, as it was."""

    wish_id: int
    member_id: int
    version: int


class ShowCodes(Payload, code="gcode", frozen=True):
    """My own code, and whom I have named."""

    wish_id: int


class NamePerson(Payload, code="gname", frozen=True):
    """Ask for another person's code in text."""

    wish_id: int
    apart: int


class NameCode(Payload, code="gnamec", frozen=True):
    """What to do with a code that was written unasked: rather with (`apart` 0) or without (1) whoever has it."""

    wish_id: int
    written: str
    apart: int


class ForgetPair(Payload, code="gforget", frozen=True):
    pair_id: int
