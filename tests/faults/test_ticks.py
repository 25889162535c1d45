"""Ticks when the bot stops: one that runs is finished, as a transaction that is cut off can keep the process from ending."""

import asyncio

import pytest
import structlog
from sqlalchemy import text
from structlog.testing import capture_logs

from db.session import Database, shred
from scheduler import ticks
from scheduler.ticks import Ticks


async def test_a_tick_that_runs_is_finished_and_none_comes_after_it() -> None:
    begun, finished = asyncio.Event(), []

    async def job() -> None:
        begun.set()
        await asyncio.sleep(0.2)
        finished.append(1)

    its = Ticks()
    its.every(0.05, "slow", job)
    its.start()
    await begun.wait()
    await its.stop()
    assert finished == [1]
    await asyncio.sleep(0.2)
    assert finished == [1]


async def test_a_tick_that_does_not_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticks, "STOP_SECONDS", 0.1)
    begun, cut_off = asyncio.Event(), []

    async def job() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cut_off.append(1)
            raise

    its = Ticks()
    its.every(0.05, "endless", job)
    its.start()
    await begun.wait()
    await its.stop()
    assert cut_off == [1]


async def test_what_a_tick_says_to_being_cut_off_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A driver may answer with an error of its own: "another operation is in progress"."""
    monkeypatch.setattr(ticks, "STOP_SECONDS", 0.1)
    begun = asyncio.Event()

    async def job() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError as cut:
            raise RuntimeError("another operation is in progress") from cut

    its = Ticks()
    its.every(0.05, "endless", job)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    with capture_logs() as said:
        its.start()
        await begun.wait()
        await its.stop()
    assert said == []


async def test_a_tick_that_fails_by_itself_is_told() -> None:
    async def job() -> None:
        raise RuntimeError

    its = Ticks()
    its.every(0.05, "broken", job)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    with capture_logs() as said:
        its.start()
        await asyncio.sleep(0.2)
        await its.stop()
    assert said[0]["event"] == "tick_failed"


async def test_wiping_that_is_cut_off_does_not_go_on(postgres_url: str) -> None:
    """Whoever reads a table holds up its rewriting; a stop that comes meanwhile ends whoever waits for it."""
    ours, readers = Database(postgres_url), Database(postgres_url)
    begun = asyncio.Event()

    async def answer() -> None:
        async with ours.begin() as session:
            await session.execute(text("SELECT 1"))
            shred(session)
            begun.set()

    async with readers.begin() as session:
        await session.execute(text("SELECT 1 FROM dialogs"))
        its = asyncio.create_task(answer())
        await begun.wait()
        async with readers.begin() as look:
            while not await look.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                await asyncio.sleep(0.01)
        its.cancel()
        await asyncio.wait([its], timeout=10)
    assert its.cancelled()
    for one in (ours, readers):
        await one.dispose()
