"""The README's pictures: the page of `make try` in a wide window, with its telephones in the middle of a story."""

from pathlib import Path

from playwright.async_api import Browser

FOLDER = Path(__file__).parents[2] / "docs" / "images"


async def pictures(opened: Browser) -> dict[str, bytes]:
    return {}
