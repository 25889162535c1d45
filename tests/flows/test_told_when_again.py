"""*Tell me when one opens*, of a course that one cannot sign up for; and what fits next without what one is on."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import Course, CourseSession, CourseWish
from domain.finding import buttons as b
from domain.running import buttons as running
from domain.signup.buttons import AskJoin, Join
from services.finding import wishes
from services.organisation import importing
from tests.flows.drafts import MakeStage
from tests.flows.seekers import AUTUMN, CENTRES, TELL, course
from tests.flows.test_team_calendar import in_language
from tests.stage import FIRST, Phone, Stage

AGAIN = course("hav-igjen", "temadag", "tromso", "2027-10-05") + course("fjell-igjen", "temadag", "odda", "2027-10-12")


async def by_link(stage: Stage, name: str, slug: str) -> Phone:
    (phone,) = await stage.acquainted(name)
    await phone.start(f"c_{slug}")
    return phone


async def looked_for(stage: Stage) -> list[tuple[str, int]]:
    rows = await stage.rows(select(CourseWish).order_by(CourseWish.id))
    return [(one.search.programme, one.search.centre_id) for one in (wishes.read(row[0]) for row in rows)]


async def open_again(stage: Stage) -> None:
    async with stage.app.database.begin() as session:
        file = importing.parse(CENTRES + AGAIN, "again.toml")
        await importing.apply(session, stage.app.library, file, stage.now, "again.toml")
    await stage.turn(timedelta(hours=3))


@pytest.mark.parametrize("how", ["over", "off"])
async def test_from_a_link_to_what_is_over_or_off(make_stage: MakeStage, either_database: str, how: str) -> None:
    """The programme at that centre: told of that and of none elsewhere."""
    stage = await make_stage(either_database, batch=AUTUMN)
    async with stage.app.database.begin() as session:
        over = {"starts_at": FIRST - timedelta(days=90), "ends_at": FIRST - timedelta(days=89)}
        off = {"cancelled_at": stage.now} if how == "off" else over
        await session.execute(update(CourseSession).where(CourseSession.course_id == 1).values(**off))
    kari = await by_link(stage, "Kari", "hav")
    assert "Jeg kan også si fra her når et slikt kurs åpner for påmelding." in kari.last
    await kari.press(TELL)
    assert "LMS Tromsø" in kari.last
    assert await looked_for(stage) == [("temadag", 1)]
    await open_again(stage)
    await kari.refresh()
    assert "Et kurs du spurte etter, er åpent for påmelding" in kari.last
    assert "Huset tromso" in kari.last
    assert not any("Huset odda" in one for one in kari.texts)


async def test_the_news_that_a_course_is_off_leads_on(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await berit.forge(running.CancelCourse(1, 0).pack())
    await kari.refresh()
    assert "si fra her når et slikt kurs åpner" in kari.last
    await kari.press(TELL)
    assert "TA TAK" in kari.last
    assert await looked_for(stage) == [("ta-tak", 1)]


async def test_whoever_has_agreed_to_nothing_is_asked_first_and_of_a_draft_nothing_is_said(stage: Stage) -> None:
    (kari,) = await stage.acquainted("Kari")
    await kari.forge(b.WishSame(1).pack())
    assert "virker ikke lenger" in kari.last, "it is open"
    async with stage.app.database.begin() as session:
        await session.execute(update(Course).values(state="draft"))
    await kari.forge(b.WishSame(1).pack())
    await kari.forge(b.WishSame(99).pack())
    newcomer = await stage.person("Odd")
    await newcomer.say("/start")
    await newcomer.forge(b.WishSame(1).pack())
    assert await looked_for(stage) == []


MODULES = {"a": "helsepedagogikk-start", "b": "helsepedagogikk-endring", "c": "helsepedagogikk-mestring"}
DAYS = ("2026-08-25", "2026-11-24", "2026-12-08")


async def on_modules(make_stage: MakeStage, url: str, *slugs: str) -> tuple[Stage, Phone, dict[str, str]]:
    """Somebody who is through the first, on these; and the titles of all. Of the last there is one place, and it is taken."""
    batch = "".join(course(slug, MODULES[slug], "odda", day) for slug, day in zip(MODULES, DAYS, strict=True))
    stage = await make_stage(url, batch=CENTRES + batch)
    async with stage.app.database.begin() as session:
        await session.execute(update(Course).where(Course.slug == "c").values(seats=1))
    kari, liv = await stage.acquainted("Kari", "Liv")
    for phone, those in ((liv, ("c",)), (kari, ("a", *slugs))):
        for slug in those:
            await phone.start(f"c_{slug}")
            await phone.tap(AskJoin)
            await phone.tap(Join)
    await stage.turn(FIRST + timedelta(days=60))
    await kari.refresh()
    return stage, kari, {slug: stage.app.library.programmes[one].chat_title["nb"] for slug, one in MODULES.items()}


async def test_what_one_is_on_does_not_fit_next(make_stage: MakeStage, either_database: str) -> None:
    """It is said that one is on it; of the rest whether it is open."""
    _, kari, names = await on_modules(make_stage, either_database, "b")
    (told,) = [one for one in kari.texts if f"Du har vært med på {names['a']}" in one]
    assert f"· {names['b']}" not in told
    assert f"· {names['c']}" in told
    await kari.forge(b.FindNext(1).pack())
    assert f"· {names['b']}" not in kari.last
    assert f"· {names['c']}" in kari.last
    assert f"Du er allerede påmeldt {names['b']}." in kari.last


@pytest.mark.parametrize(
    ("language", "on_it", "in_line"),
    [
        ("nb", "Du er allerede påmeldt", "Du står på venteliste til"),
        ("nn", "Du er allereie påmeld", "Du står på venteliste til"),
        ("da", "Du er allerede tilmeldt", "Du står på venteliste til"),
        ("en", "You are already signed up for", "You are on the waiting list for"),
    ],
)
async def test_who_is_on_all_of_it_is_told_of_nothing(
    make_stage: MakeStage, sqlite_url: str, language: str, on_it: str, in_line: str
) -> None:
    stage, kari, names = await on_modules(make_stage, sqlite_url, "b", "c")
    assert not kari.saw(f"Du har vært med på {names['a']}")
    await in_language(stage, kari, language)
    await kari.forge(b.FindNext(1).pack())
    assert on_it in kari.last
    assert in_line in kari.last
    assert "·" not in kari.last
    assert TELL not in kari.labels()
