"""Changing and deleting messages the bot has sent."""

from __future__ import annotations

from typing import Any

from ..core import World
from ..errors import ApiError, bad_request
from ..markup import read_inline
from ..params import Params
from ..state import Message
from .access import Access, chat_of
from .messages import read_caption, read_text

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)
_DELETABLE_FOR = 48 * 3600


def edit_message_text(box: World, params: Params) -> dict[str, Any]:
    """Replace the text and, as Telegram does, the inline keyboard: none given, none left. Raises ApiError."""
    content = read_text(box, params)
    markup = read_inline(params)
    message = _editable(box, params)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _change(box, message, content, markup)


def edit_message_caption(box: World, params: Params) -> dict[str, Any]:
    """Replace the caption and the inline keyboard. Raises ApiError."""
    caption = read_caption(box, params)
    markup = read_inline(params)
    message = _editable(box, params)
    if not ("photo" in message.content or "document" in message.content):
        raise bad_request("there is no caption in the message to edit")
    kept = {name: value for name, value in message.content.items() if not name.startswith("caption")}
    return _change(box, message, {**kept, **caption}, markup)


def edit_message_reply_markup(box: World, params: Params) -> dict[str, Any]:
    """Replace the inline keyboard alone. Raises ApiError."""
    markup = read_inline(params)
    message = _editable(box, params)
    return _change(box, message, message.content, markup)


def delete_message(box: World, params: Params) -> bool:
    """Delete a message of either side, up to 48 hours old; others' in a group with the right to. Raises ApiError."""
    chat = chat_of(box, params, Access.WRITE)
    message = box.state.message(chat["id"], params.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if box.now() - message.date > _DELETABLE_FOR or not _deletable(box, message):
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    box.events.publish("delete", chat["id"])
    return True


def _deletable(box: World, message: Message) -> bool:
    group = box.state.groups.get(message.chat["id"])
    if group is None:
        return True
    if any(name in message.content for name in ("migrate_from_chat_id", "supergroup_chat_created")):
        return False
    return message.from_bot or box.membership.of_bot(group).may("can_delete_messages")


def find_own(box: World, params: Params) -> Message:
    """The message of the bot that `chat_id` and `message_id` name. Raises ApiError."""
    if params.raw.get("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = chat_of(box, params, Access.EDIT)
    message = box.state.message(chat["id"], params.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


def _editable(box: World, params: Params) -> Message:
    message = find_own(box, params)
    if message.markup is not None and message.inline is None:
        raise bad_request("message can't be edited")
    return message


def _change(box: World, message: Message, content: dict[str, Any], markup: dict[str, Any] | None) -> dict[str, Any]:
    if content == message.content and markup == message.markup:
        raise ApiError(400, "Bad Request: " + _NOT_MODIFIED)
    box.limits.take(message.chat["id"], edit=True)
    message.content, message.markup = content, markup
    message.edit_date = box.now()
    box.events.publish("edit", message.chat["id"])
    return message.to_json()
