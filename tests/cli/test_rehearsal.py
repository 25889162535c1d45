"""What `try` tells its page after the clock was turned: whether anything that is due has still to go out."""

import asyncio
from pathlib import Path

import aiohttp

from bot.rehearsal import Rehearsal
from bot.scenarios import START
from services import notes, planner


async def test_nothing_waits_once_the_planner_has_looked(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, 0, START)
    await rehearsal.start()
    try:
        async with aiohttp.ClientSession(rehearsal.server.url) as http:
            async with http.post("/sandbox/clock", json={"add": "P1D"}) as answer:
                assert answer.status == 200
            async with asyncio.timeout(20):
                while await _waiting(http):
                    await asyncio.sleep(0.05)
        assert rehearsal.app is not None
        async with rehearsal.app.database.begin() as session:
            planned = await notes.read_instant(session, notes.PLANNED_UNTIL)
        assert planned is not None
        assert rehearsal.clock.now() - planned <= planner.OVERLAP
    finally:
        await rehearsal.stop()


async def _waiting(http: aiohttp.ClientSession) -> int:
    async with http.get("/sandbox/plan") as answer:
        return int((await answer.json())["waiting"])
