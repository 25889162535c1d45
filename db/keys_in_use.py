"""Which keys a database is written with: a row of `notes` for each, so that a second one cannot slip in beside the first.

A row's name ends in the key's fingerprint, which tells nothing about the key.
"""

from collections.abc import Container
from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Column, Table, Text, delete, inspect, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from db.crypto import KEYS
from db.models import Note
from db.rotation import encrypted_columns
from db.session import insert_once

NOTED = "key:"
TURN = 7_404_159
"""Number of the lock under which a key is looked at and noted: two processes that start at once with two keys do not both."""


async def fit(session: AsyncSession) -> bool:
    """Whether every key that is in use is among those of this process.

    A database in which none is noted yet (of an earlier version, or new) is read through; else the noted keys decide, and of
    each column the newest value. What an older form of the database does not have is left out.
    """
    noted = set(await session.scalars(select(Note.name).where(Note.name.startswith(NOTED))))
    if not noted <= {_name(one) for one in KEYS.fingerprints}:
        return False
    there = await session.run_sync(lambda it: _columns_there(it.connection()))
    for table, column in encrypted_columns():
        if (table.name, column.name) in there and not await _readable(session, table, column, every=not noted):
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


def _columns_there(connection: Any) -> Container[tuple[str, str]]:
    look = inspect(connection)
    tables = {table.name for table, _ in encrypted_columns()} & set(look.get_table_names())
    return {(table, column["name"]) for table in tables for column in look.get_columns(table)}


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
