"""python-telegram-bot's HTTP interface on aiohttp, which sends about eight times as many messages a second as httpx.

What went wrong is told apart by whether the call may have been carried out: Telegram knows no idempotency key, so a notice
whose answer was lost must not simply be sent again.
"""

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_NUMBER = re.compile(rb'"update_id"\s*:\s*(\d{1,18})\b')
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class NotConnected(NetworkError):  # noqa: N818 - as AnswerLost, an outcome
    """The call never reached the other side."""


class AnswerLost(TimedOut):
    """The call was sent, and no answer came."""


class Unreadable(TelegramError):  # noqa: N818 - as AnswerLost, an outcome
    """What came is no JSON that can be read within reason; `number` is that of the first update in it, if there is one."""

    def __init__(self, number: int | None) -> None:
        super().__init__("Invalid server response")
        self.number = number


class AiohttpRequest(BaseRequest):
    """One connection pool for all calls."""

    def __init__(self, *, connections: int = 64, read_timeout: float = 20.0, connect_timeout: float = 10.0) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._connect_timeout = connect_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=30)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def updates(
        self, bot_url: str, *, offset: int, limit: int, seconds: int, allowed: Sequence[str]
    ) -> list[Any]:
        """Updates as Telegram sent them (getUpdates), whatever they are. Raises TelegramError, of that Unreadable."""
        asked = {"offset": offset, "limit": limit, "timeout": seconds, "allowed_updates": json.dumps(allowed)}
        query = urlencode(asked)
        batch = await self.post(f"{bot_url}/getUpdates?{query}", read_timeout=seconds + 10)
        return batch if isinstance(batch, list) else []

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Raises Unreadable, and logs nothing of it."""
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            found = _NUMBER.search(payload)
            raise Unreadable(int(found[1]) if found else None) from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,  # noqa: ARG002 - PTB's interface
        connect_timeout: Any = None,
        pool_timeout: Any = None,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """One HTTP request; (status, body). Raises NotConnected or AnswerLost."""
        if self._session is None:
            raise RuntimeError("the transport has not been initialised")
        timeout = aiohttp.ClientTimeout(
            total=None,
            sock_connect=_seconds(connect_timeout, self._connect_timeout),
            sock_read=_seconds(read_timeout, self._read_timeout),
        )
        try:
            address, body = (url, _body(request_data)) if request_data else _fields(url)
            kind = _FORM if isinstance(body, bytes) else None
            async with self._session.request(method, address, data=body, headers=kind, timeout=timeout) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotConnected(type(error).__name__) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise AnswerLost(type(error).__name__) from error


def _fields(url: str) -> tuple[str, bytes]:
    """What stands in a query goes into the body, as with every other call."""
    address, _, query = url.partition("?")
    return address, query.encode()


def _seconds(given: Any, default: float) -> float:
    """PTB passes a marker object where nobody said anything."""
    return float(given) if isinstance(given, int | float) else default


def _body(data: RequestData) -> aiohttp.FormData | bytes:
    """Form fields, or multipart when files go along."""
    if not data.contains_files:
        # aiohttp makes the same of a dict, but by way of a multipart body that it throws away.
        return urlencode(data.json_parameters).encode()
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime_type) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime_type)
    return form
