"""What somebody writes of the course that they look for narrows what they are shown; all courses stay one press away."""

import pytest
from sqlalchemy import select, update

from db.models import Course, CourseWish, Enrolment
from domain.finding import buttons as b
from domain.signup import buttons as signup
from tests.flows.seekers import AUTUMN, MakeStage, centre, course
from tests.stage import Stage

CHILDREN = {
    "nb": ("finnes det en gruppe for barn", "det du skrev: forelder til et barn", "Se alle kurs"),
    "nn": ("er det noko for barn", "det du skreiv: forelder til eit barn", "Sjå alle kurs"),
    "da": ("er der noget for børn?", "det, du skrev: forælder til et barn", "Se alle kurser"),
    "en": ("is there a group for children?", "what you wrote: a child who is next of kin", "See all courses"),
}
IN_TROMSO = {"nb": "noe i Tromsø", "nn": "noko i Tromsø", "da": "noget i Tromsø", "en": "anything in Tromsø?"}
RELATIVES = {
    "nb": "noe for pårørende",
    "nn": "noko for pårørande",
    "da": "noget for pårørende",
    "en": "anything for relatives",
}
BY_VIDEO = {"nb": "kurs på video", "nn": "kurs på video", "da": "kursus på video", "en": "a course by video"}


@pytest.fixture
async def autumn(make_stage: MakeStage, sqlite_url: str) -> Stage:
    return await make_stage(sqlite_url, batch=AUTUMN)


@pytest.mark.parametrize("language", CHILDREN)
async def test_for_children_then_all(autumn: Stage, language: str) -> None:
    written, answer, everything = CHILDREN[language]
    (kari,) = await autumn.acquainted("Kari", language=language)
    await kari.say(written)
    assert answer in kari.last
    assert "Huset bomlo" in kari.last, "the one for children, as its own card"
    assert "Huset odda" not in kari.last
    await kari.press(everything)
    assert "4" in kari.last.partition("\n")[0]
    assert await autumn.rows(select(Enrolment.id)) == []


@pytest.mark.parametrize("language", IN_TROMSO)
async def test_near(autumn: Stage, language: str) -> None:
    (kari,) = await autumn.acquainted("Kari", language=language)
    await kari.say(IN_TROMSO[language])
    assert "Huset tromso" in kari.last
    assert "Huset odda" not in kari.last


@pytest.mark.parametrize("language", RELATIVES)
async def test_for_relatives_few_are_shown_at_once(autumn: Stage, language: str) -> None:
    (kari,) = await autumn.acquainted("Kari", language=language)
    await kari.say(RELATIVES[language])
    assert kari.last.count("Huset odda") == 2
    assert "Huset tromso" in kari.last
    assert "Huset bomlo" not in kari.last


async def test_where_much_fits_one_is_asked_on_from_there(make_stage: MakeStage, sqlite_url: str) -> None:
    more = course("ta-2", "ta-tak", "tromso", "2026-11-03") + course("ta-3", "ta-tak", "bomlo", "2026-11-10")
    stage = await make_stage(sqlite_url, batch=AUTUMN + more)
    (kari,) = await stage.acquainted("Kari")
    await kari.say("noe for pårørende")
    assert "det du skrev: pårørende" in kari.last
    assert "Hvor bor du?" in kari.last
    await kari.say("er det noe for barn da")
    assert "Huset bomlo" in kari.last, "another search instead of an answer"
    await kari.say("noe for pårørende")
    await kari.say("tromso")
    assert kari.last.count("Huset tromso") == 2
    assert "Huset odda" not in kari.last


@pytest.mark.parametrize("language", BY_VIDEO)
async def test_by_video(autumn: Stage, language: str) -> None:
    by_video = update(Course).where(Course.slug == "fjell").values(video_link="https://example.org/f")
    await autumn.rows(by_video.returning(Course.id))
    (kari,) = await autumn.acquainted("Kari", language=language)
    await kari.say(BY_VIDEO[language])
    assert "Huset odda" in kari.last
    assert "Huset tromso" not in kari.last
    assert "example.org" not in kari.last, "the link is for those with a place"


