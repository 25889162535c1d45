"""What was erased is gone from the files too, and not only from the tables.

SQLite keeps what was deleted in its write-ahead log until that is cut off, and, although `secure_delete` overwrites it,
now and then in a page that was divided meanwhile. So the file is rewritten once after erasures, and the log cut off.
PostgreSQL forgets the dead rows (`VACUUM`); their bytes are overwritten as the space is used again.
"""

import secrets

from sqlalchemy import delete, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Note
from db.session import BUSY_MS, Database

OWED = "erased"
"""The row of `notes` that is there from an erasure until its traces are gone: that there was one, and nothing else."""
REWRITTEN = "rewritten"


async def owe(session: AsyncSession) -> None:
    """Something has been erased in this transaction."""
    await session.merge(Note(name=OWED, value=secrets.token_hex(8)))


async def scrub(database: Database) -> bool:
    """Clear what erasures have left behind; False when another process holds it up, and it must be tried again.

    What is erased meanwhile changes the note's value, and is owed anew.
    """
    try:
        return await _scrub(database)
    except OperationalError as error:
        if "locked" in str(error):
            return False
        raise


async def _scrub(database: Database) -> bool:
    async with database.begin() as session:
        note = await session.get(Note, OWED)
    if note is None:
        return True
    if note.value != REWRITTEN:
        await _rewrite(database)
        async with database.begin() as session:
            theirs = (Note.name == OWED, Note.value == note.value)
            await session.execute(update(Note).where(*theirs).values(value=REWRITTEN))
    if not await cut_off(database):
        return False
    async with database.begin() as session:
        await session.execute(delete(Note).where(Note.name == OWED, Note.value == REWRITTEN))
    return True


async def cut_off(database: Database) -> bool:
    """Bring SQLite's log into the file and empty it; False when somebody reads. Nobody who writes waits for those."""
    if not database.is_sqlite:
        return True
    async with database.outside() as connection:
        await connection.execute("PRAGMA busy_timeout=0")
        try:
            [[held_up, *_]] = await connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            await connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    return not held_up


async def _rewrite(database: Database) -> None:
    if database.is_sqlite:
        async with database.outside() as connection:
            await connection.execute("VACUUM")
        return
    async with database.engine.connect() as plain:
        await (await plain.execution_options(isolation_level="AUTOCOMMIT")).execute(text("VACUUM"))
