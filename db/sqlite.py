"""SQLite's connection and cursor for asyncio: one visit to the connection's thread for a statement and all its rows.

aiosqlite goes there four times (cursor, execute, fetch, close), and the way there and back is most of what a small
statement costs.
"""

import sqlite3
from collections import deque
from collections.abc import Sequence
from typing import Any, Self

import aiosqlite


class Cursor:
    """The part of aiosqlite's cursor that SQLAlchemy uses; every result is read at once."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: deque[Any] = deque()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> Self:
        """Raises what sqlite3 raises."""
        await self._connection.visit(self._run, "execute", statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Any) -> Self:
        """Raises what sqlite3 raises."""
        await self._connection.visit(self._run, "executemany", statement, parameters)
        return self

    def _run(self, database: sqlite3.Connection, method: str, statement: str, parameters: Any) -> None:
        cursor = database.cursor()
        try:
            getattr(cursor, method)(statement, parameters)
            self.description, self.lastrowid = cursor.description, cursor.lastrowid
            self._rows = deque(cursor.fetchall())
            self.rowcount = cursor.rowcount
        finally:
            cursor.close()

    async def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    async def fetchall(self) -> Sequence[Any]:
        rows, self._rows = self._rows, deque()
        return rows

    async def close(self) -> None:
        """There is nothing left to close."""


class Connection(aiosqlite.Connection):
    """aiosqlite's connection with such cursors."""

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self)

    async def visit(self, work: Any, *arguments: Any) -> Any:
        """Call `work(database, ...)` on the connection's thread."""
        return await self._execute(lambda: work(self._conn, *arguments))  # type: ignore[no-untyped-call]


def connect(path: str) -> Connection:
    """A connection to be awaited, as from `aiosqlite.connect`; its thread never keeps the process alive."""
    connection = Connection(lambda: sqlite3.connect(path, check_same_thread=False), iter_chunk_size=64)
    connection._thread.daemon = True
    return connection
