"""Whoever is on many teams costs no more statements, when they go, than whoever is on one."""

from collections.abc import Awaitable, Callable

from sqlalchemy import func, insert, select

from db.models import Course, Outbox, TeamMember
from db.turns import Turn
from domain.courses import Answer
from domain.courses.messages import TeamMemberLost
from domain.privacy import buttons as b
from domain.rights import Role
from tests.contract.counting import Statements
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


async def test_deleting_oneself_costs_the_same_on_thirty_teams(make_stage: MakeStage, sqlite_url: str) -> None:
    more = "".join(COURSE.replace("ta-tak-host", f"course-{number}") for number in range(MANY))
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE + more)
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
