"""Which form the database has, and which one this version needs: told without Alembic, which only migrating needs.

Alembic's numbers stand in its table and at the beginning of the names of its files. Loading it would be a twentieth of the
start.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from db.session import Database

VERSIONS = Path(__file__).with_name("migrations") / "versions"
_TABLE = "alembic_version"


def numbers() -> list[str]:
    """The revisions that this version knows, oldest first: `0001_first.py` makes 0001. A test asks Alembic for the same."""
    return sorted(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*_*.py"))


def needed() -> str:
    """The revision that this version needs."""
    return numbers()[-1]


def known(found: str | None) -> bool:
    """Whether this version knows the way from a revision; not from one that a later version has made."""
    return found is None or found in numbers()


def of(connection: Connection) -> str | None:
    """The revision that the database has; None when it is new."""
    if not inspect(connection).has_table(_TABLE):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {_TABLE}"))
    return found


async def revision(database: Database) -> str | None:
    """The same; None also when SQLite's file is not there yet."""
    if database.file is not None and not database.file.is_file():
        return None  # looking would make an empty one
    async with database.engine.connect() as connection:
        return await connection.run_sync(of)
