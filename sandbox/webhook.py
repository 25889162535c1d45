"""Delivery of updates to the bot's own web address: in order for each person, at once for different people."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import aiohttp

from .errors import ApiError
from .params import Params
from .updates import SET_WEBHOOK, Update, UpdateQueue

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 10.0
_LOOK_AHEAD = 500


@dataclass(frozen=True, slots=True)
class Target:
    """Where updates go; `secret` travels in X-Telegram-Bot-Api-Secret-Token."""

    url: str
    secret: str = ""
    max_connections: int = 40
    certificate: bool = False


class Webhook:
    """The webhook of one bot; without a target it does nothing. `call` carries out what a webhook answers with."""

    def __init__(
        self, updates: UpdateQueue, now: Callable[[], int], call: Callable[[str, Params], Awaitable[Any]]
    ) -> None:
        self._updates = updates
        self._now = now
        self._call = call
        self.target: Target | None = None
        self.last_error: tuple[int, str] | None = None
        self._runner: asyncio.Task[None] | None = None
        self._deliveries: dict[int, asyncio.Task[None]] = {}
        self._busy: set[int] = set()
        self._slot_free = asyncio.Event()

    async def set(self, target: Target) -> None:
        """Deliver to this target from now on."""
        await self.close()
        self.target, self.last_error = target, None
        self._updates.webhook_active = True
        self._updates.interrupt(SET_WEBHOOK)
        self._runner = asyncio.create_task(self._run(target))

    async def clear(self) -> None:
        """Back to getUpdates; what is pending stays pending."""
        await self.close()
        self.target, self.last_error = None, None
        self._updates.webhook_active = False

    async def close(self) -> None:
        """Stop delivering; an update under way is delivered again later."""
        tasks = [
            task for task in (self._runner, *self._deliveries.values()) if task and task is not asyncio.current_task()
        ]
        self._runner = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._deliveries.clear()
        self._busy.clear()

    async def _run(self, target: Target) -> None:
        queue = self._updates
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as client:
            while True:
                queue.changed.clear()
                for update in list(islice(queue.pending.values(), _LOOK_AHEAD)):
                    if len(self._deliveries) >= target.max_connections:
                        break
                    if update.key not in self._busy:
                        self._begin(update, target, client)
                await queue.changed.wait()

    def _begin(self, update: Update, target: Target, client: aiohttp.ClientSession) -> None:
        self._busy.add(update.key)
        self._deliveries[update.id] = asyncio.create_task(self._deliver(update, target, client))

    async def _deliver(self, update: Update, target: Target, client: aiohttp.ClientSession) -> None:
        pause = _FIRST_PAUSE
        queue = self._updates
        try:
            while update.id in queue.pending and not await self._attempt(update, target, client):
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            queue.pending.pop(update.id, None)
        finally:
            self._deliveries.pop(update.id, None)
            self._busy.discard(update.key)
            queue.changed.set()

    async def _attempt(self, update: Update, target: Target, client: aiohttp.ClientSession) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": target.secret} if target.secret else {}
        try:
            async with client.post(target.url, json=update.body, headers=headers, allow_redirects=False) as answer:
                body = await answer.read()
                if 200 <= answer.status < 300:
                    await self._carry_out(body)
                    return True
                reason = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            reason = "Read timeout expired"
        except aiohttp.ClientConnectorError:
            reason = "Connection refused"
        except aiohttp.ClientError as error:
            reason = f"Connection failed: {type(error).__name__}"
        self.last_error = (self._now(), reason)
        return False

    async def _carry_out(self, body: bytes) -> None:
        """A webhook may answer with a method call in its body; its result is told to nobody."""
        if not body.lstrip().startswith(b"{"):
            return
        with contextlib.suppress(ValueError, ApiError):
            call: dict[str, Any] = json.loads(body)
            method = str(call.pop("method", ""))
            if method:
                await self._call(method, Params(call))
