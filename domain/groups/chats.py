"""Rules of a group's own chat: what the bot needs there, who is let in, and what it does there of its own accord."""

import re
import secrets
from datetime import timedelta
from enum import StrEnum

from msgspec import Struct

TOKEN_BYTES = 18
MY_GROUP = "mygroup"
"""The start parameter of the link from a group's chat into the private one."""
PREFIX = "g_"
"""What the start parameter of a group's own link begins with (Bot API: at most 64 of A-Z a-z 0-9 _ -)."""
_PAYLOAD = re.compile(r"g_([A-Za-z0-9_-]{8,62})")
ADMIN = ("invite_users", "restrict_members", "pin_messages")
"""What the link asks for, in the words of https://core.telegram.org/api/links#groupchannel-bot-links."""
LINK_NAME_LIMIT = 32
STRAY_AFTER = timedelta(minutes=2)
"""How long the bot stays in a chat that nobody connects to a group."""
ASKED_AFTER = timedelta(hours=1)
"""How long it stays where somebody has been asked whose chat it is."""
NAMED_WITHIN = timedelta(seconds=5)
"""So long after the bot was added Telegram may still say for which group."""
UNDECIDED_AFTER = timedelta(days=3)
"""How long a second chat waits for the starter to choose between the two."""
QUESTION_LASTS = timedelta(hours=12)
LOOK_EVERY = timedelta(seconds=10)
"""Real time: no oftener does a press make the bot look at its rights in a chat, as Telegram counts all that it asks."""
ANONYMOUS = 1087968824
"""Telegram's GroupAnonymousBot, in whose name administrators act who remain anonymous."""


class Place(StrEnum):
    """What happens in a chat that the bot takes note of. Everything else is neither kept nor read."""

    STARTED = "started"
    OWN_PLACE = "own_place"
    CAME = "came"
    ASKS = "asks"
    MOVED = "moved"


class Rights(Struct, frozen=True):
    """The bot's own place in a chat; `inside` False: it is not (or no longer) there."""

    inside: bool = True
    invite: bool = False
    restrict: bool = False
    pin: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """What it cannot do without, in the order in which it is told. Pinning is nice to have."""
        return tuple(name for name in ("invite", "restrict") if not getattr(self, name))


class InChat(Struct, frozen=True):
    """One event in a group chat. Which of the rest is filled depends on `place`; `addressed` is the bot that was named."""

    chat_id: int
    place: Place
    payload: str = ""
    addressed: str = ""
    rights: Rights = Rights(inside=False)
    newcomers: tuple[int, ...] = ()
    link: str = ""
    moved_to: int = 0


class Action(StrEnum):
    """What the bot does in a chat, each as a row of its own until it is done."""

    CHECK = "check"
    RULES = "rules"
    INVITE = "invite"
    REVOKE = "revoke"
    APPROVE = "approve"
    DECLINE = "decline"
    REMOVE = "remove"
    MEETING = "meeting"
    QUESTION = "question"
    GOODBYE = "goodbye"
    NOT_OURS = "not_ours"
    NAMELESS = "nameless"
    STRAY = "stray"
    LEAVE = "leave"


SAYS = (Action.RULES, Action.MEETING, Action.QUESTION, Action.GOODBYE, Action.NOT_OURS, Action.NAMELESS)
"""Those that are a message."""
GOES = (Action.GOODBYE, Action.NOT_OURS, Action.NAMELESS, Action.STRAY, Action.LEAVE)
"""Those after which the bot leaves; whatever else is still tried in the chat comes first."""


class Told(StrEnum):
    """What whoever looks after a chat is told of when Telegram does not let the bot do it."""

    LOOK = "look"
    SAY = "say"
    PIN = "pin"
    INVITE = "invite"
    REVOKE = "revoke"
    APPROVE = "approve"
    DECLINE = "decline"


TELLS = {
    Action.CHECK: Told.LOOK,
    Action.RULES: Told.SAY,
    Action.MEETING: Told.SAY,
    Action.QUESTION: Told.SAY,
    Action.INVITE: Told.INVITE,
    Action.REVOKE: Told.REVOKE,
    Action.APPROVE: Told.APPROVE,
    Action.DECLINE: Told.DECLINE,
}


class Task(StrEnum):
    """The life of such a row. `HELD` waits for a right that the bot lacks, or for somebody who has the bot look again."""

    QUEUED = "queued"
    HELD = "held"
    DONE = "done"
    FAILED = "failed"


def new_token() -> str:
    """Not to be guessed, and fit for a link's start parameter."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_of(payload: str) -> str | None:
    """The token in a start parameter; None when it is not one of ours."""
    found = _PAYLOAD.fullmatch(payload)
    return found[1] if found else None


def my_group_link(username: str) -> str:
    """Opens the private chat with the bot, where one's group is shown."""
    return f"https://t.me/{username}?start={MY_GROUP}"


def startgroup_link(username: str, token: str) -> str:
    """Opens Telegram's choice of groups and adds the bot, with the rights that it needs."""
    return f"https://t.me/{username}?startgroup={PREFIX}{token}&admin={'+'.join(ADMIN)}"


def link_name(member_id: int) -> str:
    """What the chat's administrators see of a link: nobody's name."""
    return f"m{member_id}"[:LINK_NAME_LIMIT]
