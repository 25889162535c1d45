"""What `try` tells its page: what comes next, what to do first, whether anything that is due has still to go out."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import select

from bot.rehearsal import Rehearsal
from bot.scenarios import GROUPS, START, Scenario, looks_for_group
from db.models import GroupMember, Wish
from sandbox import ClockFile
from services import people
from services.groups import proposals
from services.groups.proposals import ProposedGroup
from services.mail import notes
from services.planning import planner


class Page:
    """The page's side of a rehearsal."""

    def __init__(self, rehearsal: Rehearsal, http: aiohttp.ClientSession) -> None:
        self.rehearsal, self.http = rehearsal, http
        assert rehearsal.app is not None
        self.app = rehearsal.app

    def stop_the_clock(self) -> None:
        clock = self.rehearsal.server.sandbox.clock
        assert isinstance(clock, ClockFile)
        clock.set_line(clock.now().isoformat())

    async def get(self, path: str) -> Any:
        async with self.http.get(f"/sandbox/{path}") as answer:
            return await answer.json()

    async def turn(self, **to: str) -> None:
        """Turn the clock, and wait until what has come due has gone out."""
        async with self.http.post("/sandbox/clock", json=to) as answer:
            assert answer.status == 200
        async with asyncio.timeout(20):
            while (await self.get("plan"))["waiting"]:
                await asyncio.sleep(0.05)

    async def next(self) -> Counter[str]:
        """Press *Next event*; how many messages of which kind went out then."""
        due = (await self.get("plan"))["next_due"]
        await self.turn(to="next")
        rows = (await self.get("plan"))["outbox"]
        return Counter(row["kind"] for row in rows if row["due"] >= due and row["state"] == "sent")


@asynccontextmanager
async def opened(folder: Path, scenario: Scenario) -> AsyncIterator[Page]:
    rehearsal = Rehearsal(folder, 0, scenario)
    await rehearsal.start()
    try:
        async with aiohttp.ClientSession(rehearsal.server.url) as http:
            yield Page(rehearsal, http)
    finally:
        await rehearsal.stop()


async def test_nothing_waits_once_the_planner_has_looked(tmp_path: Path) -> None:
    async with opened(tmp_path, START) as page:
        await page.turn(add="P1D")
        async with page.app.database.begin() as session:
            planned = await notes.read_instant(session, notes.PLANNED_UNTIL)
        assert planned is not None
        assert page.rehearsal.clock.now() - planned <= planner.OVERLAP


async def test_what_to_do_first_is_said_until_the_clock_is_turned(tmp_path: Path) -> None:
    async with opened(tmp_path, GROUPS) as page:
        assert (await page.get("plan"))["hint"] == "A course is just ending: press Next event."
        await page.turn(to="next")
        assert (await page.get("plan"))["hint"] == ""


async def test_the_next_event_leads_through_the_life_of_a_group(tmp_path: Path) -> None:
    """Whoever presses nothing else sees all that comes by itself."""
    async with opened(tmp_path, GROUPS) as page:
        page.stop_the_clock()  # the evening is over in a minute: a slow machine would let it pass
        await _asked(page)
        stops = [await page.next() for _ in range(7)]
    assert stops == [
        {"evaluation_invite": 5},
        {"evaluation_reminder": 5},
        {"proposal_reminder": 1},
        {"group_starts": 4, "group_news": 1, "proposal_lapsed": 1},
        {"meeting_reminder": 4},
        {"meeting_reminder": 4},
        {"next_meeting_asked": 1},
    ]


async def _asked(page: Page) -> None:
    """All five are asked about a group, and all but Kari say yes."""
    users = {one["first_name"]: one["id"] for one in await page.get("users")}
    names = [phone.name for phone in GROUPS.phones if phone.role != "coordinator"]
    now = page.rehearsal.clock.now()
    for name in ("Kari", "Ola"):
        async with page.app.database.begin() as session:
            await looks_for_group(page.app, session, await people.arrive(session, users[name], now), 1, now)
    async with page.app.database.begin() as session:
        wishes = (await session.scalars(select(Wish.id))).all()
        draft = ProposedGroup(tuple(wishes), "thu-18", "online", "nb", ())
        await proposals.propose(session, page.app.library, 1, None, [draft], now)
    for name in names[1:]:
        async with page.app.database.begin() as session:
            actor = await people.arrive(session, users[name], now)
            row = (await session.scalars(select(GroupMember).where(GroupMember.person_id == actor.id))).one()
            await proposals.answer(session, page.app.library, actor, row.id, row.version, "yes", now)
