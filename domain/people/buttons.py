"""Buttons of who writes (see `domain/buttons.py`)."""

from domain.buttons import Payload


class ChooseLanguage(Payload, code="lang", frozen=True):
    language: str
    course_id: int


class GiveConsent(Payload, code="yes", frozen=True):
    course_id: int


class RefuseConsent(Payload, code="no", frozen=True):
    course_id: int


class Home(Payload, code="home", frozen=True):
    pass


class ChangeLanguage(Payload, code="tongue", frozen=True):
    pass


class ChangeName(Payload, code="name", frozen=True):
    pass


class AskMyName(Payload, code="whoami", frozen=True):
    """Of whoever has a role: to the question whether those they work with may see their name."""


class TakeMyName(Payload, code="iam", frozen=True):
    """The name as Telegram shows it."""


class ChangePhone(Payload, code="phone", frozen=True):
    pass


class RemovePhone(Payload, code="nophone", frozen=True):
    pass


class ShowName(Payload, code="myname", frozen=True):
    """Whether (1, 0) the coordinators see by name what one answers about an evening."""

    shown: int


class CancelDialog(Payload, code="stop", frozen=True):
    pass
