"""The README's pictures: the page of `make try` in a wide window, played as the README says."""

import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace
from playwright.async_api import Browser, Locator, Page, ViewportSize

from bot.rehearsal import Rehearsal
from bot.scenarios import GROUPS, START, Scenario
from sandbox import ClockFile
from tests.pictures.camera import small

FOLDER = Path(__file__).parents[2] / "docs" / "images"
BEGINS = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
"""A Monday. A course that has run is over on the Tuesday before it."""
COLOURS = 128
DRAWN = 500
"""Milliseconds in which the telephones show what has come: whoever looks before would press on, past it."""
FORM = ("Finn en gruppe til meg", "Videre", "Hopp over")
"""Of the form about groups, whichever there is first; nynorsk has the same."""


async def pictures(opened: Browser) -> dict[str, bytes]:
    return {"try": await _try(opened), "groups": await _groups(opened)}


@asynccontextmanager
async def _desk(opened: Browser, scenario: Scenario) -> AsyncIterator["Desk"]:
    begins = scenario.begins
    with tempfile.TemporaryDirectory(prefix="mestringsbot-") as folder:
        rehearsal = Rehearsal(Path(folder), 0, replace(scenario, begins=lambda _: begins(BEGINS)))
        clock = rehearsal.server.sandbox.clock
        assert isinstance(clock, ClockFile)
        clock.set_line(begins(BEGINS).isoformat())  # it stands still: the same minutes in every picture
        await rehearsal.start()
        page = await opened.new_page(viewport=ViewportSize(width=1440, height=900), color_scheme="light")
        page.set_default_timeout(40_000)
        try:
            await page.goto(rehearsal.server.url)
            yield Desk(page)
        finally:
            await page.close()
            await rehearsal.stop()


class Desk:
    """The page, as somebody uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def phone(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name, exact=True)

    async def press(self, name: str, *labels: str) -> None:
        """One button after the other; each is the newest of its label."""
        for label in labels:
            await self.phone(name).get_by_role("button", name=label).last.click()
            await self.page.wait_for_function("() => !document.querySelector('.key.waiting')")

    async def next_event(self) -> None:
        onward = self.page.get_by_role("button", name="Next event")
        await onward.click()
        await self.page.wait_for_function("() => document.querySelector('#clock-tools').ariaBusy !== 'true'")
        await self.page.wait_for_timeout(DRAWN)

    async def be(self, role: str) -> None:
        await self.page.get_by_role("navigation", name="Be").get_by_role("button", name=role).click()

    async def write(self, name: str, text: str) -> None:
        field = self.phone(name).get_by_role("textbox", name="Message")
        await field.fill(text)
        await field.press("Enter")

    async def picture(self) -> bytes:
        """When nothing moves any more and no box lies over the phones."""
        await self.page.wait_for_function("() => !document.querySelector('.toast.up')")
        await self.page.evaluate("() => document.activeElement?.blur()")
        await self.page.mouse.move(0, 0)
        return small(await self.page.screenshot(animations="disabled"), COLOURS)


async def _try(opened: Browser) -> bytes:
    async with _desk(opened, START) as desk:
        await desk.press("Kari", "Start on", "Norsk bokmål", "Ja, og jeg har fylt 18")
        await desk.press("Kari", "Meld meg på", "Ja, meld meg på")
        await desk.phone("Kari").get_by_text("ta-tak.ics").wait_for()
        await desk.press("Ola", "Start on", "Norsk nynorsk", "Ja, og eg har fylt 18")
        while not await desk.phone("Kari").get_by_text("om en uke").count():
            await desk.next_event()
        await desk.write("Berit", "/courses")
        await desk.phone("Berit").get_by_role("button", name="Utkast").wait_for()
        await desk.be("Coordinator")
        await desk.page.evaluate("() => document.querySelector('#phones').scrollTo(0, 0)")
        return await desk.picture()


async def _groups(opened: Browser) -> bytes:
    async with _desk(opened, GROUPS) as desk:
        for name in ("Kari", "Ola"):
            await _look(desk, name)
        await desk.press("Berit", "Kurs jeg koordinerer", "Selvhjelpsgrupper", "Finn grupper")
        await desk.press("Berit", "Godkjenn og spør alle", "Ja, spør dem")
        for name in ("Kari", "Ola", "Liv", "Siri"):
            await desk.press(name, "Ja, jeg blir med")
        await desk.press("Per", "Ja, eg blir med")
        await desk.press("Siri", "Det lover jeg", "Gruppechatten", "Legg meg til")
        await _make_group(desk)
        for name in ("Kari", "Ola"):
            await desk.press(name, "Det lover jeg", "Til gruppechatten")
        await desk.page.get_by_text("Ola joined the group").wait_for()
        await _talk(desk)
        return await desk.picture()


async def _look(desk: Desk, name: str) -> None:
    """Through the form about groups, from the question on the morning after the course."""
    asked = desk.phone(name).get_by_role("button", name="Jeg er pårørende")
    while not await asked.count():
        await desk.next_event()
    await desk.press(name, "Jeg er pårørende")
    done = desk.phone(name).get_by_role("button", name=FORM[0])
    while True:
        evenings = desk.phone(name).get_by_role("button", name="Hverdagskvelder", exact=True)
        if await evenings.count():
            await desk.press(name, "Hverdagskvelder")
        await desk.phone(name).get_by_role("button", name=re.compile("|".join(FORM))).last.wait_for()
        there = [one for one in FORM if await desk.phone(name).get_by_role("button", name=one).count()]
        await desk.press(name, there[0])
        if there[0] == FORM[0]:
            break
    await done.wait_for(state="detached")


async def _make_group(desk: Desk) -> None:
    dialog = desk.page.get_by_role("dialog", name="Add the bot to a group")
    await dialog.get_by_label("Title of the new group").fill("Mandagsgruppa")
    await dialog.get_by_role("button", name="Add the bot").click()
    await desk.phone("Siri").get_by_text("Alt er i orden med gruppechatten").wait_for()


async def _talk(desk: Desk) -> None:
    group = desk.page.get_by_role("region", name="Mandagsgruppa")
    await group.get_by_label("Write as").select_option("Siri")
    await desk.write("Mandagsgruppa", "Hei, og velkommen! Jeg tar med kaffe på mandag.")
    await group.get_by_label("Write as").select_option("Ola")
    await desk.write("Mandagsgruppa", "Så fint. Da tar jeg med kanelboller.")
    await group.get_by_text("kanelboller").last.wait_for()
