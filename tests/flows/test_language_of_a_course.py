"""A language that goes away from a published course: whoever it concerns is told, and nobody else."""

import pytest
from sqlalchemy import select

from db.models import Outbox, Person
from domain.delivery import State
from domain.running.messages import LanguageGone
from tests.flows.drafts import MakeStage
from tests.stage import Phone, Stage


async def told(stage: Stage) -> set[int]:
    mine = select(Person.telegram_id).join(Outbox, Outbox.person_id == Person.id)
    rows = await stage.rows(mine.where(Outbox.kind == LanguageGone.kind, Outbox.state == State.SENT))
    return {row.telegram_id for row in rows}


async def languages(berit: Phone, *toggled: str) -> None:
    await berit.say("/courses")
    await berit.press("Hvitgården")
    await berit.press("Endre kurset")
    for label in toggled:
        await berit.press("Språk")
        await berit.press(label)
        await berit.press("Gå videre")


@pytest.fixture
async def world(make_stage: MakeStage, either_database: str) -> tuple[Stage, Phone, Phone, Phone]:
    """A coordinator; Kari, who reads Norwegian, and Ann, who reads English; it is spoken Norwegian, English and Polish."""
    stage = await make_stage(either_database)
    berit, kari, ann = await stage.coordinator("Berit"), await stage.enrolled("Kari"), await stage.enrolled("Ann")
    await ann.say("/language")
    await ann.press("English")
    for label in ("engelsk", "polsk"):
        await languages(berit, label)
        await berit.press("Ja, endre")
    assert await told(stage) == set()
    return stage, berit, kari, ann


async def test_who_reads_it_is_told(world: tuple[Stage, Phone, Phone, Phone]) -> None:
    stage, berit, _kari, ann = world
    await languages(berit, "engelsk")
    assert "Én på kurset eller ventelista får melding om det." in berit.last
    await berit.press("Ja, endre")
    assert await told(stage) == {ann.id}
    await ann.refresh()
    assert "The course will not be held in English after all. Languages: Norwegian, Polish" in ann.last


async def test_of_a_language_that_nobody_reads_here_all_are_told(world: tuple[Stage, Phone, Phone, Phone]) -> None:
    stage, berit, kari, ann = world
    await languages(berit, "polsk")
    await berit.press("Ja, endre")
    assert await told(stage) == {kari.id, ann.id}
    await kari.refresh()
    assert "Det blir ikke snakket polsk på kurset likevel." in kari.last
