"""Whoever has just read a course's card and writes that they wish to come is shown its button; nothing is done by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import Course, CourseSession, Enrolment
from domain.people import buttons as people_buttons
from domain.signup import buttons as b
from tests.flows.seekers import AUTUMN, MakeStage, arrived
from tests.stage import Stage

WORDS = {
    "nb": ("jeg vil være med", "Du leste nettopp om TA TAK", "Meld meg på"),
    "nn": ("eg vil vere med", "Du las nettopp om TA TAK", "Meld meg på"),
    "da": ("jeg vil gerne være med", "Du har lige læst om TA TAK", "Tilmeld mig"),
    "en": ("I want to join", "You have just read about TA TAK", "Sign me up"),
}


@pytest.fixture
async def autumn(make_stage: MakeStage, sqlite_url: str) -> Stage:
    return await make_stage(sqlite_url, batch=AUTUMN)


@pytest.mark.parametrize("language", WORDS)
async def test_the_button_of_the_card_that_was_read(autumn: Stage, language: str) -> None:
    written, answer, label = WORDS[language]
    (kari,) = await autumn.acquainted("Kari", language=language)
    await kari.start("c_ta")
    await kari.say(written)
    assert kari.last.startswith(answer)
    assert kari.labels()[0] == label
    assert await autumn.rows(select(Enrolment.id)) == []
    await kari.tap(b.AskJoin)
    await kari.tap(b.Join)
    assert len(await autumn.rows(select(Enrolment.id))) == 1


async def test_a_question_in_between_and_the_leaflet_by_which_one_came(autumn: Stage) -> None:
    (kari,) = await autumn.acquainted("Kari")
    await kari.start("c_ta__r_gp")
    await kari.say("hva koster det")
    await kari.say("ja takk, meld meg på")
    assert kari.last.startswith("Du leste nettopp om TA TAK")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    assert await autumn.rows(select(Enrolment.referred_by)) == [("gp",)]


async def test_without_a_card_or_long_after_it_there_are_all_courses(autumn: Stage) -> None:
    kari = await arrived(autumn)
    await kari.say("jeg vil være med")
    assert "Du leste nettopp" not in kari.last
    await kari.start("c_ta")
    await autumn.turn(timedelta(hours=25))
    await kari.say("jeg vil være med")
    assert "Du leste nettopp" not in kari.last


async def test_whoever_has_gone_on_or_is_on_the_course_is_not_asked(autumn: Stage) -> None:
    (kari,) = await autumn.acquainted("Kari")
    await kari.start("c_ta")
    await kari.press("Ikke nå")
    await kari.say("jeg vil være med")
    assert "Du leste nettopp" not in kari.last
    await kari.start("c_ta")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    await kari.say("jeg vil være med")
    assert "Du leste nettopp" not in kari.last


async def test_a_card_that_is_read_takes_no_place_from_what_is_awaited(autumn: Stage) -> None:
    (kari,) = await autumn.acquainted("Kari")
    await kari.start("c_ta")
    await kari.press("Ikke nå")
    await kari.say("/privacy")
    await kari.tap(people_buttons.ChangeName)
    await kari.forge(b.ShowCourse(3).pack())
    await kari.say("Kari Nordmann")
    assert "Nå står du som Kari Nordmann" in kari.last


async def test_by_a_link_with_consent_in_between(autumn: Stage) -> None:
    kari = await autumn.participant("Kari", course="c_ta__r_gp")
    await kari.say("meld meg på")
    assert kari.last.startswith("Du leste nettopp om TA TAK")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    assert await autumn.rows(select(Enrolment.referred_by)) == [("gp",)]


async def test_of_two_cards_the_last_that_was_read_counts(autumn: Stage) -> None:
    """Also where that one is called off, or where one has a place already: the other is not the one just read."""
    (kari,) = await autumn.acquainted("Kari")
    await kari.start("c_ta__r_gp")
    await kari.forge(b.ShowCourse(4).pack())
    await kari.say("meld meg på")
    assert "Du leste nettopp om Gruppe for barn" in kari.last
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    assert await autumn.rows(select(Enrolment.referred_by)) == [(None,)]
    async with autumn.app.database.begin() as session:
        await session.execute(update(CourseSession).where(CourseSession.course_id == 2).values(cancelled_at=autumn.now))
    for number in (2, 4):
        await kari.forge(b.ShowCourse(3).pack())
        await kari.forge(b.ShowCourse(number).pack())
        await kari.say("meld meg på")
        assert "Du leste nettopp" not in kari.last


async def test_what_has_become_of_the_card_in_the_meantime(autumn: Stage) -> None:
    """Full, the button is that of the waiting list; called off, or a draft again, there is none."""
    (kari,) = await autumn.acquainted("Kari")
    (seat,) = await autumn.rows(select(Course.seats).where(Course.id == 3))
    for values, label in (({"seats": 0}, "Sett meg på venteliste"), ({"seats": seat[0]}, "Meld meg på")):
        await kari.start("c_ta")
        async with autumn.app.database.begin() as session:
            await session.execute(update(Course).where(Course.id == 3).values(**values))
        await kari.say("meld meg på")
        assert kari.labels()[0] == label
    await kari.start("c_ta")
    async with autumn.app.database.begin() as session:
        await session.execute(update(Course).where(Course.id == 3).values(state="draft"))
    await kari.say("meld meg på")
    assert "Du leste nettopp" not in kari.last
    assert "Meld meg på" not in kari.labels()
