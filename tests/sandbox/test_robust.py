"""Whatever a client sends, the answer is a result or a refusal, never a server error."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import Sandbox
from sandbox.errors import ApiError
from sandbox.methods import METHODS
from sandbox.params import Params

NAMES = (
    *(
        "chat_id",
        "message_id",
        "text",
        "parse_mode",
        "entities",
        "reply_markup",
        "reply_parameters",
        "caption",
        "offset",
    ),
    *("limit", "options", "question", "commands", "scope", "language_code", "photo", "document", "file_id", "action"),
    *("callback_query_id", "allowed_updates", "type", "menu_button", "correct_option_ids", "reply_to_message_id"),
)
KEYS = (
    "type",
    "offset",
    "length",
    "inline_keyboard",
    "keyboard",
    "text",
    "callback_data",
    "url",
    "message_id",
    "chat_id",
)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["HTML", "<b>x</b>", "bold", "text_link", "pre", "chat", "chat_member", "7000000001", "1", "[]", "{}"]
    ),
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
)
requests = st.dictionaries(st.sampled_from(NAMES), values, max_size=5)
methods = st.sampled_from(sorted(set(METHODS) - {"setwebhook", "getupdates"}))


@settings(max_examples=500, deadline=None)
@given(methods, requests)
def test_no_request_breaks_the_server(method: str, raw: dict[str, Any]) -> None:
    async def one() -> None:
        box = Sandbox()
        person = box.state.add_person("Kari")
        box.people.start(person.id)
        await box.call("sendMessage", Params({"chat_id": person.id, "text": "hei"}))
        defaults = {"chat_id": person.id, "message_id": 2, "text": "x"}
        with contextlib.suppress(ApiError):
            await box.call(method, Params({**defaults, **raw}))

    asyncio.run(one())
