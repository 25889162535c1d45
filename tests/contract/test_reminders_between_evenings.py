"""A reminder of the next evening waits until the one before it is over, and /mycourse takes the answer meanwhile."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from db.crypto import KEYS
from db.migrate import upgrade
from db.models import Attendance, CourseSession, Enrolment, Person
from db.session import Database
from domain.signup import Status
from services.organisation import importing
from services.planning import agenda
from tests.contract.test_planner import LIBRARY, QUIET, move, plan, planned
from tests.stage import CENTRE, COURSE, FIRST, OSLO, START, Stage

WEEK = timedelta(days=7)


@pytest.fixture
async def database(either_database: str) -> AsyncIterator[Database]:
    """One weekly course, on which one person has a place."""
    KEYS.open(Fernet.generate_key().decode())
    await upgrade(either_database)
    database = Database(either_database)
    yield database
    await database.dispose()


async def opened(database: Database, text: str = CENTRE + COURSE, now: datetime = START) -> None:
    batch = importing.parse(text.replace("{seats}", "18"), "x.toml")
    async with database.begin() as session:
        await importing.apply(session, LIBRARY, batch, now, "x.toml")
        session.add(Person(telegram_id=1, language="nb", created_at=now))
        await session.flush()
        session.add(Enrolment(course_id=1, person_id=1, status=Status.PLACE, number=1, since=now))
    await plan(database, now)


async def week_before(database: Database, until: datetime, since: datetime = START) -> list[tuple[object, datetime]]:
    """Evening and time of each reminder a week before, as it was planned day by day; the agenda says the same."""
    async with database.begin() as session:
        entries = await agenda.coming(session, LIBRARY, since, until, QUIET)
    now = since
    while now < until:
        now = min(now + timedelta(days=1), until)
        await plan(database, now)
    found = [(ids[0], due) for kind, ids, due in await planned(database) if kind == "session_reminder" and "P7D" in ids]
    promised = {(one.number, one.due) for one in entries if one.kind == "session_reminder"}
    assert promised >= set(found)
    assert not [one for one in promised if one[1] in {at - WEEK for at in await starts(database)} and one not in found]
    return found


async def starts(database: Database) -> list[datetime]:
    async with database.begin() as session:
        return list((await session.scalars(select(CourseSession.starts_at))).all())


async def test_in_a_week_is_said_before_the_first_evening_only(database: Database) -> None:
    await opened(database)
    assert await week_before(database, FIRST + 2 * WEEK) == [(1, FIRST - WEEK)]


async def test_it_is_said_again_where_an_evening_was_cancelled_or_a_week_left_out(database: Database) -> None:
    await opened(database, CENTRE + COURSE + "skip = [2026-09-15]\n")  # no third evening in the third week
    async with database.begin() as session:
        cancelled = update(CourseSession).where(CourseSession.position == 3).values(cancelled_at=START, version=2)
        await session.execute(cancelled)
    # The third evening would be on 22 September and is cancelled, the fourth is on the 29th.
    found = await week_before(database, FIRST + 4 * WEEK)
    assert found == [(1, FIRST - WEEK), (4, FIRST + 3 * WEEK)]


async def test_an_evening_that_is_moved_on_is_announced_a_week_before(database: Database) -> None:
    await opened(database)
    await move(database, 2, FIRST + timedelta(days=10))
    assert (2, FIRST + timedelta(days=3)) in await week_before(database, FIRST + timedelta(days=4))


async def test_a_week_keeps_its_hour_though_the_clocks_change(database: Database) -> None:
    start = datetime(2026, 10, 10, 9, tzinfo=OSLO)
    await opened(database, CENTRE + COURSE.replace("2026-09-01", "2026-10-27"), start)
    found = await week_before(database, start + 2 * WEEK, start)
    assert found == [(1, datetime(2026, 10, 20, 18, tzinfo=OSLO))]


async def test_whoever_knows_early_says_so_in_my_course(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await stage.turn(FIRST + timedelta(days=1))
    await kari.say("/mycourse")
    await kari.press("Jeg kan ikke")
    assert "Du har svart at du ikke kan komme" in kari.last
    ((evening, coming),) = await stage.rows(select(Attendance.session_id, Attendance.coming))
    assert (evening, coming) == (2, False)
    await kari.press("Kurset mitt")
    await kari.press("Jeg kommer")
    assert await stage.rows(select(Attendance.coming)) == [(True,)]
