"""Somebody looks for a course without a link, and finds one; links that lead on."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import Course, Enrolment
from domain.signup.buttons import Join, ShowCourse
from tests.flows.seekers import AUTUMN, CENTRES, ODDA, TELL, MakeStage, arrived, course
from tests.stage import FIRST, Stage


@pytest.fixture
async def autumn(make_stage: MakeStage, sqlite_url: str) -> Stage:
    return await make_stage(sqlite_url, batch=AUTUMN)


async def test_whoever_comes_without_a_link_is_asked_who_the_course_is_for(autumn: Stage) -> None:
    kari = await arrived(autumn)
    assert "Hei, Kari" in kari.last
    assert "Hvem er kurset for?" in kari.last
    assert kari.labels() == [
        "Jeg lever med noe selv", "Jeg er pårørende", "Barnet mitt er pårørende", "Jeg jobber med det", "Til start"
    ]  # fmt: skip


async def test_a_parent_sees_the_one_course_there_is_at_once_and_signs_up_as_everybody_does(autumn: Stage) -> None:
    kari = await arrived(autumn)
    await kari.press("Barnet mitt er pårørende")
    assert "Dette kurset er det som passer nå" in kari.last
    assert "Bømlo kommune" in kari.last
    assert "8 ledige plasser" in kari.last
    assert kari.labels()[0] == "Meld meg på"
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    assert len(await autumn.rows(select(Enrolment))) == 1


async def test_near_me_by_the_first_letters_of_the_municipality(autumn: Stage) -> None:
    kari = await arrived(autumn)
    await kari.press("Jeg er pårørende")
    assert "Hvor bor du?" in kari.last
    await kari.say("balsfj")
    assert "Dette kurset er det som passer nå" in kari.last
    assert "Huset tromso" in kari.last


async def test_a_shared_course_is_near_where_it_is_shared(autumn: Stage) -> None:
    kari = await arrived(autumn)
    await kari.press("Jeg er pårørende")
    await kari.say("BOMLO")
    assert "TA TAK" in kari.last
    assert "Huset odda" in kari.last


async def test_several_are_shown_soonest_first_with_seats_and_the_next_date(autumn: Stage) -> None:
    kari, ola = await arrived(autumn), await autumn.participant("Ola", course="c_ta")
    await ola.press("Meld meg på")
    await ola.press("Ja, meld meg på")
    await kari.press("Jeg er pårørende")
    await kari.press("Odda")
    assert "2 kurs passer" in kari.last
    first, second = kari.last.index("tirsdag 13. oktober"), kari.last.index("tirsdag 20. oktober")
    assert first < second
    assert "7 ledige plasser" in kari.last[second:]
    assert "Et menneske treffer du på telefon" in kari.last
    await kari.tap(ShowCourse)
    assert "Meld meg på" in kari.labels()


async def test_letters_that_fit_several_and_letters_that_fit_none(autumn: Stage) -> None:
    kari = await arrived(autumn)
    await kari.press("Jeg lever med noe selv")
    await kari.say("x")
    assert "ingen kommune som begynner slik" in kari.last
    await kari.say("Tromsø kommune")
    assert "Huset tromso" in kari.last


async def test_to_a_cry_in_the_search_nobody_says_that_there_is_no_such_municipality(autumn: Stage) -> None:
    kari = await arrived(autumn)
    await kari.press("Jeg er pårørende")
    await kari.say("jeg orker ikke mer, vil ikke leve")
    assert "Du skal ikke være alene" in kari.last
    assert not any("Jeg kjenner ingen kommune" in one for one in kari.texts)


async def test_many_courses_come_in_pages_after_theme_and_language(make_stage: MakeStage, sqlite_url: str) -> None:
    many = "".join(course(f"k{number}", "mestringstreff", "odda", f"2026-10-{number + 10}") for number in range(7))
    stage = await make_stage(sqlite_url, batch=ODDA + many + course("liv", "depresjon", "odda", "2026-11-03"))
    kari = await arrived(stage)
    assert "Hva vil du helst ha et kurs om?" in kari.last, "nobody is asked for whom, nor where: there is one answer"
    await kari.press("Hverdagen")
    assert "7 kurs passer" in kari.last
    assert "Side 1 av 3" in kari.last
    await kari.press("Neste")
    assert "Side 2 av 3" in kari.last
    assert "13. oktober" in kari.last
    assert kari.last.count("ledige plasser") == 3


async def test_nothing_fits_here_and_something_does_elsewhere(autumn: Stage) -> None:
    """Whoever lives where nothing is open hears of what is, rather than that there is nothing."""
    kari = await arrived(autumn)
    await kari.press("Jeg lever med noe selv")
    await kari.press("Bømlo")
    assert "ingen kurs med åpen påmelding som passer" in kari.last
    assert "Andre steder er det 2 kurs som passer." in kari.last
    await kari.press("Uansett sted")
    assert "2 kurs passer" in kari.last


async def test_a_link_to_a_full_course_and_one_that_has_begun_lead_on(autumn: Stage) -> None:
    kari = await autumn.participant("Kari", course="c_ta")
    await autumn.turn(FIRST + timedelta(days=60))
    await kari.start("c_ta")
    assert "Kurset er i gang" in kari.last
    await kari.press("Se kursene")
    assert "ingen kurs med åpen påmelding" in kari.last
    await kari.press(TELL)
    assert "Hvem er kurset for?" in kari.last
    await kari.press("Jeg er pårørende")
    await kari.press(TELL)
    assert "Hvor bor du?" in kari.last
    await kari.say("karls")
    await kari.press(TELL)
    assert "pårørende · Karlsøy" in kari.last


async def test_a_link_to_another_centre_says_so(autumn: Stage) -> None:
    kari = await autumn.participant("Kari", course="c_ta")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    await kari.start("c_fjell")
    assert "et annet senter" not in kari.last
    await kari.start("c_hav")
    assert "Kurset er hos LMS Tromsø. Det er et annet senter enn der du har vært på kurs." in kari.last
    assert "Meld meg på" in kari.labels()
    await kari.press("Finn andre kurs")
    assert "Hvem er kurset for?" in kari.last


async def test_a_link_to_a_full_course_leads_on(make_stage: MakeStage, sqlite_url: str) -> None:
    few = AUTUMN.replace("seats = 8", "seats = 1")
    stage = await make_stage(sqlite_url, batch=few)
    ola, kari = [await stage.participant(name, course="c_ta") for name in ("Ola", "Kari")]
    await ola.press("Meld meg på")
    await ola.press("Ja, meld meg på")
    await kari.start("c_ta")
    assert "Finn andre kurs" in kari.labels()


async def test_a_link_to_a_draft_says_so_and_nobody_gets_in(autumn: Stage) -> None:
    kari = await autumn.participant("Kari", course="c_ta")
    await autumn.rows(update(Course).where(Course.slug == "ta").values(state="draft").returning(Course.id))
    await kari.start("c_ta")
    assert "ikke åpent for påmelding ennå" in kari.last
    assert "Hvem er kurset for?" in kari.last
    await kari.forge(Join(3).pack())
    assert "ikke åpent for påmelding ennå" in kari.last
    assert await autumn.rows(select(Enrolment)) == []


async def test_many_open_courses_do_not_stand_on_the_start_page(make_stage: MakeStage, sqlite_url: str) -> None:
    many = "".join(course(f"k{number}", "mestringstreff", "odda", f"2026-10-{number + 10}") for number in range(7))
    stage = await make_stage(sqlite_url, batch=ODDA + many)
    kari = await arrived(stage)
    await kari.press("Til start")
    assert "Flere kurs er åpne" in kari.last
    assert kari.labels() == ["Finn et kurs"]


async def test_a_place_that_is_shared_is_used_once_and_kept_nowhere(autumn: Stage) -> None:
    kari = await arrived(autumn)
    await kari.press("Jeg er pårørende")
    await kari.send(location={"latitude": 48.86, "longitude": 2.35})
    assert "ingen kommune" in kari.last
    await kari.send(location={"latitude": 69.29, "longitude": 19.2})
    assert "Huset tromso" in kari.last
    assert autumn.app.intake is not None
    await autumn.app.intake.flush()
    kept = str(await autumn.dump())
    assert "69.29" not in kept
    assert "48.86" not in kept


async def test_a_place_shared_unasked_changes_nothing(autumn: Stage) -> None:
    kari = await arrived(autumn)
    await kari.send(location={"latitude": 69.29, "longitude": 19.2})
    assert "Et menneske treffer du på telefon" in kari.last


async def test_two_courses_of_one_kind_keep_apart(make_stage: MakeStage, sqlite_url: str) -> None:
    two = course("ta-1", "ta-tak", "odda", "2026-09-01") + course("ta-2", "ta-tak", "bomlo", "2026-10-08")
    stage = await make_stage(sqlite_url, batch=CENTRES + two)
    kari = await stage.participant("Kari", course="c_ta-1")
    for link in ("c_ta-1", "c_ta-2"):
        await kari.start(link)
        await kari.press("Meld meg på")
        await kari.press("Ja, meld meg på")
    await kari.say("/start")
    first, second = "Huset odda, september", "Huset bomlo, oktober"
    assert first in kari.last
    assert second in kari.last
    assert len(set(kari.labels())) == len(kari.labels())
    await stage.turn(FIRST - timedelta(days=1))
    await kari.refresh()
    assert first in kari.last
    await stage.turn(FIRST + timedelta(days=36))
    await kari.refresh()
    assert [one for one in kari.texts if "Samling" in one and second in one]
