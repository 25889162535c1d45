"""A coordinator who moves an evening to a public holiday is told so before anything is moved."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.courses import buttons as courses_buttons
from domain.running import buttons as b
from domain.setup import buttons as setup
from domain.setup import number_of
from tests.stage import CENTRE, COURSE, Stage

BEFORE_EASTER = COURSE.replace("2026-09-01", "2027-02-18")
"""Thursdays; the sixth is Maundy Thursday."""


async def test_one_evening(make_stage: Callable[..., Any], sqlite_url: str) -> None:
    stage: Stage = await make_stage(sqlite_url, batch=CENTRE + COURSE)
    berit = await stage.coordinator()
    await berit.say("/courses")
    await berit.tap(courses_buttons.ManageCourse)
    await berit.tap(b.ListSessions)
    await berit.tap(b.ManageSession, session_id=6)
    await berit.tap(b.MoveSession)
    await berit.say("24. desember kl. 18")
    assert "Merk at torsdag 24. desember er julaften." in berit.last
    await berit.tap(b.MoveSession)
    await berit.say("17. desember kl. 18")
    assert "Merk" not in berit.last


async def test_all_later_evenings(make_stage: Callable[..., Any], sqlite_url: str) -> None:
    stage: Stage = await make_stage(sqlite_url, batch=CENTRE + BEFORE_EASTER)
    berit = await stage.coordinator()
    await berit.forge(b.MoveAllLater(5, 1).pack())
    assert "Merk at torsdag 25. mars er skjærtorsdag." in berit.last
    assert berit.last.count("Merk") == 1


LANGUAGES = {
    "Norsk nynorsk": ("er julaftan.", "andre juledag"),
    "Dansk": ("er juleaften.", "anden juledag"),
    "English": ("is a holiday (Christmas Eve).", "Boxing Day"),
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_holiday_is_named_in_the_readers_language(
    make_stage: Callable[..., Any], sqlite_url: str, language: str
) -> None:
    """At a Norwegian centre: above a new time, and below a month of a draft."""
    stage: Stage = await make_stage(sqlite_url, batch=CENTRE + COURSE)
    berit = await stage.coordinator()
    await berit.say("/language")
    await berit.press(language)
    in_minutes = int(datetime(2026, 12, 24, 17, tzinfo=UTC).timestamp()) // 60
    await berit.forge(b.PreviewMove(6, 1, in_minutes).pack())
    eve, second = LANGUAGES[language]
    assert eve in berit.last
    await berit.say("/courses")
    await berit.tap(setup.NewCourse)
    await berit.tap(setup.ChooseProgramme, programme="mestringstreff")
    await berit.forge(setup.ShowMonth(2, 0, number_of(date(2026, 12, 1))).pack())
    assert f"26{'' if language == 'English' else '.'}: {second}" in berit.last
