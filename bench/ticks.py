"""(g) What a look at what has come due costs, with nothing due: statements and processor time, by the number of programmes."""

from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bench.figures import Figure, beside, compare, in_turns
from bench.house import NOW, PROGRAMME, Crowd
from bench.trees import Process, Workshop
from db.session import Database
from services.organisation import importing
from services.programmes import CONTENT, read_library

PEOPLE, DAYS, SENT_EACH = 10_000, 700, 5
PROGRAMMES = (1, 12, 30)
TICKS, EARLIER_TICKS = 40, 4
"""In a row, in each round: one of ours takes too little to be measured alone, and an earlier tree may need seconds for it."""
TWELVE_MS = 10
"""Processor time that a tick with twelve programmes may take."""
COURSES = 40
CENTRE = """
[[centres]]
slug = "sandefjord"
name = "LMS-Sandefjord"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
"""
COURSE = """
[[courses]]
slug = "course-{number}"
programme = "{programme}"
centre = "sandefjord"
first_session = {first:%Y-%m-%dT%H:%M:%S}
seats = 12
place = "Hvitgården"
"""


async def measure(houses: Workshop, *, quick: bool) -> list[Figure]:
    """Each tree with each number of programmes, in turns; each in a process of its own, which waits meanwhile."""
    rounds = 2 if quick else 12
    figures: list[Figure] = []
    costs: dict[int, list[float]] = {}
    ours, *_ = houses.trees
    ticks = {one.name: TICKS if one is ours else EARLIER_TICKS for one in houses.trees}
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
            values = await in_turns(
                rounds, {name: partial(_look, found[number], ticks[name]) for name, found in looks.items()}
            )
            costs[number] = next(iter(values["processor, ms"].values()))
            for what, unit in (("statements", "a tick"), ("processor, ms", "ms")):
                name = f"planner tick, {PEOPLE:,} enrolments, {number} programmes: {what.split(',')[0]}"
                limit = TWELVE_MS if number == 12 and unit == "ms" else None
                figures.append(beside("g", name, unit, values[what], no_more_than=limit))
    fewest, most = PROGRAMMES[0], PROGRAMMES[-1]
    what = f"planner tick, {most} programmes: processor"
    figures.append(compare("g", what, "ms", costs[most], f"{fewest} programme", costs[fewest], at_most=1.1))
    return figures + await _as_shipped(houses, rounds)


async def _as_shipped(houses: Workshop, rounds: int) -> list[Figure]:
    """This tree: every programme that comes with the bot and forty courses, beside one programme and one course."""
    ours, programmes = houses.trees[0], sorted(read_library().programmes)
    alone, all_ = f"{PROGRAMME} and one course", f"{len(programmes)} programmes and {COURSES} courses"
    offers = {alone: (ours.content(1), [PROGRAMME]), all_: (CONTENT, programmes * COURSES)}
    async with AsyncExitStack() as stack:
        looks: dict[str, Process] = {}
        for name, (content, slugs) in offers.items():
            path = await published(houses, slugs[:COURSES])
            looks[name] = await stack.enter_async_context(ours.process("look", path, content=str(content)))
            await looks[name].ask(count=2)  # warm
        values = await in_turns(rounds, {name: partial(_look, one, TICKS) for name, one in looks.items()})
    return [
        compare("g", f"planner tick, {all_}: {what}", unit, values[what][all_], alone, values[what][alone])
        for what, unit in (("statements", "a tick"), ("processor, ms", "ms"))
    ]


async def published(houses: Workshop, programmes: list[str]) -> Path:
    """A database with a course of each of these, one after the other from a hundred days ago, as an import makes them."""
    path = houses.database(Crowd())
    begin = datetime(NOW.year, NOW.month, NOW.day, 18) - timedelta(days=100)  # noqa: DTZ001 - local, as in an import file
    courses = [
        COURSE.format(number=number, programme=programme, first=begin + timedelta(days=5 * number))
        for number, programme in enumerate(programmes)
    ]
    database, library = Database(f"sqlite:///{path}"), read_library()
    async with database.begin() as session:
        batch = importing.parse(CENTRE + "".join(courses), "import.toml")
        await importing.apply(session, library, batch, NOW, "import.toml")
    await database.dispose()
    return path


async def _look(process: Process, ticks: int) -> dict[str, float]:
    found = await process.ask(count=ticks)
    return {"statements": found["statements"], "processor, ms": 1000 * found["cpu"]}
