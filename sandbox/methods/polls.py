"""Polls: sent, voted in, stopped."""

from __future__ import annotations

import secrets
from typing import Any

from ..content import entities_json, snapshot
from ..core import World
from ..entities import utf16_length
from ..errors import bad_request
from ..formatted import formatted
from ..markup import read_inline
from ..params import Params
from ..state import Poll
from .edits import find_own
from .messages import deliver

LONGEST_QUESTION = 300
LONGEST_OPTION = 100
LONGEST_EXPLANATION = 200
FEWEST_OPTIONS, MOST_OPTIONS = 2, 12


def send_poll(box: World, params: Params) -> dict[str, Any]:
    """Send a poll. Returns the Message. Raises ApiError."""
    body = _poll(box, params)
    sent = deliver(box, params, {"poll": body})
    message = box.state.messages[sent["chat"]["id"]][sent["message_id"]]
    box.state.polls[body["id"]] = Poll(body, message)
    return sent


def stop_poll(box: World, params: Params) -> dict[str, Any]:
    """Close a poll of the bot. Returns the Poll. Raises ApiError."""
    markup = read_inline(params)
    message = find_own(box, params)
    body: dict[str, Any] | None = message.content.get("poll")
    if body is None:
        raise bad_request("message with poll to stop not found")
    if body["is_closed"]:
        raise bad_request("poll has already been closed")
    body["is_closed"] = True
    message.markup = markup
    box.updates.push("poll", snapshot(body), message.chat["id"])
    box.events.publish("poll", message.chat["id"])
    return snapshot(body)


def _poll(box: World, params: Params) -> dict[str, Any]:
    question, marks = formatted(params.text("question"), params.text("question_parse_mode"), None, None)
    if not question:
        raise bad_request("poll question must be non-empty")
    if utf16_length(question) > LONGEST_QUESTION:
        raise bad_request(f"poll question length must not exceed {LONGEST_QUESTION}")
    options = _options(params)
    quiz = params.text("type") == "quiz"
    body: dict[str, Any] = {
        "id": str(secrets.randbits(62)),
        "question": question,
        "options": options,
        "total_voter_count": 0,
        "is_closed": params.boolean("is_closed"),
        "is_anonymous": params.boolean("is_anonymous", True),
        "type": "quiz" if quiz else "regular",
        "allows_multiple_answers": params.boolean("allows_multiple_answers"),
        "allows_revoting": params.boolean("allows_revoting", not quiz),
        "members_only": params.boolean("members_only"),
        **(_solution(params, len(options)) if quiz else {}),
        **{name: params.integer(name) for name in ("open_period", "close_date") if params.integer(name)},
    }
    if marks:
        body["question_entities"] = entities_json(box.state, marks)
    return body


def _options(params: Params) -> list[dict[str, Any]]:
    options = [_option(item) for item in params.listing("options", "InputPollOption")]
    if len(options) < FEWEST_OPTIONS:
        raise bad_request(f"poll must have at least {FEWEST_OPTIONS} option")
    if len(options) > MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {MOST_OPTIONS} options")
    return options


def _option(raw: Any) -> dict[str, Any]:
    text = raw.get("text") if isinstance(raw, dict) else raw
    if not isinstance(text, str) or not text.strip():
        raise bad_request("poll options must be non-empty")
    if utf16_length(text.strip()) > LONGEST_OPTION:
        raise bad_request(f"poll options length must not exceed {LONGEST_OPTION}")
    return {"persistent_id": secrets.token_urlsafe(8), "text": text.strip(), "voter_count": 0}


def _solution(params: Params, count: int) -> dict[str, Any]:
    """What a quiz adds: the right options and why they are right."""
    chosen = params.listing("correct_option_ids", "Integer") or [params.integer("correct_option_id", -1)]
    if not all(isinstance(item, int) and 0 <= item < count for item in chosen):
        raise bad_request("wrong correct option ID specified")
    explanation = params.text("explanation").strip()
    if utf16_length(explanation) > LONGEST_EXPLANATION:
        raise bad_request("MESSAGE_TOO_LONG")
    return {"correct_option_ids": chosen, **({"explanation": explanation} if explanation else {})}
