"""The inbox on both databases: kept once, handled once, forgotten when it is done with."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text

from db.crypto import KEYS
from db.models import Inbox
from db.session import Database
from services.mail import inbox
from services.mail.inbox import Letter

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
async def database(either_database: str) -> AsyncIterator[Database]:
    KEYS.open(Fernet.generate_key().decode())
    database = Database(either_database)
    yield database
    await database.dispose()


def letter(number: int, words: str = "Hei") -> Letter:
    return Letter(number, 7, f'{{"text": "{words}"}}')


async def keep(database: Database, *numbers: int, now: datetime = NOW) -> set[int]:
    async with database.begin() as session:
        return await inbox.keep(session, [letter(one) for one in numbers], now)


async def open_ids(database: Database) -> list[tuple[int, bool]]:
    async with database.begin() as session:
        return [(one.update_id, one.handled) for one in await inbox.open_letters(session, NOW)]


async def test_update_that_comes_twice_is_kept_once(database: Database) -> None:
    assert await keep(database) == set()
    assert await keep(database, 3, 1, 2) == {1, 2, 3}
    assert await keep(database, 2, 3, 4) == {4}
    assert await open_ids(database) == [(1, False), (2, False), (3, False), (4, False)]


async def test_two_processes_that_get_the_same_update_keep_it_once(database: Database) -> None:
    new = await asyncio.gather(*(keep(database, 1, 2, 3) for _ in range(5)))
    assert sorted(one for batch in new for one in batch) == [1, 2, 3]


async def test_update_is_handled_once_even_when_two_try(database: Database) -> None:
    await keep(database, 1)

    async def handle() -> bool:
        async with database.begin() as session:
            return await inbox.mark_handled(session, [1], NOW)

    assert sorted(await asyncio.gather(handle(), handle(), handle())) == [False, False, True]


async def test_handling_is_taken_back_with_the_use_case(database: Database) -> None:
    await keep(database, 1)

    async def broken_off() -> None:
        async with database.begin() as session:
            assert await inbox.mark_handled(session, [1], NOW)
            raise RuntimeError("broken off")

    with pytest.raises(RuntimeError, match="broken off"):
        await broken_off()
    assert await open_ids(database) == [(1, False)]


async def test_what_a_crash_left_is_found_in_order(database: Database) -> None:
    await keep(database, 5, 6, 7)
    async with database.begin() as session:
        await inbox.mark_handled(session, [6], NOW)
        await inbox.mark_answered(session, [5], NOW)
    assert await open_ids(database) == [(6, True), (7, False)]
    async with database.begin() as session:
        assert await inbox.open_letters(session, NOW - timedelta(seconds=1)) == []  # still in another's hands


async def test_what_a_crash_left_is_read_page_by_page(database: Database) -> None:
    await keep(database, 5, 6, 7)
    async with database.begin() as session:
        assert [one.update_id for one in await inbox.open_letters(session, NOW, limit=2)] == [5, 6]
        assert [one.update_id for one in await inbox.open_letters(session, NOW, after=6, limit=2)] == [7]


async def test_what_somebody_is_still_owed_is_found_before_their_next_update(database: Database) -> None:
    await keep(database, 1, 2, 3, 4, 9)
    async with database.begin() as session:
        await inbox.mark_handled(session, [2], NOW)
        assert [one.update_id for one in await inbox.left_behind(session, {7, 8}, 9, {3})] == [1, 4]
        assert await inbox.left_behind(session, {8}, 9, set()) == []


async def test_words_are_unreadable_in_the_database_and_gone_once_answered(database: Database) -> None:
    await keep(database, 1)
    async with database.begin() as session:
        stored = (await session.execute(text("SELECT payload FROM inbox"))).scalar_one()
        assert "Hei" not in stored
        assert await inbox.payloads(session, [1, 2]) == {1: '{"text": "Hei"}'}
        await inbox.mark_answered(session, [1], NOW)
    async with database.begin() as session:
        assert (await session.scalars(select(Inbox.payload))).all() == [None]


async def test_only_what_is_answered_and_old_is_forgotten(database: Database) -> None:
    await keep(database, 1, 2)
    await keep(database, 3, now=NOW + timedelta(days=10))
    async with database.begin() as session:
        await inbox.mark_answered(session, [1, 3], NOW)
        assert await inbox.forget_old(session, NOW + timedelta(days=13)) == 0
        assert await inbox.forget_old(session, NOW + timedelta(days=15)) == 1
        assert sorted((await session.scalars(select(Inbox.update_id))).all()) == [2, 3]


@pytest.mark.parametrize("other", ["answered", "erased"])
async def test_two_who_write_down_the_same_answers_never_wait_for_each_other(postgres_url: str, other: str) -> None:
    """By webhook several transactions do; PostgreSQL finds the rows of each in an order of its own."""
    KEYS.open(Fernet.generate_key().decode())
    database = Database(postgres_url)
    for number in (3, 2, 1):  # so they lie on the disk
        await keep(database, number)

    async def write(*plan: str) -> None:
        async with database.begin() as session:
            for one in plan:
                await session.execute(text(f"SET LOCAL enable_{one} = off"))
            if other == "erased" and "seqscan" not in plan:
                await inbox.forget_person(session, 7, but=4, now=NOW)
            else:
                await inbox.mark_answered(session, [1, 2, 3], NOW)

    async with database.begin() as session:
        await session.execute(select(Inbox.update_id).where(Inbox.update_id == 2).with_for_update())
        both = [asyncio.create_task(write("indexscan", "indexonlyscan", "bitmapscan"))]
        await waiting(database, 1)
        both.append(asyncio.create_task(write("seqscan", "bitmapscan")))
        await waiting(database, 2)
    await asyncio.gather(*both)
    assert await open_ids(database) == []
    await database.dispose()


async def waiting(database: Database, transactions: int) -> None:
    """Until so many wait for a lock."""
    question = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    async with asyncio.timeout(10), database.engine.connect() as connection:
        while (await connection.scalar(question)) != transactions:
            await connection.rollback()
            await asyncio.sleep(0.02)
