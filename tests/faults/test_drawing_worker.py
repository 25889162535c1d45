"""The process that draws leaflets: it goes when nobody asks any more, and what breaks in it is told kindly."""

import asyncio

import pytest

from bot.worker import Worker
from domain.courses import Paper
from domain.errors import LeafletFailed
from texts.leaflet.paper import Sheet, When

SHEET = Sheet(
    Paper.A5,
    "nb",
    "Senter",
    "Tittel",
    "For deg.",
    "Om det.",
    When("Når", "", ["1. mai"], [], ""),
    [("Hvor", ["Her"])],
    ("Godt å vite", ["Det er gratis."]),
    ("Meld deg på", ["Ring."]),
    "https://t.me/x",
    "t.me/x",
)


async def test_it_ends_when_it_is_no_longer_asked_and_starts_again() -> None:
    worker = Worker("leaflet", LeafletFailed, rests_after=0.05)
    try:
        first = await worker.draw(SHEET)
        assert first.pdf.startswith(b"%PDF")
        assert first.png.startswith(b"\x89PNG")
        async with asyncio.timeout(20):
            while worker.pid is not None:
                await asyncio.sleep(0.02)
        assert (await worker.draw(SHEET)).png == first.png
    finally:
        await worker.stop()


async def test_what_cannot_be_drawn_is_no_riddle() -> None:
    worker = Worker("leaflet", LeafletFailed)
    try:
        with pytest.raises(LeafletFailed):
            await worker.draw(None)  # type: ignore[arg-type]
        assert (await worker.draw(SHEET)).pdf
    finally:
        await worker.stop()
