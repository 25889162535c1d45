"""The small web servers: the webhook for Telegram, `/healthz`, and `/metrics` where only whoever runs the bot can look."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.faults import Trouble

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
WEBHOOK_PATH = "/telegram"
STOP_SECONDS = 5.0


class WebServer:
    """Serves on one address: the webhook if there is `keep`, else `/metrics`; `/healthz` on both, `healthy` says what is wrong.

    `keep` stores an update durably before Telegram gets its 200. When it says False Telegram gets a 503, and sends the
    update again. The webhook's address is public, and figures are nobody else's business: so they are never served there.
    """

    def __init__(
        self,
        *,
        healthy: Callable[[], Awaitable[str | None]],
        keep: Callable[[list[dict[str, Any]]], Awaitable[bool]] | None = None,
        secret: str = "",
    ) -> None:
        self._healthy, self._keep, self._secret = healthy, keep, secret
        self.app = web.Application(client_max_size=1024**2)
        self.app.router.add_get("/healthz", self._healthz)
        if keep is None:
            self.app.router.add_get("/metrics", self._metrics)
        else:
            self.app.router.add_post(WEBHOOK_PATH, self._webhook)
        self._look: asyncio.Future[str | None] | None = None
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; returns the port (of interest when `port` was 0). Raises Trouble when it is taken."""
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=STOP_SECONDS)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        try:
            await site.start()
        except (OSError, ValueError) as error:  # ValueError: no host can have this name
            raise Trouble(f"cannot listen on {host} port {port}: {getattr(error, 'strerror', '') or error}") from error
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        if self._look is not None:
            self._look.cancel()

    async def _healthz(self, _request: web.Request) -> web.Response:
        # However many ask at once, the database is looked at once: nobody who presses shall wait behind those who only ask.
        if self._look is None or self._look.done():
            self._look = asyncio.ensure_future(self._healthy())
        wrong = await asyncio.shield(self._look)
        return web.json_response({"ok": wrong is None, "wrong": wrong}, status=200 if wrong is None else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _webhook(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not self._secret or not hmac.compare_digest(_bytes(given), _bytes(self._secret)):
            return web.Response(status=403)
        try:
            update = await request.json()
            int(update["update_id"])
        except (ValueError, KeyError, TypeError):
            return web.Response(status=400)
        assert self._keep is not None
        return web.Response(status=200 if await self._keep([update]) else 503)


def _bytes(header: str) -> bytes:
    """What came over the wire, be it text or not."""
    return header.encode("utf-8", "surrogateescape")
