"""Takes a picture of a phone, or of the whole page, and keeps it small."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from tests import chromium

WIDTH = 390
SHARP = 2
"""Dots of the picture for each of the page."""
COLOURS = 40
FLAGS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--font-render-hinting=none"]
ONLY_THE_PHONE = """
.top, .composer, .phone > header button, .phone > header .small, .day { display: none !important; }
.foot span, .edit, .toast, .below { display: none !important; }
html, body { height: auto !important; overflow: visible !important; background: #fff !important; }
.desk, .phones, .screen { display: block !important; padding: 0 !important; overflow: visible !important; }
.phone { display: none !important; }
.phone.shown { display: block !important; width: 390px; max-width: none; border-radius: 0; border: 0; box-shadow: none; }
.log { overflow: visible !important; height: auto !important; }
.message.away { display: none !important; }
.face { font-size: 0; background: url(/static/mark.svg) center / cover; }
.who h2 { font-size: 0; }
.who h2::after { content: "mestringsbot"; font-size: 1rem; }
"""
SHOW = """([name, last]) => {
  for (const phone of document.querySelectorAll(".phone")) {
    const mine = phone.querySelector("h2").textContent === name;
    phone.classList.toggle("shown", mine);
    const messages = [...phone.querySelectorAll(".message")];
    messages.forEach((one, at) => one.classList.toggle("away", at < messages.length - last));
  }
}"""


class Camera:
    """Pictures of one page of the sandbox."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def phone(self, name: str, last: int, newest: str) -> bytes:
        """The newest `last` messages of a phone, once `newest` stands in the last one."""
        bubbles = self.page.locator(f".phone:has(h2:text-is('{name}')) .message")
        await bubbles.last.filter(has_text=newest).wait_for(state="attached")
        await self.page.evaluate(SHOW, [name, last])
        return small(await self.page.locator(".phone.shown").screenshot(animations="disabled"))


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    found = chromium.find()
    if found is None:
        raise SystemExit(chromium.MISSING)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        await opened.close()


@asynccontextmanager
async def camera(opened: Browser, url: str) -> AsyncIterator[Camera]:
    """Of phones, each by itself, in the light, without the page around them."""
    page = await opened.new_page(
        viewport=ViewportSize(width=WIDTH, height=900), device_scale_factor=SHARP, color_scheme="light", bypass_csp=True
    )
    await page.goto(url)
    await page.add_style_tag(content=ONLY_THE_PHONE)
    yield Camera(page)
    await page.close()


def small(png: bytes, colours: int = COLOURS) -> bytes:
    """The same picture in few colours."""
    made = Image.open(io.BytesIO(png)).convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    out = io.BytesIO()
    made.save(out, "PNG", optimize=True)
    return out.getvalue()


def keep(file: Path, png: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(png)
