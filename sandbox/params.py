"""Parameters of a Bot API call, read alike from a query string, a form, a multipart body or JSON."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader
from aiohttp.web import BaseRequest

from .calls import Upload
from .errors import bad_request

_TRUE = frozenset(("true", "yes", "1"))


class Params:
    """Typed reading of one call's parameters; every getter accepts the value itself or its text form."""

    __slots__ = ("raw",)

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw

    def text(self, name: str) -> str:
        """A string, "" when absent. Raises ApiError for text that is no Unicode (lone surrogates)."""
        value = self.raw.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            value = json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list, bool)) else str(value)
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise bad_request("strings must be encoded in UTF-8") from None
        return value

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number, `default` when absent or unreadable, as Telegram does."""
        value = self.raw.get(name)
        if isinstance(value, int):
            return int(value)
        try:
            return int(float(value)) if isinstance(value, float) else int(str(value))
        except (ValueError, OverflowError):
            return default

    def boolean(self, name: str, default: bool = False) -> bool:
        """A truth value; anything but true, yes and 1 is false."""
        value = self.raw.get(name)
        if value is None:
            return default
        return value if isinstance(value, bool) else str(value).lower() in _TRUE

    def json(self, name: str, what: str) -> Any:
        """A JSON-serialised parameter or the value itself, None when absent. Raises ApiError naming `what`."""
        value = self.raw.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def listing(self, name: str, what: str) -> list[Any]:
        """A JSON array, [] when absent. Raises ApiError."""
        value = self.json(name, what)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad_request(f"expected an Array of {what}")
        return value


async def read_params(request: BaseRequest) -> Params:
    """All parameters of a request: those of the query, overridden by those of the body. Raises ApiError."""
    raw: dict[str, Any] = dict(request.query) if request.query_string else {}
    if request.body_exists:
        kind = request.content_type
        if kind == "application/json":
            raw.update(_json_object(await request.read()))
        elif kind == "multipart/form-data":
            raw.update(await _multipart(request))
        else:
            raw.update(parse_qsl((await request.read()).decode("utf-8", "replace"), keep_blank_values=True))
    return Params(raw)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body) if body else {}
    except ValueError:
        raise bad_request("can't parse JSON request body") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse JSON request body: object expected")
    return value


async def _multipart(request: BaseRequest) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is not None:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            raw[part.name] = Upload(part.filename, content, kind)
        else:
            raw[part.name] = content.decode("utf-8", "replace")
    return raw
