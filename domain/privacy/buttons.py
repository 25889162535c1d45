"""Buttons of what is stored about somebody (see `domain/buttons.py`)."""

from domain.buttons import Payload


class ShowPrivacy(Payload, code="priv", frozen=True):
    pass


class ExportMe(Payload, code="export", frozen=True):
    pass


class AskErase(Payload, code="forget", frozen=True):
    pass


class Erase(Payload, code="erase", frozen=True):
    pass
