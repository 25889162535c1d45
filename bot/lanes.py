"""Each person's updates in a line of their own, which is bounded: whoever floods costs the others nothing.

While up to BOUND of a person's updates wait, each is handled, in order. Of those beyond only the newest is, until the line is
empty again; the others are put away unread. Group chats have lines too, but they are many people's: nothing is put away there.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from sys import maxsize
from typing import TypeVar

from msgspec import Struct, field

from handlers.context import Incoming
from handlers.together import Update

T = TypeVar("T")
BOUND = 50
IN_MEMORY = 1000
"""Updates whose content is held in memory, of all people together; that of others is read when it is their turn."""


class Item(Struct):
    """An update in line. `update` and `incoming` are None when it is to be read from the inbox.

    `after_others` were put away unread. `also`: updates with which this one has been put together. `counted` among those
    whose content is held in memory; that of others is there only while it is their turn.
    """

    update_id: int
    lane: int
    handled: bool = False
    update: Update | None = None
    incoming: Incoming | None = None
    after_others: bool = False
    also: tuple[int, ...] = ()
    counted: bool = False

    @property
    def update_ids(self) -> tuple[int, ...]:
        return (self.update_id, *self.also)


class Lane(Struct):
    """One person's line, or a group chat's. `newest` comes last, in the place of all that were beyond the bound.

    The first `in_hand` are being looked at or handled: nobody comes before them any more.
    """

    bounded: bool
    waiting: deque[Item] = field(default_factory=deque)
    in_hand: int = 0
    newest: Item | None = None
    flooded: bool = False
    put_away: bool = False
    told: bool = False
    came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def room(self) -> int:
        """How many more will be handled, each in its turn."""
        return 0 if self.flooded else max(0, BOUND - len(self.waiting))

    def put(self, item: Item) -> Item | None:
        """In the order of Telegram's numbers: by webhook what was sent first may come second.

        Returns the one in whose place it stands, if there is one.
        """
        self.came.set()
        if not self.bounded or self.room:
            place = len(self.waiting)
            while place > self.in_hand and self.waiting[place - 1].update_id > item.update_id:
                place -= 1
            self.waiting.insert(place, item)
            return None
        self.flooded = True
        before, self.newest = self.newest, item
        self.put_away = self.put_away or before is not None
        return before

    def first(self) -> Item | None:
        """Whose turn it is; None when the line is empty. The person is told once in a flood that others were put away."""
        if not self.waiting and self.newest is not None:
            item, self.newest = self.newest, None
            item.after_others = self.put_away and not self.told
            self.told = self.told or item.after_others
            self.waiting.append(item)
        self.in_hand = min(1, len(self.waiting))
        return self.waiting[0] if self.waiting else None

    def __iter__(self) -> Iterator[Item]:
        yield from self.waiting
        if self.newest is not None:
            yield self.newest


class Lanes:
    """All lines. `busy` are the numbers of the updates that stand in any of them."""

    def __init__(self) -> None:
        self._lanes: dict[int, Lane] = {}
        self.busy: set[int] = set()
        self._held = 0
        self._crowds: set[int] = set()  # people of whom some were put away before anything was in line

    def sift(self, updates: Sequence[T], lane_of: Callable[[T], int | None]) -> list[T]:
        """Without those of a batch that would be put away at once: they need not be read or stored first."""
        keys = list(map(lane_of, updates))
        left = Counter(keys)
        room = {key: self._room(key) for key in left}
        kept = []
        for one, key in zip(updates, keys, strict=True):
            left[key] -= 1
            if room[key] > 0 or not left[key]:
                kept.append(one)
            elif key is not None:
                self._crowds.add(key)
            room[key] -= 1
        return kept

    def _room(self, key: int | None) -> int:
        if key is None:
            return maxsize
        return self._lanes[key].room if key in self._lanes else BOUND

    def put(self, item: Item) -> tuple[bool, Item | None]:
        """Whether it is the first in its line, and the one in whose place it stands."""
        self.busy.add(item.update_id)
        if self._held >= IN_MEMORY:
            item.update = item.incoming = None
        item.counted = item.incoming is not None
        self._held += item.counted
        lane = self._lanes.get(item.lane)
        begins = lane is None
        if lane is None:
            lane = self._lanes[item.lane] = Lane(bounded=item.lane > 0)
        before = lane.put(item)
        if item.lane in self._crowds:
            self._crowds.discard(item.lane)
            lane.put_away = True
        if before is not None:
            self._let_go(before)
        return begins, before

    def first(self, key: int) -> Item | None:
        """Whose turn it is in a line."""
        return self._lanes[key].first()

    def after(self, key: int, place: int) -> Item | None:
        """Who stands so far behind the first in a line."""
        waiting = self._lanes[key].waiting
        return waiting[place] if place < len(waiting) else None

    def hold(self, key: int, number: int) -> None:
        """So many of a line belong together, and are in hand."""
        self._lanes[key].in_hand = number

    async def more(self, key: int, seconds: float) -> bool:
        """Whether somebody else comes into a line in time."""
        lane = self._lanes[key]
        lane.came.clear()
        try:
            await asyncio.wait_for(lane.came.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def wake(self) -> None:
        """Nobody waits any longer for more to come."""
        for lane in self._lanes.values():
            lane.came.set()

    def done(self, key: int) -> None:
        """The first in a line leaves it."""
        lane = self._lanes[key]
        lane.in_hand = max(0, lane.in_hand - 1)
        self._let_go(lane.waiting.popleft())

    def close(self, key: int) -> None:
        """A line ends; whoever still stands in it is left to the inbox."""
        for item in self._lanes.pop(key):
            self._let_go(item)

    def _let_go(self, item: Item) -> None:
        self.busy.discard(item.update_id)
        self._held -= item.counted
