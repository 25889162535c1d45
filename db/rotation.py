"""Encrypt every encrypted column anew, under the first of the keys."""

from collections.abc import Iterator
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Column, Table, Text, bindparam, select, type_coerce, update

import db.models  # noqa: F401 - enters its tables
from db.crypto import KEYS, Encrypted, KeyMissing
from db.models import Base
from db.session import Database, shred
from db.turns import Turn

UNFIT = (
    "MESTRINGSBOT_KEY does not fit this database: a key that is in use is missing; "
    "set the key that it was written with, or both (NEW,OLD)"
)
BATCH = 500
"""Rows in one transaction, so that a running bot never waits long."""


def encrypted_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that is unreadable in the database, with its table."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Encrypted):
                yield table, column


async def rotate(database: Database) -> dict[str, int]:
    """Renew everything, a batch at a time; may be broken off and run again. Returns values renewed by `table.column`.

    Raises KeyMissing when a value fits none of the keys; what was renewed before stays so.
    """
    return {
        f"{table.name}.{column.name}": await _rotate(database, table, column) for table, column in encrypted_columns()
    }


async def _rotate(database: Database, table: Table, column: Column[Any]) -> int:
    identity = next(iter(table.primary_key.columns))
    raw = type_coerce(column, Text)
    write = update(table).where(identity == bindparam("row")).values({column: type_coerce(bindparam("renewed"), Text)})
    last: Any = None
    done = 0
    while True:
        read = select(identity, raw).where(column.is_not(None)).order_by(identity).limit(BATCH).with_for_update()
        async with database.begin(Turn.UPKEEP) as session:
            rows = (await session.execute(read if last is None else read.where(identity > last))).all()
            if not rows:
                return done
            connection = await session.connection()
            await connection.execute(write, [{"row": row[0], "renewed": _renew(row[1])} for row in rows])
            shred(session)
        last, done = rows[-1][0], done + len(rows)


def _renew(token: str) -> str:
    try:
        return KEYS.renew(token)
    except InvalidToken as error:
        raise KeyMissing(UNFIT) from error
