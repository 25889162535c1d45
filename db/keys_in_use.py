"""Which keys a database is written with: a row of `notes` for each, so that a second one cannot slip in beside the first.

A row's name ends in the key's fingerprint, which tells nothing about the key.
"""

from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Column, Table, Text, delete, select, text, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from db.crypto import KEYS
from db.models import Note
from db.rotation import encrypted_columns
from db.session import insert_once

NOTED = "key:"
TURN = 7_404_159
"""Number of the lock under which a key is looked at and noted: two processes that start at once with two keys do not both."""

_COLUMNS_THERE = {
    "sqlite": text(
        "SELECT it.name, one.name FROM sqlite_master AS it, pragma_table_info(it.name) AS one WHERE it.type = 'table'"
    ),
    "postgresql": text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    ),
}


async def fit(session: AsyncSession) -> bool:
    """Whether every key that is in use is among those of this process.

    A database in which none is noted yet (of an earlier version, or new) is read through; else the noted keys decide, and of
    each column the newest value. What an older form of the database does not have is left out.
    """
    noted = set(await session.scalars(select(Note.name).where(Note.name.startswith(NOTED))))
    if not noted <= {_name(one) for one in KEYS.fingerprints}:
        return False
    for table, column in await _written(session):
        if not await _readable(session, table, column, every=not noted):
            return False
    return True


async def claim(session: AsyncSession, now: datetime) -> None:
    """Note that from now on the first key is in use. Under `TURN`, after `fit`."""
    name = _name(KEYS.fingerprints[0])
    await session.execute(insert_once(session, Note).values(name=name, value=now.isoformat()))


async def only_the_first(session: AsyncSession) -> None:
    """Everything is under the first key: the others are not in use any longer."""
    first = _name(KEYS.fingerprints[0])
    await session.execute(delete(Note).where(Note.name.startswith(NOTED), Note.name != first))


def _name(fingerprint: str) -> str:
    return NOTED + fingerprint


async def _written(session: AsyncSession) -> list[tuple[Table, Column[Any]]]:
    """The encrypted columns in which anything stands: asked for all at once, as most starts find few of many."""
    there = {tuple(row) for row in await session.execute(_COLUMNS_THERE[session.get_bind().dialect.name])}
    asked = [(table, column) for table, column in encrypted_columns() if (table.name, column.name) in there]
    if not asked:
        return []
    any_of = ", ".join(f"EXISTS (SELECT 1 FROM {table.name} WHERE {one.name} IS NOT NULL)" for table, one in asked)
    found = (await session.execute(text(f"SELECT {any_of}"))).one()
    return [one for one, stands in zip(asked, found, strict=True) if stands]


async def _readable(session: AsyncSession, table: Table, column: Column[Any], *, every: bool) -> bool:
    identity = next(iter(table.primary_key.columns))
    read = select(type_coerce(column, Text)).where(column.is_not(None))
    if not every:
        read = read.order_by(identity.desc()).limit(1)
    try:
        async for token in await session.stream_scalars(read):
            KEYS.renew(token)
    except InvalidToken:
        return False
    return True
