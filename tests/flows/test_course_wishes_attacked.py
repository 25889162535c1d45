"""Of a course that was wished for one is told once, while it is of use; a wish of which nobody was told waits on."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from db.models import CourseSession, CourseWish, Outbox, Person
from db.turns import Turn
from domain.delivery import State
from domain.finding import buttons as b
from domain.finding.messages import CourseOpened
from domain.signup.buttons import AskJoin, Join
from services.organisation import importing
from tests.contract.counting import Statements
from tests.flows.seekers import AUTUMN, CENTRES, TELL, MakeStage, arrived, course, publish
from tests.flows.test_course_wishes import WAITING, heard, waits_in_bomlo
from tests.stage import OSLO, Phone, Stage

SHARED = CENTRES + course("ta", "ta-tak", "odda", "2026-10-20", shared="bomlo")
NEWS = "Et kurs du spurte etter, er åpent for påmelding"


async def works_with_it(stage: Stage, name: str = "Kari", near: int = 1) -> Phone:
    """Somebody who waits for whatever is for those who work with it."""
    kari = await arrived(stage, name)
    await kari.forge(b.WishCourse("staff", near, "any", "any").pack())
    assert "Jeg sier fra" in kari.last
    return kari


def module(slug: str, day: str = "2026-11-03") -> str:
    return course(slug, "helsepedagogikk-start", "odda", day)


async def late(stage: Stage) -> None:
    """In the quiet hours: what is planned waits for the morning."""
    await stage.turn(stage.now.astimezone(OSLO).replace(hour=23))


async def told(stage: Stage, phone: Phone) -> int:
    await phone.refresh()
    return len([one for one in phone.texts if NEWS in one])


async def test_of_one_course_one_message_however_many_wishes_it_fits(
    make_stage: MakeStage, either_database: str
) -> None:
    """At the same moment, and later, when it can be found by more people; the other wish stands for the next one."""
    stage = await make_stage(either_database, batch=AUTUMN)
    kari = await works_with_it(stage)
    await kari.say("kurs for helsepersonell i Odda")
    await kari.press(TELL)
    await kari.say("kurs for helsepersonell i Bømlo")
    await kari.press(TELL)
    await publish(stage, AUTUMN + module("fag"))
    assert await told(stage, kari) == 1
    await publish(stage, AUTUMN + course("fag", "helsepedagogikk-start", "odda", "2026-11-03", shared="bomlo"))
    assert await told(stage, kari) == 1
    await publish(stage, AUTUMN + module("fag-2", "2026-11-10"))
    assert await told(stage, kari) == 2


async def test_who_has_signed_up_in_the_meantime_is_not_told_and_waits_on(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=WAITING)
    kari = await waits_in_bomlo(stage)
    await late(stage)
    await publish(stage, SHARED)
    await kari.start("c_ta")
    await kari.tap(AskJoin)
    await kari.tap(Join)
    await stage.turn(timedelta(hours=10))
    assert await told(stage, kari) == 0
    await stage.app._tidy()
    assert await stage.rows(select(CourseWish.told_at)) == [(None,)]


async def test_what_does_not_fit_any_more_in_the_morning_is_told_when_it_fits_again(
    make_stage: MakeStage, either_database: str
) -> None:
    """Shared at night and not any more; then shared for good: of the same course the same wish is told after all."""
    stage = await make_stage(either_database, batch=WAITING)
    kari = await waits_in_bomlo(stage)
    await late(stage)
    await publish(stage, SHARED)
    await publish(stage, SHARED.replace('["bomlo"]', "[]"))
    await stage.turn(timedelta(hours=10))
    assert await told(stage, kari) == 0
    await publish(stage, SHARED)
    assert await told(stage, kari) == 1
    assert await heard(stage) == 1


async def test_a_course_that_was_off_before_anybody_was_told_uses_up_no_wish(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRES)
    kari = await works_with_it(stage)
    await late(stage)
    await publish(stage, CENTRES + module("fag"))
    async with stage.app.database.begin() as session:
        await session.execute(update(CourseSession).values(cancelled_at=stage.now))
    await stage.turn(timedelta(hours=10))
    assert await told(stage, kari) == 0
    await publish(stage, CENTRES + module("fag") + module("fag-2", "2026-12-01"))
    assert await told(stage, kari) == 1


async def test_who_is_out_of_reach_loses_no_wish(make_stage: MakeStage, sqlite_url: str) -> None:
    """Whether the bot knows that they are, or finds it out by trying."""
    stage = await make_stage(sqlite_url, batch=CENTRES)
    kari, ola = await works_with_it(stage), await works_with_it(stage, "Ola")
    await kari.block()
    stage.server.sandbox.state.people[ola.id].blocked = True
    await publish(stage, CENTRES + module("fag"))
    states = await stage.rows(select(Outbox.state).where(Outbox.kind == CourseOpened.kind))
    assert [row.state for row in states] == [State.BLOCKED]
    stage.server.sandbox.state.people[ola.id].blocked = False
    await kari.unblock()
    for phone in (kari, ola):
        await phone.say("/start")
    await publish(stage, CENTRES + module("fag") + module("fag-2", "2026-12-01"))
    assert [await told(stage, one) for one in (kari, ola)] == [1, 1]


async def test_many_wishes_take_the_statements_of_three(make_stage: MakeStage, sqlite_url: str) -> None:
    """To plan who is told; what is sent has its own test (`tests/contract/test_batches.py`)."""
    stage = await make_stage(sqlite_url, batch=CENTRES)
    await works_with_it(stage)
    stage.without_ticks()
    planned = []
    for number, people in enumerate((3, 120), 1):
        await stage.turn(timedelta(hours=1))
        await stage.acquainted(*(f"Nr {one}" for one in range(people)))
        async with stage.app.database.begin() as session:
            (like,) = (await session.scalars(select(CourseWish).order_by(CourseWish.id).limit(1))).all()
            waits = set(await session.scalars(select(Person.id)))
            await session.execute(delete(CourseWish).where(CourseWish.id != like.id))
            session.add_all(CourseWish(person_id=one, looks_for=like.looks_for, made_at=like.made_at) for one in waits)
            batch = importing.parse(CENTRES + module(f"fag-{number}", f"2026-11-0{number}"), "m.toml")
            await importing.apply(session, stage.app.library, batch, stage.now, "m.toml")
        counted = Statements(stage.app.database)
        with counted.listening(), counted.of_the_bot():
            await stage.app.plan()
        planned.append(counted.statements[Turn.PLANNER])
        assert len({row.person_id for row in await stage.rows(select(Outbox.person_id))}) == len(waits)
    assert planned[0] == planned[1] > 0
