"""Long polling: batches of updates are asked for, kept, and only then asked for again from where they ended."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from telegram.error import RetryAfter, TelegramError

from bot.door import offset_after
from bot.refusals import retry_seconds
from bot.transport import Unreadable

log = structlog.get_logger()
BATCH = 100
AGAIN_AFTER = 1.0
"""Seconds until Telegram is asked again after it could not be, or had nothing that brings us on."""
Fetch = Callable[[int, int], Awaitable[list[Any]]]
Keep = Callable[[Sequence[object]], Awaitable[bool]]


async def pause(stopping: asyncio.Event, seconds: float) -> None:
    """Wait so long, or until the bot stops."""
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return


class Polling:
    """Asks until `stopping` is set. `fetch(offset, limit)` waits for updates and forgets those before; `keep` stores them."""

    def __init__(self, fetch: Fetch, keep: Keep, stopping: asyncio.Event) -> None:
        self._fetch, self._keep, self._stopping = fetch, keep, stopping

    async def run(self) -> None:
        """A batch that cannot be read is asked for again one by one, and what is wrong passed over."""
        offset, limit = 0, BATCH
        while not self._stopping.is_set():
            try:
                updates = await self._next_batch(offset, limit)
            except Unreadable as error:
                log.warning("updates_unreadable", limit=limit)
                if limit > 1:
                    limit = 1
                    continue
                limit = BATCH
                if error.number is not None:
                    offset = max(offset, error.number + 1)
                else:
                    await pause(self._stopping, AGAIN_AFTER)  # no update at all: some other server's page, maybe
                continue
            if updates and await self._keep(updates):
                before, offset = offset, offset_after(updates, offset)
                if offset == before:
                    await pause(self._stopping, AGAIN_AFTER)

    async def _next_batch(self, offset: int, limit: int) -> list[Any]:
        request = asyncio.ensure_future(self._fetch(offset, limit))
        stopped = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({request, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not request.done():
            request.cancel()
            await asyncio.wait({request})
            return []
        try:
            return request.result()
        except Unreadable:
            raise
        except RetryAfter as error:
            await pause(self._stopping, retry_seconds(error))
        except TelegramError as error:
            log.warning("updates_not_fetched", reason=type(error).__name__)
            await pause(self._stopping, AGAIN_AFTER)
        return []
