"""The queue of updates: kept until confirmed, handed out by long polling or by the webhook."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from .errors import ApiError

# Telegram leaves these out unless they are asked for by name.
_ON_REQUEST = frozenset(("chat_member", "message_reaction", "message_reaction_count"))
_OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
SET_WEBHOOK = "Conflict: terminated by setWebhook request"


@dataclass(frozen=True, slots=True)
class Update:
    """One update; those with the same `key` (a chat or user) reach a webhook one after another."""

    id: int
    key: int
    body: dict[str, Any]


class UpdateQueue:
    """Updates nobody has confirmed yet, oldest first."""

    def __init__(self) -> None:
        self.pending: OrderedDict[int, Update] = OrderedDict()
        self.allowed: tuple[str, ...] = ()
        self.webhook_active = False
        self.changed = asyncio.Event()
        self._next = 100_000_000 + secrets.randbelow(800_000_000)
        self._delivered = 0
        self._poll: _Poll | None = None
        self._closed = False

    def push(self, kind: str, payload: dict[str, Any], key: int) -> None:
        """Queue an update of this kind, unless the bot did not ask for the kind."""
        if (kind not in self.allowed) if self.allowed else (kind in _ON_REQUEST):
            return
        self._queue(key, {kind: payload})

    def inject(self, body: dict[str, Any]) -> int:
        """Queue an update as it is, whatever it holds and whatever the bot asked for; returns its number."""
        number = self._next
        self._queue(number, {**body, "update_id": number})
        return number

    def _queue(self, key: int, body: dict[str, Any]) -> None:
        update = Update(self._next, key, {"update_id": self._next, **body})
        self._next += 1
        self.pending[update.id] = update
        self.changed.set()
        if self._poll:
            self._poll.wake.set()

    def allow(self, kinds: Iterable[Any] | None) -> None:
        """Remember which kinds the bot wants from now on; None leaves it as it was."""
        if kinds is not None:
            self.allowed = tuple(str(kind) for kind in kinds)

    async def get(self, offset: int, limit: int, timeout: float) -> list[dict[str, Any]]:
        """getUpdates: confirm what is below `offset`, wait up to `timeout` seconds for more. Raises ApiError 409."""
        if self.webhook_active:
            raise ApiError(409, _WEBHOOK)
        self.interrupt(_OTHER_POLL)
        self.confirm(offset)
        if not self.pending and timeout > 0 and not self._closed:
            await self._wait(timeout)
        batch = list(islice(self.pending.values(), limit))
        if batch:
            self._delivered = max(self._delivered, batch[-1].id)
        return [update.body for update in batch]

    def confirm(self, offset: int) -> None:
        """Forget updates below `offset`; a negative one keeps only that many of the newest."""
        if offset < 0:
            offset = next(islice(reversed(self.pending), -offset - 1, None), 0)
        while self.pending and next(iter(self.pending)) < offset:
            self.pending.popitem(last=False)

    def drop(self) -> None:
        """Forget everything pending."""
        self.pending.clear()

    def delivered_not_confirmed(self) -> int:
        """How many updates were handed out by polling and may be handed out again."""
        return sum(1 for number in self.pending if number <= self._delivered)

    def interrupt(self, reason: str) -> None:
        """Answer a waiting getUpdates with this 409."""
        if self._poll:
            self._poll.ended = reason
            self._poll.wake.set()

    def close(self) -> None:
        """Let a waiting getUpdates return at once with what there is."""
        self._closed = True
        if self._poll:
            self._poll.wake.set()

    async def _wait(self, timeout: float) -> None:
        poll = self._poll = _Poll()
        try:
            async with asyncio.timeout(timeout):
                await poll.wake.wait()
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None
        if poll.ended:
            raise ApiError(409, poll.ended)


class _Poll:
    """A getUpdates that waits."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self.ended = ""
