"""The record of Bot API calls that tests and the page read back."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import Any

KEPT = 20_000
_INTEGERS = frozenset(
    [
        "chat_id",
        "message_id",
        "user_id",
        "offset",
        "limit",
        "timeout",
        "max_connections",
        "reply_to_message_id",
        "message_thread_id",
        "open_period",
        "close_date",
        "correct_option_id",
        "cache_time",
    ]
)


@dataclass(slots=True)
class Call:
    """One request: when it came (real unix seconds), what it asked, how it ended.

    `error_code` is None for an answered success and for a call left without any answer.
    """

    n: int
    at: float
    method: str
    params: dict[str, Any]
    ok: bool
    error_code: int | None
    description: str | None

    def to_json(self) -> dict[str, Any]:
        """The call with parameters decoded, however the client had encoded them."""
        return {
            "n": self.n,
            "at": self.at,
            "method": self.method,
            "params": {name: _readable(name, value) for name, value in self.params.items()},
            "ok": self.ok,
            "error_code": self.error_code,
            "description": self.description,
        }


class CallLog:
    """The last 20,000 calls, numbered from 1 without gaps."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=KEPT)
        self._last = 0

    def add(
        self, at: float, method: str, params: dict[str, Any], refusal: tuple[int | None, str] | None = None
    ) -> None:
        """Note one call; `refusal` is (error code or None, description) when it did not end well."""
        self._last += 1
        code, description = refusal if refusal else (None, None)
        self._calls.append(Call(self._last, at, method, params, refusal is None, code, description))

    def since(self, n: int) -> list[dict[str, Any]]:
        """Calls numbered above `n`, oldest first."""
        if not self._calls:
            return []
        skip = max(0, n + 1 - self._calls[0].n)
        return [call.to_json() for call in islice(self._calls, skip, None)]

    def clear(self) -> None:
        """Forget the calls; numbering goes on."""
        self._calls.clear()


def _readable(name: str, value: Any) -> Any:
    """Parameters come as text in forms and as values in JSON: show the value in both cases."""
    if isinstance(value, str):
        if value[:1] in ("{", "[") and name not in ("text", "caption", "question", "explanation"):
            try:
                return json.loads(value)
            except ValueError:
                return value
        if name in _INTEGERS and value.lstrip("-").isdigit():
            return int(value)
        if value in ("true", "false") and name not in ("text", "caption"):
            return value == "true"
    if isinstance(value, Upload):
        return {"file_name": value.name, "size": len(value.content)}
    return value


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes
    mime_type: str
