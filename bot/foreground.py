"""The bot in the foreground, until it is told to stop."""

import asyncio
import signal
from pathlib import Path
from typing import Any

from bot import logs
from bot.app import App
from bot.clock import FileClock, SystemClock
from bot.readiness import keep_to_ourselves
from bot.settings import Settings


async def run(settings: Settings, *, clock_file: Path | None = None) -> None:
    """Run until SIGTERM or SIGINT. Raises Trouble."""
    logs.set_up(settings.log.level, settings.log.format)
    if clock_file is not None:
        clock_file = await asyncio.to_thread(clock_file.resolve)
    await asyncio.to_thread(keep_to_ourselves, settings)
    app = App(settings, FileClock(clock_file) if clock_file else SystemClock())
    told = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, told.set)
    stop = asyncio.create_task(told.wait())
    starting = asyncio.create_task(app.start(clock_file))
    await asyncio.wait([starting, stop], return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.wait({starting})
        return
    starting.result()
    ends: set[asyncio.Future[Any]] = {stop, app.failed}
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await app.stop()
    if app.failed.done():
        app.failed.result()
