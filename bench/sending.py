"""(b) How many messages a second leave when nothing limits them."""

import itertools
import time
from collections.abc import Sequence
from pathlib import Path

from bench import earlier
from bench.figures import Figure, Measure, compare, side_by_side
from bench.house import UNPACED, Crowd, Houses
from bench.others import Body, Sender, senders
from bench.outbox import OurSender
from bench.server import Server
from bench.trees import Workshop

WARM_UP = 64
_rounds = itertools.count()


async def measure(houses: Workshop, *, quick: bool) -> list[Figure]:
    """Ours with 4 and with 64 in flight, each against every other loop; messages a second."""
    count, rounds = (200, 1) if quick else (500, 4)
    async with Server() as server:
        chats = await server.people(count)
        path = houses.database(Crowd(people=count))
        body = await _our_body(houses, path, server)
        others = senders(server.url)
        ours = {n: f"ours, {n} in flight" for n in (4, 64)}
        contestants: dict[str, Measure] = {ours[n]: _ours(houses, server, count, n) for n in ours}
        contestants |= {name: _theirs(sender, body, chats) for name, sender in others.items()}
        rates = await side_by_side(rounds, contestants)
    figures = []
    for n, mine in ours.items():
        for name in others:
            goal = 2.4 if name == "python-telegram-bot, httpx" and n == 64 else None
            what = f"sender, {n} in flight, durable"
            figures.append(compare("b", what, "messages/s", rates[mine], f"{name}, 64", rates[name], at_least=goal))
    return figures + await earlier.sender(houses, quick=quick)


async def _our_body(houses: Houses, path: Path, server: Server) -> Body:
    """What our sender sends, as the server has received it: everybody else sends the same."""
    await server.forget_calls()
    async with OurSender(houses, path, server.url, UNPACED, 4) as sender:
        await sender.deliver(1, "pattern")
    sent = [call["params"] for call in (await server.get("calls"))["calls"] if call["method"] == "sendMessage"]
    return Body(sent[0]["text"], sent[0]["reply_markup"])


def _ours(houses: Houses, server: Server, count: int, in_flight: int) -> Measure:
    async def measure() -> float:
        path = houses.database(Crowd(people=count))
        async with OurSender(houses, path, server.url, UNPACED, in_flight) as sender:
            await sender.deliver(WARM_UP, f"warm-{next(_rounds)}")
            seconds = await sender.deliver(count, f"round-{next(_rounds)}")
            sender.must_have_sent(WARM_UP + count)
        return count / seconds

    return measure


def _theirs(sender: Sender, body: Body, chats: Sequence[int]) -> Measure:
    async def measure() -> float:
        await sender.open()
        await sender.send(body, chats[:WARM_UP])
        begin = time.perf_counter()
        await sender.send(body, chats)
        seconds = time.perf_counter() - begin
        await sender.close()
        return len(chats) / seconds

    return measure
