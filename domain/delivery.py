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


class Why(StrEnum):
    """Why a call to the messenger was not carried out, or may not have been.

    The only words for it that are logged, stored or shown: the messenger's own may quote what somebody wrote.
    """

    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    NOT_STARTED = "not_started"
    CHAT_NOT_FOUND = "chat_not_found"
    NOT_IN_CHAT = "not_in_chat"
    MESSAGE_TOO_LONG = "message_too_long"
    MESSAGE_EMPTY = "message_empty"
    ENTITIES_NOT_PARSED = "entities_not_parsed"
    BUTTON_REFUSED = "button_refused"
    FILE_REFUSED = "file_refused"
    NOT_MODIFIED = "not_modified"
    CANNOT_EDIT = "cannot_edit"
    PRESS_TOO_OLD = "press_too_old"
    RIGHTS_MISSING = "rights_missing"
    RUNS_THE_CHAT = "runs_the_chat"
    SUPERGROUPS_ONLY = "supergroups_only"
    INSIDE_ALREADY = "inside_already"
    NOT_INSIDE = "not_inside"
    NOT_ASKING = "not_asking"
    LINK_EXPIRED = "link_expired"
    TOO_MANY_CHATS = "too_many_chats"
    TOO_MANY_LINKS = "too_many_links"
    CHAT_FULL = "chat_full"
    PRIVACY = "privacy"
    MOVED = "moved"
    TOO_MANY_REQUESTS = "too_many_requests"
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a word
    NOT_CONNECTED = "not_connected"
    NO_ANSWER = "no_answer"
    SERVER_FAULT = "server_fault"
    NOT_UNDERSTOOD = "not_understood"
    OUR_FAULT = "fault"
    UNKNOWN = "unknown_refusal"


def why_of(reason: str) -> Why:
    """The word in a reason as it is kept."""
    return Why(reason.partition(" ")[0])


class Undelivered(Exception):  # noqa: N818 - the family of the outcomes below
    """A call to the messenger that did not go well; `code` is that of the answer, 0 when there was none."""

    def __init__(self, why: Why, code: int = 0) -> None:
        super().__init__(why.value)
        self.why, self.code = why, code

    @property
    def reason(self) -> str:
        """For logs and rows: a word of ours, and the code where that is all that is known."""
        return f"{self.why} {self.code}" if self.why is Why.UNKNOWN and self.code else self.why.value


class Blocked(Undelivered):
    """The person has blocked the bot, deleted the account or never pressed Start: nothing reaches them now."""


class Halted(Undelivered):
    """Too many messages: nobody may send anything for `seconds` (429 with retry_after)."""

    def __init__(self, seconds: float) -> None:
        super().__init__(Why.TOO_MANY_REQUESTS, 429)
        self.seconds = seconds


class Lost(Undelivered):
    """No answer, or one that does not say. `maybe_delivered` unless it is certain that the call was not carried out."""

    def __init__(self, why: Why, *, maybe_delivered: bool) -> None:
        super().__init__(why)
        self.maybe_delivered = maybe_delivered


class Refused(Undelivered):
    """The call itself is wrong and will be refused again."""


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
        super().__init__(Why.MOVED)
        self.chat_id = chat_id


RETRIES = (1, 5, 30, 120, 600, 1800)
"""Seconds (real time) to wait after the 1st, 2nd, ... failed try; after the last the row is `failed`."""


def retry_in(attempts: int) -> int | None:
    """Seconds until the next try after `attempts` tries, or None when it is enough."""
    return RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


def too_late(now: datetime, not_after: datetime | None) -> bool:
    """Whether a message has lost its use."""
    return not_after is not None and now >= not_after
