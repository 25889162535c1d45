"""What a person's client makes of what they write, draw or attach: the content of a message."""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Any

from .content import LONGEST_TEXT, document, entities_json, photo_sizes
from .core import World
from .entities import utf16_length
from .errors import ApiError, ControlError
from .formatted import formatted
from .pictures import SIZE, square
from .state import Person

NEAR = 300
"""So far before the limit a client looks for a blank to cut at."""
MOST_IN_ALBUM = 10


def cut(text: str) -> list[str]:
    """The messages that a client makes of a text; of one that is too long several, cut at the end of a line or word."""
    pieces = []
    while utf16_length(text) > LONGEST_TEXT:
        head = text.encode("utf-16-le")[: 2 * LONGEST_TEXT].decode("utf-16-le", "ignore")
        at = max(head.rfind("\n", len(head) // 2), head.rfind(" ", len(head) - NEAR)) + 1 or len(head)
        pieces.append(text[:at])
        text = text[at:]
    return [*pieces, text]


def messages(box: World, person: Person, wish: dict[str, Any]) -> list[dict[str, Any]]:
    """The contents of the messages that a client makes of a wish: a long text cut, an album of pictures. Raises ControlError."""
    text, size = wish.get("text"), wish.get("album", 1)
    if isinstance(text, str):
        return [written(box, person, {**wish, "text": piece}) for piece in cut(text)]
    if not isinstance(size, int) or not 1 <= size <= MOST_IN_ALBUM:
        raise ControlError("an album holds at most 10 pictures")
    contents = [written(box, person, wish)]
    contents += [written(box, person, {**wish, "caption": None}) for _ in range(size - 1)]
    album = {"media_group_id": str(secrets.randbits(60))} if size > 1 else {}
    return [{**one, **album} for one in contents]


def text_content(box: World, text: str, given: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """A text with what its writer has formatted, and the commands and links a client finds in it. Raises ControlError."""
    if utf16_length(text) > LONGEST_TEXT:
        raise ControlError("a client cuts texts at 4096 characters")
    try:
        plain, entities = formatted(text, None, given, None)
    except ApiError as error:
        raise ControlError(str(error)) from None
    if not plain:
        raise ControlError("a client sends no empty text")
    found = entities_json(box.state, entities)
    return {"text": plain, "entities": found} if found else {"text": plain}


def written(box: World, person: Person, wish: dict[str, Any]) -> dict[str, Any]:
    """Text, photo, document, sticker, voice, location or contact, as `wish` says. Raises ControlError."""
    if isinstance(wish.get("text"), str):
        return text_content(box, wish["text"], wish.get("entities"))
    if wish.get("photo"):
        file = box.state.add_file("photos", "photo.png", "image/png", square())
        content: dict[str, Any] = {"photo": photo_sizes(file, (SIZE, SIZE))}
    elif isinstance(wish.get("document"), dict):
        content = {"document": _document(box, wish["document"])}
    else:
        return _other(box, person, wish)
    if wish.get("caption"):
        caption = text_content(box, str(wish["caption"]))
        content["caption"] = caption["text"]
        if "entities" in caption:
            content["caption_entities"] = caption["entities"]
    return content


def _document(box: World, wish: dict[str, Any]) -> dict[str, Any]:
    try:
        content = base64.b64decode(str(wish.get("content_base64", "")), validate=True)
    except binascii.Error:
        raise ControlError("content_base64 is not Base64") from None
    name = str(wish.get("name") or "file")
    return document(box.state.add_file("documents", name, str(wish.get("mime_type") or "text/plain"), content))


def _other(box: World, person: Person, wish: dict[str, Any]) -> dict[str, Any]:
    add = box.state.add_file
    if wish.get("sticker"):
        file = add("stickers", "sticker.webp", "image/webp", b"RIFF\x00\x00\x00\x00WEBP")
        shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
        return {"sticker": {**shape, "emoji": "🙂", **file.reference()}}
    if wish.get("voice"):
        file = add("voice", "voice.oga", "audio/ogg", b"OggS")
        return {"voice": {"duration": 3, "mime_type": "audio/ogg", **file.reference()}}
    if isinstance(at := wish.get("location"), dict):
        return {"location": {"latitude": float(at["latitude"]), "longitude": float(at["longitude"])}}
    if wish.get("location"):
        return {"location": {"latitude": 59.9139, "longitude": 10.7522}}
    if isinstance(wish.get("contact"), dict):
        number = str(wish["contact"].get("phone_number", ""))
        return {"contact": {"phone_number": number, "first_name": person.first_name, "user_id": person.id}}
    raise ControlError("say one of text, photo, document, sticker, voice, location, contact")
