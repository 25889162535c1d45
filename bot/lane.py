"""One person's updates in line, and which of them are one thing that Telegram told of in several."""

import asyncio
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from handlers import together
from services.mail.inbox import Letter


class Lane:
    """Letters in order; the one at the head is taken with all that belongs to it."""

    def __init__(self) -> None:
        self._letters: deque[Letter] = deque()
        self._came = asyncio.Event()

    def __len__(self) -> int:
        return len(self._letters)

    def __iter__(self) -> Iterator[Letter]:
        return iter(self._letters)

    def append(self, letter: Letter) -> None:
        self._letters.append(letter)
        self._came.set()

    def drop(self, count: int) -> None:
        """So many at the head are done with."""
        for _ in range(count):
            self._letters.popleft()

    async def whole(self, seconds: float) -> Letter:
        """The next thing: one letter, or several as one. Waits up to `seconds` for more where there may be more to come."""
        first = self._letters[0]
        last = _read(first)
        parts = [] if last is None else [last]
        while last is not None and len(parts) < together.MOST:
            if len(parts) == len(self._letters) and not (together.may_go_on(last) and await self._more(seconds)):
                break
            last = _read(self._letters[len(parts)])
            if last is None or not together.belongs(parts[-1], last):
                break
            parts.append(last)
        if len(parts) < 2:
            return first
        also = tuple(self._letters[at].update_id for at in range(1, len(parts)))
        return replace(first, payload=json.dumps(together.joined(parts), ensure_ascii=False), also=also)

    async def _more(self, seconds: float) -> bool:
        """Whether another letter comes in time."""
        self._came.clear()
        try:
            await asyncio.wait_for(self._came.wait(), seconds)
        except TimeoutError:
            return False
        return True


def _read(letter: Letter) -> together.Update | None:
    """What the letter says, where it can be a part of something; of what was handled before only the answer is owed."""
    if letter.handled or '"message"' not in letter.payload:
        return None
    try:
        update = json.loads(letter.payload)
    except (ValueError, RecursionError):
        return None  # what is wrong with it is found out when it is handled
    return update if isinstance(update, dict) else None
