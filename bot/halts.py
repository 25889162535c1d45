"""Telegram says "not before then": kept in a row, so that a restart and other processes know it too."""

import time
from datetime import UTC, datetime, timedelta

import structlog

from bot.background import Background
from db.session import Database
from scheduler.pacing import Pacing
from services import DatabaseFault, Turn
from services.mail import notes

log = structlog.get_logger()


class Halts:
    def __init__(self, database: Database, pacing: Pacing, background: Background) -> None:
        self._database, self._pacing, self._background = database, pacing, background
        pacing.on_halt = self._note

    async def know(self) -> None:
        """A halt that this process met before a restart, or that another process has met."""
        async with self._database.begin(Turn.UPKEEP) as session:
            until = await notes.read_instant(session, notes.HALTED_UNTIL)
        if until is not None and (left := (until - datetime.now(UTC)).total_seconds()) > 0:
            self._pacing.halt_until(time.monotonic() + left)

    def _note(self, seconds: float) -> None:
        self._background.spawn(self._write(datetime.now(UTC) + timedelta(seconds=seconds)))

    async def _write(self, until: datetime) -> None:
        try:
            async with self._database.begin(Turn.UPKEEP) as session:
                noted = await notes.read_instant(session, notes.HALTED_UNTIL)
                if noted is None or noted < until:
                    await notes.write_instant(session, notes.HALTED_UNTIL, until)
        except DatabaseFault:
            log.exception("halt_not_noted")
