"""Parts of a message's content in the Bot API's form, whoever sends it: entities, files, polls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .entities import Entity
from .state import State, StoredFile

LONGEST_TEXT = 4096


def entities_json(state: State, entities: Iterable[Entity]) -> list[dict[str, Any]]:
    """Entities as the Bot API writes them; a mention of somebody unknown is dropped, as Telegram does."""
    result = []
    for entity in entities:
        body = entity.to_json()
        if entity.kind == "text_mention":
            person = state.people.get(body.pop("user_id", 0))
            if person is None:
                continue
            body["user"] = person.user()
        result.append(body)
    return result


def document(file: StoredFile) -> dict[str, Any]:
    """The Bot API's Document."""
    return {"file_name": file.name, "mime_type": file.mime_type, **file.reference()}


def photo_sizes(file: StoredFile, size: tuple[int, int]) -> list[dict[str, Any]]:
    """The Bot API's list of PhotoSize; the stand-in keeps the one size it got."""
    return [{**file.reference(), "width": size[0], "height": size[1]}]


def snapshot(poll: dict[str, Any]) -> dict[str, Any]:
    """The Poll as it is now, safe to keep while votes go on."""
    return {**poll, "options": [dict(option) for option in poll["options"]]}
