"""As `attacker`, for PostgreSQL: in which order rows lie and were written last, and what the files hold besides them."""

import re
from collections.abc import Sequence

from sqlalchemy import text

from db.session import Database, Wipe, shred
from tests.attacker import PERSON, Order, decrypt

COLUMNS = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
PEOPLE = COLUMNS + " AND column_name = ANY(:columns)"
TEXTS = COLUMNS + " AND data_type IN ('text', 'character varying')"
WAYS = ("ctid", "xmin::text::bigint, ctid", "xmax::text::bigint, ctid")
FILES = """
SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class
WHERE relfilenode <> 0 AND oid >= 16384 AND relkind IN ('r', 't')
"""


async def orders_of_people(database: Database, people: Sequence[int]) -> dict[str, Order]:
    """By where their rows lie, and by the transactions that wrote them last."""
    found = {}
    async with database.begin() as session:
        tables = (await session.execute(text(PEOPLE), {"columns": list(PERSON)})).all()
        for table, column in sorted(tables):
            more = 1000 if column == "telegram_id" else 0
            for way in WAYS:
                rows = await session.scalars(text(f"SELECT {column} FROM {table} ORDER BY {way}"))
                order = list(dict.fromkeys(one - more for one in rows if one is not None and one - more in people))
                if sorted(order) == sorted(people):
                    found[f"{table}.{way}"] = order
    return found


async def orders_of_answers(database: Database, key: str, mark: re.Pattern[str]) -> dict[str, Order]:
    """By the same, and within one value."""
    found = {}
    async with database.begin() as session:
        for table, column in sorted((await session.execute(text(TEXTS))).all()):
            for way in WAYS:
                rows = await session.scalars(text(f"SELECT {column}::text FROM {table} ORDER BY {way}"))
                if marks := [one for value in rows for one in mark.findall(decrypt(value, key))]:
                    found[f"{table}.{column}.{way}"] = marks
    return found


async def files(database: Database) -> list[bytes]:
    """Those of the tables, with what lies between their rows."""
    async with database.begin() as session:
        await session.execute(text("CHECKPOINT"))
        return [bytes(one) for one in await session.scalars(text(FILES))]


async def files_by_the_hour(database: Database) -> list[bytes]:
    """The same after what happens every hour."""
    async with database.begin() as session:
        shred(session, Wipe.ALL)
    return await files(database)
