"""What stands in the head of a phone can be read whole, however narrow the phone is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import OpenDesk

ROLE = "relative, willing to start a group"
CUT = """() => [...document.querySelectorAll(".who p")]
  .filter((line) => line.scrollWidth > line.clientWidth || line.scrollHeight > line.clientHeight + 1)
  .map((line) => line.textContent)"""


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1200, 900)])
async def test_a_long_role_is_shown_whole(open_desk: OpenDesk, width: int, height: int) -> None:
    desk = await open_desk(width=width, height=height)
    async with aiohttp.ClientSession(desk.url) as http:
        await http.post("/sandbox/users", json={"first_name": "Siri", "language_code": "nb", "role_hint": ROLE})
    siri = desk.phone("Siri")
    await siri.get_by_text(f"{ROLE} · Norwegian Bokmål").wait_for()
    assert await desk.page.evaluate(CUT) == []
    line = await siri.locator(".who p").bounding_box()
    button = await siri.get_by_role("button", name="Start on").bounding_box()
    whole = await siri.bounding_box()
    assert line is not None
    assert whole is not None
    assert button is not None
    assert line["x"] >= whole["x"]
    assert line["x"] + line["width"] <= whole["x"] + whole["width"]
    assert line["height"] > 20  # two lines of it
    assert await desk.page.evaluate("document.documentElement.scrollWidth") == width
