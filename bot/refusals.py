"""Telegram's refusals as the outcomes of `domain/delivery.py`: the only place that knows Telegram's words.

Descriptions are looked at from their beginning only, and never go any further: what follows may quote somebody.
"""

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.transport import PAUSE, NotConnected, OtherRefusal, ServerFault
from domain.delivery import (
    Blocked,
    CannotEdit,
    Halted,
    Lost,
    Moved,
    Needless,
    NoRight,
    Refused,
    RunsTheChat,
    Undelivered,
    Why,
)

LONGEST_HALT = 3600.0
_SAID: dict[Why, tuple[str, ...]] = {
    Why.BLOCKED: ("bot was blocked", "user_is_blocked"),
    Why.DEACTIVATED: ("user is deactivated", "user_deactivated", "input_user_deactivated"),
    Why.NOT_STARTED: ("bot can't initiate",),
    Why.CHAT_NOT_FOUND: ("chat not found", "peer_id_invalid", "group chat was deactivated"),
    Why.NOT_IN_CHAT: ("bot was kicked", "bot is not a member", "channel_private"),
    Why.MESSAGE_TOO_LONG: ("message is too long", "message_too_long", "message caption is too", "media_caption_too"),
    Why.MESSAGE_EMPTY: ("message text is empty", "text must be non-empty", "message_empty"),
    Why.ENTITIES_NOT_PARSED: ("can't parse entities", "can't parse message", "entity_bounds", "entities_too"),
    Why.BUTTON_REFUSED: ("button_", "inline keyboard", "can't parse inline", "can't parse reply", "reply_markup"),
    Why.FILE_REFUSED: ("file ", "file_", "wrong file", "wrong remote", "failed to get http", "request entity too"),
    Why.NOT_MODIFIED: ("message is not modified", "message_not_modified"),
    Why.CANNOT_EDIT: (
        *("message to edit not found", "message can't be edited", "message_id_invalid"),
        "there is no text in the message",
    ),
    Why.PRESS_TOO_OLD: ("query is too old", "query id is invalid", "query_id_invalid"),
    Why.RIGHTS_MISSING: (
        *("not enough rights", "chat_admin_required", "need administrator rights", "have no rights"),
        "chat_write_forbidden",
    ),
    Why.RUNS_THE_CHAT: ("can't remove chat owner", "user is an administrator", "user_admin_invalid"),
    Why.SUPERGROUPS_ONLY: ("method is available for supergroup", "method is available only for supergroup"),
    Why.INSIDE_ALREADY: ("user_already_participant",),
    Why.NOT_ASKING: ("hide_requester_missing",),
    Why.NOT_INSIDE: ("user_not_participant",),
    Why.LINK_EXPIRED: ("invite_hash_expired", "invite_hash_invalid"),
    Why.TOO_MANY_CHATS: ("user_channels_too_much", "channels_too_much"),
    Why.TOO_MANY_LINKS: ("invites_too_much",),
    Why.CHAT_FULL: ("users_too_much",),
    Why.PRIVACY: ("user_privacy_restricted", "user_not_mutual_contact"),
}
"""How Telegram's descriptions begin, in lower case and without "Bad Request: "."""
_KINDS: dict[Why, type[Refused | Blocked]] = {
    Why.BLOCKED: Blocked,
    Why.DEACTIVATED: Blocked,
    Why.NOT_STARTED: Blocked,
    Why.CHAT_NOT_FOUND: Blocked,
    Why.NOT_IN_CHAT: Blocked,
    Why.CANNOT_EDIT: CannotEdit,
    Why.RIGHTS_MISSING: NoRight,
    Why.RUNS_THE_CHAT: RunsTheChat,
    Why.INSIDE_ALREADY: Needless,
    Why.NOT_ASKING: Needless,
    Why.NOT_INSIDE: Needless,
    Why.LINK_EXPIRED: Needless,
}
"""What more than `Refused` some of them mean."""


def outcome(error: TelegramError) -> Undelivered:
    """What came of the call that ended so. Whatever is not certain to have failed may have been carried out."""
    if isinstance(error, RetryAfter):
        return Halted(retry_seconds(error))
    if isinstance(error, ChatMigrated):
        return Moved(error.new_chat_id)
    if isinstance(error, InvalidToken):
        return Lost(Why.TOKEN_REFUSED, maybe_delivered=False)
    if isinstance(error, NotConnected):
        return Lost(Why.NOT_CONNECTED, maybe_delivered=False)
    if isinstance(error, ServerFault):
        return Lost(Why.SERVER_FAULT, maybe_delivered=True)
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return Lost(Why.NO_ANSWER, maybe_delivered=True)
    return _refused(error)


def _refused(error: TelegramError) -> Refused | Blocked:
    words = error.message.lower().removeprefix("forbidden: ")
    why = next((why for why, said in _SAID.items() if words.startswith(said)), Why.UNKNOWN)
    if isinstance(error, Forbidden):
        return Blocked(why, 403)
    code = error.code if isinstance(error, OtherRefusal) else 409 if isinstance(error, Conflict) else 400
    return _KINDS.get(why, Refused)(why, code)


def retry_seconds(error: RetryAfter) -> float:
    """How long Telegram asks everybody to wait, an hour at most: then we ask again.

    python-telegram-bot gives it as an int or a timedelta, or as whatever the other side says; what is no time is PAUSE.
    """
    wait = error.retry_after
    try:
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    except (TypeError, ValueError, OverflowError):
        return PAUSE
    return min(seconds, LONGEST_HALT) if seconds > 0 else PAUSE
