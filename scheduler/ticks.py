"""APScheduler only ticks, in memory; what is due lives in our rows. A tick that fails is logged and comes again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()
Job = Callable[[], Awaitable[None]]
STOP_SECONDS = 5.0
"""How long a stop waits for ticks that run, and again once they have been told to end."""


class Ticks:
    """Calls each job every so many seconds (real time), never twice at once, never in a burst after a standstill."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._running: set[asyncio.Task[Any]] = set()

    def every(self, seconds: float, name: str, job: Job) -> None:
        async def safely() -> None:
            task = asyncio.current_task()
            assert task is not None
            self._running.add(task)
            try:
                await job()
            except asyncio.CancelledError:
                return  # the bot stops: nothing that a log should tell
            except Exception:
                if not task.cancelling():  # else it is what the driver says to being cut off in the middle
                    log.exception("tick_failed", tick=name)
            finally:
                self._running.discard(task)

        self._scheduler.add_job(
            safely, "interval", seconds=seconds, id=name, coalesce=True, max_instances=1, misfire_grace_time=None
        )

    def start(self) -> None:
        self._scheduler.start()

    async def stop(self) -> None:
        """No more ticks, and those that run are finished.

        Cut off in the middle of a transaction and then once more by the end of the loop, a connection of aiosqlite waits for
        ever for its own close, and the process with it.
        """
        self._scheduler.pause()
        await asyncio.sleep(0)  # one that is just about to begin, begins
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=STOP_SECONDS)
        self._scheduler.shutdown(wait=False)
