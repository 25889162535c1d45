"""What a person sent as one, although Telegram tells of it in several updates.

Three kinds: a text longer than a message holds, which the app cuts up; the pictures of an album; and stickers, pictures and
the like sent in a burst. All of it stays in the inbox, not handled, until it is put together: a crash loses nothing, and the
next process puts it together anew. Works on raw updates (Bot API JSON), before they are read.
"""

from collections.abc import Sequence
from typing import Any

from domain.characters import units

Update = dict[str, Any]
ALSO = "also"
"""Where a joined update carries the ids of the messages that it is made of."""
FULL = 4096
"""UTF-16 units that a message holds."""
LONG = FULL // 2
"""From here on a text may be the first part of a longer one: the apps cut at a good place in the second half of a message."""
PART_SECONDS = 3
BURST_SECONDS = 1
"""Between two parts of one thing, by Telegram's own clock, which counts whole seconds."""
MOST = 30
"""So many updates are put together at most."""
_NOT_FOR_A_BURST = ("text", "contact", "media_group_id")


def may_go_on(last: Update) -> bool:
    """Whether it is worth waiting a moment for more: this is long enough to have been cut, or a picture of an album."""
    message = _message(last)
    return message is not None and ("media_group_id" in message or _is_long(message))


def belongs(last: Update, after: Update) -> bool:
    """Whether `after` goes on with what `last`, sent by the same person, began."""
    one, other = _message(last), _message(after)
    if one is None or other is None or one.get("from") != other.get("from"):
        return False
    album = one.get("media_group_id")
    if album is not None or "media_group_id" in other:
        return bool(album == other.get("media_group_id"))
    if _is_long(one):
        text = other.get("text")
        return isinstance(text, str) and not text.startswith("/") and _within(one, other, PART_SECONDS)
    wordless = not any(name in message for message in (one, other) for name in _NOT_FOR_A_BURST)
    return wordless and _within(one, other, BURST_SECONDS)


def joined(parts: Sequence[Update]) -> Update:
    """One update out of those that belong together: the whole text with its formatting, or a picture with all captions."""
    first = parts[0]
    if len(parts) == 1:
        return first
    messages = [one["message"] for one in parts]
    whole = dict(messages[0])
    field, entities = ("text", "entities") if "text" in whole else ("caption", "caption_entities")
    text, found = "", []
    for message in messages:
        piece = str(message.get(field) or "")
        text += _seam(text, piece)
        given = message.get(entities)
        found += [_moved(one, units(text)) for one in given] if isinstance(given, list) else []
        text += piece
    whole |= {field: text, entities: found} if text else {}
    whole |= {"date": messages[-1]["date"]} if "date" in messages[-1] else {}  # from then on the rest may still come
    return {**first, "message": whole, ALSO: [one["message_id"] for one in messages[1:]]}


def _seam(before: str, piece: str) -> str:
    """Apps cut at a line's end and drop it, and in the middle of a word only where a message is full."""
    return "\n" if before and piece and units(before) % FULL else ""


def _moved(entity: Any, by: int) -> Any:
    if isinstance(entity, dict) and isinstance(entity.get("offset"), int):
        return {**entity, "offset": entity["offset"] + by}
    return entity


def _message(update: Update) -> dict[str, Any] | None:
    message = update.get("message")
    return message if isinstance(message, dict) and isinstance(message.get("message_id"), int) else None


def _is_long(message: dict[str, Any]) -> bool:
    text = message.get("text")
    return isinstance(text, str) and len(text) * 2 >= LONG and units(text) >= LONG


def _within(one: dict[str, Any], other: dict[str, Any], seconds: int) -> bool:
    dates = one.get("date"), other.get("date")
    return isinstance(dates[0], int) and isinstance(dates[1], int) and 0 <= dates[1] - dates[0] <= seconds
