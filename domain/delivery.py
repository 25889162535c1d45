"""What can become of a message on its way to a person, in words that do not depend on a messenger's library."""

from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """The life of an outbox row."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


OPEN = (State.QUEUED, State.SENDING)


class Undelivered(Exception):  # noqa: N818 - the family of the four outcomes below
    """A call to the messenger that did not go well."""


class Blocked(Undelivered):
    """The person has blocked the bot, deleted the account or never pressed Start: nothing reaches them now."""


class Halted(Undelivered):
    """Too many messages: nobody may send anything for `seconds` (429 with retry_after)."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"halted for {seconds:g} s")
        self.seconds = seconds


class Lost(Undelivered):
    """No answer, or a fault on the other side. `maybe_delivered` when the call may have been carried out."""

    def __init__(self, reason: str, *, maybe_delivered: bool) -> None:
        super().__init__(reason)
        self.maybe_delivered = maybe_delivered


class Refused(Undelivered):
    """The call itself is wrong and will be refused again; `reason` is the messenger's own word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CannotEdit(Refused):
    """The message to change is gone or too old; a new one is sent in its place."""


class Needless(Refused):
    """What was asked for is so already: the person is in or out, the request is answered, the link is closed."""


class NoRight(Refused):
    """The bot lacks a right in a chat; when it is given one, the same call may be let through."""


class RunsTheChat(Refused):
    """Whoever owns or administers a chat cannot be removed from it by the bot."""


class Moved(Undelivered):
    """The chat has another number since it was upgraded."""

    def __init__(self, chat_id: int) -> None:
        super().__init__("the chat has moved")
        self.chat_id = chat_id


RETRIES = (1, 5, 30, 120, 600, 1800)
"""Seconds (real time) to wait after the 1st, 2nd, ... failed try; after the last the row is `failed`."""


def retry_in(attempts: int) -> int | None:
    """Seconds until the next try after `attempts` tries, or None when it is enough."""
    return RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


def too_late(now: datetime, not_after: datetime | None) -> bool:
    """Whether a message has lost its use."""
    return not_after is not None and now >= not_after
