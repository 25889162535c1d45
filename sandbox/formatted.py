"""What Telegram does with a text before it is a message: characters cleaned, entities put in order, ends trimmed."""

from __future__ import annotations

import re
from typing import Any

from .entities import ORDER, Entity, EntityError, parse_html, utf16_length
from .errors import bad_request
from .links import LinkError, check_link

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)'])"
    r"|(?P<email>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})"
    r"|(?<![\w/>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/@])"
    r"|(?<!\w)(?P<mention>@[A-Za-z][A-Za-z0-9_]{3,31})(?!\w)"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
)
_MARKS = re.compile("[@/#]")


def formatted(
    text: str, parse_mode: str | None, entities: list[dict[str, Any]] | None, empty: str | None
) -> tuple[str, list[Entity]]:
    """The text and entities a message would hold. Raises ApiError; `empty` is the refusal for nothing left, if any."""
    mode = (parse_mode or "").lower()
    found: list[Entity] = []
    if mode == "html":
        try:
            text, found = parse_html(text)
        except EntityError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    elif mode in ("markdown", "markdownv2"):
        raise bad_request("can't parse entities: this stand-in for the Bot API reads HTML only, no Markdown")
    elif mode and mode != "none":
        raise bad_request("unsupported parse_mode")
    elif entities:
        found = [_given(entity) for entity in entities]
    text, found = _trimmed(text, found)
    if not text and empty is not None:
        raise bad_request(empty)
    if _MARKS.search(text):
        found = _with_detected(text, found)
    return text, found


def _given(raw: dict[str, Any]) -> Entity:
    try:
        entity = Entity(str(raw["type"]), int(raw["offset"]), int(raw["length"]))
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse entities: can't parse MessageEntity") from None
    if entity.kind not in ORDER:
        raise bad_request("can't parse entities: unsupported MessageEntity type")
    if entity.kind == "text_link":
        try:
            entity.argument = check_link(str(raw.get("url", "")))
        except LinkError as error:
            raise bad_request(f"entity URL '{raw.get('url', '')}' is invalid: {error}") from None
    elif entity.kind == "pre":
        entity.argument = str(raw.get("language", ""))
    elif entity.kind == "text_mention":
        entity.argument = str((raw.get("user") or {}).get("id", ""))
    elif entity.kind == "custom_emoji":
        entity.argument = str(raw.get("custom_emoji_id", ""))
    return entity


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    if not entities:
        return text.strip(" \n"), []
    end = utf16_length(text.rstrip(" \n"))
    start = min(len(text) - len(text.lstrip(" \n")), entities[0].offset)
    kept = []
    for entity in entities:
        entity.length = min(entity.length, end - entity.offset)
        entity.offset -= start
        if entity.length > 0:
            kept.append(entity)
    return text.rstrip(" \n")[start:], kept


def _with_detected(text: str, entities: list[Entity]) -> list[Entity]:
    """Add the commands, links, addresses and tags that Telegram finds by itself, where nothing of the kind is yet."""
    taken = [
        (e.offset, e.offset + e.length) for e in entities if e.kind in ("pre", "code", "text_link", "text_mention")
    ]
    added = []
    for found in _FOUND.finditer(text):
        begin = utf16_length(text[: found.start()])
        end = begin + utf16_length(found[0])
        if not any(begin < stop and start < end for start, stop in taken):
            added.append(Entity(str(found.lastgroup), begin, end - begin))
    return sorted(entities + added, key=Entity.key) if added else entities
