"""Choosing groups so that nobody is in two: exact cover, depth first, the person with the fewest groups left first.

Sets of groups are masks too, bit k for the k-th group in the order given: a step costs a few operations on whole masks.
"""

from collections.abc import Sequence

from domain.groups.matching.columns import TooManyError
from domain.groups.matching.frame import Frame, bits
from domain.groups.matching.sizes import rounded_down

Priced = tuple[int, int, int]
"""A group: what choosing it gives away, its people, its score."""


class Cover:
    """`columns` ascend in what they give away; `prices[i]` is what leaving i out gives away. `spare`: how many may be left."""

    def __init__(self, frame: Frame, columns: Sequence[Priced], nodes: int) -> None:
        self.frame, self.columns, self.nodes = frame, columns, nodes
        self.having = _having(columns)
        self.dear = 1 + (len(columns) >> 13)
        self.prices: dict[int, int] = {}
        self.spare = self.gap = 0
        self.best: list[tuple[int, int]] | None = None
        self.seen: dict[int, tuple[int, int]] = {}
        self.chosen: list[Priced] = []

    def cheapest(
        self, people: int, spare: int, gap: int = 1, prices: dict[int, int] | None = None, first: int | None = None
    ) -> list[tuple[int, int]] | None:
        """The choice that gives away least, less than `gap`, among the `first` columns; None if there is none.

        Raises TooManyError.
        """
        self.spare, self.gap, self.prices = spare, gap, prices or {}
        self.best, self.seen = None, {}
        self._settle((1 << (len(self.columns) if first is None else first)) - 1, people, 0, 0)
        return self.best

    def _settle(self, open_: int, people: int, given: int, left: int) -> None:
        if given >= self.gap:
            return
        if not people:
            self.gap, self.best = given, [(mask, score) for _, mask, score in self.chosen]
            return
        self.nodes -= self.dear
        if self.nodes < 0:
            raise TooManyError
        if self._hopeless(people, given, left):
            return
        i, groups, lost = self._rarest(open_, people, given)
        if lost:
            # Nothing is left to choose for these: they stay out now, all at once.
            if left + lost.bit_count() <= self.spare and not any(unit & lost for unit in self.frame.held):
                price = sum(self.prices.get(k, 0) for k in bits(lost))
                self._settle(self._without(open_, lost), people & ~lost, given + price, left + lost.bit_count())
            return
        while groups:
            low = groups & -groups
            groups ^= low
            column = self.columns[low.bit_length() - 1]
            if given + column[0] >= self.gap:
                break
            self.chosen.append(column)
            self._settle(self._without(open_, column[1]), people & ~column[1], given + column[0], left)
            self.chosen.pop()
        unit = self.frame.unit[i] & people
        if left + unit.bit_count() <= self.spare and self.frame.unit[i] not in self.frame.held:
            lost = sum(self.prices.get(k, 0) for k in bits(unit))
            self._settle(self._without(open_, unit), people & ~unit, given + lost, left + unit.bit_count())

    def _without(self, open_: int, people: int) -> int:
        hit = 0
        while people:
            low = people & -people
            people ^= low
            hit |= self.having.get(low, 0)
        return open_ & ~hit

    def _rarest(self, open_: int, people: int, given: int) -> tuple[int, int, int]:
        """Who has the fewest groups left, and these; and everybody who has none, or none cheap enough."""
        fewest, found, lost, rest = -1, -1, 0, people
        groups_found = 0
        while rest:
            low = rest & -rest
            rest ^= low
            groups = open_ & self.having.get(low, 0)
            if not groups or self.columns[(groups & -groups).bit_length() - 1][0] + given >= self.gap:
                lost |= low
                continue
            number = groups.bit_count()
            if fewest < 0 or number < fewest:
                fewest, found, groups_found = number, low.bit_length() - 1, groups
        return found, groups_found, lost

    def _hopeless(self, people: int, given: int, left: int) -> bool:
        """A number that no sizes add up to, or somewhere that has been before at no higher price."""
        count = people.bit_count()
        if count - rounded_down(count, self.frame.pool.sizes) > self.spare - left:
            return True
        before = self.seen.get(people)
        if before is not None and before[0] <= given and before[1] <= left:
            return True
        self.seen[people] = (given, left)
        return False


def _having(columns: Sequence[Priced]) -> dict[int, int]:
    """For each person, as a bit: the groups that person is in, as a mask."""
    rows: dict[int, bytearray] = {}
    size = len(columns) // 8 + 1
    for number, (_, mask, _) in enumerate(columns):
        byte, bit = number >> 3, 1 << (number & 7)
        while mask:
            low = mask & -mask
            mask ^= low
            row = rows.get(low)
            if row is None:
                row = rows[low] = bytearray(size)
            row[byte] |= bit
    return {low: int.from_bytes(row, "little") for low, row in rows.items()}
