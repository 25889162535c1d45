"""Formatted stretches of a text, counted as Telegram counts them: in UTF-16 code units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

# Of entities that begin and end at the same places, those of an earlier group are listed first; within a group, the
# one that was closed first.
_GROUPS = (
    ("mention", "hashtag", "bot_command", "url", "email", "cashtag", "phone_number"),
    ("blockquote", "expandable_blockquote"),
    *(("pre",), ("code",), ("date_time",), ("text_link", "text_mention")),
    *(("bold",), ("italic",), ("underline",), ("strikethrough",), ("spoiler",), ("custom_emoji",)),
)
ORDER = {kind: rank for rank, group in enumerate(_GROUPS) for kind in group}


@dataclass(slots=True)
class Entity:
    """One formatted stretch; `argument` holds the URL, language, user id or custom emoji id where the kind has one."""

    kind: str
    offset: int
    length: int
    argument: str = ""

    def key(self) -> tuple[int, int, int]:
        """Sorting key: by beginning, the longer first, then by kind."""
        return (self.offset, -self.length, ORDER[self.kind])

    def to_json(self) -> dict[str, Any]:
        """The entity as the Bot API writes it (a mentioned user as `user_id`, to be filled in by the caller)."""
        result: dict[str, Any] = {"type": self.kind, "offset": self.offset, "length": self.length}
        if self.kind == "date_time":
            result["unix_time"] = unix_time(self.argument)
            if style := self.argument.partition(" ")[2]:
                result["date_time_format"] = style
        elif self.argument:
            name = {"text_link": "url", "pre": "language", "text_mention": "user_id"}.get(self.kind, "custom_emoji_id")
            result[name] = int(self.argument) if name == "user_id" else self.argument
        return result


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, which is how Telegram counts."""
    return len(text) if text.isascii() else len(text) + sum(c > "\uffff" for c in text)


def unix_time(argument: str) -> int:
    """The moment a <tg-time> names, kept in 32 bits as Telegram keeps it; 0 when it names none."""
    digits = re.match("[0-9]*", argument)
    number = int(digits[0] or "0") if digits else 0
    return (number + 2**31) % 2**32 - 2**31
