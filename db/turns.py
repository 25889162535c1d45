"""Whose turn it is at the database: those who wait are served class by class, so that no crowd keeps another class out."""

import asyncio
from collections import deque
from enum import StrEnum


class Turn(StrEnum):
    """What somebody wants the database for. Each class gets its turn however many of another one wait."""

    PRESS = "press"
    """One person's update, or whatever else somebody waits for."""
    DOOR = "door"
    """Updates on their way into the inbox."""
    OUTBOX = "outbox"
    CHATS = "chats"
    LOOK = "look"
    """Whether the planner has anything to do."""
    PLANNER = "planner"
    UPKEEP = "upkeep"


class Turns:
    """`places` transactions at once. Whoever waits is let in round robin by class, within a class in order of arrival.

    So a class waits for at most one turn of each of the others, whatever the length of their lines.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self._lines: dict[Turn, deque[asyncio.Future[None]]] = {}  # the class that was served last stands last

    def taken(self) -> bool:
        """Take a turn if there is one to be had without waiting; whether there was."""
        at_once = bool(self._free and not self._lines)
        self._free -= at_once
        return at_once

    async def take(self, kind: Turn) -> None:
        """Returns when it is one's turn; whoever gives up waiting takes none."""
        if self.taken():
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(kind, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give_back()  # it came at the very moment
            else:
                self._leave(kind, turn)
            raise

    def give_back(self) -> None:
        """The turn is over; the next one begins."""
        self._free += 1
        while self._free and self._lines:
            kind, line = next(iter(self._lines.items()))
            del self._lines[kind]
            turn = line.popleft()
            if line:
                self._lines[kind] = line
            if not turn.done():
                turn.set_result(None)
                self._free -= 1

    def _leave(self, kind: Turn, turn: asyncio.Future[None]) -> None:
        line = self._lines.get(kind)
        if line is not None and turn in line:
            line.remove(turn)
            if not line:
                del self._lines[kind]
