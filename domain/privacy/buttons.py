"""Buttons of what is stored about somebody (see `domain/buttons.py`)."""

from dataclasses import dataclass

from domain.buttons import Payload


@dataclass(frozen=True)
class ShowPrivacy(Payload, code="priv"):
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
