"""python-telegram-bot's HTTP interface on aiohttp, which sends about eight times as many messages a second as httpx.

What went wrong is told apart by whether the call may have been carried out: Telegram knows no idempotency key, so a notice
whose answer was lost must not simply be sent again. Only what Telegram itself says, in its own form and with a code that
begins with 4, is certain; whatever a proxy or a broken server answers is not.
"""

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_SUCCESS, _REFUSALS = range(200, 300), range(400, 500)
TOO_MANY, FAULTS = 429, 500
PAUSE = 5
"""Seconds to wait where a 429 does not say how long."""
_NAMED = (400, 401, 403, 404, 409, TOO_MANY)
"""What python-telegram-bot has exceptions for, apart from faults of the network."""
_NUMBER = re.compile(rb'"update_id"\s*:\s*(\d{1,18})\b')
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class NotConnected(NetworkError):  # noqa: N818 - as AnswerLost, an outcome
    """The call never reached the other side."""


class AnswerLost(TimedOut):
    """The call was sent, and no answer came, or none that says what became of it."""


class ServerFault(AnswerLost):
    """The other side says that it has broken down over the call, or cannot reach who should answer."""


class OtherRefusal(BadRequest):
    """Telegram refuses with a code for which python-telegram-bot has no name."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


class Unreadable(TelegramError):  # noqa: N818 - as AnswerLost, an outcome
    """What came is no JSON that can be read within reason; `number` is that of the first update in it, if there is one."""

    def __init__(self, number: int | None) -> None:
        super().__init__("Invalid server response")
        self.number = number


class AiohttpRequest(BaseRequest):
    """One connection pool for all calls."""

    def __init__(
        self, *, connections: int = 64, read_timeout: float = 20.0, connect_timeout: float = 10.0, proxy: str = ""
    ) -> None:
        self._connections = connections
        self._proxy = proxy or None
        self._read_timeout = read_timeout
        self._connect_timeout = connect_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=30)
            self._session = aiohttp.ClientSession(connector=connector, proxy=self._proxy)

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
        """One HTTP request; (status, body) as Telegram gives them. Raises NotConnected, AnswerLost,
        RetryAfter, OtherRefusal.

        Redirections are not followed: Telegram knows none, and another house must not be handed the token.
        """
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
            async with self._session.request(
                method, address, data=body, headers=kind, timeout=timeout, allow_redirects=False
            ) as response:
                content = await response.read()
                if response.status in _SUCCESS and address.endswith("/getUpdates"):
                    return response.status, content  # asked for again, whatever it is: nothing is done by it
                return response.status, _sound(response.status, content)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError) as error:
            raise NotConnected(type(error).__name__) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise AnswerLost(type(error).__name__) from error


async def call(bot: Bot, method: str, **fields: Any) -> Any:
    """One call of the Bot API through a bot's own transport, for its raw result. Raises TelegramError, as the bot's methods do.

    Those look at each of the method's parameters and make a Message of each answer, which costs more than all the rest of the
    call. So the few calls that every press needs are made so. A field may be a text, a number, or JSON ready made; None is
    left out.
    """
    query = urlencode({name: value for name, value in fields.items() if value is not None})
    return await bot.request.post(f"{bot.base_url}/{method}?{query}")


def _sound(status: int, body: bytes) -> bytes:
    """The body, where it says what became of the call in Telegram's own form. Raises AnswerLost, RetryAfter, OtherRefusal."""
    said = _read(body)
    if status in _SUCCESS:
        if said.get("ok") is not True or "result" not in said:
            raise AnswerLost("not Telegram's answer")
        return body
    if status == TOO_MANY and "retry_after" not in (said.get("parameters") or {}):
        raise RetryAfter(PAUSE)  # from whatever stands between
    refused = said.get("ok") is False and said.get("error_code") == status and isinstance(said.get("description"), str)
    if not refused or status not in _REFUSALS:
        raise (ServerFault if status >= FAULTS else AnswerLost)(f"status {status}")
    if status not in _NAMED:
        raise OtherRefusal(said["description"], status)
    return body


def _read(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


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
