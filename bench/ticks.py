"""(g) What a look at what has come due costs, with nothing due: statements and processor time, by the number of programmes."""

from contextlib import AsyncExitStack
from functools import partial

from bench.figures import Figure, beside, compare, in_turns
from bench.house import Crowd, Houses
from bench.trees import Process

PEOPLE, DAYS, SENT_EACH = 10_000, 700, 5
PROGRAMMES = (1, 12, 30)
TICKS = 4
"""In a row, in each round: an earlier tree may need seconds for each."""


async def measure(houses: Houses, *, quick: bool) -> list[Figure]:
    """Each tree with each number of programmes, in turns; each in a process of its own, which waits meanwhile."""
    rounds = 2 if quick else 12
    figures: list[Figure] = []
    costs: dict[int, list[float]] = {}
    async with AsyncExitStack() as stack:
        looks: dict[str, dict[int, Process]] = {}
        for tree in houses.trees:
            path = tree.database(Crowd(people=PEOPLE, days=DAYS, sent_each=SENT_EACH))
            looks[tree.name] = {
                number: await stack.enter_async_context(tree.process("look", path, content=str(tree.content(number))))
                for number in PROGRAMMES
            }
        for one in (process for by_number in looks.values() for process in by_number.values()):
            await one.ask(count=2)  # warm: SQLAlchemy has compiled its statements
        for number in PROGRAMMES:
            values = await in_turns(rounds, {name: partial(_look, found[number]) for name, found in looks.items()})
            costs[number] = next(iter(values["processor, ms"].values()))
            for what, unit in (("statements", "a tick"), ("processor, ms", "ms")):
                name = f"planner tick, {PEOPLE:,} enrolments, {number} programmes: {what.split(',')[0]}"
                figures.append(beside("g", name, unit, values[what]))
    fewest, most = PROGRAMMES[0], PROGRAMMES[-1]
    what = f"planner tick, {most} programmes: processor"
    return [*figures, compare("g", what, "ms", costs[most], f"{fewest} programme", costs[fewest])]


async def _look(process: Process) -> dict[str, float]:
    found = await process.ask(count=TICKS)
    return {"statements": found["statements"], "processor, ms": 1000 * found["cpu"]}
