"""A team's own meeting on a day on which hardly anybody can come is pointed out as a session on such a day is."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import ChosenMeeting
from domain.people import LANGUAGES
from domain.setup import buttons as setup
from services.courses import load
from services.setup.sheet import free_days
from tests.flows.drafts import Counted, MakeStage, drafted, newest, published, team_of, with_team
from tests.flows.test_free_days import BEFORE_EASTER
from tests.stage import CENTRE, OSLO, Stage
from texts.catalog import Catalog
from texts.setup.card import odd_lines

LISTED = 'school_holidays = [{name = "høstferie", from = 2026-10-26, to = 2026-10-30}]\n'
AUTUMN = "Merk at skolen har fri tirsdag 27. oktober (høstferie)."
EVE = "Merk at torsdag 24. desember er julaften."
BETWEEN = "Merk at tirsdag 29. desember er i romjula."
SKIP = "Hopp over fridager"


async def rows(stage: Stage) -> list[tuple[str, bool]]:
    """When each meeting is that has a row, and whether it was moved off a free day."""
    found = await stage.rows(select(ChosenMeeting.starts_at, ChosenMeeting.off_free_day).order_by(ChosenMeeting.number))
    return [(f"{row.starts_at.astimezone(OSLO):%d.%m. %H:%M}", row.off_free_day) for row in found]


async def publish(berit: Counted) -> None:
    await berit.say("/courses")
    for label in ("Utkast", "Se gjennom og publiser", "Publiser kurset"):
        await berit.press(label)


async def test_on_the_card_the_meetings_and_the_preview_of_a_draft(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, batch=CENTRE + LISTED)
    berit = Counted(await stage.coordinator("Berit"))
    await drafted(stage, berit)
    assert berit.last.count(AUTUMN) == 1
    assert "Hopp over fridager" in berit.phone.labels()
    await berit.press("Se gjennom")
    assert berit.last.count(AUTUMN) == 1
    await berit.press("Tilbake")
    await berit.press("Teammøter")
    assert berit.last.count(AUTUMN) == 1
    await berit.press("tir. 27. okt.")
    await berit.say("24. desember kl. 17")
    assert EVE in berit.last
    assert AUTUMN not in berit.last
    await berit.press("tor. 24. des.")
    await berit.press("Avlys teammøtet")
    assert "Merk" not in berit.last


async def test_one_press_moves_it_to_the_nearest_day_that_is_none(make_stage: MakeStage, either_database: str) -> None:
    """A week before, as the week after is as far; once, and where nothing more is to be skipped, the way there is gone."""
    stage = await make_stage(either_database, batch=CENTRE + LISTED)
    berit = Counted(await stage.coordinator("Berit"))
    eivind, eldbjorg = await team_of(stage)
    await drafted(stage, berit)
    await with_team(berit, eivind, eldbjorg)
    await berit.say("/courses")
    await berit.press("Utkast")
    await berit.press(SKIP)
    assert berit.last.startswith("Teammøter flyttet: Evalueringsmøte tir. 27. okt. → tir. 20. okt.\n")
    assert SKIP not in berit.phone.labels()
    await berit.press("Tilbake")
    assert AUTUMN not in berit.last
    assert await rows(stage) == [("20.10. 17:00", True)]
    await stage.turn(timedelta(minutes=11))
    await eivind.refresh()
    assert "Evalueringsmøte: tir. 27. okt. 17:00 → tir. 20. okt. 17:00" in eivind.last
    await berit.phone.forge(setup.SkipFreeDays(1, (await newest(stage)).edition).pack())
    assert "Ingen av datoene måtte flyttes." in berit.last
    await publish(berit)
    await stage.turn(datetime(2026, 10, 19, 17, tzinfo=OSLO))
    await eivind.refresh()
    assert "Evalueringsmøte for kursteamet" in eivind.last


async def test_dates_and_the_meeting_that_hangs_on_them_in_one_press(make_stage: MakeStage, sqlite_url: str) -> None:
    """The last session goes on by a week, so that the meeting after it comes to stand in a holiday, and is moved, too."""
    both = LISTED.replace("[{", '[{name = "planleggingsdag", from = 2026-10-13, to = 2026-10-13}, {').replace(
        "from = 2026-10-26, to = 2026-10-30", "from = 2026-11-02, to = 2026-11-06"
    )
    stage = await make_stage(sqlite_url, batch=CENTRE + both)
    berit = Counted(await stage.coordinator("Berit"))
    await drafted(stage, berit)
    await berit.press(SKIP)
    flat = "Flyttet: tir. 13. okt. → tir. 20. okt.\nTeammøter flyttet: Evalueringsmøte tir. 3. nov. → tir. 27. okt.\n"
    assert berit.last.startswith(flat)
    assert SKIP not in berit.phone.labels()


async def test_other_dates_take_it_along_again(make_stage: MakeStage, either_database: str) -> None:
    """Nobody has chosen that day for the meeting: with new dates it is as the programme has it. What somebody chose stays."""
    stage = await make_stage(either_database, batch=CENTRE + LISTED)
    berit = Counted(await stage.coordinator("Berit"))
    eivind, eldbjorg = await team_of(stage)
    await drafted(stage, berit)
    await with_team(berit, eivind, eldbjorg)
    await berit.say("/courses")
    for label in ("Utkast", SKIP, "Tilbake", "Teammøter", "tir. 25. aug."):
        await berit.press(label)
    await berit.say("26. august kl. 12")
    await berit.say("/courses")
    await stage.turn(timedelta(minutes=11))
    for label in ("Utkast", "Datoer", "Alle fra ny første dag"):
        await berit.press(label)
    await berit.month("September 2026")
    await berit.press("15")
    await berit.press("17:00")
    assert await rows(stage) == [("26.08. 12:00", False)]
    await stage.turn(timedelta(minutes=11))
    await eivind.refresh()
    assert "Evalueringsmøte: tir. 20. okt. 17:00 → tir. 3. nov. 17:00" in eivind.last


async def test_on_the_card_of_a_published_course(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + LISTED)
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    await berit.say("/courses")
    for label in ("Mestringstreff", "Endre kurset"):
        await berit.press(label)
    assert berit.last.count(AUTUMN) == 1
    await berit.press("Teammøter")
    await berit.press("tir. 27. okt.")
    await berit.say("29. desember kl. 17")
    assert BETWEEN in berit.last


@pytest.mark.parametrize(
    ("language", "name"),
    list(zip(LANGUAGES, ("skjærtorsdag", "skjærtorsdag", "skærtorsdag", "Maundy Thursday"), strict=True)),
)
async def test_a_day_is_said_once_in_each_language(
    make_stage: MakeStage, sqlite_url: str, language: str, name: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + BEFORE_EASTER)
    async with stage.app.database.begin() as session:
        course = await load(session, stage.app.library, 1)
    days = [date(2027, 3, 25), date(2027, 3, 25), date(2026, 12, 29), date(2026, 12, 30)]
    odd = free_days(course, [datetime(one.year, one.month, one.day, 18, tzinfo=OSLO) for one in days], [])
    (lines,) = odd_lines(Catalog().of(language), course, odd)
    assert len(lines.splitlines()) == 3
    assert name in lines
