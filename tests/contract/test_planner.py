"""The planner on both databases: only what is true and useful now, whatever the clock does, and however often it looks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta

import pytest
from cryptography.fernet import Fernet
from msgspec import structs
from msgspec.structs import replace
from sqlalchemy import delete, event, select, update

from db.crypto import KEYS
from db.models import CourseSession, Enrolment, Outbox, Person
from db.session import Database
from db.turns import Turn
from domain.programmes import EvaluationPlan, Programme, Weekly
from domain.signup import Status
from domain.timing import QuietHours
from services.mail import notes
from services.organisation import importing
from services.planning import planner
from services.programmes import Library, read_library
from tests.stage import CENTRE, COURSE, FIRST, OSLO, START

LIBRARY = read_library()
QUIET = QuietHours(time(21, 30), time(8))
DAY, WEEK = timedelta(days=1), timedelta(days=7)
EVENING = timedelta(minutes=150)


@pytest.fixture
async def database(either_database: str) -> AsyncIterator[Database]:
    """One course; the first of three people has had a place from the start."""
    KEYS.open(Fernet.generate_key().decode())
    database = Database(either_database)
    batch = importing.parse((CENTRE + COURSE).replace("{seats}", "18"), "x.toml")
    async with database.begin() as session:
        await importing.apply(session, LIBRARY, batch, START, "x.toml")
        session.add_all(Person(telegram_id=number, language="nb", created_at=START) for number in (1, 2, 3))
    await join(database, 1, START)
    await plan(database, START)
    yield database
    await database.dispose()


async def join(database: Database, person: int, since: datetime) -> None:
    async with database.begin() as session:
        session.add(Enrolment(course_id=1, person_id=person, status=Status.PLACE, number=person, since=since))


async def plan(database: Database, now: datetime, quiet: QuietHours = QUIET) -> int:
    async with database.begin() as session:
        return await planner.plan(session, LIBRARY, quiet, now)


async def move(database: Database, position: int, starts: datetime) -> None:
    async with database.begin() as session:
        await session.execute(
            update(CourseSession)
            .where(CourseSession.position == position)
            .values(starts_at=starts, ends_at=starts + EVENING, version=CourseSession.version + 1)
        )


async def planned(database: Database, person: int = 1) -> list[tuple[str, tuple[object, ...], datetime]]:
    """Kind, ids and due time, in the order of due times."""
    async with database.begin() as session:
        rows = list(
            await session.scalars(select(Outbox).where(Outbox.person_id == person).order_by(Outbox.due_at, Outbox.id))
        )
    return [(row.kind, tuple(row.params.values()), row.due_at.astimezone(OSLO)) for row in rows]


async def reminders(database: Database, person: int = 1) -> list[tuple[object, ...]]:
    return [ids for kind, ids, _ in await planned(database, person) if kind == "session_reminder"]


async def test_nothing_before_its_time(database: Database) -> None:
    assert await plan(database, FIRST - WEEK - timedelta(seconds=1)) == 0
    assert await plan(database, FIRST - WEEK) == 1
    assert await planned(database) == [("session_reminder", (1, 1, "P7D"), FIRST - WEEK)]


async def test_run_twice_and_at_the_same_time_writes_once(database: Database) -> None:
    written = await asyncio.gather(*(plan(database, FIRST - WEEK) for _ in range(4)))
    assert sum(written) == 1
    assert await plan(database, FIRST - WEEK) == 0
    assert len(await planned(database)) == 1


async def test_late_sign_up_gets_only_what_is_still_useful(database: Database) -> None:
    await plan(database, FIRST - WEEK)
    await join(database, 2, FIRST - WEEK + timedelta(seconds=30))
    await plan(database, FIRST - WEEK + timedelta(minutes=1))  # the moment itself is looked at again
    await plan(database, FIRST - DAY)
    await join(database, 3, FIRST - timedelta(hours=3))
    await plan(database, FIRST - timedelta(hours=2))
    assert await reminders(database, 2) == [(1, 1, "P1D"), (1, 1, "PT2H")]
    assert await reminders(database, 3) == [(1, 1, "PT2H")]


async def test_moved_evening_is_planned_anew_and_never_at_its_old_time(database: Database) -> None:
    await plan(database, FIRST - WEEK)
    await move(database, 1, FIRST + DAY)
    for at in (FIRST, FIRST + DAY - timedelta(hours=2)):
        await plan(database, at)
    # A week before the new time lies between the move and the day before, when somebody looks again: no longer of use.
    assert [ids for ids in await reminders(database) if ids[0] == 1] == [(1, 1, "P7D"), (1, 2, "P1D"), (1, 2, "PT2H")]


async def test_moved_evening_whose_reminders_are_over_gets_none(database: Database) -> None:
    await plan(database, FIRST - DAY)
    await move(database, 1, FIRST - DAY + timedelta(minutes=90))
    await plan(database, FIRST - DAY + timedelta(minutes=30))
    assert [ids for ids in await reminders(database) if ids[:2] == (1, 2)] == []


async def test_jump_of_weeks_brings_only_what_is_of_use(database: Database) -> None:
    await plan(database, FIRST + 3 * WEEK - timedelta(hours=1))  # an hour before the fourth evening
    found = await planned(database)
    assert [ids for kind, ids, _ in found if kind == "session_reminder"] == [(4, 1, "PT2H")]
    assert [ids for kind, ids, _ in found if kind == "weekly_message"] == [(1, 3)]
    assert [(kind, ids[1]) for kind, ids, _ in found if kind.startswith("evaluation")] == [
        ("evaluation_invite", "midway"),
        ("evaluation_reminder", "midway"),
    ]


async def test_years_later_there_is_nothing_left_to_say(database: Database) -> None:
    await plan(database, START + timedelta(days=1000))
    assert await planned(database) == []


async def test_clock_that_is_set_back_brings_nothing_twice(database: Database) -> None:
    moments = [FIRST - timedelta(hours=hours) for hours in (168, 100, 24, 23, 3, 2, 1)]
    for at in moments:
        await plan(database, at)
    before = await planned(database)
    for at in (*reversed(moments), START, *moments):
        assert await plan(database, at) == 0
    assert await planned(database) == before
    assert [ids for ids in await reminders(database) if ids[0] == 1] == [(1, 1, "P7D"), (1, 1, "P1D"), (1, 1, "PT2H")]


async def test_message_waits_for_the_end_of_the_night_when_it_can(database: Database) -> None:
    early = datetime(2026, 9, 1, 9, 0, tzinfo=OSLO)
    await move(database, 1, early)
    for at in (early - WEEK, early - DAY, early - timedelta(hours=2)):
        await plan(database, at, QuietHours(time(21, 30), time(10)))
    due = {ids[2]: at for kind, ids, at in await planned(database) if ids[0] == 1}
    assert due["P7D"] == early - WEEK + timedelta(hours=1)  # 10:00
    assert due["P1D"] == early - DAY + timedelta(hours=1)
    assert due["PT2H"] == early - timedelta(hours=2)  # would come too late


async def test_cancelled_evening_is_not_reminded_of_but_its_poll_comes(database: Database) -> None:
    async with database.begin() as session:
        await session.execute(update(CourseSession).where(CourseSession.position == 3).values(cancelled_at=START))
    for at in (FIRST + WEEK, FIRST + 2 * WEEK - DAY, FIRST + 2 * WEEK - timedelta(hours=2), FIRST + 2 * WEEK + EVENING):
        await plan(database, at)
    assert not [ids for ids in await reminders(database) if ids[0] == 3]
    assert ("evaluation_invite", (1, "midway"), FIRST + 2 * WEEK + EVENING) in await planned(database)


async def test_whoever_left_gets_nothing_more(database: Database) -> None:
    await plan(database, FIRST - WEEK)
    async with database.begin() as session:
        await session.execute(update(Enrolment).values(status=Status.LEFT))
    for at in (FIRST - DAY, FIRST, FIRST + 4 * DAY, FIRST + 5 * WEEK + EVENING, FIRST + 8 * WEEK):
        assert await plan(database, at) == 0


async def test_instants_are_stored_to_the_second_in_utc(database: Database) -> None:
    await plan(database, FIRST - WEEK)
    async with database.begin() as session:
        (row,) = await session.scalars(select(Outbox))
    assert row.due_at == (FIRST - WEEK).astimezone(UTC)
    assert row.due_at.utcoffset() == timedelta(0)
    assert row.not_after == FIRST - DAY


async def test_what_broke_is_made_good_once_it_is_mended(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it was looked at meanwhile."""
    await plan(database, START)
    broken = structs.replace(planner.CONCERNS[0], work=breaks)
    due = FIRST - WEEK
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(planner, "CONCERNS", (broken, *planner.CONCERNS[1:]))
        for minute in range(6):
            assert await plan(database, due + timedelta(minutes=minute)) == 0
    assert await plan(database, due + timedelta(minutes=6)) == 1
    assert await plan(database, due + timedelta(minutes=9)) == 0


