"""What `try` tells its page: what comes next, what to do first, whether anything that is due has still to go out."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from bot import world
from bot.rehearsal import Rehearsal
from bot.scenarios import GROUPS, START, Scenario, looks_for_group
from bot.world import FULL, RUNNING
from db.models import GroupMember, Wish
from sandbox import ClockFile
from services import people
from services.groups import proposals
from services.groups.proposals import ProposedGroup
from services.mail import notes
from services.organisation.importing import parse
from services.planning import planner

POLL = 0.15
"""Seconds, as on the page."""


class Page:
    """The page's side of a rehearsal."""

    def __init__(self, rehearsal: Rehearsal, http: aiohttp.ClientSession) -> None:
        self.rehearsal, self.http = rehearsal, http
        assert rehearsal.app is not None
        self.app = rehearsal.app
        self.ids: dict[str, int] = {}

    def stop_the_clock(self) -> None:
        clock = self.rehearsal.server.sandbox.clock
        assert isinstance(clock, ClockFile)
        clock.set_line(clock.now().isoformat())

    async def get(self, path: str) -> Any:
        async with self.http.get(f"/sandbox/{path}") as answer:
            return await answer.json()

    async def post(self, path: str, **body: Any) -> None:
        async with self.http.post(f"/sandbox/{path}", json=body) as answer:
            assert answer.status == 200

    async def id(self, name: str) -> int:
        self.ids = self.ids or {one["first_name"]: int(one["id"]) for one in await self.get("users")}
        return self.ids[name]

    async def start(self, name: str) -> None:
        await self.post(f"users/{await self.id(name)}/start")

    async def write(self, name: str, text: str) -> None:
        await self.post(f"users/{await self.id(name)}/message", text=text)

    async def messages(self, name: str) -> list[dict[str, Any]]:
        chat = await self.get(f"users/{await self.id(name)}/chat")
        return [one for one in chat["messages"] if one["from_bot"]]

    async def heard(self, name: str, words: str) -> str:
        """The newest message with these words, once there is one."""
        async with asyncio.timeout(20):
            while True:
                texts = [one["text"] or "" for one in await self.messages(name)]
                if found := [one for one in texts if words in one]:
                    return found[-1]
                await asyncio.sleep(POLL)

    async def press(self, name: str, label: str) -> None:
        """The button with this label under the newest message, once it is there."""
        async with asyncio.timeout(20):
            while not (found := _buttons((await self.messages(name))[-1:], label)):
                await asyncio.sleep(POLL)
        await self.post(f"users/{await self.id(name)}/press", **found[0])

    async def turn(self, **to: str) -> None:
        """Turn the clock, and wait until what has come due has gone out."""
        async with self.http.post("/sandbox/clock", json=to) as answer:
            assert answer.status == 200
        async with asyncio.timeout(20):
            while (await self.get("plan"))["waiting"]:
                await asyncio.sleep(POLL)

    async def next(self) -> Counter[str]:
        """Press *Next event*; how many messages of which kind went out then."""
        due = (await self.get("plan"))["next_due"]
        await self.turn(to="next")
        rows = (await self.get("plan"))["outbox"]
        return Counter(row["kind"] for row in rows if row["due"] >= due and row["state"] == "sent")


def _buttons(messages: list[dict[str, Any]], label: str) -> list[dict[str, int]]:
    """What a press on each with this label says."""
    return [
        {"message_id": message["message_id"], "row": row, "column": column}
        for message in messages
        for row, keys in enumerate(message["buttons"] or [])
        for column, key in enumerate(keys)
        if label in key["text"]
    ]


@asynccontextmanager
async def opened(folder: Path, scenario: Scenario) -> AsyncIterator[Page]:
    rehearsal = Rehearsal(folder, 0, scenario)
    await rehearsal.start()
    try:
        async with aiohttp.ClientSession(rehearsal.server.url) as http:
            yield Page(rehearsal, http)
    finally:
        await rehearsal.stop()


FIRST = {
    "Berit": "Du koordinerer nå kurs ved LMS-Sandefjord",
    "Turid": "Velkommen som fagperson ved LMS-Sandefjord",
    "Arne": "Velkommen som erfaren bruker ved LMS-Sandefjord",
    "Solveig": "Velkommen som nettverksleder i Vestfold",
    "Grete": "Du deler nå ut roller i Vestfold",
}
"""What whoever has a role reads first."""
STAGES = {
    "Mestringstreff": ("Opptatte plasser: 5 av 12", "Det du allerede kan"),
    "TA TAK": ("Opptatte plasser: 0 av 18", "Mestring og verdighet"),
    "Gode vaner": ("Opptatte plasser: 6 av 6", "På venteliste: 2"),
    "Krefter": ("Opptatte plasser: 6 av 10", "ingen flere"),
    "Utkast": ("Samtalegruppe", "Sted: mangler", "Turid, fagperson: blir med", "Arne, erfaren bruker: blir med"),
}
"""Of the coordinator's courses: running, to be signed up for, full, over, being set up."""


