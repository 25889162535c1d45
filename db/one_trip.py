"""SQLite's driver with one trip to its thread for a statement.

aiosqlite goes there four times: for a cursor, to execute, to fetch, to close. Each trip costs about as much as a small
statement, two switches of thread, and the transaction stands meanwhile.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import aiosqlite


class _Cursor(aiosqlite.Cursor):
    """Has all rows as soon as it has executed: SQLAlchemy fetches them all anyway, but for the few long readings in parts."""

    def __init__(self, connection: "_Connection") -> None:
        self._conn = connection
        self._rows: list[Any] = []

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "_Cursor":
        await self._execute(self._whole, "execute", sql, parameters or ())  # type: ignore[no-untyped-call]
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "_Cursor":
        await self._execute(self._whole, "executemany", sql, parameters)  # type: ignore[no-untyped-call]
        return self

    def _whole(self, how: str, sql: str, parameters: Any) -> None:
        """In the driver's thread. What a closed cursor says of its rows, their names and number, can still be read."""
        with closing(self._conn._conn.cursor()) as self._cursor:
            getattr(self._cursor, how)(sql, parameters)
            self._rows = self._cursor.fetchall() if self._cursor.description else []

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """So many of those that have not been fetched yet."""
        rows, self._rows = self._rows[: size or 1], self._rows[size or 1 :]
        return rows

    async def fetchone(self) -> Any | None:
        return self._rows.pop(0) if self._rows else None

    async def close(self) -> None:
        """It is closed already."""


class _Connection(aiosqlite.Connection):
    def cursor(self) -> _Cursor:  # type: ignore[override] # what enters it is the cursor itself
        return _Cursor(self)


def connect(file: str, **options: Any) -> _Connection:
    """Connects when awaited. `options` are those of `sqlite3.connect`."""
    connection = _Connection(lambda: sqlite3.connect(file, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # a process that ends in the middle does not wait for it
    return connection
