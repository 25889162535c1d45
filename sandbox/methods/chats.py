"""What the bot may learn of a chat and change in its head; pinned messages; the "typing" signal."""

from __future__ import annotations

from typing import Any

from ..core import World
from ..errors import bad_request
from ..groups import Group, permissions_json
from ..params import Params
from ..state import Message
from .access import Access, chat_of, group_of
from .messages import addressee

_LONGEST_TITLE = 128
_LONGEST_DESCRIPTION = 255
_NO_PINNING = "not enough rights to manage pinned messages in the chat"
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def send_chat_action(box: World, params: Params) -> bool:
    """Show that the bot is busy. Raises ApiError."""
    if params.text("action").lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = addressee(box, params)
    box.events.publish("action", chat["id"])
    return True


def get_chat(box: World, params: Params) -> dict[str, Any]:
    """The ChatFullInfo of a person or group. Raises ApiError."""
    chat = chat_of(box, params, Access.READ)
    full: dict[str, Any] = {
        **chat,
        "accent_color_id": abs(chat["id"]) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, chat["type"] == "private"),
    }
    if chat.get("username"):
        full["active_usernames"] = [chat["username"]]
    group = box.state.groups.get(chat["id"])
    if group is not None:
        full.update(_group_details(box, group))
    pinned = _pinned(box, chat["id"])
    if pinned:
        full["pinned_message"] = pinned.to_json()
    return full


def set_chat_title(box: World, params: Params) -> bool:
    """Give a group a new name. Raises ApiError."""
    group = group_of(box, params, Access.WRITE, "can't change private chat title")
    title = " ".join(params.text("title").split())[:_LONGEST_TITLE]
    if not title:
        raise bad_request("title must be non-empty")
    if not _may(box, group, "can_change_info"):
        raise bad_request("not enough rights to change chat title")
    if title != group.title:
        box.membership.retitle(group, title, box.state.bot)
    return True


def set_chat_description(box: World, params: Params) -> bool:
    """Say what a group is for. Raises ApiError."""
    group = group_of(box, params, Access.WRITE, "can't change private chat description")
    description = params.text("description").strip()[:_LONGEST_DESCRIPTION]
    if not group.allows(box.state.bot["id"], "can_change_info", box.now()):
        raise bad_request("not enough rights to set chat description")
    if description == group.description:
        raise bad_request("chat description is not modified")
    group.description = description
    box.events.publish("group", group.id)
    return True


def pin_chat_message(box: World, params: Params) -> bool:
    """Pin a message on top of the chat. Raises ApiError."""
    chat = chat_of(box, params, Access.WRITE)
    message = _found(box, chat, params, "message to pin not found")
    group = _pinnable(box, chat["id"])
    pinned = box.state.pinned(chat["id"])
    if message.message_id in pinned:
        return True
    pinned.append(message.message_id)
    if group is not None:
        content = {name: value for name, value in message.to_json().items() if name != "reply_to_message"}
        box.membership.service(group, box.state.bot, {"pinned_message": content})
    box.events.publish("pin", chat["id"])
    return True


def unpin_chat_message(box: World, params: Params) -> bool:
    """Unpin a message, the newest pinned one if none is named. Raises ApiError."""
    chat = chat_of(box, params, Access.WRITE)
    if params.integer("message_id"):
        message: Message | None = _found(box, chat, params, "message to unpin not found")
    else:
        message = _pinned(box, chat["id"])
    if message is None:
        raise bad_request("message to unpin not found")
    _pinnable(box, chat["id"])
    pinned = box.state.pinned(chat["id"])
    if message.message_id in pinned:
        pinned.remove(message.message_id)
    box.events.publish("pin", chat["id"])
    return True


def unpin_all_chat_messages(box: World, params: Params) -> bool:
    """Unpin everything. Raises ApiError."""
    chat = chat_of(box, params, Access.WRITE)
    _pinnable(box, chat["id"])
    box.state.pinned(chat["id"]).clear()
    box.events.publish("pin", chat["id"])
    return True


def _group_details(box: World, group: Group) -> dict[str, Any]:
    details: dict[str, Any] = {"permissions": permissions_json(group.permissions)}
    if group.description:
        details["description"] = group.description
    own = [link for link in group.links.values() if link.primary and link.creator == box.state.bot["id"]]
    live = [link.link for link in own if not link.revoked]
    if live and box.membership.of_bot(group).may("can_invite_users"):
        details["invite_link"] = live[0]
    return details


def _may(box: World, group: Group, right: str) -> bool:
    """In a basic group a bot needs to be made administrator even for what every member may do."""
    if group.type == "group":
        return box.membership.of_bot(group).may(right)
    return group.allows(box.state.bot["id"], right, box.now())


def _pinnable(box: World, chat_id: int) -> Group | None:
    group = box.state.groups.get(chat_id)
    if group is not None and not _may(box, group, "can_pin_messages"):
        raise bad_request(_NO_PINNING)
    return group


def _found(box: World, chat: dict[str, Any], params: Params, refusal: str) -> Message:
    message = box.state.message(chat["id"], params.integer("message_id"))
    if message is None:
        raise bad_request(refusal)
    return message


def _pinned(box: World, chat_id: int) -> Message | None:
    """The newest pinned message that has not been deleted."""
    messages = (box.state.message(chat_id, number) for number in reversed(box.state.pinned(chat_id)))
    return next((message for message in messages if message is not None), None)
