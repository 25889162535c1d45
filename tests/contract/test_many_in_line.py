"""A thousand in line cost a handful of statements: each was once a statement, and the whole bot waited for its end."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import event, func, insert, select

from db.crypto import KEYS
from db.models import Enrolment, Outbox, Person
from db.session import Database
from domain.signup import Status
from domain.timing import offer_expiry
from services import Session, courses, signup
from services.organisation import importing
from services.programmes import read_library
from tests.stage import CENTRE, COURSE, FIRST, START

LIBRARY = read_library()
SEATS, PEOPLE = 600, 1000
STATEMENTS = 12


@pytest.fixture
async def database(either_database: str) -> AsyncIterator[Database]:
    KEYS.open(Fernet.generate_key().decode())
    database = Database(either_database)
    batch = importing.parse((CENTRE + COURSE).replace("{seats}", str(SEATS)), "x.toml")
    async with database.begin() as session:
        await importing.apply(session, LIBRARY, batch, START, "x.toml")
        people = [{"telegram_id": number, "created_at": START} for number in range(1, PEOPLE + 1)]
        ids = (await session.scalars(insert(Person).returning(Person.id), people)).all()
        # The last to come has the lowest id, so that no order but that of arrival can pass for it.
        line = [
            {"course_id": 1, "person_id": one, "status": Status.WAITING, "number": PEOPLE + 1 - one, "since": START}
            for one in ids
        ]
        await session.execute(insert(Enrolment), line)
    yield database
    await database.dispose()


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def test_offers_and_the_end_of_a_long_line(database: Database) -> None:
    with counted(database) as statements:
        async with database.begin() as session:
            await courses.lock(session, 1)
            await signup.offer_seats(session, await courses.load(session, LIBRARY, 1), START)
    assert len(statements) <= STATEMENTS
    async with database.begin() as session:
        await _front_is_offered(session)
    with counted(database) as statements:
        async with database.begin() as session:
            await courses.lock(session, 1)
            await signup.close_line(session, 1, FIRST)
    assert len(statements) <= STATEMENTS
    async with database.begin() as session:
        standing = await session.execute(select(Enrolment.status, Enrolment.version, Enrolment.offer_expires_at))
        assert (
            sorted(map(tuple, standing))
            == [(Status.CLOSED, 2, None)] * (PEOPLE - SEATS) + [(Status.CLOSED, 3, None)] * SEATS
        )
        told = select(func.count(Outbox.person_id.distinct())).where(Outbox.kind == "waiting_list_closed")
        assert await session.scalar(told) == PEOPLE


async def _front_is_offered(session: Session) -> None:
    rows = (await session.scalars(select(Enrolment).order_by(Enrolment.number))).all()
    assert [row.status for row in rows] == [Status.OFFERED] * SEATS + [Status.WAITING] * (PEOPLE - SEATS)
    until = offer_expiry(START, FIRST)
    assert {(row.since, row.offer_expires_at, row.version) for row in rows[:SEATS]} == {(START, until, 2)}
    queue = await session.execute(select(Outbox.key, Outbox.not_after).order_by(Outbox.id))
    assert [tuple(one) for one in queue] == [
        (f"seat_offered:{one.id}:2:{one.person_id}", until) for one in rows[:SEATS]
    ]
