"""The page without a mouse, with a screen reader, on a small screen, by day and by night."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import OpenDesk

NAMED = {"button", "link", "textbox", "combobox", "checkbox", "radio", "spinbutton", "region", "dialog", "log", "image"}

# Pairs of text and ground with too little contrast (WCAG 2.2, 1.4.3): 4.5, or 3 for large text.
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const over = (top, below) => below.map((value, i) => top[i] * top[3] / 255 + value * (1 - top[3] / 255));
  const ground = (element) => {
    const layers = [];
    for (let node = element; node; node = node.parentElement) {
      const colour = rgba(getComputedStyle(node).backgroundColor);
      layers.unshift(colour);
      if (colour[3] === 255) break;
    }
    return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const shown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (!shown || !walker.currentNode.data.trim()) continue;
    if (element.closest(".hidden, :disabled")) continue;
    const style = getComputedStyle(element);
    const below = ground(element);
    let opacity = 1;
    for (let node = element; node; node = node.parentElement) opacity *= getComputedStyle(node).opacity;
    const colour = rgba(style.color);
    colour[3] *= opacity;
    const [high, low] = [light(over(colour, below)), light(below)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) bad.push(`${walker.currentNode.data.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return bad;
}"""

SMALL = """() => [...document.querySelectorAll("button, input, select, textarea, summary")]
  .filter((element) => element.checkVisibility() && !element.closest(".text"))
  .map((element) => [element.getBoundingClientRect(), element])
  .filter(([box]) => box.width < 24 || box.height < 24)
  .filter(([, element]) => !element.closest("label"))
  .map(([box, element]) => `${element.tagName} ${element.textContent} ${box.width}x${box.height}`)"""


async def unnamed(page: Page) -> list[str]:
    """Controls and landmarks to which the browser itself gives no accessible name."""
    session = await page.context.new_cdp_session(page)
    tree: dict[str, Any] = await session.send("Accessibility.getFullAXTree")
    await session.detach()
    nodes = [node for node in tree["nodes"] if not node.get("ignored")]
    return [
        f"{node['role']['value']}: {node.get('description', {}).get('value', '')}"
        for node in nodes
        if node.get("role", {}).get("value") in NAMED and not node.get("name", {}).get("value", "").strip()
    ]


async def fill_the_desk(desk: Any) -> None:
    """A conversation with every kind of message in one phone, the outbox and a menu open."""
    kari = await desk.start("Kari")
    field = kari.get_by_label("Message from Kari")
    for text, sign in (("knapper", "Velg under"), ("avstemning", "Hvor nyttig"), ("fil", "ta-tak.ics")):
        await field.fill(text)
        await field.press("Enter")
        await expect(kari.get_by_text(sign).first).to_be_visible()
    await kari.get_by_role("button", name="Slett").click()
    await expect(kari.get_by_text("took this message away")).to_be_visible()
    await expect(kari.locator(".toast.up")).to_have_count(0, timeout=10_000)
    await kari.get_by_role("button", name="Commands").click()
    await expect(kari.get_by_text("/kurs")).to_be_visible()
    await desk.page.get_by_role("button", name="Outbox", exact=True).click()
    for title in ("Order a fault", "Calls to the Bot API"):
        await desk.page.get_by_text(title).click()
    await expect(desk.page.locator(".calls li").first).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_everything_has_a_name_and_can_be_read(open_desk: OpenDesk, dark: bool) -> None:
    desk = await open_desk(dark=dark)
    await fill_the_desk(desk)
    page = desk.page
    assert await unnamed(page) == []
    ids = await page.eval_on_selector_all("[id]", "all => all.map((element) => element.id)")
    assert len(ids) == len(set(ids))
    assert await page.evaluate(CONTRAST) == []
    assert await page.evaluate(SMALL) == []
    for landmark in ("banner", "main", "complementary"):
        await expect(page.get_by_role(landmark)).to_have_count(1)
    log = desk.phone("Kari").get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log.get_by_role("listitem").first).to_be_visible()
    await expect(log.locator("[lang=nb]").first).to_be_visible()


async def test_dark_mode_is_dark(open_desk: OpenDesk) -> None:
    desk = await open_desk(dark=True)
    ground = await desk.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", ground)[:3])) < 60


async def test_by_keyboard_alone(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    page, keys, kari = desk.page, desk.page.keyboard, desk.phone("Kari")
    await keys.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the phones")).to_be_focused()
    await keys.press("Enter")
    await keys.press("Tab")
    await expect(kari.get_by_role("log")).to_be_focused()
    await keys.press("Tab")
    await keys.press("Enter")
    field = kari.get_by_label("Message from Kari")
    await expect(field).to_be_focused()
    await expect(kari.get_by_text("TA TAK")).to_be_visible()
    await keys.press("Shift+Tab")
    await expect(kari.get_by_role("button", name="Commands")).to_be_focused()
    await keys.press("Enter")
    await expect(kari.get_by_role("button", name="/kurs")).to_be_focused()
    await keys.press("Escape")
    await expect(kari.get_by_role("button", name="Commands")).to_be_focused()
    await keys.press("Enter")
    await expect(kari.get_by_role("button", name="/kurs")).to_be_focused()
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(kari.get_by_text("Du sendte: /mine")).to_be_visible()
    await expect(field).to_be_focused()
    await kari.get_by_role("button", name="Meld meg").focus()
    await keys.press("Enter")
    # The pressed button is replaced by the edit: focus stays at the same place, not at the top of the page.
    await expect(kari.get_by_role("button", name="Angre")).to_be_focused()
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(page.get_by_role("button", name="OK")).to_be_focused()
    await keys.press("Enter")
    await expect(kari.get_by_role("button", name="Jeg kan ikke")).to_be_focused()


async def test_narrow_screen_shows_one_phone_at_a_time(open_desk: OpenDesk) -> None:
    desk = await open_desk(width=390, height=844)
    page = desk.page
    kari = await desk.start("Kari")
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    box = await kari.bounding_box()
    assert box is not None
    assert 300 < box["width"] < 390
    assert box["y"] + box["height"] <= 844
    right = "all => Math.max(...all.map((element) => element.getBoundingClientRect().right))"
    assert await kari.locator(".bubble, .key").evaluate_all(right) < 390
    await expect(page.get_by_role("button", name="+1 day")).to_be_hidden()
    await page.get_by_role("button", name="Change time").click()
    await page.get_by_role("button", name="+1 day").click()
    await expect(page.locator("#now")).to_contain_text("Wednesday 25 November")
    await desk.start("Odd")
    await page.get_by_role("button", name="Outbox", exact=True).click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary", name="Outbox")).to_be_hidden()
    await expect(page.get_by_role("button", name="Outbox", exact=True)).to_be_focused()


async def test_nothing_moves_for_those_who_asked_for_less_motion(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    await desk.page.emulate_media(reduced_motion="reduce")
    duration = "all => all.map((element) => getComputedStyle(element).transitionDuration)"
    durations = await desk.page.eval_on_selector_all("*", duration)
    assert set(durations) == {"0s"}