async def breaks(_session: object, _tick: object) -> int:
    raise RuntimeError


async def statements(database: Database, library: Library, now: datetime, writes: int = 0) -> int:
    """How many a tick takes."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        async with database.begin(Turn.PLANNER) as session:
            assert await planner.plan(session, library, QUIET, now) == writes
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    return len(found)


async def test_a_tick_with_nothing_due_costs_the_same_with_thirty_programmes(database: Database) -> None:
    """Whatever their polls, reminders and weekly hours are."""
    one = LIBRARY.programmes["ta-tak"]
    more = {f"p{number}": of_its_own(one, number) for number in range(1, 31)}
    idle = START + timedelta(minutes=5)  # no hour strikes, in whatever zone
    await plan(database, idle - timedelta(seconds=1))
    few = await statements(database, replace(LIBRARY, programmes={"ta-tak": one}), idle)
    many = await statements(
        database, replace(LIBRARY, programmes={**LIBRARY.programmes, **more}), idle + timedelta(seconds=1)
    )
    assert 0 < many == few <= 6


def of_its_own(one: Programme, number: int) -> Programme:
    """With moments that no other programme has."""
    apart = timedelta(hours=number)
    plans = (
        EvaluationPlan("final", "before", key="before", delay=timedelta(days=3) + apart),
        EvaluationPlan("final", "each", key="each", remind_after=timedelta(days=1) + apart),
        EvaluationPlan("final", "later", key="later", delay=timedelta(days=90) + apart),
    )
    return replace(
        one,
        slug=f"p{number}",
        reminders=(f"P8DT{number}H", "PT3H"),
        evaluation=plans,
        weekly=Weekly(time=time(number % 24, 7)),
    )


async def test_what_is_due_of_many_programmes_is_read_at_once(database: Database) -> None:
    """A poll is due on one course: it costs what it would if there were no other programme."""
    one = LIBRARY.programmes["ta-tak"]
    more = {f"p{number}": of_its_own(one, number) for number in range(1, 31)}
    due = FIRST + 2 * WEEK + EVENING
    found = []
    for programmes in (LIBRARY.programmes, {**LIBRARY.programmes, **more}):
        async with database.begin() as session:
            await session.execute(delete(Outbox))
            await notes.write_instant(session, notes.PLANNED_UNTIL, due - timedelta(minutes=1))
        found.append(await statements(database, replace(LIBRARY, programmes=programmes), due, writes=1))
    assert 0 < found[0] == found[1]
