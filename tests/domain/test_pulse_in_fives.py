"""What members say after six weeks is counted for the coordinator five answers at a time."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from db.crypto import KEYS
from db.migrate import upgrade
from db.models import Centre
from db.session import Database
from services import ballots
from services.groups import tallies


@pytest.fixture
async def database(either_database: str) -> AsyncIterator[Database]:
    KEYS.open(Fernet.generate_key().decode())
    await upgrade(either_database)
    database = Database(either_database)
    async with database.begin() as session:
        session.add_all(
            Centre(id=one, slug=f"c{one}", name="C", country="NO", time_zone="Europe/Oslo", language="nb")
            for one in (1, 2)
        )
    yield database
    await database.dispose()


async def answer(database: Database, running: bool, helps: str = "yes", centre_id: int = 1) -> None:
    async with database.begin() as session:
        await session.execute(select(Centre.id).where(Centre.id == centre_id).with_for_update(key_share=True))
        box = await ballots.of_centre(session, centre_id)
        box.put(f"1.{box.polls}", {tallies.RUNNING: "yes" if running else "no", tallies.HELPS: helps})
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


async def test_answers_at_the_same_time_are_counted_once(database: Database) -> None:
    await asyncio.gather(*(answer(database, running=True) for _ in range(12)))
    async with database.begin() as session:
        box = await ballots.of_centre(session, 1)
    assert (box.polls, box.fresh, sum(box.sums[tallies.RUNNING].shown.values())) == (12, 2, 10)
