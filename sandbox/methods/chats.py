"""What the bot may learn of a chat, and the "typing" signal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import bad_request
from .messages import addressee

if TYPE_CHECKING:
    from ..core import Sandbox
    from ..params import Params

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


def send_chat_action(box: Sandbox, params: Params) -> bool:
    """Show that the bot is busy. Raises ApiError."""
    if params.text("action").lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = addressee(box, params)
    box.events.publish("action", chat["id"])
    return True


def get_chat(box: Sandbox, params: Params) -> dict[str, Any]:
    """The ChatFullInfo of a person or group. Raises ApiError."""
    chat = box.state.chat(params.raw.get("chat_id"))
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    full: dict[str, Any] = {
        **chat,
        "accent_color_id": abs(chat["id"]) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, chat["type"] == "private"),
    }
    if chat.get("username"):
        full["active_usernames"] = [chat["username"]]
    return full
