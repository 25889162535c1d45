"""Whether a course asks for a referral: its programme says what is usual, and a centre may do otherwise."""

from datetime import timedelta

import pytest

from domain.people import LANGUAGES
from domain.setup import buttons as b
from domain.signup import buttons as signup_buttons
from services.organisation import importing
from services.organisation.entries import ImportFault
from services.signup import directory
from tests.flows.drafts import MakeStage, newest
from tests.flows.test_leaflet import made, said
from tests.stage import CENTRE, FIRST, Phone, Stage
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


REMEMBER = {
    "nb": "LMS-Sandefjord spør etter en henvisning. Hvis du ikke har den ennå, kan du be om den",
    "nn": "LMS-Sandefjord spør etter ei tilvising. Viss du ikkje har ho enno, kan du be om ho",
    "da": "LMS-Sandefjord spørger efter en henvisning. Hvis du ikke har den endnu, kan du bede om den",
    "en": "LMS-Sandefjord will ask for a referral. If you do not have it yet, you can ask for it",
}
TALK = "Før du begynner på kurset, har LMS-Sandefjord en samtale med deg"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_whoever_has_signed_up_is_told_what_is_still_to_be_done(stage: Stage, language: str) -> None:
    """What stood on the card is out of sight: with the place and on one's own page, until the course has begun."""
    await import_more(stage)
    (kari,) = await stage.acquainted("Kari", language=language)
    await kari.start("c_vaner")
    await kari.tap(signup_buttons.AskJoin)
    await kari.tap(signup_buttons.Join)
    assert REMEMBER[language] in kari.last
    await kari.say("/mycourse")
    assert REMEMBER[language] in kari.last
    await stage.turn(FIRST + timedelta(days=1))
    await kari.say("/mycourse")
    assert REMEMBER[language] not in kari.last


async def test_so_is_whoever_waits_and_of_the_talk_as_well(stage: Stage) -> None:
    await import_more(stage, seats=1)
    kari, ola = await stage.acquainted("Kari", "Ola")
    for phone in (kari, ola):
        await phone.start("c_vaner")
        await phone.tap(signup_buttons.AskJoin)
        await phone.tap(signup_buttons.Join)
    assert TALK in kari.last
    assert REMEMBER["nb"] in ola.last
    assert TALK in ola.last


async def test_in_a_group_that_has_begun_the_talk_is_before_one_begins_oneself(stage: Stage) -> None:
    batch = importing.parse(ASKS.replace("diabetes-2", "samtalegruppe").replace("seats = 20", "seats = 8"), "more.toml")
    async with stage.app.database.begin() as session:
        await importing.apply(session, stage.app.library, batch, stage.now, "more.toml")
    await stage.turn(FIRST + timedelta(days=1))
    (kari,) = await stage.acquainted("Kari")
    await kari.start("c_vaner")
    assert TALK in kari.last
    await kari.tap(signup_buttons.AskJoin)
    await kari.tap(signup_buttons.Join)
    assert "Du begynner" in kari.last
    assert TALK in kari.last


async def import_more(stage: Stage, seats: int = 20) -> None:
    batch = importing.parse(ASKS.replace("seats = 20", f"seats = {seats}"), "more.toml")
    async with stage.app.database.begin() as session:
        await importing.apply(session, stage.app.library, batch, stage.now, "more.toml")
