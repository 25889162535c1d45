"""A chat as the person sees it, for the page and for tests."""

from __future__ import annotations

from typing import Any

from .membership import SERVICE
from .state import Message, State


def chat_view(state: State, chat_id: int) -> dict[str, Any]:
    """{"messages": [...], "reply_keyboard": rows or None}, oldest message first, deleted ones included and marked."""
    person = state.people.get(chat_id)
    keyboard = person.reply_keyboard if person else None
    messages = state.messages.get(chat_id, {}).values()
    return {
        "messages": [message_view(state, message, chat_id) for message in messages],
        "reply_keyboard": keyboard["keyboard"] if keyboard else None,
    }


def message_view(state: State, message: Message, viewer: int) -> dict[str, Any]:
    """One message; media carry a `url` on this server, polls what the `viewer` has `chosen`, groups' a `sender`."""
    content = message.content
    view: dict[str, Any] = {
        "message_id": message.message_id,
        "from_bot": message.from_bot,
        "date": message.date,
        "text": content.get("text"),
        "entities": content.get("entities", []) or content.get("caption_entities", []),
        "caption": content.get("caption"),
        "buttons": _buttons(message),
        "edited": bool(message.edit_date),
        "deleted": message.deleted,
    }
    if message.reply_to:
        view["reply_to_message_id"] = message.reply_to.message_id
    if message.markup and "keyboard" in message.markup:
        view["reply_keyboard"] = message.markup["keyboard"]
    view.update(_media(state, message, viewer))
    if message.chat["type"] != "private":
        sender = message.sender
        view["sender"] = {"id": sender["id"], "first_name": sender["first_name"]}
        view["service"] = {name: content[name] for name in SERVICE if name in content} or None
    return view


def _media(state: State, message: Message, viewer: int) -> dict[str, Any]:
    content, view = message.content, {}
    if "document" in content:
        view["document"] = _with_url(state, content["document"])
    if "photo" in content:
        view["photo"] = _with_url(state, content["photo"][-1])
    if "poll" in content:
        poll = state.polls.get(content["poll"]["id"])
        chosen = poll.votes.get(viewer, []) if poll else []
        view["poll"] = {**content["poll"], "chosen": chosen}
    for kind in ("sticker", "voice", "location", "contact"):
        if kind in content:
            view[kind] = content[kind]
    return view


def _buttons(message: Message) -> list[list[dict[str, Any]]]:
    inline = message.inline
    if inline is None:
        return []
    return [
        [{"text": b["text"], "data": b.get("callback_data"), "url": b.get("url")} for b in row]
        for row in inline["inline_keyboard"]
    ]


def _with_url(state: State, media: dict[str, Any]) -> dict[str, Any]:
    file = state.files.get(media["file_id"])
    return {**media, "url": f"/sandbox/files/{file.path}" if file else None}