TOLD = {
    "the news of sign-ups": {"Berit"},
    "a reminder of the next session": {"Kari", *RUNNING},
    "the thought of the week": set(RUNNING),
}
"""What comes in the nine days from a Monday on, and to whom."""


@pytest.mark.parametrize("weekday", range(7))
def test_the_courses_are_at_their_stages_whenever_one_begins(weekday: int) -> None:
    for hour in range(0, 24, 4):
        now = datetime(2026, 9, 14 + weekday, hour, 30, tzinfo=UTC)
        batch = parse(world.batch(now), "try.toml")
        first = {one.slug: one.first_session.replace(tzinfo=world.ZONE) for one in batch.courses if one.first_session}
        assert first["mestringstreff"] + timedelta(weeks=2) <= now < first["mestringstreff"] + timedelta(weeks=3)
        assert now - timedelta(days=8) < first["krefter"] + timedelta(weeks=5, hours=2) < now
        for slug, least in (("ta-tak", 9), ("temakveld", 11), ("leve-godt", 19), ("gode-vaner", 34)):
            assert timedelta(days=least) < first[slug] - now < timedelta(days=least + 9)


async def test_the_small_world_and_what_comes_by_itself_in_it(tmp_path: Path) -> None:
    begins = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
    async with opened(tmp_path, replace(START, begins=lambda _: begins)) as page:
        for name, words in FIRST.items():
            assert words in (await page.heard(name, words))
        await page.heard("Arne", "Vil du være med i kursteamet?")
        await _stands_as_it_is_told(page)
        await _what_there_is_to_do(page)
        await _kari_signs_up(page)
        told: dict[str, set[str]] = {}
        while page.rehearsal.clock.now() < begins + timedelta(days=8, hours=8):
            await page.turn(to="next")
            for one in (await page.get("plan"))["happened"]:
                told.setdefault(one["what"], set()).update(person["name"] for person in one["to"])
        assert {what: told.get(what) for what in TOLD} == TOLD
        async with page.app.database.begin() as session:
            planned = await notes.read_instant(session, notes.PLANNED_UNTIL)
        assert planned is not None
        assert page.rehearsal.clock.now() - planned <= planner.OVERLAP


async def _stands_as_it_is_told(page: Page) -> None:
    for course, words in STAGES.items():
        await page.write("Berit", "/courses")
        await page.press("Berit", course)
        card = await page.heard("Berit", words[0])
        assert [one for one in words if one not in card] == []
    await _answered(page)
    await page.write("Berit", "/courses")
    await page.press("Berit", "Delte kurs")
    await page.press("Berit", "Lær å leve godt")
    await page.heard("Berit", "På video, Larvik kommune")
    await page.write("Solveig", "/courses")
    await page.press("Solveig", "Åpen temakveld")
    await page.heard("Solveig", "Kulturhuset, Tønsberg kommune")


async def _answered(page: Page) -> None:
    """Of the course that is over there are results from the first minute on, and the poll that was asked last opens."""
    await page.write("Berit", "/courses")
    await page.press("Berit", "Krefter")
    await page.press("Berit", "Evalueringer")
    results = await page.heard("Berit", "Har svart: 6")
    assert "Invitert: 6" in results


async def _what_there_is_to_do(page: Page) -> None:
    """Arne is asked; the draft lacks a place and nothing else; more seats on the full course go to who waits."""
    await page.press("Arne", "Ja, det vil jeg")
    await page.heard("Berit", "Arne blir med")
    await page.write("Berit", "/courses")
    for label in ("Utkast", "Sted", "Hvitgården", "Se gjennom og publiser", "Publiser"):
        await page.press("Berit", label)
    await page.heard("Berit", "Samtalegruppe for pårørende er publisert")
    await page.write("Berit", "/courses")
    for label in ("Gode vaner", "Endre kurset", "Plasser"):
        await page.press("Berit", label)
    await page.heard("Berit", "Hvor mange plasser?")
    for label in ("8", "Ja, endre"):
        await page.press("Berit", label)
    for name in FULL[-2:]:
        await page.heard(name, "Gode vaner i hverdagen")


async def _kari_signs_up(page: Page) -> None:
    """By the link that she has opened: pressing Start leads to the course."""
    await page.start("Kari")
    for label in ("Norsk bokmål", "Ja, og jeg har fylt 18", "Meld meg på", "Ja, meld meg på"):
        await page.press("Kari", label)
    await page.heard("Kari", "Du har fått plass")


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
    names = [phone.name for phone in GROUPS.phones if phone.takes is None]
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
