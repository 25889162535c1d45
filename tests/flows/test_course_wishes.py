"""Whoever finds nothing is told when something opens; and after a course one hears what fits next."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import CourseWish, Outbox
from domain.finding import buttons as b
from domain.finding.messages import CourseOpened
from domain.signup.buttons import ShowCourse
from services.organisation import importing
from tests.flows.seekers import AUTUMN, CENTRES, TELL, MakeStage, arrived, course, publish
from tests.stage import FIRST, Stage


@pytest.fixture
async def autumn(make_stage: MakeStage, sqlite_url: str) -> Stage:
    return await make_stage(sqlite_url, batch=AUTUMN)


async def test_nothing_fits_and_one_is_told_once_when_something_opens(autumn: Stage) -> None:
    kari = await arrived(autumn)
    await kari.press("Jeg jobber med det")
    await kari.press("Odda")
    assert "ingen kurs med åpen påmelding som passer" in kari.last
    assert "Uansett sted" not in kari.labels(), "nor does anything elsewhere"
    assert "på telefon: Odda kommune: +47" in kari.last, "those who are near are to be rung"
    await kari.press(TELL)
    assert "jobber med det · Odda" in kari.last
    await kari.press("Til start")
    await publish(autumn, CENTRES + course("fag-nord", "helsepedagogikk-start", "tromso", "2026-11-03"))
    await kari.refresh()
    assert not kari.saw("er åpent for påmelding"), "Tromsø is far away"
    await publish(autumn, CENTRES + course("fag", "helsepedagogikk-start", "odda", "2026-11-03"))
    await kari.refresh()
    assert "Et kurs du spurte etter, er åpent for påmelding" in kari.last
    await publish(autumn, CENTRES + course("fag-2", "helsepedagogikk-start", "odda", "2026-11-10"))
    told = await autumn.rows(select(Outbox).where(Outbox.kind == CourseOpened.kind))
    assert len(told) == 1
    await kari.tap(ShowCourse)
    assert "Meld meg på" in kari.labels()


async def test_a_wish_is_kept_once_and_taken_back(autumn: Stage) -> None:
    kari = await arrived(autumn)
    for _ in range(2):
        await kari.say("/finn")
        await kari.press("Jeg jobber med det")
        await kari.press("Uansett sted")
        await kari.press(TELL)
    assert len(await autumn.rows(select(CourseWish))) == 1
    await kari.say("/find")
    assert "Du får beskjed når det åpner et kurs: jobber med det · Uansett sted" in kari.last
    await kari.press("Ikke si fra likevel")
    assert await autumn.rows(select(CourseWish)) == []
    await publish(autumn, CENTRES + course("fag", "helsepedagogikk-start", "odda", "2026-11-03"))
    assert await autumn.rows(select(Outbox).where(Outbox.kind == CourseOpened.kind)) == []


async def test_a_wish_lapses_after_a_year_and_goes_with_the_person(autumn: Stage) -> None:
    kari, ola = await arrived(autumn), await arrived(autumn, "Ola")
    for phone in (kari, ola):
        await phone.press("Jeg jobber med det")
        await phone.press("Uansett sted")
        await phone.press(TELL)
    await kari.say("/privacy")
    await kari.press("Slett")
    await kari.press("Ja, slett")
    assert len(await autumn.rows(select(CourseWish))) == 1
    await autumn.turn(timedelta(days=364))
    await autumn.app._tidy()
    assert len(await autumn.rows(select(CourseWish))) == 1
    await autumn.turn(timedelta(days=2))
    await autumn.app._tidy()
    assert await autumn.rows(select(CourseWish)) == []


async def test_who_is_on_the_course_already_is_not_told_of_it(autumn: Stage) -> None:
    kari = await arrived(autumn)
    await kari.press("Jeg jobber med det")
    await kari.press("Odda")
    await kari.press(TELL)
    async with autumn.app.database.begin() as session:
        batch = CENTRES + course("fag", "helsepedagogikk-start", "odda", "2026-11-03")
        await importing.apply(session, autumn.app.library, importing.parse(batch, "m.toml"), autumn.now, "m.toml")
    await kari.start("c_fag")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    await autumn.turn(timedelta(minutes=1))
    assert await autumn.rows(select(Outbox).where(Outbox.kind == CourseOpened.kind)) == []


async def test_others_wishes_are_nobodys_to_end(autumn: Stage) -> None:
    kari, ola = await arrived(autumn), await arrived(autumn, "Ola")
    await kari.press("Jeg jobber med det")
    await kari.press("Uansett sted")
    await kari.press(TELL)
    await ola.forge(b.EndCourseWish(1).pack())
    assert len(await autumn.rows(select(CourseWish))) == 1


async def test_when_a_course_is_over_one_hears_once_what_fits_next(make_stage: MakeStage, sqlite_url: str) -> None:
    batch = CENTRES + course("ta", "ta-tak", "odda", "2026-09-01")
    later = course("dag", "temadag", "odda", "2026-12-10") + course("nord", "temadag", "tromso", "2026-12-10")
    stage = await make_stage(sqlite_url, batch=batch)
    kari = await stage.participant("Kari", course="c_ta")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    await stage.turn(FIRST + timedelta(days=40))
    await publish(stage, batch + later)
    await stage.turn(FIRST + timedelta(weeks=5, days=20))
    await kari.refresh()
    assert not kari.saw("Noe som kan passe videre")
    await stage.turn(timedelta(days=2))
    await kari.refresh()
    (told,) = [one for one in kari.texts if "Noe som kan passe videre" in one]
    assert "Du har vært med på TA TAK" in told
    assert "Huset odda" in told
    assert "Huset tromso" not in told, "only what is near"
    await stage.turn(timedelta(days=3))
    await kari.refresh()
    assert len([one for one in kari.texts if "Noe som kan passe videre" in one]) == 1


async def test_what_fits_next_stands_on_find_later_and_one_is_told_when_it_opens(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    batch = CENTRES + course("ta", "ta-tak", "odda", "2026-09-01")
    stage = await make_stage(sqlite_url, batch=batch)
    kari = await stage.participant("Kari", course="c_ta")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    await stage.turn(FIRST + timedelta(days=90))
    await kari.say("/find")
    await kari.press("Etter TA TAK")
    assert "ingen av dem åpne for påmelding i nærheten" in kari.last
    await kari.press(TELL)
    assert "Etter TA TAK" in kari.last
    assert "Odda kommune" in kari.last
    await publish(stage, batch + course("nord", "temadag", "tromso", "2027-01-10"))
    await publish(stage, batch + course("ny", "mestringstreff", "odda", "2027-01-10"))
    await kari.refresh()
    assert not kari.saw("er åpent for påmelding")
    await publish(stage, batch + course("dag", "temadag", "odda", "2027-01-10"))
    await kari.refresh()
    assert "er åpent for påmelding" in kari.last


async def test_nobody_looks_into_what_others_have_been_on(autumn: Stage) -> None:
    ola = await arrived(autumn, "Ola")
    for payload in (b.FindNext(3), b.WishNext(3)):
        await ola.forge(payload.pack())
        assert "virker ikke lenger" in ola.last
    assert await autumn.rows(select(CourseWish)) == []
