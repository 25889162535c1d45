"""The small web servers: the webhook for Telegram, `/healthz`, and `/metrics` where only whoever runs the bot can look."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.door import number_of
from bot.faults import Trouble
from bot.guard import GuardedServer, Handle, body_of, connections_allowed
from bot.logs import Seldom
from bot.settings import WEBHOOK_PATH

if TYPE_CHECKING:
    from bot.courses import Courses

log = structlog.get_logger()
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
STOP_SECONDS = 5.0
KEEP_SECONDS = 30.0
"""How long Telegram is kept waiting while the database is away; then it is asked to come again."""
_PUBLIC = {"Cache-Control": "public, max-age=60", "X-Content-Type-Options": "nosniff"}
Keep = Callable[[Sequence[object]], Awaitable[bool]]


class WebServer:
    """Serves on one address: the webhook if there is `keep`, else `/metrics`; `/healthz` on both, `healthy` says what is wrong.

    With `courses` also `/courses` and `/courses.json`.

    `keep` stores an update durably before Telegram gets its 200. When it says False Telegram gets a 503, and sends the
    update again. The webhook's address is public, and figures are nobody else's business: so they are never served there.
    """

    def __init__(
        self,
        *,
        healthy: Callable[[], Awaitable[str | None]],
        keep: Keep | None = None,
        secret: str = "",
        courses: "Courses | None" = None,
    ) -> None:
        self._healthy, self._keep, self._secret, self._courses = healthy, keep, secret, courses
        self._routes: dict[tuple[str, str], Handle] = {("GET", "/healthz"): self._healthz}
        if keep is None:
            self._routes["GET", "/metrics"] = self._metrics
        else:
            self._routes["POST", WEBHOOK_PATH] = self._webhook
        if courses is not None:
            self._routes["GET", "/courses"] = self._course_page
            self._routes["GET", "/courses.json"] = self._course_json
        self._look: asyncio.Future[str | None] | None = None
        self._runner: web.ServerRunner | None = None
        self._refused = Seldom()

    async def start(self, host: str, port: int) -> int:
        """Listen; returns the port (of interest when `port` was 0). Raises Trouble when it is taken."""
        limit = connections_allowed()
        server = GuardedServer(self._answer, limit=limit)
        self._runner = web.ServerRunner(server, shutdown_timeout=STOP_SECONDS)
        await self._runner.setup()
        # Few are taken in at once: each is an open file before anybody can count it.
        site = web.TCPSite(self._runner, host, port, backlog=limit // 2)
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

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        route = self._routes.get((request.method, request.path))
        if route is None:
            return self._refuse(404)
        return await route(request)

    async def _healthz(self, _request: web.BaseRequest) -> web.Response:
        # However many ask at once, the database is looked at once: nobody who presses shall wait behind those who only ask.
        if self._look is None or self._look.done():
            self._look = asyncio.ensure_future(self._healthy())
        wrong = await asyncio.shield(self._look)
        return web.json_response({"ok": wrong is None, "wrong": wrong}, status=200 if wrong is None else 503)

    async def _metrics(self, _request: web.BaseRequest) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _course_page(self, request: web.BaseRequest) -> web.Response:
        from bot.courses import language_of

        assert self._courses is not None
        language = language_of(request.query.get("language"), request.headers.get("Accept-Language", ""))
        headers = {"Content-Type": "text/html; charset=utf-8", "Vary": "Accept-Language"}
        return web.Response(body=await self._courses.page(language), headers={**headers, **_PUBLIC})

    async def _course_json(self, _request: web.BaseRequest) -> web.Response:
        assert self._courses is not None
        headers = {"Content-Type": "application/json; charset=utf-8", "Access-Control-Allow-Origin": "*"}
        return web.Response(body=await self._courses.json(), headers={**headers, **_PUBLIC})

    async def _webhook(self, request: web.BaseRequest) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not self._secret or not hmac.compare_digest(_bytes(given), _bytes(self._secret)):
            return self._refuse(403)  # before anything of the body is read
        try:
            update = _update_in(await body_of(request))
        except web.HTTPBadRequest:
            update = None
        if update is None:
            return self._refuse(400)
        assert self._keep is not None
        return web.Response(status=200 if await self._keep([update]) else 503)

    def _refuse(self, status: int) -> web.Response:
        if times := self._refused.times(str(status)):
            log.warning("request_refused", status=status, times=times)
        response = web.Response(status=status)
        response.force_close()
        return response


def _update_in(body: bytes) -> dict[str, Any] | None:
    """The update, if it is one: a JSON object with a number that can be stored."""
    try:
        update = json.loads(body, parse_constant=_no_json)
    except (ValueError, RecursionError):
        return None
    return update if number_of(update) is not None else None


def _no_json(constant: str) -> NoReturn:
    """`Infinity` and `NaN`, which Python reads and JSON does not know."""
    raise ValueError(constant)


def _bytes(header: str) -> bytes:
    """What came over the wire, be it text or not."""
    return header.encode("utf-8", "surrogateescape")
