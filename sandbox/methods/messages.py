"""sendMessage, and what every method that sends shares: the addressee, the formatting, the keyboard, the pace."""

from __future__ import annotations

from typing import Any

from ..content import LONGEST_TEXT, entities_json
from ..core import World
from ..entities import utf16_length
from ..errors import ApiError, bad_request, blocked
from ..formatted import formatted
from ..markup import read_markup
from ..params import Params
from ..state import Message
from .access import Access, chat_of

LONGEST_CAPTION = 1024
_PERMISSIONS = {
    "photo": ("can_send_photos", "photos"),
    "document": ("can_send_documents", "documents"),
    "poll": ("can_send_polls", "polls"),
    "text": ("can_send_messages", "text messages"),
}


def send_message(box: World, params: Params) -> dict[str, Any]:
    """Send a text. Returns the Message. Raises ApiError."""
    return deliver(box, params, read_text(box, params))


def read_text(box: World, params: Params) -> dict[str, Any]:
    """The checked `text`, as the content of a message. Raises ApiError."""
    source = params.text("text")
    if not source:
        raise bad_request("message text is empty")
    entities = None
    if "entities" in params.raw:
        entities = params.listing("entities", "MessageEntity")
    text, found = formatted(source, params.text("parse_mode"), entities, "text must be non-empty")
    if len(text) * 2 > LONGEST_TEXT and utf16_length(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    content: dict[str, Any] = {"text": text}
    if found:
        content["entities"] = entities_json(box.state, found)
    return content


def read_caption(box: World, params: Params) -> dict[str, Any]:
    """The checked `caption`, as part of a message's content; {} when there is none. Raises ApiError."""
    entities = params.listing("caption_entities", "MessageEntity")
    text, found = formatted(params.text("caption"), params.text("parse_mode"), entities, None)
    if utf16_length(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    content: dict[str, Any] = {"caption": text} if text else {}
    if found:
        content["caption_entities"] = entities_json(box.state, found)
    return content


def addressee(box: World, params: Params) -> dict[str, Any]:
    """The Chat to send to, if the bot may send there. Raises ApiError."""
    chat = chat_of(box, params, Access.WRITE)
    person = box.state.people.get(chat["id"])
    if person is not None:
        if person.blocked:
            raise blocked()
        # Somebody who has asked to join a group may be answered for a while.
        if not person.started and box.state.may_greet.get(person.id, 0) <= box.now():
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    return chat


def _check_permission(box: World, chat_id: int, content: dict[str, Any]) -> None:
    """In a group everything sent needs its permission, administrators apart."""
    group = box.state.groups.get(chat_id)
    if group is None:
        return
    permission, things = next((what for kind, what in _PERMISSIONS.items() if kind in content), _PERMISSIONS["text"])
    if not group.allows(box.state.bot["id"], permission, box.now()):
        raise bad_request(f"not enough rights to send {things} to the chat")


def deliver(box: World, params: Params, content: dict[str, Any]) -> dict[str, Any]:
    """Post checked content to the chat the parameters name. Returns the Message. Raises ApiError."""
    markup = read_markup(params)
    chat = addressee(box, params)
    _check_permission(box, chat["id"], content)
    reply_to = _replied(box, params, chat["id"])
    box.limits.take(chat["id"])
    if markup is not None and "inline_keyboard" not in markup:
        _show_keyboard(box, chat["id"], markup)
    return box.post(chat, content, markup, reply_to).to_json()


def _replied(box: World, params: Params, chat_id: int) -> Message | None:
    raw = params.raw
    if "reply_parameters" in raw:
        options = params.json("reply_parameters", "ReplyParameters") or {}
        if not isinstance(options, dict):
            raise bad_request("object expected as reply parameters")
        given = Params(options)
        number, lenient = given.integer("message_id"), given.boolean("allow_sending_without_reply")
    elif "reply_to_message_id" in raw:
        number, lenient = params.integer("reply_to_message_id"), params.boolean("allow_sending_without_reply")
    else:
        return None
    message = box.state.message(chat_id, number)
    if message is None and number and not lenient:
        raise bad_request("message to be replied not found")
    return message


def _show_keyboard(box: World, chat_id: int, markup: dict[str, Any]) -> None:
    """A reply keyboard stays in the chat until another one or its removal comes."""
    person = box.state.people.get(chat_id)
    if person is not None and "force_reply" not in markup:
        person.reply_keyboard = markup if "keyboard" in markup else None
