"""How fast messages may leave: Telegram's limits, kept by us, evenly spaced and without bursts.

Bot API FAQ: about 30 messages a second for a bot, one a second in a chat, 20 a minute in a group. A 429 names the seconds
for which everybody must wait. Python-telegram-bot's AIORateLimiter allows bursts and ends that wait early (its issue 5338).
Real time, never the turned clock: Telegram's patience does not follow a rehearsal.
"""

import asyncio
import heapq
import itertools
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec import Struct

from domain.delivery import Halted

_IN_A_ROW = 9
"""So many answers to people who press may go out one after the other while something else waits."""
_FORGET_CHATS_ABOVE = 10_000
_MADE_GOOD = 8
"""How many slots that were reached late, or that nobody was ready for, are made good afterwards."""


class Limits(Struct, frozen=True):
    """Zero switches a limit off."""

    per_second: float = 29
    per_chat_seconds: float = 1.0
    per_group_minute: float = 20


@dataclass(order=True)
class _Waiter:
    priority: int
    number: int
    chat_id: int | None = field(compare=False)
    future: asyncio.Future[None] = field(compare=False)


class Pacing:
    """Gives out turns, one at a time, the most urgent first. One object paces everything that this process sends."""

    def __init__(
        self,
        limits: Limits,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._gap = 1 / limits.per_second if limits.per_second else 0.0
        # The limit is one more than our rate in any second (30 and 29). Of what our pace leaves of that second, a third
        # is there to make good what was late, and two thirds stay as the margin for what happens on the way.
        in_a_second = int(limits.per_second) + 1
        self._recent: deque[float] = deque(maxlen=in_a_second)
        self._span = 1 + (in_a_second * self._gap - 1) * 2 / 3 if self._gap else 0.0
        self._limits = limits
        self.on_halt: Callable[[float], None] | None = None
        """Told of each halt: for how many seconds."""
        self._monotonic = monotonic
        self._queue: list[_Waiter] = []
        self._numbers = itertools.count()
        self._next_slot = 0.0
        self._halted_until = 0.0
        self._chat_free: OrderedDict[int, float] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None
        self._away_from: float = math.inf
        self._first_class = 0

    async def turn(self, chat_id: int | None, priority: int) -> None:
        """Wait until a message may leave. `chat_id` None: counts for the bot, but for no chat (an edit).

        Raises Halted once turns are refused because the process stops.
        """
        if priority >= self._away_from:
            raise Halted(self.halted_for)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, _Waiter(priority, next(self._numbers), chat_id, future))
        self._pump()
        await future

    def halt(self, seconds: float) -> None:
        """Telegram said 429: nobody sends for `seconds`."""
        self.halt_until(self._monotonic() + seconds)
        if self.on_halt:
            self.on_halt(seconds)

    def halt_until(self, moment: float) -> None:
        """A halt that another process met, or this one before a restart (monotonic seconds)."""
        self._halted_until = max(self._halted_until, moment)

    @property
    def halted_for(self) -> float:
        """Seconds until sending goes on, 0 when it does."""
        return max(0.0, self._halted_until - self._monotonic())

    async def halt_over(self) -> None:
        """Wait until nobody is told to wait. Raises Halted once even answers are refused."""
        while self.halted_for > 0:
            if self._away_from <= 0:
                raise Halted(self.halted_for)
            await asyncio.sleep(min(self.halted_for, 1.0))

    def turn_away(self, priority: int) -> None:
        """From now on nobody with this priority or a lesser one gets a turn, but Halted: the process stops."""
        self._away_from = min(self._away_from, priority)
        for waiter in self._queue:
            if waiter.priority >= priority and not waiter.future.done():
                waiter.future.set_exception(Halted(self.halted_for))

    def chat_free_in(self, chat_id: int) -> float:
        """Seconds until this chat may get its next message."""
        return max(0.0, self._chat_free.get(chat_id, 0.0) - self._monotonic())

    def _pump(self) -> None:
        """Give out every turn that is due, then set the timer for the next."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        while self._queue:
            now = self._monotonic()
            wait = max(self._halted_until, self._free_at()) - now
            if wait <= 0:
                wait = self._give_one(now)
            if wait > 0:
                self._timer = asyncio.get_running_loop().call_later(wait, self._pump)
                return

    def _free_at(self) -> float:
        """When the bot may send its next message: in its slot; a late one sooner after the last, but within the limit."""
        if not self._gap or not self._recent:
            return 0.0
        full = self._recent[0] + self._span if len(self._recent) == self._recent.maxlen else 0.0
        return max(self._next_slot, self._recent[-1] + self._gap / 2, full)

    def _give_one(self, now: float) -> float:
        """Give a turn to the first whose chat is free; returns the seconds to wait when there is none, else 0."""
        # A few people who press without end must not keep everybody's reminders from going out.
        least = 1 if self._first_class >= _IN_A_ROW else 0
        if least and self._give(now, least) == 0.0 and self._first_class == 0:
            return 0.0
        return self._give(now, 0)

    def _give(self, now: float, least: int) -> float:
        """The same among those whose priority is `least` or a lesser one."""
        passed: list[_Waiter] = []
        soonest = math.inf
        while self._queue:
            waiter = heapq.heappop(self._queue)
            if waiter.future.done():
                continue
            free_at = self._chat_free.get(waiter.chat_id, 0.0) if waiter.chat_id is not None else 0.0
            if waiter.priority >= least and free_at <= now:
                self._take(waiter, now)
                soonest = 0.0
                break
            soonest = min(soonest, free_at - now)
            passed.append(waiter)
        for waiter in passed:
            heapq.heappush(self._queue, waiter)
        return soonest if self._queue or soonest == 0.0 else 0.0

    def _take(self, waiter: _Waiter, now: float) -> None:
        self._first_class = self._first_class + 1 if waiter.priority == 0 else 0
        self._next_slot = max(self._next_slot, now - _MADE_GOOD * self._gap) + self._gap
        self._recent.append(now)
        if waiter.chat_id is not None:
            self._chat_free[waiter.chat_id] = now + self._chat_gap(waiter.chat_id)
            self._chat_free.move_to_end(waiter.chat_id)
            while len(self._chat_free) > _FORGET_CHATS_ABOVE:
                self._chat_free.popitem(last=False)
        waiter.future.set_result(None)

    def _chat_gap(self, chat_id: int) -> float:
        if chat_id < 0 and self._limits.per_group_minute:
            return max(self._limits.per_chat_seconds, 60 / self._limits.per_group_minute)
        return self._limits.per_chat_seconds