NEARBY = {
    "nb": ("kurs i nærheten", "det du skrev: i nærheten av deg.", "Hvor bor du?"),
    "nn": ("kurs i nærleiken", "det du skreiv: i nærleiken av deg.", "Kvar bur du?"),
    "da": ("kurser i nærheden", "det, du skrev: i nærheden af dig.", "Hvor bor du?"),
    "en": ("courses near me", "what you wrote: near you.", "Where do you live?"),
}


@pytest.mark.parametrize("language", NEARBY)
async def test_nearby_asks_where_one_lives_and_then_shows(autumn: Stage, language: str) -> None:
    written, understood, question = NEARBY[language]
    (kari,) = await autumn.acquainted("Kari", language=language)
    await kari.say(written)
    assert understood in kari.last
    assert question in kari.last
    assert "Huset" not in kari.last
    await kari.press("Odda")
    assert kari.last.count("Huset odda") == 2
    assert "Huset tromso" not in kari.last
    await kari.say(written)
    await kari.say("tromsø")
    assert "Huset tromso" in kari.last
    assert "Huset odda" not in kari.last


async def test_nearby_keeps_for_whom_and_can_be_written_where_one_lives_is_asked(autumn: Stage) -> None:
    (kari,) = await autumn.acquainted("Kari")
    await kari.say("kurs i nærheten")
    await kari.say("kurs for pårørende i nærheten")
    assert "det du skrev: pårørende · i nærheten av deg." in kari.last
    await kari.press("Bømlo")
    assert "TA TAK" in kari.last or "Huset odda" in kari.last, "shared with Bømlo"
    assert "Huset bomlo" not in kari.last, "that one is for children"
    await kari.say("kurs i nærheten av Tromsø")
    assert "Hvor bor du?" not in kari.last
    assert "Huset tromso" in kari.last


async def test_nearby_where_there_is_but_one_place_asks_nothing(make_stage: MakeStage, sqlite_url: str) -> None:
    one = centre("odda", "Odda kommune", "Odda") + course("fjell", "temadag", "odda") + course("ta", "ta-tak", "odda")
    stage = await make_stage(sqlite_url, batch=one)
    (kari,) = await stage.acquainted("Kari")
    await kari.say("kurs i nærheten")
    assert "det du skrev: i nærheten av deg." in kari.last
    assert "Hvor bor du?" not in kari.last
    assert kari.last.count("Huset odda") == 2


async def test_nothing_fits_and_one_can_be_told(autumn: Stage) -> None:
    (kari,) = await autumn.acquainted("Kari")
    await kari.say("kurs for helsepersonell i Odda")
    assert "ingen kurs med åpen påmelding som passer" in kari.last
    await kari.press("Si fra når et åpner")
    assert "jobber med det · Odda" in kari.last
    assert len(await autumn.rows(select(CourseWish.id))) == 1


async def test_all_courses_are_no_wish_for_anybody(autumn: Stage) -> None:
    """Whoever has chosen to see all is asked for whom before they are told of anything."""
    (kari,) = await autumn.acquainted("Kari")
    await kari.say("noe i Tromsø")
    await kari.press("Se alle kurs")
    await kari.tap(b.WishCourse)
    assert "Hvem er kurset for?" in kari.last
    assert await autumn.rows(select(CourseWish.id)) == []


async def test_what_was_written_is_kept_nowhere(autumn: Stage) -> None:
    (kari,) = await autumn.acquainted("Kari")
    await kari.say("kurs om stress for pårørende i Tromsø")
    assert autumn.app.intake is not None
    await autumn.app.intake.flush()
    assert "stress" not in str(await autumn.dump())


async def test_before_consent_nothing_is_looked_for(autumn: Stage) -> None:
    stranger = await autumn.person("Ukjent")
    await stranger.start()
    await stranger.press("Norsk bokmål")
    await stranger.say("noe i Tromsø")
    assert "Før vi begynner" in stranger.last


async def test_who_is_on_a_course_speaks_of_it_and_looks_for_none(autumn: Stage) -> None:
    (kari,) = await autumn.acquainted("Kari", language="en")
    await kari.start("c_ta")
    await kari.tap(signup.AskJoin)
    await kari.tap(signup.Join)
    for written in ("I'm late for the course in Tromsø", "The link to the course online does not work"):
        await kari.say(written)
        assert "+47 00 00 00 00" in kari.last
        assert "what you wrote" not in kari.last
    await kari.say("is there anything in Tromsø?")
    assert "what you wrote: Tromsø" in kari.last
