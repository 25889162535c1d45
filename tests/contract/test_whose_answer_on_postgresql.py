"""Whoever holds PostgreSQL's files and the key guesses whose an answer is as if by lot, too: no row ids, no dead rows."""

import re
from collections import Counter
from pathlib import Path

from sqlalchemy import text

from db.session import Database, Wipe, shred
from tests.attacker import PERSON, fragments
from tests.domain.polls import KEY
from tests.domain.sending import MARK_BYTES, played

BOX = re.compile(rb'"polls":(\d+)')
TABLES = "SELECT table_name, column_name FROM information_schema.columns WHERE column_name = ANY(:columns)"
FILES = """
SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class
WHERE relfilenode <> 0 AND oid >= 16384 AND relkind IN ('r', 't')
"""


async def orders_of_people(database: Database, people: list[int]) -> dict[str, list[int]]:
    """By where their rows lie, and by the transactions that wrote them last."""
    found = {}
    async with database.begin() as session:
        tables = (await session.execute(text(TABLES), {"columns": list(PERSON)})).all()
        for table, column in sorted(tables):
            more = 1000 if column == "telegram_id" else 0
            for way in ("ctid", "xmin::text::bigint, ctid", "xmax::text::bigint, ctid"):
                rows = await session.scalars(text(f"SELECT {column} FROM {table} ORDER BY {way}"))
                order = list(dict.fromkeys(one - more for one in rows if one is not None and one - more in people))
                if sorted(order) == sorted(people):
                    found[f"{table}.{way}"] = order
    return found


async def files(database: Database) -> list[bytes]:
    async with database.begin() as session:
        await session.execute(text("CHECKPOINT"))
        return [bytes(one) for one in await session.scalars(text(FILES))]


async def test_neither_rows_nor_what_they_were_before_tell(postgres_url: str, tmp_path: Path) -> None:
    right: Counter[str] = Counter()
    trials = [(7, seed) for seed in range(3)]
    for number, seed in trials:
        async with played(tmp_path, number, seed, url=postgres_url) as it:
            for where, order in (await orders_of_people(it.database, it.senders)).items():
                right[where] += sum(one == other for one, other in zip(order, it.senders, strict=True))
            async with it.database.begin() as session:
                shred(session, Wipe.ALL)  # as every hour
            pieces = list(fragments(await files(it.database), KEY))
            assert max(Counter(found for one in pieces for found in MARK_BYTES.findall(one)).values(), default=0) <= 1
            assert {found for one in pieces for found in BOX.findall(one)} == {str(number).encode()}
            async with it.database.begin() as session:
                await session.execute(text("TRUNCATE centres, people, inbox RESTART IDENTITY CASCADE"))
    assert len(right) >= 6
    assert max(right.values()) < 7 * len(trials) / 2, right
