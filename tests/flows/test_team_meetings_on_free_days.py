"""A team's own meeting on a day on which hardly anybody can come is pointed out as a session on such a day is."""

from datetime import date, datetime

import pytest

from domain.people import LANGUAGES
from services.courses import load
from services.setup.sheet import free_days
from tests.flows.drafts import Counted, MakeStage, drafted, published
from tests.flows.test_free_days import BEFORE_EASTER
from tests.stage import CENTRE, OSLO
from texts.catalog import Catalog
from texts.setup.card import odd_lines

LISTED = 'school_holidays = [{name = "høstferie", from = 2026-10-26, to = 2026-10-30}]\n'
AUTUMN = "Merk at skolen har fri tirsdag 27. oktober (høstferie)."
EVE = "Merk at torsdag 24. desember er julaften."
BETWEEN = "Merk at tirsdag 29. desember er i romjula."


async def test_on_the_card_the_meetings_and_the_preview_of_a_draft(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, batch=CENTRE + LISTED)
    berit = Counted(await stage.coordinator("Berit"))
    await drafted(stage, berit)
    assert berit.last.count(AUTUMN) == 1
    assert "Hopp over" not in " ".join(berit.phone.labels())  # that is for dates of sessions
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
    zip(LANGUAGES, ("skjærtorsdag", "skjærtorsdag", "skærtorsdag", "Maundy Thursday"), strict=True),
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
