"""Buttons of who writes (see `domain/buttons.py`)."""

from dataclasses import dataclass

from domain.buttons import Payload


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
class ShowName(Payload, code="myname"):
    """Whether (1, 0) the coordinators see by name what one answers about an evening."""

    shown: int


@dataclass(frozen=True)
class CancelDialog(Payload, code="stop"):
    pass
