"""Buttons of the wish to be rung (see `domain/buttons.py`)."""

from dataclasses import dataclass

from domain.buttons import Payload


@dataclass(frozen=True)
class AskToBeRung(Payload, code="ringme"):
    centre_id: int
