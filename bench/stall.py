"""(e) A thousand reminders fall due in the same second: for how long does nothing else get its turn?"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bench.figures import Figure
from bench.house import NOW, Clock, Crowd, Houses
from bench.server import Server
from bot.app import App
from bot.settings import Pacing

PEOPLE = 1_000
GOAL_MS = 20.0
REMINDER = timedelta(days=1)


class Gaps:
    """A task that sleeps for a millisecond, again and again, and notes the longest time until it got its turn.

    `work_ms` is the same in processor time of the loop's thread: what the machine gives to others does not count.
    """

    def __init__(self) -> None:
        self.longest_ms = self.work_ms = 0.0

    async def watch(self) -> None:
        """Until cancelled."""
        last, worked = time.perf_counter(), time.thread_time()
        while True:
            await asyncio.sleep(0.001)
            now, work = time.perf_counter(), time.thread_time()
            self.longest_ms = max(self.longest_ms, 1000 * (now - last))
            self.work_ms = max(self.work_ms, 1000 * (work - worked))
            last, worked = now, work


@asynccontextmanager
async def watched() -> AsyncIterator[Gaps]:
    """The longest gap within the block."""
    gaps = Gaps()
    task = asyncio.create_task(gaps.watch())
    await asyncio.sleep(0.05)
    gaps.longest_ms = gaps.work_ms = 0.0
    yield gaps
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def measure(houses: Houses, *, quick: bool) -> list[Figure]:
    """Ours, the same bot with nothing to do, and APScheduler's job store, in turns."""
    seconds, rounds = (3.0, 1) if quick else (5.0, 3)
    ours: list[Gaps] = []
    idle: list[Gaps] = []
    theirs: list[Gaps] = []
    async with Server(limits=True) as server:
        await server.people(PEOPLE)
        for number in range(rounds):
            quiet, busy = await _ours(houses, server, seconds)
            idle.append(quiet)
            ours.append(busy)
            theirs.append(await _theirs(houses.file(f"jobs-{number}.db")))
    figures = []
    for what, of in {"longest stall": _wall, "the loop's own work in it": _work}.items():
        for name, others in {f"APScheduler job store, {PEOPLE:,} jobs": theirs, "the same bot, idle": idle}.items():
            goal = f"ours ≤ {GOAL_MS:g} ms" if others is theirs else ""
            figures.append(_figure(what, list(map(of, ours)), name, list(map(of, others)), goal))
    return figures


def _wall(gaps: Gaps) -> float:
    return gaps.longest_ms


def _work(gaps: Gaps) -> float:
    return gaps.work_ms


def _figure(what: str, ours: list[float], name: str, theirs: list[float], goal: str) -> Figure:
    ratio = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    met = median(ours) <= GOAL_MS if goal else None
    return Figure("e", f"{PEOPLE:,} due at once: {what}", "ms", ours, name, theirs, ratio, goal, met)


async def _ours(houses: Houses, server: Server, seconds: float) -> tuple[Gaps, Gaps]:
    """The whole bot with its limits as shipped: while it has nothing to do, and then at work."""
    due = NOW + timedelta(hours=1)
    path = houses.database(Crowd(people=PEOPLE, first=due + REMINDER))
    clock = Clock()
    app = App(houses.settings(path, server.url, Pacing()), clock)
    await app.start()
    try:
        await asyncio.sleep(1)
        async with watched() as quiet:
            await asyncio.sleep(seconds / 2)
        async with watched() as busy:
            clock.turn(due)
            await asyncio.sleep(seconds)
    finally:
        await app.stop()
    _must_have_planned(path)
    return quiet, busy


def _must_have_planned(path: Path) -> None:
    connection = sqlite3.connect(path)
    states = dict(connection.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
    connection.close()
    assert sum(states.values()) == PEOPLE, states
    assert states["sent"] > 50, states


async def job() -> None:
    """What APScheduler has to do for each reminder: nothing, which is kind to it."""


async def _theirs(path: Path) -> Gaps:
    """The jobs are stored beforehand, with the scheduler paused; then all fall due."""
    store = SQLAlchemyJobStore(url=f"sqlite:///{path}")
    scheduler = AsyncIOScheduler(jobstores={"default": store}, timezone="UTC")
    scheduler.start(paused=True)
    due = datetime.now(UTC)
    _synchronous(store, "OFF")
    for number in range(PEOPLE):
        scheduler.add_job(job, "date", run_date=due, id=str(number), misfire_grace_time=None)
    _synchronous(store, "FULL")
    async with watched() as gaps:
        scheduler.resume()
        while scheduler.get_jobs():
            await asyncio.sleep(0.2)
    scheduler.shutdown(wait=False)
    store.engine.dispose()
    return gaps


def _synchronous(store: SQLAlchemyJobStore, how: str) -> None:
    """Only the filling is made quicker; the pool has one connection, which keeps the setting."""
    with store.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA synchronous={how}")
