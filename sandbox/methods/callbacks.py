"""Answers to presses on inline buttons."""

from __future__ import annotations

import time

from ..core import World
from ..entities import utf16_length
from ..errors import bad_request
from ..params import Params

_ANSWERABLE_FOR = 15 * 60
_LONGEST = 200


def answer_callback_query(box: World, params: Params) -> bool:
    """Answer a press, once and in time. Raises ApiError."""
    text = params.text("text")
    if utf16_length(text) > _LONGEST:
        raise bad_request("MESSAGE_TOO_LONG")
    press = box.state.presses.get(params.text("callback_query_id"))
    if press is None or press.answered or time.monotonic() - press.at > _ANSWERABLE_FOR:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    url = params.text("url")
    if url and not url.startswith((f"https://t.me/{box.state.bot['username']}?", "tg://")):
        raise bad_request("URL_INVALID")
    press.answered, press.text, press.url = True, text or None, url or None
    press.show_alert = params.boolean("show_alert")
    box.events.publish("callback", press.chat_id)
    return True
