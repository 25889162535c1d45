"""What nobody awaited is answered first by the truth: nobody reads it; and by whom to ring."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import EvaluationDraft
from domain.evaluation import buttons as b
from domain.people import buttons as people_buttons
from domain.signup import buttons as signup_buttons
from tests.stage import CENTRE, COURSE, FIRST, Stage

MakeStage = Callable[..., Awaitable[Stage]]
NOBODY = "Jeg er en bot. Det du skriver uten at jeg har spurt, går ikke videre til noen."
RING = f"{NOBODY} Ring gjerne hvis du vil snakke med et menneske. LMS-Sandefjord: +47 00 00 00 00. Ring 113 når det står om liv."
DANISH = (
    CENTRE.replace("sandefjord", "koege")
    .replace("LMS-Sandefjord", "Køge")
    .replace('"NO"', '"DK"')
    .replace("+47 00 00 00 00", "+45 00 00 00 00")
)
THIRD_IS_OVER = FIRST + timedelta(days=14, hours=2, minutes=31)


@pytest.mark.parametrize(
    "what",
    [{"text": "Eg orkar ikkje meir"}, {"text": "/hjelp"}, {"photo": True}, {"sticker": True}, {"voice": True}],
    ids=str,
)
async def test_nobody_reads_and_whom_to_ring_comes_first(stage: Stage, what: dict[str, Any]) -> None:
    ola = await stage.enrolled("Ola")
    await ola.send(**what)
    assert ola.last.startswith(RING)
    assert "Hei, Ola" in ola.last
    assert "Du har plass" in ola.last


async def test_buttons_and_commands_are_no_stray_messages(stage: Stage) -> None:
    ola = await stage.enrolled("Ola")
    for words in ("/start", "/cancel"):
        await ola.say(words)
        assert NOBODY not in ola.last
        assert "Hei, Ola" in ola.last


async def test_what_is_awaited_is_no_stray_message(stage: Stage) -> None:
    ola = await stage.enrolled("Ola")
    await ola.say("/privacy")
    await ola.tap(people_buttons.ChangeName)
    await ola.say("Ola N.")
    assert NOBODY not in ola.last


async def test_centres_of_ones_own_courses_else_all(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + DANISH + COURSE)
    kari = await stage.participant("Kari")
    await kari.say("Hallo?")
    assert (
        "LMS-Sandefjord: +47 00 00 00 00, Køge: +45 00 00 00 00. Ring 113 (NO), 112 (DK) når det står om liv."
        in kari.last
    )
    turid = await stage.coordinator("Turid", "koege")
    await turid.say("Hallo?")
    assert "Køge: +45 00 00 00 00. Ring 112 når det står om liv." in turid.last
    await kari.start("c_ta-tak-host")
    await kari.tap(signup_buttons.AskJoin)
    await kari.tap(signup_buttons.Join)
    await kari.say("Hallo?")
    assert kari.last.startswith(RING)


async def test_nobody_knows_of_it_without_consent(stage: Stage) -> None:
    stranger = await stage.person("Ukjent")
    await stranger.say("Hallo?")
    assert "språk" in stranger.last


async def test_in_the_middle_of_a_poll(stage: Stage) -> None:
    """The numbered question stands where it was, and is one press away."""
    kari = await stage.enrolled("Kari")
    await stage.turn(THIRD_IS_OVER)
    await kari.tap(b.OpenEvaluation)
    await kari.tap(b.AnswerQuestion, question=0, value=4)
    await kari.say("Ring meg på 99 99 99 99")
    assert kari.last.startswith(RING)
    assert kari.labels()[0] == "Fortsett der jeg slapp"
    await kari.tap(b.AnswerQuestion, question=1, value=5)
    await kari.say("Hallo?")
    await kari.press("Fortsett der jeg slapp")
    assert "3" in kari.last.partition("\n")[0]
    drafts = await stage.rows(select(EvaluationDraft))
    assert len(drafts) == 1
    assert "99 99" not in drafts[0][0].content


async def test_help_has_the_centres_number_too(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.say("/help")
    assert kari.last.endswith(RING)


async def test_it_is_said_once_with_the_place(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    joined = next(one for one in kari.texts if "Du har fått plass" in one)
    assert f"{NOBODY} Ring gjerne hvis du vil snakke med et menneske. LMS-Sandefjord: +47 00 00 00 00." in joined
