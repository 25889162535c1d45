"""The dates of a draft as somebody writes them, on the calendar on which they are chosen; and where that calendar opens."""

from datetime import datetime

import pytest
from sqlalchemy import select

from db.models import CourseDraft
from tests.flows.drafts import Counted, MakeStage, drafted
from tests.stage import CENTRE, OSLO, Stage


async def at_the_calendar(stage: Stage, programme: str = "Mestringstreff") -> Counted:
    berit = Counted(await stage.coordinator("Berit"))
    await berit.say("/courses")
    for label in ("Nytt kurs", programme, "Datoer"):
        await berit.press(label)
    return berit


async def dates_of(stage: Stage) -> list[str]:
    (found,) = (await stage.rows(select(CourseDraft.dates)))[0]
    return list(found)


@pytest.mark.parametrize(
    "said", ["8. september kl. 17", "8.9. kl 17", "8.9. kl. 17:00", "tirsdag 8. september klokka 17", "kl. 17 8.9."]
)
async def test_the_first_date_is_written(make_stage: MakeStage, sqlite_url: str, said: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = await at_the_calendar(stage)
    assert "Trykk på en dag, eller skriv den som en melding, slik: 1.9. kl. 18." in berit.last
    await berit.say(said)
    assert "Mestringstreff, utkast" in berit.last
    assert (await dates_of(stage))[:2] == ["2026-09-08T17:00", "2026-09-15T17:00"]


@pytest.mark.parametrize("said", ["8.9.", "8. september", "08.09.2026", "tirsdag 8.9."])
async def test_of_a_day_alone_the_hour_is_asked(make_stage: MakeStage, sqlite_url: str, said: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = await at_the_calendar(stage)
    await berit.say(said)
    assert "tirsdag 8. september" in berit.last
    assert "Når begynner det?" in berit.last
    assert await dates_of(stage) == []
    await berit.say("17.30")
    assert (await dates_of(stage))[0] == "2026-09-08T17:30"


async def test_one_date_is_written(make_stage: MakeStage, sqlite_url: str) -> None:
    """What could be a day or an hour is a day, as a day is asked for; an hour is on the day that the date has."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await drafted(stage, berit)
    await berit.press("Datoer")
    await berit.press("6: ")
    assert "slik: 13.10. kl. 17." in berit.last
    await berit.say("14.10")
    assert "onsdag 14. oktober" in berit.last
    await berit.press("17:00")
    await berit.press("6: ")
    await berit.say("kl. 19")
    await berit.press("5: ")
    await berit.say("7. oktober kl 18")
    assert "5: ons. 7. okt. 18:00" in berit.phone.labels()
    assert (await dates_of(stage))[3:] == ["2026-09-29T17:00", "2026-10-07T18:00", "2026-10-14T19:00"]


@pytest.mark.parametrize("said", ["en gang til høsten", "kl. 18", "99.9.", "8.9.2026 kl. 25"])
async def test_what_is_no_day_leads_back_to_the_calendar(make_stage: MakeStage, sqlite_url: str, said: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = await at_the_calendar(stage)
    await berit.month("September 2026")
    await berit.say(said)
    assert "Jeg skjønte ikke datoen og klokkeslettet." in berit.last
    await berit.press("Avbryt")
    assert "September 2026" in berit.last
    await berit.say("8.9. kl. 17")
    assert (await dates_of(stage))[0] == "2026-09-08T17:00"


@pytest.mark.parametrize(
    ("said", "answer"),
    [("16.8.2026", "passert"), ("onsdag 8.9.", "ukedagen stemmer ikke"), ("8.9.2031", "Jeg skjønte ikke datoen")],
)
async def test_a_day_that_cannot_be_is_asked_for_anew(
    make_stage: MakeStage, sqlite_url: str, said: str, answer: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = await at_the_calendar(stage)
    await berit.say(said)
    assert answer in berit.last
    assert await dates_of(stage) == []


async def test_cancelling_an_hour_leads_back_to_its_month(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = await at_the_calendar(stage)
    await berit.month("September 2026")
    await berit.press("8")
    await berit.say("etter jobb")
    await berit.press("Avbryt")
    assert "September 2026" in berit.last


@pytest.mark.parametrize(
    ("day", "month", "first"), [(25, "August 2026", "25"), (26, "September 2026", "1"), (31, "September 2026", "1")]
)
async def test_the_calendar_opens_where_there_are_days_to_choose(
    make_stage: MakeStage, sqlite_url: str, day: int, month: str, first: str
) -> None:
    """Seven days at least; the weeks that are over are not there."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    await stage.turn(datetime(2026, 8, day, 9, 0, tzinfo=OSLO))
    berit = await at_the_calendar(stage)
    assert month in berit.last
    labels = berit.phone.labels()
    assert next(one for one in labels[7:] if one != "·") == first
    assert labels[7:14].count("·") < 7
    if month.startswith("September"):
        await berit.press("Forrige måned")
        assert "August 2026" in berit.last
        assert str(day) in berit.phone.labels()
