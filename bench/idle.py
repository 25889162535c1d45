"""(d) What it costs to find that nothing is due, whatever the number of enrolments."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from statistics import median

from bench.figures import Figure
from bench.house import NOW, PROGRAMME, Crowd, Houses
from db.session import Database
from domain.timing import QuietHours
from services import Session
from services.mail import outbox
from services.planning import planner
from services.programmes import Library, read_library

SIZES = (1_000, 10_000, 100_000)
DAYS = 700
SENT_EACH = 5
QUIET = QuietHours(datetime.min.time(), datetime.min.time())
Work = Callable[[Session, datetime], Awaitable[object]]


async def measure(houses: Houses, *, quick: bool) -> list[Figure]:
    """Median milliseconds of a transaction on each size, in turns, and how much the largest costs more than the least."""
    sizes = SIZES[:2] if quick else SIZES
    library = read_library()
    databases: dict[int, Database] = {}
    for size in sizes:
        path = houses.database(Crowd(people=size, days=DAYS, sent_each=SENT_EACH))
        databases[size] = Database(f"sqlite:///{path}")
    figures: list[Figure] = []
    for what, work in _works(library).items():
        figures += _figures(what, await _turns(databases, work, 60 if quick else 200))
    for database in databases.values():
        await database.dispose()
    return figures


def _works(library: Library) -> dict[str, Work]:
    async def plan(session: Session, now: datetime) -> None:
        assert await planner.plan(session, library, QUIET, now) == 0

    async def claim(session: Session, now: datetime) -> None:
        assert not await outbox.claim(session, now=now, real_now=datetime.now(UTC), limit=4, busy=())

    async def count(session: Session, now: datetime) -> None:
        assert await outbox.waiting(session, now) == 0

    assert PROGRAMME in library.programmes
    return {"planner tick": plan, "sender's claim": claim, "count of what waits": count}


async def _turns(databases: dict[int, Database], work: Work, turns: int) -> dict[int, list[float]]:
    """Milliseconds by size; the clock goes on by a second each turn, as it does in the bot."""
    times: dict[int, list[float]] = {size: [] for size in databases}
    for turn in range(-5, turns):
        for size, database in databases.items():
            begin = time.perf_counter()
            async with database.begin() as session:
                await work(session, NOW + timedelta(seconds=turn))
            if turn >= 0:
                times[size].append(1000 * (time.perf_counter() - begin))
    return times


def _figures(what: str, times: dict[int, list[float]]) -> list[Figure]:
    """The largest against each smaller one. Quartiles stand for the spread: one hiccup of the machine says nothing."""
    *smaller, largest = times
    ours = _quartiles(times[largest])
    figures = []
    for size in smaller:
        theirs = _quartiles(times[size])
        ratio = ours[1] / theirs[1]
        name = f"{what}, {largest:,} enrolments"
        goal, met = ("ratio ≤ 1.5", ratio <= 1.5) if size == smaller[0] else ("", None)
        figures.append(Figure("d", name, "ms", ours, f"{size:,}", theirs, [ratio], goal, met))
    return figures


def _quartiles(values: list[float]) -> list[float]:
    ordered = sorted(values)
    return [ordered[len(ordered) // 4], median(ordered), ordered[len(ordered) * 3 // 4]]
