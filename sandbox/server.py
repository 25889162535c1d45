"""HTTP in front of the sandbox: the Bot API, the control API, files and the page, on one port of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from .answers import plain, refusal, success
from .app import Sandbox
from .control import Control
from .errors import ApiError, ControlError, bad_request, blocked, too_many_requests
from .faults import BROKEN, Fault
from .guard import HEADERS, Guard, file_headers
from .params import Params, read_params

_PAGE = Path(__file__).parent / "page"
_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
_LARGEST_REQUEST = 60 * 1024 * 1024
_HEARTBEAT = 15.0


class SandboxServer:
    """Serves one sandbox; `url` is known after `start`. Port 0 takes any free one."""

    def __init__(self, sandbox: Sandbox, host: str = "127.0.0.1", port: int = 0) -> None:
        self.sandbox = sandbox
        self.control = Control(sandbox)
        self.url = ""
        self._host, self._port = host, port
        self._guard = Guard(host, port)
        self._runner: web.ServerRunner | None = None
        self._bot_prefix = f"/bot{sandbox.token}/"
        self._file_prefix = f"/file/bot{sandbox.token}/"

    async def start(self) -> None:
        """Listen."""
        server = web.Server(self._handle, request_factory=_request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=2.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port, backlog=1024)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://{self._host}:{self._port}"
        self._guard = Guard(self._host, self._port)

    async def stop(self) -> None:
        """Answer what waits and close."""
        await self.sandbox.close()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        objection = self._guard.objection(request.method, request.path, request.headers)
        if objection is not None:
            status, reason = objection
            response: web.StreamResponse = plain({"error": reason}, status)
        else:
            response = await self._answer(request)
        if not response.prepared:
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith(self._bot_prefix):
            return await self._bot(request, path[len(self._bot_prefix) :].removeprefix("test/"))
        if path.startswith("/bot"):
            known = path.count("/") > 1
            return refusal(ApiError(401, "Unauthorized") if known else ApiError(404, "Not Found"))
        if path.startswith("/file/bot"):
            return self._file(path)
        if path.startswith("/sandbox/"):
            return await self._control(request, path.removeprefix("/sandbox/"))
        return self._static(path)

    async def _bot(self, request: web.BaseRequest, method: str) -> web.StreamResponse:
        try:
            params = await read_params(request)
            fault = self.sandbox.faults.meet(method.lower(), params.raw.get("chat_id"))
            if fault is not None:
                return await self._faulty(request, fault, method, params)
            return success(await self.sandbox.call_noted(method, params))
        except ApiError as error:
            return refusal(error)

    async def _faulty(self, request: web.BaseRequest, fault: Fault, method: str, params: Params) -> web.StreamResponse:
        if fault.kind == "no_answer":
            self.sandbox.calls.add(time.time(), method, params.raw, (None, "no answer (ordered fault)"))
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.kind == "slow":
            return success(await self.sandbox.call_noted(method, params))
        if fault.kind == "lost_answer" or fault.kind.startswith("done_"):
            with contextlib.suppress(ApiError):
                await self.sandbox.call_noted(method, params)
        if fault.kind in ("lost_answer", "no_answer"):
            return _hang_up(request)
        if fault.kind == "done_cut_short":
            return await _cut_short(request)
        if fault.kind in BROKEN:
            status, body = BROKEN[fault.kind]
            return web.Response(
                text=body, status=status, content_type="text/html" if "<" in body else "application/json"
            )
        error = _refusal_of(fault)
        self.sandbox.calls.add(time.time(), method, params.raw, (error.code, error.description))
        if fault.kind == "bad_gateway_html":
            return web.Response(text=_BAD_GATEWAY, status=502, content_type="text/html")
        return refusal(error)

    async def _control(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        if path == "events" and request.method == "GET":
            return await self._events(request)
        if path.startswith("files/"):
            return self._file(self._file_prefix + path.removeprefix("files/"))
        try:
            raw = await request.read()
            return plain(await self.control.handle(request.method, path, dict(request.query), raw))
        except ControlError as error:
            return plain({"error": error.message}, error.code)

    async def _events(self, request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={
                **HEADERS,
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        await response.prepare(request)
        reader = self.sandbox.events.open()
        try:
            await response.write(b": welcome\n\n")
            while not reader.finished:
                try:
                    async with asyncio.timeout(_HEARTBEAT):
                        news = await reader.take()
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                for kind, user_id in news:
                    event = {"kind": kind} if user_id is None else {"kind": kind, "user_id": user_id}
                    await response.write(f"data: {json.dumps(event)}\n\n".encode())
        except ConnectionResetError:
            pass
        finally:
            self.sandbox.events.close(reader)
        return response

    def _file(self, path: str) -> web.StreamResponse:
        if not path.startswith(self._file_prefix):
            return refusal(ApiError(401, "Unauthorized"))
        file = self.sandbox.state.paths.get(path.removeprefix(self._file_prefix))
        if file is None:
            return refusal(ApiError(404, "Not Found"))
        kind, headers = file_headers(file.name, file.mime_type, file.content)
        return web.Response(body=file.content, content_type=kind, headers=headers)

    def _static(self, path: str) -> web.StreamResponse:
        name = "index.html" if path == "/" else unquote(path.removeprefix("/static/"))
        file = _PAGE / name
        # Names only, no paths: nothing outside the folder can be reached.
        if (path != "/" and not path.startswith("/static/")) or "/" in name or "\\" in name or not file.is_file():
            return web.Response(text="Not Found", status=404)
        return web.FileResponse(file, headers={"Cache-Control": "no-cache"})


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    """A request that may carry files as large as Telegram takes."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=_LARGEST_REQUEST)


def _refusal_of(fault: Fault) -> ApiError:
    if fault.kind == "429":
        return too_many_requests(fault.retry_after)
    if fault.kind == "400":
        return bad_request(fault.reason)
    if fault.kind == "403":
        return blocked()
    if fault.kind == "bad_gateway_html":
        return ApiError(502, "Bad Gateway")
    return ApiError(500, "Internal Server Error")


async def _cut_short(request: web.BaseRequest) -> web.StreamResponse:
    """The connection breaks in the middle of the answer."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "500"})
    await response.prepare(request)
    await response.write(b'{"ok":true,"result":')
    return _hang_up(request)


def _hang_up(request: web.BaseRequest) -> web.StreamResponse:
    """Drop the connection; the response returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
