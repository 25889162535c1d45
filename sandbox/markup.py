"""Keyboards: what Telegram accepts and how it writes them back."""

from __future__ import annotations

from typing import Any

from .errors import ApiError, bad_request
from .links import LinkError, check_link, user_of_link
from .params import Params

MOST_BUTTONS = 100
MOST_DATA = 64
MOST_BYTES = 10_240
_ACTIONS = [
    "callback_data",
    "url",
    "login_url",
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
]
_REPLY_ONLY = ("keyboard", "remove_keyboard", "force_reply")


def read_markup(params: Params) -> dict[str, Any] | None:
    """The checked `reply_markup` parameter, None when absent. Raises ApiError."""
    raw = params.raw.get("reply_markup")
    if raw is None or raw == "":
        return None
    markup = params.json("reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return {**markup, "keyboard": _rows(markup["keyboard"], "keyboard", _reply_button)}
    if any(name in markup for name in _REPLY_ONLY):
        return markup
    return None


def read_inline(params: Params) -> dict[str, Any] | None:
    """`read_markup` for edits, which take inline keyboards only. Raises ApiError."""
    markup = read_markup(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _inline(raw: Any) -> dict[str, Any] | None:
    rows = _rows(raw, "inline_keyboard", _inline_button)
    buttons = [button for row in rows for button in row]
    size = sum(len(str(value).encode()) for button in buttons for value in button.values())
    if len(buttons) > MOST_BUTTONS or size > MOST_BYTES:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if buttons else None


def _rows(raw: Any, name: str, read: Any) -> list[list[dict[str, Any]]]:
    if not isinstance(raw, list):
        raise bad_request(f'field "{name}" must be of type Array')
    rows = []
    for row in raw:
        if not isinstance(row, list):
            raise bad_request(f'field "{name}" must be an Array of Arrays')
        if row:
            rows.append([read(button) for button in row])
    return rows


def _inline_button(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = raw.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    button: dict[str, Any] = {"text": text, **{name: raw[name] for name in _ACTIONS if raw.get(name) is not None}}
    button.update({name: raw[name] for name in ("icon_custom_emoji_id", "style") if raw.get(name)})
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 0 < len(data.encode("utf-8", "replace")) <= MOST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "url" in button:
        button["url"] = _button_url(str(button["url"]))
    elif len(button) == 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    return button


def _button_url(url: str) -> str:
    if user_of_link(url):
        return url
    try:
        return check_link(url)
    except LinkError as error:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {error}") from None


def _reply_button(raw: Any) -> dict[str, Any]:
    button = {"text": raw} if isinstance(raw, str) else raw
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object with a text")
    if not button["text"].strip():
        raise ApiError(400, "Bad Request: keyboard button text must be non-empty")
    return button
