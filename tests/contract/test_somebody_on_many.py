"""Whoever is on many teams, in many lines, or works for many centres costs no more statements than whoever has one."""

from collections.abc import Awaitable, Callable

from sqlalchemy import func, insert, select

from db.models import Course, Enrolment, Outbox, TeamMember
from db.turns import Turn
from domain.courses import Answer
from domain.courses.messages import CourseShared, TeamMemberLost
from domain.privacy import buttons as b
from domain.rights import Role
from domain.signup import Status
from handlers import TABLE
from services import people
from services.courses import share_news
from tests.contract.counting import Statements
from tests.contract.test_large_place import further
from tests.flows.test_roles import invited, person_id
from tests.stage import CENTRE, COURSE, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
FEW, MANY = 1, 30


async def on_teams(stage: Stage, phone: Phone, courses: int) -> None:
    whom = await person_id(stage, phone)
    member = {
        "role": Role.PROFESSIONAL.value,
        "state": Answer.YES.value,
        "asked_at": stage.now,
        "answered_at": stage.now,
    }
    async with stage.app.database.begin() as session:
        ids = (await session.scalars(select(Course.id).order_by(Course.id).limit(courses))).all()
        await session.execute(insert(TeamMember), [{"course_id": one, "person_id": whom, **member} for one in ids])


async def many_courses(make_stage: MakeStage, url: str) -> Stage:
    more = "".join(COURSE.replace("ta-tak-host", f"course-{number}") for number in range(MANY))
    return await make_stage(url, batch=CENTRE + COURSE + more)


async def test_deleting_oneself_costs_the_same_on_thirty_teams(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await many_courses(make_stage, sqlite_url)
    await stage.coordinator("Berit")
    statements, found = Statements(stage.app.database), {}
    for number in (FEW, MANY):
        phone = await invited(stage, f"Eivind {number}", Role.PROFESSIONAL)
        await on_teams(stage, phone, number)
        with statements.listening():
            for button in (b.AskErase(), b.Erase()):
                statements.forget()
                await phone.forge(button.pack())
                found[number, type(button)] = statements.statements[Turn.PRESS]
    told = select(func.count()).where(Outbox.kind == TeamMemberLost.kind)
    assert await stage.rows(told) == [(FEW + MANY,)]
    for button in (b.AskErase, b.Erase):
        assert found[FEW, button] == found[MANY, button], button


async def test_one_place_in_thirty_lines_costs_as_much_as_one(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await many_courses(make_stage, sqlite_url)
    stage.without_ticks()
    kari, ola = await stage.acquainted("Kari", "Ola")
    await in_lines(stage, kari, FEW)
    await in_lines(stage, ola, MANY)
    statements, found = Statements(stage.app.database), {}
    with statements.listening():
        for phone in (kari, ola):
            for command in ("/start", "/mycourse"):
                statements.forget()
                await phone.say(command)
                found[phone.id, command] = statements.statements[Turn.PRESS]
    for command in ("/start", "/mycourse"):
        assert found[kari.id, command] == found[ola.id, command] > 0, command
    told = [one for one in ola.texts if "på ventelista til" in one]
    assert ["nummer 2" in one for one in told[-MANY:]].count(True) == FEW, "behind Kari on the one course"


async def in_lines(stage: Stage, phone: Phone, courses: int) -> None:
    """At the end of each."""
    whom = await person_id(stage, phone)
    async with stage.app.database.begin() as session:
        ids = (await session.scalars(select(Course.id).order_by(Course.id).limit(courses))).all()
        line = {"person_id": whom, "status": Status.WAITING, "since": stage.now, "number": whom}
        await session.execute(insert(Enrolment), [{"course_id": one, **line} for one in ids])


async def test_a_role_at_thirty_centres_costs_as_much_as_at_one(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE + "".join(map(further, range(MANY - 1))))
    stage.without_ticks()
    few, many = await stage.coordinator("Berit"), await stage.coordinator("Arne")
    whom = await person_id(stage, many)
    async with stage.app.database.begin() as session:
        for centre_id in range(2, MANY + 1):
            await people.assign(session, whom, centre_id, Role.COORDINATOR)
    statements, found = Statements(stage.app.database), {}
    with statements.listening():
        for phone in (few, many):
            for name in TABLE.commands:
                statements.forget()
                await phone.say(f"/{name}")
                found[phone.id, name] = statements.statements[Turn.PRESS]
    grown = {name: (found[few.id, name], found[many.id, name]) for name in TABLE.commands}
    assert {name: both for name, both in grown.items() if both[1] > both[0]} == {}


async def test_telling_thirty_centres_of_a_share_costs_as_much_as_telling_one(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE + "".join(map(further, range(MANY))))
    stage.without_ticks()
    whom = await person_id(stage, await stage.coordinator("Arne"))
    async with stage.app.database.begin() as session:
        for centre_id in range(2, MANY + 2):
            await people.assign(session, whom, centre_id, Role.COORDINATOR)
    statements, found = Statements(stage.app.database), []
    with statements.listening():
        for centres in (range(2, 2 + FEW), range(2, 2 + MANY)):
            statements.forget()
            with statements.of_the_bot():
                async with stage.app.database.begin() as session:
                    await share_news.tell(session, 1, centres, stage.now)
            found.append(statements.statements[Turn.PRESS])
    assert found[0] == found[1] > 0
    assert await stage.rows(select(func.count()).where(Outbox.kind == CourseShared.kind)) == [(MANY,)]
