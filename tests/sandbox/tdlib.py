"""What Telegram's own library says of a text: TDLib, which needs no network for this."""

from __future__ import annotations

import json
from typing import Any

import tdjson

KINDS = {
    "textEntityTypeBold": "bold",
    "textEntityTypeItalic": "italic",
    "textEntityTypeUnderline": "underline",
    "textEntityTypeStrikethrough": "strikethrough",
    "textEntityTypeSpoiler": "spoiler",
    "textEntityTypeCode": "code",
    "textEntityTypePre": "pre",
    "textEntityTypePreCode": "pre",
    "textEntityTypeTextUrl": "text_link",
    "textEntityTypeMentionName": "text_mention",
    "textEntityTypeBlockQuote": "blockquote",
    "textEntityTypeExpandableBlockQuote": "expandable_blockquote",
    "textEntityTypeCustomEmoji": "custom_emoji",
    "textEntityTypeDateTime": "date_time",
}
FOUND = {
    "textEntityTypeBotCommand": "bot_command",
    "textEntityTypeUrl": "url",
    "textEntityTypeEmailAddress": "email",
    "textEntityTypeMention": "mention",
    "textEntityTypeHashtag": "hashtag",
}
_TYPES = {kind: name for name, kind in KINDS.items() if name != "textEntityTypePreCode"}
_ARGUMENTS = ("language", "url", "user_id", "custom_emoji_id", "unix_time")

Flat = tuple[str, int, int, str]


def ask(request: dict[str, Any]) -> dict[str, Any]:
    """TDLib's answer to one synchronous request."""
    answer = tdjson.td_execute(json.dumps(request).encode())
    assert answer is not None
    result: dict[str, Any] = json.loads(answer)
    return result


ask({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def flat(answer: dict[str, Any]) -> tuple[str, list[Flat]] | str:
    """(text, [(kind, offset, length, argument)]) of a formattedText, or the message of an error."""
    if answer["@type"] == "error":
        return str(answer["message"])
    entities = []
    for entity in answer["entities"]:
        kind = entity["type"]
        argument = next((str(kind[name]) for name in _ARGUMENTS if name in kind), "")
        entities.append((KINDS[kind["@type"]], entity["offset"], entity["length"], argument))
    return answer["text"], entities


def parse_html(source: str) -> tuple[str, list[Flat]] | str:
    """What TDLib makes of HTML."""
    mode = {"@type": "textParseModeHTML"}
    return flat(ask({"@type": "parseTextEntities", "text": source, "parse_mode": mode}))


def put_in_order(text: str, entities: list[Flat]) -> tuple[str, list[Flat]] | str:
    """How TDLib cleans a text and orders its entities; only for texts without Markdown's own characters."""
    given = []
    for kind, offset, length, argument in entities:
        type_: dict[str, Any] = {"@type": _TYPES[kind]}
        if argument:
            name = {"text_link": "url", "text_mention": "user_id", "custom_emoji": "custom_emoji_id"}[kind]
            type_[name] = argument
        given.append({"@type": "textEntity", "offset": offset, "length": length, "type": type_})
    source = {"@type": "formattedText", "text": text, "entities": given}
    return flat(ask({"@type": "parseMarkdown", "text": source}))


def found_in(text: str) -> list[tuple[str, int, int]]:
    """The commands, links, addresses and tags TDLib finds in plain text."""
    entities = ask({"@type": "getTextEntities", "text": text})["entities"]
    return [(FOUND[entity["type"]["@type"]], entity["offset"], entity["length"]) for entity in entities]
