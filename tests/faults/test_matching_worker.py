"""The process that finds groups dies, hangs, or breaks: the coordinator gets an answer, and the next search works."""

import asyncio
import os
import signal
from typing import Any

import pytest
from sqlalchemy import select

from bot.worker import Worker
from db.models import Round
from domain.errors import SearchFailed
from domain.groups import buttons as g
from domain.groups.matching import Matching, Pool, Sizes
from tests.flows.groups import Play, play
from tests.stage import Stage

FOUND = "Grupper: 1. Med plass: 5. Uten gruppe: 0."
NOT_NOW = "Søket etter grupper stoppet"
NOBODY = Pool(candidates=(), sizes=Sizes(4, 8, (5, 7)))


async def searched(stage: Stage) -> Play:
    """Five people look for a group, Berit has found it, and the process is there."""
    it = await play(stage, 5)
    await it.berit.forge(g.FindGroups(1).pack())
    assert FOUND in it.berit.last
    return it


def send(worker: Worker, what: signal.Signals) -> int:
    assert worker.pid is not None
    os.kill(worker.pid, what)
    return worker.pid


async def test_killed_by_the_system(stage: Stage) -> None:
    it = await searched(stage)
    dead = send(stage.app.worker, signal.SIGKILL)
    await it.berit.press("Søk på nytt")
    assert FOUND in it.berit.last
    assert not it.berit.saw(NOT_NOW)
    assert stage.app.worker.pid not in (None, dead)


async def test_hanging(stage: Stage) -> None:
    it = await searched(stage)
    hangs = send(stage.app.worker, signal.SIGSTOP)
    stage.app.worker.patience = 4
    before = (await stage.rows(select(Round.version)))[0][0]
    await it.berit.press("Søk på nytt")
    assert (await stage.rows(select(Round.version)))[0][0] == before + 1
    assert not it.berit.saw(NOT_NOW)
    assert stage.app.worker.pid not in (None, hangs)


async def test_in_vain(stage: Stage) -> None:
    """Twice without an answer: a sentence, nothing changed; and the next search works."""
    it = await searched(stage)
    worker, usual = stage.app.worker, stage.app.worker.patience
    before = await stage.dump(without=("inbox", "dialogs"))
    again = it.berit.button("Søk på nytt")
    send(worker, signal.SIGSTOP)
    worker.patience = 0.05
    await it.berit.forge(again)
    assert NOT_NOW in it.berit.last
    assert await stage.dump(without=("inbox", "dialogs")) == before
    worker.patience = usual
    await it.berit.forge(again)
    assert FOUND in it.berit.last


async def test_several_ask_at_once() -> None:
    worker = Worker()
    try:
        found = await asyncio.gather(*(worker.match(NOBODY, seed) for seed in range(3)))
        assert [one.groups for one in found] == [()] * 3
    finally:
        await worker.stop()


async def test_what_breaks_in_it_is_no_riddle_to_the_next() -> None:
    worker, broken = Worker(), Any
    try:
        with pytest.raises(SearchFailed):
            await worker.match(broken, 1)  # type: ignore[arg-type]
        first = worker.pid
        assert isinstance(await worker.match(NOBODY, 1), Matching)
        assert worker.pid == first
    finally:
        await worker.stop()


async def test_one_who_no_longer_waits_leaves_no_answer_behind() -> None:
    worker = Worker()
    try:
        asked = asyncio.create_task(worker.match(NOBODY, 1))
        while worker.pid is None:
            await asyncio.sleep(0.01)
        asked.cancel()
        await asyncio.wait({asked})
        assert worker.pid is None
        assert isinstance(await worker.match(NOBODY, 2), Matching)
    finally:
        await worker.stop()


async def test_stopping_waits_for_nobody() -> None:
    worker = Worker()
    await worker.match(NOBODY, 1)
    pid = send(worker, signal.SIGSTOP)
    asked = asyncio.create_task(worker.match(NOBODY, 1))
    await asyncio.sleep(0)
    await asyncio.wait_for(worker.stop(), 10)
    with pytest.raises(SearchFailed):
        await asyncio.wait_for(asked, 10)
    assert worker.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
