"""What a person sees: a text with buttons, and perhaps a file. Knows nothing of Telegram but its HTML subset."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.buttons import Payload


@dataclass(frozen=True)
class Button:
    """A button under a message; pressing it sends `press` back, or opens `url`."""

    label: str
    press: Payload | None = None
    url: str | None = None


@dataclass(frozen=True)
class Document:
    """A file that goes with a screen; its name tells nothing about anybody's health."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Screen:
    """`text` in Telegram's HTML subset with every inserted value escaped; `rows` of buttons; the document comes after it."""

    text: str
    rows: Sequence[Sequence[Button]] = ()
    document: Document | None = None


class Messenger(Protocol):
    """The way out to people. Raises the outcomes of `domain/delivery.py`; paces itself by priority."""

    async def send(self, chat_id: int, screen: Screen, *, priority: int) -> int:
        """Send a new message and return its id."""
        ...

    async def edit(self, chat_id: int, message_id: int, screen: Screen, *, priority: int) -> None:
        """Replace a message; saying the same again is no error."""
        ...

    async def answer_press(self, press_id: str, alert: str | None = None) -> None:
        """Stop the button's clock, with an alert box if there is something to say in it."""
        ...

    async def show_commands(self, chat_id: int, commands: Sequence[tuple[str, str]]) -> None:
        """Give one person a command menu of their own, as (command, description)."""
        ...
