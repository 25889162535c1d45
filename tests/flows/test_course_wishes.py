"""Whoever finds nothing is told when something opens; and after a course one hears what fits next."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.models import Course, CourseSession, CourseWish, Outbox
from domain.finding import buttons as b
from domain.finding.messages import CourseOpened, FitsNext
from domain.setup import buttons as setup
from domain.signup.buttons import AskJoin, Join, ShowCourse
from services.organisation import importing
from tests.flows.seekers import AUTUMN, CENTRES, TELL, MakeStage, arrived, course, publish
from tests.stage import FIRST, OSLO, Phone, Stage


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


WAITING = CENTRES + course("ta", "ta-tak", "odda", "2026-10-20")


async def waits_in_bomlo(stage: Stage, name: str = "Kari") -> Phone:
    """Somebody for whom there is nothing yet."""
    kari = await arrived(stage, name)
    await kari.say("kurs for pårørende i Bømlo")
    assert "ingen kurs med åpen påmelding som passer" in kari.last
    await kari.press(TELL)
    return kari


async def heard(stage: Stage) -> int:
    return len(await stage.rows(select(Outbox.id).where(Outbox.kind == CourseOpened.kind)))


async def test_a_course_that_is_shared_later_is_told_of_once(make_stage: MakeStage, either_database: str) -> None:
    """On its card or by a file; whoever saw it before, or waits for something else, hears nothing."""
    stage = await make_stage(either_database, batch=WAITING)
    await stage.turn(timedelta(minutes=5))
    kari = await waits_in_bomlo(stage)
    ola = await arrived(stage, "Ola")
    await ola.say("kurs for pårørende i Odda")
    await ola.press(TELL)
    await stage.turn(timedelta(hours=1))
    berit = await stage.coordinator("Berit", "odda")
    for yes in (1, 0, 1):
        edition = (await stage.rows(select(Course.edition).where(Course.slug == "ta")))[0][0]
        button = setup.ShareNow(1, edition, 3, 0) if yes else setup.ShareWith(1, edition, 3, 0, 0)
        await berit.forge(button.pack())
        await stage.turn(timedelta(minutes=3))
    await kari.refresh()
    assert "Et kurs du spurte etter, er åpent for påmelding" in kari.last
    assert "Huset odda" in kari.last
    assert await heard(stage) == 1
    await ola.refresh()
    assert not ola.saw("er åpent for påmelding")


async def test_sharing_by_a_file_counts_too_and_the_night_is_kept(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=WAITING)
    kari = await waits_in_bomlo(stage)
    await stage.turn(stage.now.astimezone(OSLO).replace(hour=23))
    await publish(stage, CENTRES + course("ta", "ta-tak", "odda", "2026-10-20", shared="bomlo"))
    await kari.refresh()
    assert not kari.saw("er åpent for påmelding")
    await stage.turn(timedelta(hours=10))
    await kari.refresh()
    assert "Et kurs du spurte etter, er åpent for påmelding" in kari.last


async def test_a_course_that_becomes_one_by_video_or_in_another_language(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=WAITING)
    kari, ola = await arrived(stage), await arrived(stage, "Ola")
    await kari.say("kurs på video for pårørende")
    await kari.press(TELL)
    await ola.forge(b.FindCourses("relative", 1, "any", "en", 0).pack())
    await ola.press(TELL)
    await stage.turn(timedelta(hours=1))
    berit = await stage.coordinator("Berit", "odda")
    await berit.forge(setup.WriteLine(1, "video").pack())
    await berit.say("https://example.org/ta")
    await stage.turn(timedelta(minutes=3))
    assert await heard(stage) == 0, "chosen, but not confirmed"
    await berit.tap(setup.ConfirmChange)
    await stage.turn(timedelta(minutes=3))
    await kari.refresh()
    assert "Et kurs du spurte etter" in kari.last
    assert "example.org" not in kari.last
    assert await heard(stage) == 1
    edition = (await stage.rows(select(Course.edition)))[0][0]
    await berit.forge(setup.ToggleLanguage(1, edition, "en").pack())
    await berit.press("Gå videre")
    await berit.tap(setup.ConfirmChange)
    await stage.turn(timedelta(minutes=3))
    await ola.refresh()
    assert "Et kurs du spurte etter" in ola.last
    assert await heard(stage) == 2


async def test_another_place_is_nothing_new_to_whoever_waits(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=WAITING)
    await waits_in_bomlo(stage)
    await publish(stage, WAITING.replace("Huset odda", "Biblioteket"))
    assert await heard(stage) == 0


async def test_what_fits_next_keeps_its_hour_when_summer_time_begins(make_stage: MakeStage, sqlite_url: str) -> None:
    """The last session is on 16 March, and the clock is put on on the 28th."""
    batch = CENTRES + course("ta", "ta-tak", "odda", "2027-02-09")
    later = course("dag", "temadag", "odda", "2027-05-10")
    stage = await make_stage(sqlite_url, batch=batch + later, now=datetime(2027, 2, 1, 9, 0, tzinfo=OSLO))
    kari = await stage.participant("Kari", course="c_ta")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    due = datetime(2027, 4, 6, 20, 30, tzinfo=OSLO)
    await stage.turn(due - timedelta(minutes=1))
    await kari.refresh()
    assert not kari.saw("Noe som kan passe videre")
    await stage.turn(due)
    await kari.refresh()
    assert "Noe som kan passe videre" in kari.last
    await stage.turn(timedelta(hours=2))
    assert len(await stage.rows(select(Outbox.id).where(Outbox.kind == FitsNext.kind))) == 1


async def test_a_module_that_one_has_done_does_not_fit_next(make_stage: MakeStage, sqlite_url: str) -> None:
    """Of two that fit, the one that is done is left out; where both are, there is nothing to tell."""
    modules = {"a": "helsepedagogikk-start", "b": "helsepedagogikk-endring", "c": "helsepedagogikk-mestring"}
    days = ("2026-08-25", "2026-10-27", "2027-02-02")
    batch = CENTRES + "".join(course(slug, modules[slug], "odda", day) for slug, day in zip(modules, days, strict=True))
    ahead = course("ny-b", modules["b"], "odda", "2027-05-04") + course("ny-c", modules["c"], "odda", "2027-05-11")
    stage = await make_stage(sqlite_url, batch=batch + ahead)
    (kari,) = await stage.acquainted("Kari")

    async def join(slug: str) -> None:
        await kari.start(f"c_{slug}")
        await kari.tap(AskJoin)
        await kari.tap(Join)

    for slug in ("a", "b"):
        await join(slug)
    names = {slug: stage.app.library.programmes[one].chat_title["nb"] for slug, one in modules.items()}
    ends = {
        row.slug: row[1]
        for row in await stage.rows(
            select(Course.slug, func.max(CourseSession.ends_at)).join(CourseSession).group_by(Course.slug)
        )
    }
    await stage.turn(ends["b"] + timedelta(days=22))
    await kari.refresh()
    (told,) = [one for one in kari.texts if f"Du har vært med på {names['b']}" in one]
    assert f"· {names['c']}" in told
    await join("c")
    await stage.turn(ends["c"] + timedelta(days=1))
    await kari.say("/find")
    assert not any(label.startswith("Etter") for label in kari.labels()), kari.labels()
    for number in (1, 2, 3):
        await kari.forge(b.FindNext(number).pack())
        assert "virker ikke lenger" in kari.last
    await stage.turn(ends["c"] + timedelta(days=22))
    await kari.refresh()
    assert not kari.saw(f"Du har vært med på {names['c']}")
