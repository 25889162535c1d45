"""What the bot says of itself."""

from __future__ import annotations

from typing import Any

from ..core import World
from ..errors import bad_request
from ..params import Params
from .commands import language_of

_ABILITIES = {
    "can_join_groups": True,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}


def get_me(box: World, _: Params) -> dict[str, Any]:
    """The bot's User, with the fields only getMe gives."""
    return {**box.state.bot, **_ABILITIES, "can_read_all_group_messages": not box.membership.privacy}


def log_out(_box: World, _params: Params) -> bool:
    """Nothing to leave: there is one server."""
    return True


def close(_box: World, _params: Params) -> bool:
    """Nothing to move: there is one server."""
    return True


def set_my_name(box: World, params: Params) -> bool:
    """Set the name in one language. Raises ApiError."""
    return _set(box, params, "name", 64)


def set_my_description(box: World, params: Params) -> bool:
    """Set what an empty chat shows. Raises ApiError."""
    return _set(box, params, "description", 512)


def set_my_short_description(box: World, params: Params) -> bool:
    """Set what the profile page shows. Raises ApiError."""
    return _set(box, params, "short_description", 120)


def get_my_name(box: World, params: Params) -> dict[str, str]:
    """The name in one language, or the one given to all."""
    return {"name": _get(box, params, "name") or box.state.bot["first_name"]}


def get_my_description(box: World, params: Params) -> dict[str, str]:
    """The description in one language, or the one given to all."""
    return {"description": _get(box, params, "description")}


def get_my_short_description(box: World, params: Params) -> dict[str, str]:
    """The short description in one language, or the one given to all."""
    return {"short_description": _get(box, params, "short_description")}


def set_chat_menu_button(box: World, params: Params) -> bool:
    """Set the button beside the text field, for one private chat or all. Raises ApiError."""
    button = params.json("menu_button", "MenuButton") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("commands", "web_app", "default"):
        raise bad_request("can't parse menu button: unsupported type specified")
    chat_id = box.state.chat(params.raw["chat_id"])["id"] if params.raw.get("chat_id") else 0
    box.state.menu_buttons[chat_id] = button
    box.events.publish("commands")
    return True


def get_chat_menu_button(box: World, params: Params) -> dict[str, Any]:
    """The button of one private chat, or the one of all. Raises ApiError."""
    chat_id = box.state.chat(params.raw["chat_id"])["id"] if params.raw.get("chat_id") else 0
    buttons = box.state.menu_buttons
    return buttons.get(chat_id) or buttons.get(0) or {"type": "commands"}


def _set(box: World, params: Params, what: str, most: int) -> bool:
    language, text = language_of(params), params.text(what)
    if len(text) > most:
        raise bad_request(f"bot {what.replace('_', ' ')} is too long")
    box.state.profile[(what, language)] = text
    box.events.publish("commands")
    return True


def _get(box: World, params: Params, what: str) -> str:
    profile = box.state.profile
    return profile.get((what, language_of(params))) or profile.get((what, ""), "")
