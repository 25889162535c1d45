"""What a person sees: a text with buttons, and perhaps a file. Knows nothing of Telegram but its HTML subset."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from domain.buttons import Payload
from domain.groups.chats import Rights


class Button(Struct, frozen=True):
    """A button under a message; pressing it sends `press` back, or opens `url`."""

    label: str
    press: Payload | None = None
    url: str | None = None


class Document(Struct, frozen=True):
    """A file that goes with a screen; its name tells nothing about anybody's health."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Screen:
    """`text` in Telegram's HTML subset with every inserted value escaped; `rows` of buttons; the document comes after it.

    `as_caption`: the text (at most 1,024 units) and the buttons stand below the document, in the one message.
    `menu`: what the person's menu of commands is from now on, where what they are told changes it, as (command, description).
    """

    text: str
    rows: Sequence[Sequence[Button]] = ()
    document: Document | None = None
    as_caption: bool = False
    menu: Sequence[tuple[str, str]] | None = None


class Chats(Protocol):
    """What can be done in a group chat. Raises the outcomes of `domain/delivery.py`; Blocked: the bot is not in the chat."""

    async def own_rights(self, chat_id: int) -> Rights:
        """The bot's own place there."""
        ...

    async def pin(self, chat_id: int, message_id: int) -> None:
        """Pin a message, without a sound."""
        ...

    async def make_link(self, chat_id: int, name: str) -> str:
        """An invite link; whoever uses it asks to join. Administrators see its name."""
        ...

    async def revoke_link(self, chat_id: int, link: str) -> None: ...

    async def answer_request(self, chat_id: int, telegram_id: int, approve: bool) -> None:
        """Let somebody in who has asked, or turn them away."""
        ...

    async def remove(self, chat_id: int, telegram_id: int) -> None:
        """Take somebody out of the chat; they may be let in again later."""
        ...

    async def is_inside(self, chat_id: int, telegram_id: int) -> bool:
        """Whether somebody is in the chat."""
        ...

    async def leave(self, chat_id: int) -> None: ...


class Messenger(Chats, Protocol):
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
