"""The outbox on both databases: in once, out in order, and what becomes of rows that a crash left behind."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from db.crypto import KEYS
from db.models import Centre, Course, Notice, Outbox, Person
from db.session import Database
from domain.delivery import State
from domain.messages import Message
from domain.notices.messages import NoticeCopy
from domain.running.messages import WeeklyMessage
from domain.signup.messages import SeatOffered
from services.mail import outbox
from services.mail.outbox import Claimed, Outcome

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
async def database(either_database: str) -> AsyncIterator[Database]:
    """Four people and a notice."""
    KEYS.open(Fernet.generate_key().decode())
    database = Database(either_database)
    async with database.begin() as session:
        session.add_all(Person(telegram_id=100 + number, language="nb", created_at=NOW) for number in range(1, 5))
        session.add(Centre(slug="c", name="C", country="NO", time_zone="Europe/Oslo", language="nb"))
        await session.flush()
        session.add(Course(slug="k", programme="ta-tak", centre_id=1, seats=4, place="x"))
        await session.flush()
        session.add(Notice(course_id=1, text="Hei", created_at=NOW))
    yield database
    await database.dispose()


async def put(database: Database, message: Message, person: int = 1, due: datetime = NOW, **more: datetime) -> int:
    async with database.begin() as session:
        return await outbox.put_one(session, message, person, due_at=due, **more)


async def claim(
    database: Database, limit: int = 10, now: datetime = NOW, busy: tuple[int, ...] = (), real_now: datetime = NOW
) -> list[Claimed]:
    async with database.begin() as session:
        return await outbox.claim(session, now=now, real_now=real_now, limit=limit, busy=busy)


async def settle(database: Database, *outcomes: Outcome) -> None:
    async with database.begin() as session:
        await outbox.settle(session, outcomes, NOW)


async def states(database: Database) -> list[State]:
    async with database.begin() as session:
        return [State(one) for one in await session.scalars(select(Outbox.state).order_by(Outbox.id))]


async def test_same_message_enters_once_for_each_person(database: Database) -> None:
    everybody = select(Person.id)
    for expected in (4, 0):
        async with database.begin() as session:
            assert await outbox.put(session, WeeklyMessage(1, 1), everybody, due_at=NOW) == expected
    assert await put(database, WeeklyMessage(1, 2)) == 1
    assert await put(database, WeeklyMessage(1, 2), 2) == 1
    assert await put(database, WeeklyMessage(1, 2)) == 0
    assert len(await states(database)) == 6


async def test_whoever_comes_later_gets_it_too(database: Database) -> None:
    await put(database, WeeklyMessage(1, 1))
    async with database.begin() as session:
        assert await outbox.put(session, WeeklyMessage(1, 1), select(Person.id), due_at=NOW) == 3


async def test_claims_follow_priority_then_due_then_arrival(database: Database) -> None:
    await put(database, NoticeCopy(1), 1, NOW - 3 * HOUR)
    await put(database, WeeklyMessage(1, 1), 2, NOW - HOUR)
    await put(database, WeeklyMessage(1, 2), 3, NOW - 2 * HOUR)
    await put(database, SeatOffered(1, 1), 4, NOW)
    rows = await claim(database)
    assert [row.person_id for row in rows] == [4, 3, 2, 1]
    assert rows[0].message == SeatOffered(1, 1)
    assert await states(database) == [State.SENDING] * 4
    assert await claim(database) == []


async def test_nobody_gets_two_at_a_time_and_the_busy_wait(database: Database) -> None:
    for number in (1, 2, 3):
        await put(database, WeeklyMessage(1, number), 1)
    await put(database, WeeklyMessage(1, 1), 2)
    assert [row.person_id for row in await claim(database, busy=(2,))] == [1]
    assert [row.person_id for row in await claim(database, busy=(1,))] == [2]
    assert await claim(database, limit=0) == []


async def test_neither_early_nor_before_its_retry(database: Database) -> None:
    await put(database, WeeklyMessage(1, 1), 1, NOW + timedelta(seconds=1))
    assert await claim(database) == []
    (row,) = await claim(database, now=NOW + HOUR)
    await settle(database, Outcome(row.id, 1, State.QUEUED, retry_at=NOW + HOUR, reason="no answer"))
    assert await claim(database, now=NOW + HOUR) == []
    (again,) = await claim(database, now=NOW + HOUR, real_now=NOW + HOUR)
    assert (again.id, again.attempts) == (row.id, 2)


async def test_row_that_another_holds_is_passed_over(database: Database) -> None:
    """SKIP LOCKED: on PostgreSQL a sender takes the next row instead of waiting; on SQLite there is one writer only."""
    for person in (1, 2, 3):
        await put(database, WeeklyMessage(1, 1), person)
    if database.is_sqlite:
        assert [[row.person_id for row in await claim(database, limit=1)] for _ in range(3)] == [[1], [2], [3]]
        return
    async with database.begin() as other:
        await other.execute(select(Outbox).where(Outbox.person_id == 1).with_for_update())
        async with asyncio.timeout(5):
            assert [row.person_id for row in await claim(database)] == [2, 3]
    assert [row.person_id for row in await claim(database)] == [1]


async def test_settling(database: Database) -> None:
    for person in (1, 2, 3, 4):
        await put(database, WeeklyMessage(1, 1), person)
    one, two, three, four = await claim(database)
    await settle(
        database,
        Outcome(one.id, one.person_id, State.SENT),
        Outcome(two.id, two.person_id, State.BLOCKED),
        Outcome(three.id, three.person_id, State.QUEUED, counts=False),
        Outcome(four.id, four.person_id, State.FAILED, reason="refused"),
    )
    assert await states(database) == [State.SENT, State.BLOCKED, State.QUEUED, State.FAILED]
    async with database.begin() as session:
        rows = list(await session.scalars(select(Outbox).order_by(Outbox.id)))
        blocked = list(await session.scalars(select(Person.id).where(Person.blocked_at.is_not(None))))
    assert [row.sent_at for row in rows] == [NOW, None, None, None]
    assert [row.attempts for row in rows] == [1, 1, 0, 1]
    assert rows[3].reason == "refused"
    assert blocked == [two.person_id]


async def test_what_a_crash_left_in_flight(database: Database) -> None:
    """Reminders go out again; a notice that may have arrived is held."""
    await put(database, WeeklyMessage(1, 1), 1)
    await put(database, NoticeCopy(1), 2)
    await put(database, SeatOffered(1, 1), 3)
    await put(database, WeeklyMessage(1, 2), 4, NOW + HOUR)
    assert len(await claim(database)) == 3
    async with database.begin() as session:
        assert await outbox.recover(session) == 3
        assert (await outbox.counts(session, 1)) == {State.UNKNOWN: 1}
    assert await states(database) == [State.QUEUED, State.UNKNOWN, State.QUEUED, State.QUEUED]
    async with database.begin() as session:
        assert await outbox.recover(session) == 0


async def test_time_limit_is_kept_to_the_second(database: Database) -> None:
    await put(database, WeeklyMessage(1, 1), 1, NOW, not_after=NOW + HOUR)
    (row,) = await claim(database)
    assert row.not_after == NOW + HOUR
    assert row.not_after is not None
    assert row.not_after.tzinfo is not None


async def test_erased_person_leaves_no_message_behind(database: Database) -> None:
    await put(database, WeeklyMessage(1, 1), 1)
    (row,) = await claim(database)
    async with database.begin() as session:
        await session.delete(await session.get_one(Person, 1))
    await settle(database, Outcome(row.id, 1, State.SENT))  # what was in flight lands after the erasure
    assert await states(database) == []
