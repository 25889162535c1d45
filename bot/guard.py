"""An HTTP server that nobody can fill up: few connections, each with a deadline, and the idle ones give way to new ones."""

import asyncio
import resource
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from aiohttp import web

Handle = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
CONNECTIONS = 128
"""At once, where the system allows enough open files. Telegram opens 40 for a webhook at most."""
SPARE_FILES = 100
"""Open files that are left to everything else: the database, Telegram, the worker."""
FEWEST = 8
HEADERS_SECONDS = 10.0
"""How long a request may take until it is complete but for its body; and how long a connection may be idle after one."""
BODY_SECONDS = 10.0
LARGEST_BODY = 1024**2
"""Bytes; the same as aiohttp's own bound for a body of unknown length."""


def connections_allowed(open_files: int | None = None) -> int:
    """How many connections one server may have, by the number of files that this process may open."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0] if open_files is None else open_files
    if files == resource.RLIM_INFINITY:
        return CONNECTIONS
    return max(FEWEST, min(CONNECTIONS, (files - SPARE_FILES) // 2))


class GuardedServer(web.Server):
    """At most `limit` connections. One too many costs the oldest that has not asked for anything yet, or itself.

    So whoever only holds connections open keeps nobody out: a request that comes in one go is there within a moment.
    """

    def __init__(self, handle: Handle, *, limit: int) -> None:
        super().__init__(
            self._handled,
            access_log=None,
            keepalive_timeout=HEADERS_SECONDS,  # counts from the beginning of the connection, too
            lingering_time=0.0,  # what is left of a body that nobody wants is not waited for
        )
        self._handle, self._limit = handle, limit
        self._silent: dict[web.RequestHandler, asyncio.Transport] = {}  # oldest first
        self._asking = 0

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        super().connection_made(handler, transport)
        self._silent[handler] = transport
        if len(self._silent) + self._asking > self._limit:
            oldest = next(iter(self._silent))
            self._silent.pop(oldest).abort()

    def connection_lost(self, handler: web.RequestHandler, exc: BaseException | None = None) -> None:
        self._silent.pop(handler, None)
        super().connection_lost(handler, exc)

    async def _handled(self, request: web.BaseRequest) -> web.StreamResponse:
        with self._is_asking(request.protocol):
            return await self._handle(request)

    @contextmanager
    def _is_asking(self, handler: web.RequestHandler) -> Iterator[None]:
        transport = self._silent.pop(handler, None)
        self._asking += 1
        try:
            yield
        finally:
            self._asking -= 1
            if transport is not None and not transport.is_closing():
                self._silent[handler] = transport


async def body_of(request: web.BaseRequest) -> bytes:
    """The body, unpacked. Raises HTTPRequestEntityTooLarge, HTTPRequestTimeout when it does not come in time, and
    HTTPBadRequest where it is not packed as it says.
    """
    if (request.content_length or 0) > LARGEST_BODY:
        raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, request.content_length or 0)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    except web.RequestPayloadError as error:
        raise web.HTTPBadRequest from error
