"""How much fits: Telegram counts UTF-16 units of the text after its markup has been read (Bot API, 4,096 in a message)."""

import html
import re
from collections.abc import Iterable

MESSAGE_LIMIT = 4096


def length(text: str) -> int:
    """Of plain text, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def units(markup: str) -> int:
    """Of text with Telegram's HTML, as Telegram counts."""
    return length(html.unescape(re.sub(r"</?[a-z]+>", "", markup)))


def shorten(text: str, room: int) -> str:
    """The beginning of a plain text that fits into `room` units, with an ellipsis when something is left out."""
    if length(text) <= room:
        return text
    cut = text.encode("utf-16-le")[: 2 * (room - 1)].decode("utf-16-le", errors="ignore")
    return f"{cut.rstrip()}…"


def fitting(parts: Iterable[str], limit: int = MESSAGE_LIMIT, between: str = "\n\n") -> str:
    """As many whole parts as fit, with a blank line between them."""
    kept = ""
    for part in parts:
        longer = f"{kept}{between}{part}" if kept else part
        if units(longer) > limit:
            break
        kept = longer
    return kept
