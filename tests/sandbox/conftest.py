"""A sandbox on a free port, a person in it, and both sides' way in: a Bot and the control API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import telegram

from sandbox import Sandbox, SandboxServer

TOKEN = "1234567890:SANDBOX"


@dataclass
class World:
    """One running sandbox. `api` calls the Bot API raw, `do` the control API; both give (status, JSON)."""

    sandbox: Sandbox
    server: SandboxServer
    http: aiohttp.ClientSession

    async def api(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        async with self.http.post(f"{self.server.url}/bot{TOKEN}/{method}", json=params) as answer:
            return answer.status, await answer.json()

    async def ok(self, method: str, **params: Any) -> Any:
        status, body = await self.api(method, **params)
        assert (status, body["ok"]) == (200, True), body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> str:
        status, body = await self.api(method, **params)
        assert body["ok"] is False
        assert body["error_code"] == status
        return str(body["description"])

    async def do(self, verb: str, path: str, **body: Any) -> Any:
        async with self.http.request(verb, f"{self.server.url}/sandbox/{path}", json=body or None) as answer:
            value = await answer.json()
            assert answer.status == 200, value
            return value

    async def denied(self, verb: str, path: str, **body: Any) -> tuple[int, str]:
        async with self.http.request(verb, f"{self.server.url}/sandbox/{path}", json=body or None) as answer:
            return answer.status, (await answer.json())["error"]

    async def person(self, started: bool = True, **details: Any) -> int:
        user = await self.do("POST", "users", **{"first_name": "Kari", **details})
        if started:
            await self.do("POST", f"users/{user['id']}/start")
            await self.ok("getUpdates", offset=-1)
            self.sandbox.updates.drop()
        return int(user["id"])

    async def group(self, owner: int, rights: list[str] | None = None, kind: str = "group") -> int:
        """A group with the bot in it, as administrator if it is given rights; what was told of it is forgotten."""
        made = await self.do("POST", "groups", title="Kveldsgruppa", owner_id=owner, type=kind)
        group = await self.do("POST", f"groups/{made['id']}/add_bot", by=owner, admin_rights=rights or [])
        self.sandbox.updates.drop()
        return int(group["id"])

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        result: list[dict[str, Any]] = await self.ok("getUpdates", **params)
        return result

    async def chat(self, user: int) -> list[dict[str, Any]]:
        return list((await self.do("GET", f"users/{user}/chat"))["messages"])


Build = Callable[..., Any]


@pytest.fixture
async def build() -> AsyncIterator[Build]:
    """Starts sandboxes with the options given and stops them after the test."""
    worlds: list[World] = []

    async def start(**options: Any) -> World:
        server = SandboxServer(Sandbox(**options))
        await server.start()
        worlds.append(World(server.sandbox, server, aiohttp.ClientSession()))
        return worlds[-1]

    yield start
    for world in worlds:
        await world.http.close()
        await world.server.stop()


@pytest.fixture
async def world(build: Build) -> World:
    """A plain sandbox."""
    result: World = await build()
    return result


@pytest.fixture
async def user(world: World) -> int:
    """Somebody who has pressed Start."""
    return await world.person(language_code="nb", username="kari")


@pytest.fixture
async def bot(world: World) -> AsyncIterator[telegram.Bot]:
    """python-telegram-bot's Bot, pointed at the sandbox."""
    made = telegram.Bot(TOKEN, base_url=world.server.url + "/bot", base_file_url=world.server.url + "/file/bot")
    async with made:
        yield made
