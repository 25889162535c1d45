"""What a theme evening is about, in the words of whoever sets it up."""

import csv
import html
import io
from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from domain.setup import buttons as b
from services.organisation import importing
from services.organisation.entries import ImportFault
from services.signup import directory
from tests.flows.drafts import Counted, MakeStage, drafted, newest
from tests.flows.test_leaflet import made, said
from tests.stage import CENTRE, COURSE, OSLO
from texts.directory import page, records

EVENING = """
[[courses]]
slug = "kveld"
programme = "temakveld"
centre = "sandefjord"
first_session = 2026-09-01T18:00:00
seats = 20
place = "Hvitgården"
"""
LINK = "https://t.me/mestringsbot?start=c_kveld"
WRITTEN = "Å sove <b>godt</b> igjen"


async def test_a_draft_says_that_it_has_none_and_takes_one_line(either_database: str, make_stage: MakeStage) -> None:
    stage = await make_stage(either_database, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    course = await drafted(stage, berit, "Åpen temakveld")
    assert "Tema: ikke skrevet ennå" in berit.last
    await berit.press("Tema")
    assert "sykdom" in berit.last
    await berit.say("Om")
    assert "minst 3 tegn" in berit.last
    await berit.say("x" * 61)
    assert "plass til 60" in berit.last
    await berit.phone.send(photo=True)
    assert (await newest(stage)).topic == ""
    await berit.say("x" * 5000)
    await stage.turn(timedelta(minutes=10))
    assert (await newest(stage)).topic == ""
    await berit.say(f"  {WRITTEN} ")
    assert f"Tema: {WRITTEN}" in berit.last
    assert (await newest(stage)).topic == WRITTEN
    await berit.press("Tema")
    await berit.press("Fjern det")
    assert "Tema: ikke skrevet ennå" in berit.last
    assert (await newest(stage)).id == course.id


async def test_it_stands_where_the_topic_stands_and_a_change_is_told(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + EVENING + f'topic = "{WRITTEN}"\n')
    berit = Counted(await stage.coordinator("Berit"))
    kari = await stage.participant("Kari", course="c_kveld")
    for language in ("nb", "nn", "da", "en"):
        (mads,) = await stage.acquainted(f"Mads {language}", language=language)
        await mads.start("c_kveld")
        assert f" · {WRITTEN}" in mads.last
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    async with stage.http.get(kari.messages[-1]["document"]["url"]) as response:
        (event,) = Calendar.from_ical(await response.read()).walk("VEVENT")
    assert str(event["summary"]).endswith(WRITTEN)
    await berit.say("/courses")
    await berit.press("tir. 1. sep.")
    await berit.press("Endre kurset")
    await berit.press("Tema")
    await berit.say("Å be om hjelp")
    assert "Tema: Å be om hjelp" in berit.last
    assert "Én på kurset eller ventelista får melding om det." in berit.last
    await berit.press("Ja, endre")
    await kari.refresh()
    assert f"Tema: Å be om hjelp\n(før: {WRITTEN})" in kari.last
    await stage.turn(datetime(2026, 9, 1, 16, 1, tzinfo=OSLO))
    await kari.refresh()
    assert "Å be om hjelp" in kari.last


async def test_it_stands_on_paper_and_in_the_course_database(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + EVENING + f'topic = "{WRITTEN}"\n')
    berit = await stage.coordinator("Berit")
    pdf, _ = await made(berit)
    assert WRITTEN in said(pdf[1]).replace("\n", " ")
    async with stage.app.database.begin() as session:
        entries = await directory.read(session, stage.app.library, stage.now)
    found = [records.record(one, LINK) for one in entries]
    assert [one["topic"] for one in found] == [WRITTEN]
    (row,) = csv.DictReader(io.StringIO(records.as_csv(found).decode("utf-8-sig")), delimiter=";")
    assert row["topic"] == WRITTEN
    shown = page.page(stage.app.catalog.of("nb"), [(one, LINK) for one in entries], stage.now).decode()
    assert html.escape(WRITTEN, quote=False) in shown
    assert WRITTEN not in shown


async def test_a_copy_begins_without_one(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + EVENING + f'topic = "{WRITTEN}"\n')
    berit = await stage.coordinator("Berit")
    await berit.forge(b.MakeDraft(1, "temakveld", 1).pack())
    copy = await newest(stage)
    assert (copy.id, copy.place, copy.topic) == (2, "Hvitgården", "")


async def test_a_course_of_more_sessions_has_none(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE)
    berit = await stage.coordinator("Berit")
    await berit.say("/courses")
    await berit.press("tir. 1. sep.")
    await berit.press("Endre kurset")
    assert "Tema" not in berit.labels()
    await berit.forge(b.WriteLine(1, "topic").pack())
    await berit.say("Noe annet")
    assert (await newest(stage)).topic == ""


async def test_the_file_says_it_only_of_one_evening_and_keeps_what_it_does_not_name(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + EVENING + f'topic = "{WRITTEN}"\n')
    for more, kept in (("", WRITTEN), ('topic = ""\n', "")):
        batch = importing.parse(CENTRE + EVENING + more, "import.toml")
        async with stage.app.database.begin() as session:
            await importing.apply(session, stage.app.library, batch, stage.now, "import.toml")
        assert (await newest(stage)).topic == kept
    with pytest.raises(ImportFault, match="topic: should be one line of 3 to 60 characters"):
        importing.parse(CENTRE + EVENING + 'topic = "ab"\n', "import.toml")
    batch = importing.parse((CENTRE + COURSE).replace("{seats}", "9") + 'topic = "Noe"\n', "import.toml")
    with pytest.raises(ImportFault, match="topic: only for a programme of one evening"):
        async with stage.app.database.begin() as session:
            await importing.apply(session, stage.app.library, batch, stage.now, "import.toml")
