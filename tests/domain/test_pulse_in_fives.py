"""What members say after six weeks is counted for the coordinator five answers at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import delete, select, text

from db.crypto import KEYS
from db.migrate import upgrade
from db.models import Assignment, Centre, Person
from db.session import Database
from domain.rights import Role
from services import ballots
from services.groups import tallies

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


@pytest.fixture
async def database(either_database: str) -> AsyncIterator[Database]:
    async with of(either_database) as database:
        yield database


@asynccontextmanager
async def of(url: str) -> AsyncIterator[Database]:
    """With two centres and ten people, who have no role."""
    KEYS.open(Fernet.generate_key().decode())
    await upgrade(url)
    database = Database(url)
    async with database.begin() as session:
        session.add_all(
            Centre(id=one, slug=f"c{one}", name="C", country="NO", time_zone="Europe/Oslo", language="nb")
            for one in (1, 2)
        )
        session.add_all(Person(id=one, telegram_id=one + 1, language="nb", created_at=NOW) for one in range(10))
    yield database
    await database.dispose()


async def joins_team(database: Database, *people: int) -> None:
    async with database.begin() as session:
        session.add_all(Assignment(person_id=one, centre_id=1, role=Role.COORDINATOR) for one in people)


async def answer(database: Database, running: bool, helps: str = "yes", centre_id: int = 1, group_id: int = 1) -> None:
    """Of the person with the next number."""
    async with database.begin() as session:
        await session.execute(select(Centre.id).where(Centre.id == centre_id).with_for_update(key_share=True))
        box = await ballots.of_centre(session, centre_id)
        team = ballots.answers_of(box, await ballots.team(session, centre_id))
        said = {tallies.RUNNING: "yes" if running else "no", tallies.HELPS: helps}
        box.put(f"{group_id}.{box.polls}", said, team=team)
        await ballots.put_back_pulses(session, centre_id, box)


async def look(database: Database) -> tuple[int, int | None]:
    async with database.begin() as session:
        found = await tallies.pulses(session, 1)
    return found.answered, found.running


async def test_each_look_shows_five_more_or_nothing_new(database: Database) -> None:
    seen = []
    for number in range(11):
        await answer(database, running=number % 2 == 0)
        await answer(database, running=True, centre_id=2)
        seen.append(await look(database))
    assert seen == [(0, None)] * 4 + [(5, 3)] * 5 + [(10, 5)] * 2


async def test_who_has_a_role_by_now_does_not_count_among_the_five(database: Database) -> None:
    """They know their own answer: with it five would be four."""
    for _ in range(5):
        await answer(database, running=True)
    assert await look(database) == (5, 5)
    await joins_team(database, 3)
    assert await look(database) == (0, None)
    for _ in range(5):
        await answer(database, running=False)
    assert await look(database) == (0, None)  # theirs might be among these, too
    await answer(database, running=False)
    assert await look(database) == (11, 5)


async def test_nor_do_they_when_the_role_is_gone_or_their_answer_is_nobodys(database: Database) -> None:
    for _ in range(5):
        await answer(database, running=True)
    await joins_team(database, 3)
    async with database.begin() as session:
        await ballots.leaves_team(session, 1, 3)
        await session.execute(delete(Assignment))
    assert await look(database) == (0, None)
    async with database.begin() as session:
        await ballots.forget_person(session, 3)
        assert "1.3" not in (await ballots.of_centre(session, 1)).roll
    assert await look(database) == (0, None)


async def test_what_is_forgotten_of_the_team_is_still_known_to_them(database: Database) -> None:
    for number in range(10):
        await answer(database, running=True, group_id=1 if number < 4 else 2)
    await joins_team(database, *range(6))
    async with database.begin() as session:
        await ballots.forget_groups(session, [2])
        assert len((await ballots.of_centre(session, 1)).roll) == 6
    assert await look(database) == (0, None)


async def test_who_is_taken_off_the_roll_stays_off_it(postgres_url: str) -> None:
    """Erasure and somebody else's answer at the same moment: neither undoes what the other has written."""
    async with of(postgres_url) as database:
        await answer(database, running=True)
        await answer(database, running=True)
        has_read, waited = asyncio.Event(), asyncio.Event()

        async def answers() -> None:
            async with database.begin() as session:
                await session.execute(select(Centre.id).where(Centre.id == 1).with_for_update(key_share=True))
                box = await ballots.of_centre(session, 1)
                has_read.set()
                await waited.wait()
                box.put("1.2", {tallies.RUNNING: "yes", tallies.HELPS: "yes"})
                await ballots.put_back_pulses(session, 1, box)

        async def erases() -> None:
            await has_read.wait()
            async with database.begin() as session:
                await ballots.forget_person(session, 0)

        async def lets_go() -> None:
            """As soon as the one who erases waits for the other, or has not waited at all."""
            await has_read.wait()
            while not erasing.done() and not await waits(database):
                await asyncio.sleep(0.02)
            waited.set()

        async with asyncio.timeout(20):
            erasing = asyncio.create_task(erases())
            await asyncio.gather(answers(), erasing, lets_go())
        async with database.begin() as session:
            box = await ballots.of_centre(session, 1)
        assert (box.polls, box.roll) == (3, {"1.1", "1.2"})


async def waits(database: Database) -> bool:
    async with database.begin() as session:
        return bool(await session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


async def test_answers_at_the_same_time_are_counted_once(database: Database) -> None:
    await asyncio.gather(*(answer(database, running=True) for _ in range(12)))
    async with database.begin() as session:
        box = await ballots.of_centre(session, 1)
    assert (box.polls, box.fresh, sum(box.sums[tallies.RUNNING].shown.values())) == (12, 2, 10)
