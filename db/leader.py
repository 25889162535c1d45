"""Who plans and sends: one process for each bot. Others stand by until it is gone."""

import asyncio
import fcntl
import itertools
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from db import files
from db.session import Database

ASK_EVERY = 2.0
ASK_AGAIN = (0.1, 0.3)
"""Seconds between further tries to take the lock anew."""


class AlreadyRuns(Exception):  # noqa: N818
    """Another process works on this SQLite file; a second one would have to wait for it at every step."""


class Leadership:
    """An advisory lock on PostgreSQL, a locked file beside the database on SQLite; either ends with the process."""

    def __init__(self, database: Database) -> None:
        self._database, self._bot_id = database, 0
        self._file: IO[str] | None = None
        self._connection: Any = None

    def take_file(self) -> None:
        """On SQLite, before anything is asked of Telegram: what a second process says there the first one would suffer from.

        Raises AlreadyRuns; OSError where the file of the lock, which its `filename` names, cannot be ours.
        """
        if self._database.file is not None and self._file is None:
            self._lock_file(self._database.file.resolve())  # by whatever link it is reached

    async def acquire(self, bot_id: int, stands_by: Callable[[], object] = lambda: None) -> None:
        """Wait until this process leads; `stands_by` is called once if that takes a while. Raises AlreadyRuns on SQLite."""
        self._bot_id = bot_id
        self.take_file()
        if self._file is not None:
            return
        for attempt in itertools.count():
            if await self._ask():
                return
            if not attempt:
                stands_by()
            await asyncio.sleep(ASK_EVERY)

    async def _ask(self) -> bool:
        """Whether the lock is ours now; a database that is away is asked again like one that says no."""
        try:
            if self._connection is None:
                connection = await self._database.engine.connect()
                self._connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
            question = text("SELECT pg_try_advisory_lock(:id)")
            return bool(await self._connection.scalar(question, {"id": self._bot_id}))
        except (SQLAlchemyError, OSError):
            await self._hang_up()
            return False

    async def held(self) -> bool:
        """Whether this process still leads. The lock ends with its connection, and is taken anew if it is still free."""
        if self._connection is None:
            return self._file is not None
        try:
            await self._connection.scalar(text("SELECT 1"))
        except Exception:  # whatever it is, the lock cannot be relied on
            await self._hang_up()
            return await self._taken_anew()
        return True

    async def _taken_anew(self) -> bool:
        """What has dropped one connection may drop the next one, too, before it has asked."""
        for pause in ASK_AGAIN:
            if await self._ask():
                return True
            await asyncio.sleep(pause)
        return await self._ask()

    async def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            await self._hang_up()

    async def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        with suppress(SQLAlchemyError, OSError):
            if connection is not None:
                await connection.invalidate()
                await connection.close()

    def _lock_file(self, database: Path) -> None:
        lock = Path(f"{database}.lock")
        self._file = os.fdopen(files.own(lock), "w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            self._file = None
            if isinstance(error, BlockingIOError):
                raise AlreadyRuns from error
            raise OSError(error.errno, error.strerror, str(lock)) from error  # a disk on which nothing can be locked
