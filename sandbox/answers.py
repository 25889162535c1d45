"""The envelope every Bot API answer travels in."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from .errors import ApiError

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Described:
    """A result that Telegram sends with a sentence beside it."""

    __slots__ = ("description", "result")

    def __init__(self, result: Any, description: str) -> None:
        self.result = result
        self.description = description


def success(result: Any) -> web.Response:
    """{"ok":true,"result":...} with status 200."""
    if isinstance(result, Described):
        body = _encode({"ok": True, "result": result.result, "description": result.description})
    else:
        body = '{"ok":true,"result":' + _encode(result) + "}"
    # Half of a pair of surrogates, which only an injected update holds, travels as its escape.
    return web.Response(body=body.encode(errors="backslashreplace"), content_type="application/json")


def refusal(error: ApiError) -> web.Response:
    """{"ok":false,"error_code":...,"description":...} with the same status."""
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return web.Response(body=_encode(body).encode(), status=error.code, content_type="application/json")


def plain(value: Any, status: int = 200) -> web.Response:
    """JSON as the control API sends it, without an envelope."""
    return web.Response(body=_encode(value).encode(), status=status, content_type="application/json")
