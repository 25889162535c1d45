"""What somebody needs to be able to take part: said after the seat if they wish, seen without names by the team."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from db.models import Enrolment
from domain.rights import Role
from domain.signup.needs import Need, Needs, read, summed
from services.privacy.tidy import tidy
from tests.flows.drafts import MakeStage
from tests.flows.test_course_teams import YES, ask, sign
from tests.flows.test_roles import invited
from tests.stage import FIRST, Phone, Stage

OVER = FIRST + timedelta(days=36)
CHAIR = "En stol med armlener"


async def needs_of(stage: Stage, phone: Phone) -> Needs:
    return read((await stage.enrolment(phone)).needs)


async def kari_says(stage: Stage) -> Phone:
    kari = await stage.enrolled("Kari")
    assert "Trenger du noe for å kunne være med" in kari.last
    await kari.press("Si hva jeg trenger")
    await kari.press("Teleslynge")
    await kari.press("Skriv med egne ord")
    await kari.say(CHAIR)
    return kari


async def test_by_ticks_and_in_own_words(make_stage: MakeStage, either_database: str) -> None:
    """Each tick can be taken back; nobody has to say anything; the words are encrypted as others are."""
    stage = await make_stage(either_database)
    kari = await kari_says(stage)
    assert await needs_of(stage, kari) == Needs((Need.HEARING_LOOP,), CHAIR)
    assert f"Med egne ord: «{CHAIR}»" in kari.last
    assert "✓ Teleslynge" in kari.labels()
    rows = await stage.rows(text("SELECT needs FROM enrolments"))
    assert CHAIR not in rows[0][0]
    assert "hearing_loop" not in rows[0][0]
    await kari.press("✓ Teleslynge")
    await kari.press("Plass til rullestol")
    assert await needs_of(stage, kari) == Needs((Need.WHEELCHAIR,), CHAIR)
    await kari.press("Slett det jeg har sagt")
    assert (await stage.enrolment(kari)).needs is None
    assert "Slett det jeg har sagt" not in kari.labels()
    await kari.press("Ferdig")
    assert "Du har plass." in kari.last


async def test_a_cancelled_text_leaves_what_was_said(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    kari = await kari_says(stage)
    await kari.press("Skriv med egne ord")
    await kari.press("Avbryt")
    assert f"«{CHAIR}»" in kari.last
    await kari.press("Skriv med egne ord")
    await kari.say("x" * 301)
    assert await needs_of(stage, kari) == Needs((Need.HEARING_LOOP,), CHAIR)
    await kari.say("Nær døra")
    assert await needs_of(stage, kari) == Needs((Need.HEARING_LOOP,), "Nær døra")


async def test_the_team_sees_them_without_names_and_the_coordinators_with(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url)
    berit, eldbjorg = await stage.coordinator("Berit"), await invited(stage, "Eldbjørg", Role.EXPERIENCED_USER)
    await sign(stage, berit, eldbjorg, date(2026, 8, 17))
    await ask(stage, berit, eldbjorg, Role.EXPERIENCED_USER)
    await eldbjorg.press(YES)
    await kari_says(stage)
    ola = await stage.enrolled("Ola")
    await ola.press("Si hva jeg trenger")
    await ola.press("Teleslynge")
    await eldbjorg.press("Se kurset")
    assert f"Behov: teleslynge 2\n«{CHAIR}»" in eldbjorg.last
    assert "Kari" not in eldbjorg.last
    await berit.say("/courses")
    await berit.press("Hvitgården")
    assert f"Behov: teleslynge 2\n«{CHAIR}»" in berit.last
    await berit.press("Deltakere")
    assert "1. Kari – teleslynge, med egne ord" in berit.last
    await berit.press("Velg")
    await berit.press("Kari")
    assert f"Behov: teleslynge, «{CHAIR}»" in berit.last


async def test_who_leaves_takes_them_along(make_stage: MakeStage, sqlite_url: str) -> None:
    """And whoever comes back begins afresh; without a place nobody can say any."""
    stage = await make_stage(sqlite_url)
    kari = await kari_says(stage)
    await kari.leave()
    assert (await stage.enrolment(kari)).needs is None
    await kari.forge("need.1.hearing_loop.1")
    assert (await stage.enrolment(kari)).needs is None
    await kari.start("c_ta-tak-host")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    assert (await stage.enrolment(kari)).needs is None


async def test_they_are_in_ones_own_copy_and_gone_with_the_person(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    kari = await kari_says(stage)
    await kari.say("/privacy")
    await kari.press("Få en kopi")
    files = [one["document"] for one in kari.messages if one.get("document")]
    contents = []
    for one in files[-2:]:
        async with stage.http.get(one["url"]) as response:
            contents.append(await response.text())
    assert any(f"Behov: teleslynge, «{CHAIR}»" in one for one in contents)
    copy = next(json.loads(one) for one in contents if one.startswith("{"))
    assert copy["courses"][0]["needs"] == {"ticked": ["hearing_loop"], "text": CHAIR}
    await kari.say("/privacy")
    await kari.press("Slett")
    await kari.press("Ja, slett")
    assert await stage.rows(select(Enrolment.id)) == []


async def test_they_are_kept_for_a_month_after_the_course(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    kari = await kari_says(stage)
    for days, kept in ((20, True), (31, False)):
        await stage.turn(OVER + timedelta(days=days))
        async with stage.app.database.begin() as session:
            await tidy(session, stage.app.library, stage.now, stage.now)
        assert ((await stage.enrolment(kari)).needs is not None) is kept
    await kari.forge("need.1.hearing_loop.1")
    assert (await stage.enrolment(kari)).needs is None


@pytest.mark.parametrize(
    "said", [[], [Needs()], [Needs((Need.WHEELCHAIR,)), Needs((Need.WHEELCHAIR,), "b"), Needs((), "a")]]
)
def test_summed(said: list[Needs]) -> None:
    found = summed(said)
    assert sum(found.counts.values()) == sum(len(one.ticked) for one in said)
    assert found.texts == tuple(sorted(one.text for one in said if one.text))
    assert bool(found) == any(said)
    assert [read(one.kept()) for one in said] == said
