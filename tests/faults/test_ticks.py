"""Ticks when the bot stops: one that runs is finished, as a transaction that is cut off can keep the process from ending."""

import asyncio

import pytest

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
