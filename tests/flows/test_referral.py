"""Whether a course asks for a referral: its programme says what is usual, and a centre may do otherwise."""

import pytest

from domain.setup import buttons as b
from services.organisation import importing
from services.organisation.entries import ImportFault
from services.signup import directory
from tests.flows.drafts import MakeStage, newest
from tests.flows.test_leaflet import made, said
from tests.stage import CENTRE, Phone, Stage
from texts.directory import records

ASKS = """
[[courses]]
slug = "vaner"
programme = "diabetes-2"
centre = "sandefjord"
first_session = 2026-09-01T18:00:00
seats = 20
place = "Hvitgården"
"""
ASKED = "LMS-Sandefjord spør etter en henvisning, for eksempel fra fastlegen eller sykehuset."
NEEDED = "Du trenger en henvisning, for eksempel fra fastlegen eller sykehuset."


async def changing(stage: Stage) -> Phone:
    """Berit, at the card on which she changes the course."""
    berit = await stage.coordinator("Berit")
    await berit.forge(b.SetUp(1).pack())
    return berit


async def seen(stage: Stage, name: str) -> str:
    return (await stage.participant(name, course="c_vaner")).last


async def test_a_centre_that_needs_none_says_so_on_the_card(any_stage: Stage) -> None:
    """Of a published course it is confirmed first, and nobody is told: who has a place keeps it."""
    batch = importing.parse(ASKS, "more.toml")
    async with any_stage.app.database.begin() as session:
        await importing.apply(session, any_stage.app.library, batch, any_stage.now, "more.toml")
    berit = await any_stage.coordinator("Berit")
    await berit.forge(b.SetUp(2).pack())
    assert "Henvisning: vi spør etter den" in berit.last
    assert ASKED in await seen(any_stage, "Kari")
    await berit.press("Henvisning")
    assert "det vanlige: vi spør etter den" in berit.last
    assert "✓ vi spør etter den" in berit.labels()
    await berit.press("trengs ikke")
    assert "Henvisning: trengs ikke" in berit.last
    assert "Ingen på kurset får melding om det." in berit.last
    assert ASKED in await seen(any_stage, "Ola"), "not before it is confirmed"
    await berit.press("Ja, endre")
    assert "Henvisning: trengs ikke" in berit.last
    assert "henvisning" not in (await seen(any_stage, "Aud")).lower()
    await berit.press("Henvisning")
    await berit.press("må til")
    await berit.press("Ja, endre")
    assert NEEDED in await seen(any_stage, "Tor")


async def test_it_is_on_paper_and_in_the_course_database_as_it_is(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + ASKS + 'referral = "required"\n')
    berit = await stage.coordinator("Berit")
    pdf, _ = await made(berit)
    assert NEEDED in said(pdf[1]).replace("\n", " ")
    async with stage.app.database.begin() as session:
        (entry,) = await directory.read(session, stage.app.library, stage.now)
    assert records.record(entry, "https://t.me/mestringsbot?start=c_vaner")["referral"] == "required"


async def test_any_course_may_ask_and_a_copy_asks_as_the_first(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + ASKS.replace("diabetes-2", "mestringstreff"))
    berit = await changing(stage)
    assert "Henvisning:" not in berit.last, "it is neither usual nor asked for"
    await berit.press("Henvisning")
    await berit.press("må til")
    await berit.press("Ja, endre")
    assert "Henvisning: må til" in berit.last
    await berit.forge(b.MakeDraft(1, "mestringstreff", 1).pack())
    assert "Henvisning: må til" in berit.last
    copy = await newest(stage)
    assert (copy.id, copy.referral) == (2, "required")
    await berit.forge(b.SetReferral(copy.id, copy.edition, "always").pack())
    assert (await newest(stage)).referral == "required"


async def test_the_file_keeps_what_it_does_not_name(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + ASKS + 'referral = "none"\n')
    for more, kept in (("", "none"), ('referral = "asked"\n', "asked")):
        batch = importing.parse(CENTRE + ASKS + more, "import.toml")
        async with stage.app.database.begin() as session:
            await importing.apply(session, stage.app.library, batch, stage.now, "import.toml")
        assert (await newest(stage)).referral == kept
    with pytest.raises(ImportFault, match="referral: should be none, asked or required"):
        importing.parse(CENTRE + ASKS + 'referral = "perhaps"\n', "import.toml")
