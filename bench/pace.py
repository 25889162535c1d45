"""(c) How close to Telegram's 30 messages a second one comes without being told to wait."""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, ExtBot

from bench.figures import Figure
from bench.house import Crowd, Houses, queue_reminders
from bench.others import IN_FLIGHT
from bench.outbox import OurSender
from bench.server import TOKEN, Server
from bot.settings import Pacing

ALLOWED = 30
"""Messages a second, as the server enforces it: at most so many in any second."""
GOAL = 0.96


@dataclass(frozen=True)
class Paced:
    """Share of what is allowed that got through, and how often the server said 429."""

    share: float
    refused: int


async def measure(houses: Houses, *, quick: bool) -> list[Figure]:
    """Ours, and ExtBot with AIORateLimiter, in turns; the server counts."""
    seconds, rounds = (5.0, 1) if quick else (10.0, 2)
    ours: list[Paced] = []
    theirs: list[Paced] = []
    async with Server(limits=True) as server:
        chats = await server.people(round(ALLOWED * (seconds + 2)))
        for _ in range(rounds):
            ours.append(await _ours(houses, server, len(chats), seconds))
            await asyncio.sleep(1.5)  # nobody begins in the other's second
            theirs.append(await _theirs(server, chats, seconds))
            await asyncio.sleep(1.5)
    mine, other = [one.share for one in ours], [one.share for one in theirs]
    refused = sum(one.refused for one in ours)
    name = "python-telegram-bot, AIORateLimiter"
    ratio = [a / b for a, b in zip(mine, other, strict=True)]
    return [
        Figure("c", "pace: share of 30/s", "of 1", mine, name, other, ratio, f"ours ≥ {GOAL}", min(mine) >= GOAL),
        Figure(
            "c",
            "pace: 429s provoked",
            "a round",
            [one.refused for one in ours],
            name,
            [one.refused for one in theirs],
            (),
            "ours 0",
            refused == 0,
        ),
    ]


async def _ours(houses: Houses, server: Server, people: int, seconds: float) -> Paced:
    """The sender and its pacing as shipped."""
    path = houses.database(Crowd(people=people))
    await server.forget_calls()
    async with OurSender(houses, path, server.url, Pacing(), in_flight=4) as sender:
        queue_reminders(path, people, "pace")
        sender.app.sender.wake()
        await asyncio.sleep(seconds + 0.5)
    return await _count(server, seconds)


async def _theirs(server: Server, chats: Sequence[int], seconds: float) -> Paced:
    """As many at once as in the other comparisons; who is told to wait waits and tries again."""
    bot: ExtBot[Any] = ExtBot(TOKEN, base_url=f"{server.url}/bot", rate_limiter=AIORateLimiter(max_retries=10))
    await bot.initialize()
    await server.forget_calls()
    end = time.monotonic() + seconds + 0.5
    queue = itertools.cycle(chats)
    hands = [asyncio.create_task(_hand(bot, queue, end)) for _ in range(IN_FLIGHT)]
    await asyncio.wait(hands, timeout=seconds + 0.5)
    for hand in hands:
        hand.cancel()
    await asyncio.gather(*hands, return_exceptions=True)
    await bot.shutdown()
    return await _count(server, seconds)


async def _hand(bot: "ExtBot[Any]", queue: Iterator[int], end: float) -> None:
    while time.monotonic() < end:
        try:
            await bot.send_message(next(queue), "Hei")
        except RetryAfter:
            continue


async def _count(server: Server, seconds: float) -> Paced:
    """From the first message on, by the server's own record."""
    calls = [one for one in (await server.get("calls"))["calls"] if one["method"] == "sendMessage"]
    first = calls[0]["at"]
    within = [one for one in calls if one["at"] < first + seconds]
    refused = sum(one["error_code"] == 429 for one in within)
    return Paced(sum(one["ok"] for one in within) / (ALLOWED * seconds), refused)
