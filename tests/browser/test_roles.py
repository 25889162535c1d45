"""The row of people to be, and the line that says what has gone out: on the page of `make try`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import OpenDesk

CAST = (
    {"first_name": "Berit", "role_hint": "coordinator", "about": "runs the courses", "started": True},
    {"first_name": "Turid", "role_hint": "professional"},
    {"first_name": "Arne", "role_hint": "experienced user"},
    {"first_name": "Solveig", "role_hint": "network lead"},
    {"first_name": "Grete", "role_hint": "owner"},
    {"first_name": "Liv", "about": "has been on a course", "started": True, "aside": True},
)


async def _with_roles(desk: Any) -> dict[str, int]:
    """Everybody's number by name; what the plan tells from now on has gone out to Berit and Liv."""
    users = {}
    async with aiohttp.ClientSession(desk.url) as http:
        for one in CAST:
            async with http.post("/sandbox/users", json={"language_code": "nb", **one}) as answer:
                users[one["first_name"]] = (await answer.json())["id"]
    plain = desk.sandbox.plan
    to = [{"id": users[name], "name": name} for name in ("Berit", "Liv")]

    async def plan() -> dict[str, Any]:
        turned = desk.sandbox.turned_from is not None
        return {**await plain(), "happened": [{"what": "the news of sign-ups", "to": to}] if turned else []}

    desk.sandbox.plan = plan
    await desk.phone("Grete").wait_for()
    return users


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
async def test_one_press_brings_whom_one_wants_to_be(open_desk: OpenDesk, width: int, dark: bool) -> None:
    desk = await open_desk(width=width, dark=dark)
    await desk.page.emulate_media(reduced_motion="reduce")
    await _with_roles(desk)
    row = desk.page.get_by_role("navigation", name="Be")
    labels = await row.get_by_role("button").all_inner_texts()
    assert [one.split("\n")[0].split()[0] for one in labels] == [
        "Coordinator",
        "Professional",
        "Experienced",
        "Network",
        "Owner",
    ]
    for button in await row.get_by_role("button").all():
        await expect(button).to_be_in_viewport(ratio=1)
    await row.get_by_role("button", name="Owner").click()
    await expect(desk.phone("Grete")).to_be_in_viewport(ratio=0.95)
    await expect(desk.phone("Grete").get_by_role("button", name="Start on")).to_be_focused()
    await expect(row.get_by_role("button", name="Owner")).to_have_attribute("aria-current", "true")
    await row.get_by_role("button", name="Coordinator").click()
    await expect(
        desk.phone("Berit").get_by_text("coordinator: runs the courses · Norwegian Bokmål")
    ).to_be_in_viewport()
    await expect(row.locator("[aria-current]")).to_have_count(1)
    await expect(desk.phone("Liv")).to_have_count(0)
    await row.get_by_label("Be somebody else").select_option("Liv")
    await expect(desk.phone("Liv")).to_be_in_viewport(ratio=0.95)
    assert await desk.page.evaluate("document.documentElement.scrollWidth") == width
    assert (await Axe().run(desk.page)).response["violations"] == []


async def test_next_event_says_what_went_out_and_to_whom(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    await _with_roles(desk)
    news, row = desk.page.locator("#news"), desk.page.get_by_role("navigation", name="Be")
    await expect(news).to_be_hidden()
    await desk.page.get_by_role("button", name="Next event").click()
    await expect(news).to_have_text("The news of sign-ups → Berit and Liv")
    await expect(desk.page.locator("#hint")).to_be_hidden()
    await expect(desk.page.locator("#said")).to_contain_text("The news of sign-ups → Berit and Liv")
    await expect(row.get_by_role("button", name="has got a message")).to_have_count(1)
    await news.get_by_role("button", name="Berit").click()
    await expect(desk.phone("Berit").get_by_role("log")).to_be_focused()
    await expect(row.get_by_role("button", name="has got a message")).to_have_count(0)
    await news.get_by_role("button", name="Liv").click()
    await expect(desk.phone("Liv").get_by_role("log")).to_be_focused()
    assert (await Axe().run(desk.page)).response["violations"] == []


async def test_without_roles_there_is_no_row(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    await expect(desk.page.get_by_role("navigation", name="Be")).to_be_hidden()
