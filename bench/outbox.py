"""Our sender at work on real rows."""

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.house import Houses, queue_reminders, unsettled
from bot.app import App
from bot.settings import Pacing

LOOK_EVERY = 0.002


class OurSender:
    """The sender of a whole bot, on the rows of one database, for as long as the block lasts."""

    def __init__(self, houses: Houses, path: Path, url: str, pacing: Pacing, in_flight: int) -> None:
        self._path = path
        self.app: App = houses.app(path, url, pacing, in_flight)

    async def __aenter__(self) -> Self:
        await self.app.bot.initialize()
        self._task = asyncio.create_task(self.app.sender.run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.app.sender.stop()
        await self._task
        await self.app.bot.shutdown()
        await self.app.database.dispose()

    async def deliver(self, people: int, round_: str) -> float:
        """Queue a reminder for each and send them all; seconds until the last is settled on disk."""
        queue_reminders(self._path, people, round_)
        with closing(sqlite3.connect(self._path, isolation_level=None)) as reader:
            begin = time.perf_counter()
            self.app.sender.wake()
            while unsettled(reader):
                await asyncio.sleep(LOOK_EVERY)
            return time.perf_counter() - begin

    def must_have_sent(self, count: int) -> None:
        """Every row ended as sent. Raises AssertionError."""
        with closing(sqlite3.connect(self._path)) as reader:
            states = dict(reader.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
        assert states == {"sent": count}, states
