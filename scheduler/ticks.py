"""APScheduler only ticks, in memory; what is due lives in our rows. A tick that fails is logged and comes again."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()
Job = Callable[[], Awaitable[None]]


class Ticks:
    """Calls each job every so many seconds (real time), never twice at once, never in a burst after a standstill."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def every(self, seconds: float, name: str, job: Job) -> None:
        async def safely() -> None:
            try:
                await job()
            except asyncio.CancelledError:
                return  # the bot stops: nothing that a log should tell
            except Exception:
                log.exception("tick_failed", tick=name)

        self._scheduler.add_job(
            safely, "interval", seconds=seconds, id=name, coalesce=True, max_instances=1, misfire_grace_time=None
        )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
