"""Telegram's published pace: 30 messages a second per bot, 1 a second per chat, 20 a minute per group."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

from .errors import too_many_requests

BOT = (30, 1.0)
CHAT = (1, 1.0)
GROUP = (20, 60.0)


class Window:
    """At most `count` events in any `span` seconds; whoever oversteps must wait, and waits the whole time told."""

    __slots__ = ("_count", "_span", "_times", "_until")

    def __init__(self, count: int, span: float) -> None:
        self._count = count
        self._span = span
        self._times: deque[float] = deque(maxlen=count)
        self._until = 0.0

    def wait(self, now: float) -> int:
        """Whole seconds to wait before an event may happen at `now`; 0 when it may happen."""
        if now >= self._until:
            if len(self._times) < self._count or now - self._times[0] >= self._span:
                return 0
            self._until = now + math.ceil(self._times[0] + self._span - now)
        return max(1, math.ceil(self._until - now))

    def take(self, now: float) -> None:
        """Count an event."""
        self._times.append(now)


class Limits:
    """Refuses what comes too fast. Runs on real time: the pace of a client does not follow a turned clock."""

    def __init__(self, enabled: bool, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.enabled = enabled
        self._monotonic = monotonic
        self._bot = Window(*BOT)
        self._chats: dict[int, list[Window]] = {}

    def take(self, chat_id: int, edit: bool = False) -> None:
        """Count one message to `chat_id` (an edit counts for the bot alone). Raises ApiError 429 with retry_after."""
        if not self.enabled:
            return
        now = self._monotonic()
        windows = [self._bot] if edit else [self._bot, *self._of(chat_id)]
        wait = max(window.wait(now) for window in windows)
        if wait:
            raise too_many_requests(wait)
        for window in windows:
            window.take(now)

    def _of(self, chat_id: int) -> list[Window]:
        windows = self._chats.get(chat_id)
        if windows is None:
            windows = [Window(*CHAT)] if chat_id > 0 else [Window(*CHAT), Window(*GROUP)]
            self._chats[chat_id] = windows
        return windows
