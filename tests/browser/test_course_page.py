"""The page of the course database, as people meet it on a municipality's site: chosen from, without JavaScript, seen by axe."""

from __future__ import annotations

from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, expect
from sqlalchemy import update

from db.models import Course
from services.signup import directory
from tests.browser.test_screens import NARROW, WIDE, _looked_at
from tests.conftest import KEY
from tests.flows.test_course_database import LINK, WORLD
from tests.stage import COURSE, Stage, StageOptions
from texts.directory import page as words

AT_LARVIK = (
    COURSE.replace("ta-tak-host", "streff").replace('"ta-tak"', '"mestringstreff"').replace("sandefjord", "larvik")
)


@pytest_asyncio.fixture(loop_scope="session")
async def file(sqlite_url: str, tmp_path: Path) -> str:
    """The address of a page with two courses: for relatives at Sandefjord, and another at Larvik that is full."""
    stage = Stage(tmp_path, sqlite_url, KEY, StageOptions(batch=WORLD + AT_LARVIK))
    await stage.open()
    try:
        async with stage.app.database.begin() as session:
            await session.execute(update(Course).where(Course.slug == "streff").values(seats=0, languages=["no", "uk"]))
            entries = await directory.read(session, stage.app.library, stage.now)
        made = words.page(stage.app.catalog.of("nb"), [(one, LINK) for one in entries], stage.now)
    finally:
        await stage.close()
    (tmp_path / "courses.html").write_bytes(made)
    return (tmp_path / "courses.html").as_uri()


async def test_chosen_from(browser: Browser, file: str) -> None:
    page = await browser.new_page()
    await page.goto(file)
    courses = page.get_by_role("listitem").filter(has=page.get_by_role("heading"))
    await expect(courses).to_have_count(2)
    await page.get_by_label("Hvem det er for").select_option(label="Du som er pårørende")
    await expect(page.get_by_role("heading", name="TA TAK")).to_be_visible()
    await page.get_by_label("Språk").select_option(label="Ukrainsk")
    await expect(page.get_by_role("heading", name="TA TAK")).to_be_hidden()
    await page.get_by_label("Hvem det er for").select_option("")
    await expect(courses.filter(visible=True)).to_have_count(1)
    await expect(page.get_by_text("Du kan stå på ventelista")).to_be_visible()
    await page.get_by_label("Hva det handler om").select_option(label="Familie og nære")
    await expect(page.get_by_text("Ingen kurs passer")).to_be_visible()
    await page.get_by_label("Hva det handler om").select_option("")
    await page.get_by_label("Sted").select_option(label="Sandefjord")
    await expect(page.get_by_text("Ingen kurs passer")).to_be_visible()
    await page.close()


async def test_a_plain_list_without_javascript(browser: Browser, file: str) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(file)
    await expect(page.get_by_role("link", name="Telegram")).to_have_count(2)
    await expect(page.get_by_role("combobox")).to_have_count(0)
    await context.close()


async def test_axe_finds_nothing_and_all_fits(browser: Browser, file: str) -> None:
    page = await browser.new_page(reduced_motion="reduce")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(file)
    for size in (WIDE, NARROW):
        await page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert await _looked_at(page) == [], (size, scheme)
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert asked == [file]  # it loads nothing
    await page.close()
