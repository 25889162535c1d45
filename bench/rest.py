"""(h) The whole bot with nothing to do: its start, its share of a core, its memory."""

import asyncio
from functools import partial

from bench.figures import Figure, beside, in_turns
from bench.house import Crowd
from bench.server import FIRST_ID, Server
from bench.trees import Tree, Workshop

PEOPLE, DAYS = 10_000, 700
PROGRAMMES = (1, 30)
START, SHARE, MEMORY = "start to the first answer, processor", "idle: share of a core", "memory"
UNITS = {START: "s", SHARE: "%", MEMORY: "MB"}
GOALS: dict[str, dict[str, float]] = {
    START: {"at_most": 0.5},
    SHARE: {"no_more_than": 2},
    MEMORY: {"at_most": 0.78},
}


async def measure(houses: Workshop, *, quick: bool) -> list[Figure]:
    """Each round is a process: one who has pressed Start before waits for the answer; then nothing happens."""
    seconds, rounds = (3.0, 1) if quick else (15.0, 4)
    figures: list[Figure] = []
    async with Server() as server:
        await server.people(1)
        for number in PROGRAMMES:
            bots = {tree.name: partial(_at_rest, tree, server, number, seconds) for tree in houses.trees}
            values = await in_turns(rounds, bots)
            for what, unit in UNITS.items():
                name = f"{what}, {PEOPLE:,} people, {number} programmes"
                figures.append(beside("h", name, unit, values[what], **GOALS[what]))
    return figures


async def _at_rest(tree: Tree, server: Server, programmes: int, seconds: float) -> dict[str, float]:
    path = tree.database(Crowd(people=PEOPLE, days=DAYS))
    await server.drop_updates()
    await server.forget_calls()
    await server.post(f"users/{FIRST_ID}/start")
    async with tree.command(path, server.url, programmes) as bot:
        await server.calls_until(lambda calls: any(one["method"] == "sendMessage" for one in calls))
        started = bot.cpu()
        await asyncio.sleep(2)  # what belongs to the start is over
        before = bot.cpu()
        await asyncio.sleep(seconds)
        return {START: started, SHARE: 100 * (bot.cpu() - before) / seconds, MEMORY: bot.memory() / 1e6}
