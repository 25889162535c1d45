"""The bot's own screens on the page of `make try`: a machine finds nothing in them that keeps anybody out, and all fits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, ViewportSize

from domain.conversations import buttons as c
from domain.courses import buttons as course_buttons
from domain.groups import buttons as g
from domain.running import buttons as b
from domain.signup import buttons as s
from tests.conftest import KEY
from tests.stage import Phone, Stage, StageOptions

WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
OUT = """() => [...document.querySelectorAll(".phone")].flatMap((phone) => {
  const edge = phone.getBoundingClientRect().right;
  return [...phone.querySelectorAll(".bubble, .key")].filter((one) => one.getBoundingClientRect().right > edge + 1)
    .map((one) => one.textContent.slice(0, 60));
})"""
"""What stands out of its telephone."""


async def _own_words(it: Phone) -> None:
    await it.forge(s.Join(1).pack())
    await it.say("jeg kan ikke komme på tirsdag")


async def _my_course(it: Phone) -> None:
    await it.forge(s.Join(1).pack())
    await it.forge(b.Attend(1, 1, 1).pack())
    await it.say("/mycourse")


async def _to_the_team(it: Phone) -> None:
    await it.forge(s.Join(1).pack())
    await it.forge(c.WriteTeam(1).pack())
    await it.say("Kan jeg ta med søsteren min?")


async def _danger(it: Phone) -> None:
    await it.forge(s.Join(1).pack())
    await it.say("jeg vil dø")


async def _wish(it: Phone) -> None:
    await it.forge(g.StartWish(1, 0).pack())
    await it.tap(g.Agree, side="relative")
    await it.forge(g.ShowStep(1, "slots").pack())


async def _who_comes(it: Phone) -> None:
    await it.forge(course_buttons.ManageCourse(1).pack())
    await it.forge(b.WhoComes(1).pack())


async def _call_off(it: Phone) -> None:
    await it.forge(b.AskCancelCourse(1).pack())


async def _guide(it: Phone) -> None:
    await it.say("/help")
    await it.tap(course_buttons.SendGuide)


PARTICIPANTS: dict[str, Callable[[Phone], Awaitable[None]]] = {
    "Kari": _own_words,
    "Ola": _my_course,
    "Liv": _to_the_team,
    "Siri": _danger,
    "Per": _wish,
}
COORDINATORS: dict[str, Callable[[Phone], Awaitable[None]]] = {
    "Berit": _who_comes,
    "Turid": _call_off,
    "Arne": _guide,
}


@pytest_asyncio.fixture(loop_scope="session")
async def played(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """Everybody has one of the screens that are new to them; Nina is asked for her consent."""
    stage = Stage(tmp_path, sqlite_url, KEY, StageOptions())
    await stage.open()
    team = {name: await stage.coordinator(name) for name in COORDINATORS}
    for phone in await stage.acquainted(*PARTICIPANTS):
        await PARTICIPANTS[phone.name](phone)
    for name, plays in COORDINATORS.items():
        await plays(team[name])
    nina = await stage.person("Nina")
    await nina.start()
    await nina.press("Norsk bokmål")
    yield stage
    await stage.close()


async def _looked_at(page: Page) -> list[str]:
    """What axe objects to, by its rule and the places."""
    found = (await Axe().run(page)).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


async def test_axe_finds_nothing_by_day_and_by_night_wide_and_narrow(browser: Browser, played: Stage) -> None:
    page = await browser.new_page(viewport=WIDE, reduced_motion="reduce")  # no colour is half-way
    await page.goto(played.server.url)
    await page.get_by_role("region", name="Nina").get_by_role("button", name="Ja, og jeg har fylt 18").wait_for()
    for size in (WIDE, NARROW):
        await page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert await _looked_at(page) == [], (size, scheme)
        assert await page.evaluate(OUT) == []
    await page.close()
