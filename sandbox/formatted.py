"""What Telegram does with a text before it is a message: characters cleaned, entities put in order, ends trimmed."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any

from .entities import ORDER, Entity, utf16_length
from .errors import bad_request
from .html import EntityError, parse_html
from .links import LinkError, check_link
from .ordering import in_order

_FOUND = re.compile(
    r"(?<![\w@.])(?P<url>(?:https?://(?:[\w-]+\.)+\w{2,}|www\.[\w-]+\.(?:[\w-]+\.)*\w{2,}|t\.me(?=/))"
    r"(?:(?::\d+)?[/?#](?:[^\s<>\"]*[^\s<>\".,;:!?)'(])?)?)"
    r"|(?P<email>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/@])"
    r"|(?<!\w)(?P<mention>@[A-Za-z][A-Za-z0-9_]{3,31})(?!\w)"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
)
_MARKS = re.compile(r"[@/#]|www\.")
_BLANK = re.compile("[\0-\x09\x0b\x0c\x0e-\x1f]")
# Carriage returns, line and paragraph separators, direction overrides and combining marks that deface a line.
_REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_DIRECTIONS = re.compile("[\u200e\u200f]+(?=[\u200e\u200f])")
_UNCLEAN = re.compile("[\0-\x09\x0b-\x1f\u2028-\u202e\u030a\u0333\u033f\u200e\u200f]")
# Entities that mean something without visible text in them, and so survive on blanks alone.
_HIDDEN = frozenset(("pre", "code", "text_link", "text_mention", "custom_emoji", "date_time"))


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
        found = [given_entity(entity) for entity in entities]
    text, found = trimmed(*tidied(text, found))
    if not text and empty is not None:
        raise bad_request(empty)
    if _MARKS.search(text):
        found = _with_detected(text, found)
    return text, found


def given_entity(raw: Any) -> Entity:
    """An entity a client sent itself. Raises ApiError."""
    try:
        entity = Entity(str(raw["type"]), int(raw["offset"]), int(raw["length"]))
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse MessageEntity: expected an Object with type, offset and length") from None
    if entity.kind not in ORDER:
        raise bad_request("can't parse MessageEntity: unsupported type specified")
    if entity.offset < 0 or entity.offset > 1_000_000:
        raise bad_request(f"receive an entity with incorrect offset {entity.offset}")
    if entity.length < 0 or entity.length > 1_000_000:
        raise bad_request(f"receive an entity with incorrect length {entity.length}")
    entity.argument = _argument(entity.kind, raw)
    return entity


def _argument(kind: str, raw: dict[str, Any]) -> str:
    if kind == "text_link":
        try:
            return check_link(str(raw.get("url", "")))
        except LinkError as error:
            raise bad_request(f"entity {str(error)[:1].lower()}{str(error)[1:]}") from None
    if kind == "text_mention":
        user = raw.get("user")
        number = user.get("id") if isinstance(user, dict) else None
        return str(number) if isinstance(number, int) else ""
    if kind == "date_time":
        return f"{raw.get('unix_time', 0)} {raw.get('date_time_format') or ''}".strip()
    name = {"pre": "language", "custom_emoji": "custom_emoji_id"}.get(kind, "")
    return str(raw.get(name) or "")


def tidied(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Text without the characters Telegram removes, and its entities in order. Raises ApiError."""
    if entities:
        entities = in_order(entities)
        _check_inside(text, entities)
    if _UNCLEAN.search(text):
        text, entities = _cleaned(text, entities)
        entities = in_order(entities)
    return text, entities


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Text without spaces and line ends around it, and no entity over blanks alone."""
    entities = in_order(_not_blank(text, entities)) if entities else entities
    if not entities:
        return text.strip(" \n"), []
    kept_text = text.rstrip(" \n")
    end = utf16_length(kept_text)
    start = min(len(kept_text) - len(kept_text.lstrip(" \n")), entities[0].offset)
    kept = []
    for entity in entities:
        entity.length = min(entity.length, end - entity.offset)
        entity.offset -= start
        if entity.length > 0:
            kept.append(entity)
    return kept_text[start:], sorted(kept, key=Entity.key)


def _check_inside(text: str, entities: list[Entity]) -> None:
    end = utf16_length(text)
    for entity in entities:
        if entity.offset > end:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {entity.offset}")
        if entity.offset + entity.length > end:
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity.offset} ends after the end of the text at UTF-16 offset "
                f"{entity.offset + entity.length}"
            )
    if text.isascii():
        return
    edges = {at for entity in entities for at in (entity.offset, entity.offset + entity.length)}
    at = 0
    for character in text:
        if character > "\uffff" and at + 1 in edges:
            raise bad_request(f"entity begins or ends in a middle of a UTF-16 symbol at UTF-16 offset {at + 1}")
        at += 2 if character > "\uffff" else 1


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    if entities:
        removed = [utf16_length(text[: found.start()]) for found in _REMOVED.finditer(text)]
        for entity in entities:
            end = entity.offset + entity.length
            entity.offset -= bisect_left(removed, entity.offset)
            entity.length = end - bisect_left(removed, end) - entity.offset
    text = _BLANK.sub(" ", _REMOVED.sub("", text))
    return _DIRECTIONS.sub(lambda found: "\u200c" * len(found[0]), text), entities


def _not_blank(text: str, entities: list[Entity]) -> list[Entity]:
    """Entities moved past the blanks they begin with, and dropped if they hold nothing else."""
    units = text.encode("utf-16-le")
    kept = []
    for entity in entities:
        if entity.kind not in _HIDDEN:
            while entity.length > 0 and units[2 * entity.offset : 2 * entity.offset + 2] in (b" \0", b"\n\0"):
                entity.offset += 1
                entity.length -= 1
        if entity.length > 0:
            kept.append(entity)
    return kept


def _with_detected(text: str, entities: list[Entity]) -> list[Entity]:
    """Add the commands, links, addresses and tags that Telegram finds by itself, where nothing solid is yet."""
    taken = [(entity.offset, entity.offset + entity.length) for entity in entities if entity.kind in _HIDDEN]
    added = []
    for found in _FOUND.finditer(text):
        begin = utf16_length(text[: found.start()])
        end = begin + utf16_length(found[0])
        if not any(begin < stop and start < end for start, stop in taken):
            added.append(Entity(str(found.lastgroup), begin, end - begin))
    return in_order(entities + added) if added else entities
