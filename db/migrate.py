"""Bring the database to the form that this version needs (Alembic). Whether it has it already, `db/form.py` tells.

`python -m db.migrate WHAT_CHANGES` writes the next migration by comparing the models with the migrations there are.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text

import db.models  # noqa: F401 - enters its tables
from db import form
from db.session import Database

FOLDER = Path(__file__).with_name("migrations")
_ONE_AT_A_TIME = 7_404_158
"""Number of the lock under which PostgreSQL is migrated, so that two processes that start at once do not both try."""


def head() -> str:
    """The revision that this version needs."""
    return ScriptDirectory(str(FOLDER)).get_current_head() or ""


async def at_head(database: Database) -> bool:
    """Whether the database has the form that this version needs."""
    return await form.revision(database) == head()


async def upgrade(url: str, to: str = "head") -> tuple[str | None, str]:
    """Migrate to the newest form; returns the revision before (None for a new database) and now.

    All in one transaction: a migration that fails leaves everything as it was. What it has taken out is then wiped from
    the files. Raises KeyMissing when something is to be read that is encrypted, and the key is not there.
    """
    database = Database(url)
    if database.is_sqlite:
        event.listen(database.engine.sync_engine, "connect", _without_foreign_keys)
    try:
        async with database.engine.begin() as connection:
            if not database.is_sqlite:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
            before = await connection.run_sync(form.of)
            await connection.run_sync(_upgrade, to)
            if database.is_sqlite:
                await connection.run_sync(_check_references)
        if before not in (None, head()):
            await database.wipe()
        return before, head()
    finally:
        await database.dispose()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, to: str) -> None:
    command.upgrade(_config(connection), to)


def _without_foreign_keys(connection: object, _record: object) -> None:
    # SQLite changes a table by copying it and dropping the old one, which would carry away every row that refers to it.
    connection.cursor().execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise RuntimeError(f"the migration left a row of {broken[0]} without the {broken[2]} it refers to")


async def write_migration(what: str) -> Path:
    """Write the migration that leads from the newest one to the models."""
    count = len(list((FOLDER / "versions").glob("*.py")))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/now.db"
        await upgrade(url)
        database = Database(url)
        async with database.engine.connect() as connection:
            script = await connection.run_sync(
                lambda it: command.revision(_config(it), what, autogenerate=True, rev_id=f"{count + 1:04}")
            )
        await database.dispose()
    return Path(script.path)  # type: ignore[union-attr]


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(write_migration(' '.join(sys.argv[1:]) or 'change'))}\n")
