"""Buttons of the wish to be rung (see `domain/buttons.py`)."""

from domain.buttons import Payload


class AskToBeRung(Payload, code="ringme", frozen=True):
    centre_id: int
