"""The start page says what is true: before, during and after a course, in line, and for whoever coordinates."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Person
from domain.people import CONSENT_VERSION
from domain.people import buttons as people_buttons
from domain.signup import buttons as b
from tests.stage import FIRST, Stage

MakeStage = Callable[..., Awaitable[Stage]]
PROMISE = "I menyen ved skrivefeltet ser du hva mer jeg kan"
CONSENT = "Før vi begynner"


async def test_reminders_are_promised_to_those_who_get_some(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, seats=1)
    kari, eva = await stage.enrolled("Kari"), await stage.enrolled("Eva")
    await kari.say("/start")
    assert "Du har plass på" in kari.last
    assert PROMISE in kari.last
    assert "Selvhjelpsgrupper" in kari.labels()
    await eva.say("/start")
    assert "Du er nummer 1 på ventelista" in eva.last
    assert PROMISE not in eva.last
    assert "I menyen ved skrivefeltet" in eva.last
    assert "Selvhjelpsgrupper" not in eva.labels()


async def test_course_that_is_over_says_so(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await stage.turn(FIRST + timedelta(weeks=11))
    await kari.say("/start")
    assert "er over. Takk for at du var med." in kari.last
    assert "Du har plass" not in kari.last
    assert PROMISE not in kari.last
    assert "Selvhjelpsgrupper" in kari.labels()


async def test_coordinator_who_has_not_signed_up(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    for words in ("/start", "/cancel"):
        await berit.say(words)
        assert berit.last.startswith("Hei\n")
        assert "Kursene du koordinerer" in berit.last
        assert berit.labels()[0] == "Kurs jeg koordinerer"
    await berit.say("/mycourse")
    assert "Du er ikke på noe kurs" in berit.last
    await stage.turn(FIRST + timedelta(weeks=11))
    await berit.say("/start")
    assert CONSENT not in berit.last
    assert "Kursene du koordinerer" in berit.last


async def test_coordinator_agrees_when_signing_up(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    await berit.start("c_ta-tak-host")
    assert "18 ledige plasser" in berit.last
    await berit.tap(b.AskJoin)
    assert CONSENT in berit.last
    await berit.tap(people_buttons.GiveConsent)
    await berit.tap(b.AskJoin)
    await berit.tap(b.Join)
    assert berit.saw("Du har fått plass")
    assert [row.consent_version for (row,) in await stage.rows(select(Person))] == [CONSENT_VERSION]


@pytest.mark.parametrize("payload", ["c_", "c_finnes-ikke"])
async def test_link_to_a_course_that_is_gone(stage: Stage, payload: str) -> None:
    kari = await stage.participant("Kari")
    await kari.start(payload)
    assert kari.last.startswith("Denne lenken går ikke lenger til et kurs")
    assert "Hei, Kari" in kari.last
    assert "Hvitgården" in kari.last  # the one course that fits is shown at once
    stranger = await stage.person("Ukjent")
    await stranger.start(payload)
    assert stranger.last.startswith("Denne lenken går ikke lenger til et kurs")
    assert "språk" in stranger.last
