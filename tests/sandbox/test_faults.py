"""Failures to order, and the pace that Telegram allows."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import aiohttp
import pytest
import telegram

from sandbox.errors import ApiError
from sandbox.faults import BROKEN
from sandbox.limits import Limits

from .conftest import TOKEN, Build, World


async def raw(world: World, method: str, **params: object) -> tuple[int, str]:
    async with world.http.post(f"{world.server.url}/bot{TOKEN}/{method}", json=params) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize(
    ("kind", "status", "text"),
    [
        ("429", 429, '"parameters":{"retry_after":7}'),
        ("400", 400, "Bad Request: USER_CHANNELS_TOO_MUCH"),
        ("403", 403, "Forbidden: bot was blocked by the user"),
        ("500", 500, "Internal Server Error"),
        ("bad_gateway_html", 502, "<center>nginx"),
    ],
)
async def test_refusals(world: World, user: int, kind: str, status: int, text: str) -> None:
    await world.do("POST", "faults", kind=kind, retry_after=7, reason="USER_CHANNELS_TOO_MUCH")
    got = await raw(world, "sendMessage", chat_id=user, text="x")
    assert got[0] == status
    assert text in got[1]
    assert (await raw(world, "sendMessage", chat_id=user, text="y"))[0] == 200
    assert [message["text"] for message in await world.chat(user)] == ["/start", "y"]


async def test_a_fault_strikes_only_what_it_names(world: World, user: int) -> None:
    other = await world.person(first_name="Ola")
    await world.do("POST", "faults", kind="403", method="SendMessage", chat_id=user, count=2)
    assert (await raw(world, "getMe"))[0] == 200
    assert (await raw(world, "sendMessage", chat_id=other, text="x"))[0] == 200
    assert [(await raw(world, "sendmessage", chat_id=user, text="x"))[0] for _ in range(3)] == [403, 403, 200]


async def test_a_fault_without_method_leaves_polling_alone(world: World, user: int) -> None:
    await world.do("POST", "faults", kind="500")
    assert (await raw(world, "getUpdates"))[0] == 200
    assert (await raw(world, "sendMessage", chat_id=user, text="x"))[0] == 500


async def test_until_cleared(world: World) -> None:
    await world.do("POST", "faults", kind="500", method="getMe", count=0)
    assert [(await raw(world, "getMe"))[0] for _ in range(3)] == [500, 500, 500]
    [fault] = (await world.do("GET", "faults"))["faults"]
    assert (fault["kind"], fault["method"], fault["count"]) == ("500", "getMe", 0)
    await world.do("DELETE", "faults")
    assert (await raw(world, "getMe"))[0] == 200


@pytest.mark.parametrize(("kind", "arrives"), [("no_answer", False), ("lost_answer", True)])
async def test_no_answer(world: World, user: int, kind: str, arrives: bool) -> None:
    await world.do("POST", "faults", kind=kind)
    with pytest.raises(aiohttp.ClientConnectionError):
        await raw(world, "sendMessage", chat_id=user, text="x")
    assert ([m["text"] for m in await world.chat(user)][-1] == "x") is arrives
    [call] = (await world.do("GET", "calls?since=1"))["calls"]
    assert (call["ok"], call["error_code"]) == (arrives, None)


@pytest.mark.parametrize("kind", BROKEN)
async def test_carried_out_with_an_answer_that_does_not_say_so(world: World, user: int, kind: str) -> None:
    await world.do("POST", "faults", kind=kind)
    assert await raw(world, "sendMessage", chat_id=user, text="x") == BROKEN[kind]
    assert [m["text"] for m in await world.chat(user)][-1] == "x"


async def test_an_answer_that_breaks_off(world: World, user: int) -> None:
    await world.do("POST", "faults", kind="done_cut_short")
    with pytest.raises(aiohttp.ClientPayloadError):
        await raw(world, "sendMessage", chat_id=user, text="x")
    assert [m["text"] for m in await world.chat(user)][-1] == "x"


async def test_delay(world: World, user: int) -> None:
    await world.do("POST", "faults", kind="slow", delay=0.3)
    begun = time.monotonic()
    assert (await raw(world, "sendMessage", chat_id=user, text="x"))[0] == 200
    assert time.monotonic() - begun >= 0.3


async def test_orders_that_make_no_sense(world: World) -> None:
    assert (await world.denied("POST", "faults", kind="418"))[0] == 400
    assert (await world.denied("POST", "faults", kind="500", often=3))[0] == 400
    assert (await world.denied("POST", "faults", kind="500", count="x"))[0] == 400


class Ticker:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def refused(limits: Limits, chat: int, edit: bool = False) -> int:
    """The seconds to wait that the refusal names, 0 when there is none."""
    refusal: ApiError | None = None
    try:
        limits.take(chat, edit=edit)
    except ApiError as error:
        refusal = error
    if refusal is None:
        return 0
    assert refusal.parameters is not None
    wait = refusal.parameters["retry_after"]
    assert (refusal.code, refusal.description) == (429, f"Too Many Requests: retry after {wait}")
    return wait


def test_thirty_a_second_for_the_bot() -> None:
    clock = Ticker()
    limits = Limits(True, clock)
    assert [refused(limits, chat) for chat in range(1, 32)] == [0] * 30 + [1]
    clock.now += 0.9
    assert refused(limits, 99) == 1
    clock.now += 0.2
    assert [refused(limits, chat) for chat in range(101, 131)] == [0] * 30


def test_one_a_second_for_a_chat() -> None:
    clock = Ticker()
    limits = Limits(True, clock)
    assert [refused(limits, 1), refused(limits, 1), refused(limits, 2)] == [0, 1, 0]
    clock.now += 1.0
    assert refused(limits, 1) == 0


def test_whoever_must_wait_waits_the_whole_time() -> None:
    clock = Ticker()
    limits = Limits(True, clock)
    refused(limits, 1)
    clock.now += 0.5
    assert refused(limits, 1) == 1
    clock.now += 0.6
    assert refused(limits, 1) == 1
    clock.now += 0.5
    assert refused(limits, 1) == 0


def test_twenty_a_minute_for_a_group() -> None:
    clock = Ticker()
    limits = Limits(True, clock)
    for _ in range(20):
        assert refused(limits, -100) == 0
        clock.now += 1
    assert refused(limits, -100) == 40


def test_edits_count_for_the_bot_alone() -> None:
    limits = Limits(True, Ticker())
    assert [refused(limits, 1, edit=True) for _ in range(31)] == [0] * 30 + [1]


async def test_over_http(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    world: World = await build(limits=True)
    user = await world.person()
    bot = telegram.Bot(TOKEN, base_url=world.server.url + "/bot")
    async with bot:
        await bot.send_message(user, "en")
        with pytest.raises(telegram.error.RetryAfter) as refusal:
            await bot.send_message(user, "to")
        assert refusal.value.retry_after == timedelta(seconds=1)
        await asyncio.gather(*(bot.get_me() for _ in range(40)))
        await asyncio.sleep(1.05)
        await bot.send_message(user, "tre")
