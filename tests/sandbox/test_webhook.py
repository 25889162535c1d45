"""Updates delivered to the bot's own address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from .conftest import World


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait up to five seconds for something to come true."""
    for _ in range(250):
        if await holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came true")


@dataclass
class Receiver:
    """A web server in the bot's place: keeps what it gets, answers with the statuses laid out for it, else with 200."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    answer: dict[str, Any] | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.BaseRequest) -> web.Response:
        body = await request.json()
        await self.gate.wait()
        self.got.append(body)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.answer, status=status) if self.answer else web.Response(status=status)

    async def wait_for(self, count: int) -> list[dict[str, Any]]:
        async def enough() -> bool:
            return len(self.got) >= count

        await eventually(enough)
        return self.got


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    made.gate.set()
    runner = web.ServerRunner(web.Server(made.take, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    made.gate.set()
    await runner.cleanup()


async def say(world: World, user: int, text: str) -> None:
    await world.do("POST", f"users/{user}/message", text=text)


async def test_updates_arrive_with_the_secret(world: World, user: int, receiver: Receiver) -> None:
    await say(world, user, "før")
    status, body = await world.api("setWebhook", url=receiver.url, secret_token="s3cret_-")
    assert (status, body) == (200, {"ok": True, "result": True, "description": "Webhook was set"})
    await say(world, user, "etter")
    assert [u["message"]["text"] for u in await receiver.wait_for(2)] == ["før", "etter"]
    assert receiver.secrets == ["s3cret_-", "s3cret_-"]
    info = await world.ok("getWebhookInfo")
    assert (info["url"], info["pending_update_count"], info["has_custom_certificate"]) == (receiver.url, 0, False)
    assert (await world.api("setWebhook", url=receiver.url, secret_token="s3cret_-"))[1]["description"] == (
        "Webhook is already set"
    )


async def test_failures_are_tried_again_in_order(world: World, user: int, receiver: Receiver) -> None:
    receiver.statuses = [500, 403]
    await world.ok("setWebhook", url=receiver.url)
    await say(world, user, "a")
    await say(world, user, "b")
    assert [u["message"]["text"] for u in await receiver.wait_for(4)] == ["a", "a", "a", "b"]
    info = await world.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
    assert info["last_error_date"] > 0


async def test_one_person_waits_for_nobody_else(world: World, user: int, receiver: Receiver) -> None:
    other = await world.person(first_name="Ola")
    receiver.gate.clear()
    await world.ok("setWebhook", url=receiver.url)
    await say(world, user, "1")
    await say(world, user, "2")
    await say(world, other, "3")
    await asyncio.sleep(0.2)
    assert len(world.sandbox.webhook._deliveries) == 2
    receiver.gate.set()
    texts = [u["message"]["text"] for u in await receiver.wait_for(3)]
    assert texts.index("1") < texts.index("2")


async def test_polling_and_webhook_exclude_each_other(world: World, user: int, receiver: Receiver) -> None:
    waiting = asyncio.create_task(world.api("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    await world.ok("setWebhook", url=receiver.url)
    assert (await waiting)[1]["description"] == "Conflict: terminated by setWebhook request"
    status, body = await world.api("getUpdates")
    assert (status, body["description"]) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    assert (await world.api("deleteWebhook"))[1]["description"] == "Webhook was deleted"
    assert (await world.api("deleteWebhook"))[1]["description"] == "Webhook is already deleted"
    await say(world, user, "x")
    assert len(await world.updates()) == 1


async def test_nobody_home_loses_nothing(world: World, user: int) -> None:
    await world.ok("setWebhook", url="http://127.0.0.1:9/")
    await say(world, user, "x")

    async def failed() -> bool:
        return "last_error_message" in await world.ok("getWebhookInfo")

    await eventually(failed)
    info = await world.ok("getWebhookInfo")
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
    await world.ok("deleteWebhook")
    assert len(await world.updates()) == 1


async def test_pending_updates_can_be_dropped(world: World, user: int) -> None:
    await say(world, user, "x")
    await world.ok("deleteWebhook", drop_pending_updates=True)
    assert await world.updates() == []


async def test_the_answer_may_be_a_call(world: World, user: int, receiver: Receiver) -> None:
    receiver.answer = {"method": "sendMessage", "chat_id": user, "text": "svar"}
    await world.ok("setWebhook", url=receiver.url)
    await say(world, user, "x")

    async def answered() -> bool:
        return bool((await world.chat(user))[-1]["text"] == "svar")

    await eventually(answered)


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"url": "http://example.com/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.com/", "secret_token": "æ"}, "secret token contains unallowed characters"),
        ({"url": "https://example.com/", "secret_token": "x" * 257}, "secret token is too long"),
    ],
)
async def test_refusals(world: World, params: dict[str, str], description: str) -> None:
    assert await world.refused("setWebhook", **params) == f"Bad Request: {description}"
