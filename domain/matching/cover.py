"""Choosing groups so that nobody is in two: depth first over people, with prices that say what each choice gives away."""

from collections.abc import Iterable

from domain.matching.columns import TooManyError
from domain.matching.frame import Frame
from domain.matching.sizes import rounded_down

Priced = tuple[int, int, int]
"""A group: what choosing it gives away, its people, its score."""


class Cover:
    """People are settled from the lowest bit on: each by a group of those still open, or by leaving out the whole unit.

    `prices[i]` is what leaving i out gives away. What all is given away is to stay below `gap`.
    """

    def __init__(self, frame: Frame, columns: Iterable[Priced], prices: dict[int, int], spare: int, limit: int) -> None:
        self.frame, self.prices, self.spare, self.limit = frame, prices, spare, limit
        self.by_first: dict[int, list[Priced]] = {}
        for column in sorted(columns):
            self.by_first.setdefault(column[1] & -column[1], []).append(column)
        self.gap = 0
        self.best: list[tuple[int, int]] | None = None
        self.seen: dict[int, tuple[int, int]] = {}
        self.chosen: list[tuple[int, int]] = []

    def cheapest(self, people: int, gap: int) -> list[tuple[int, int]] | None:
        """The choice that gives away least, less than `gap`; None if there is none. Raises TooManyError."""
        self.gap = gap
        self._settle(people, 0, 0)
        return self.best

    def _settle(self, people: int, given: int, left: int) -> None:
        if not people:
            self.gap, self.best = given, list(self.chosen)
            return
        if self._hopeless(people, given, left):
            return
        low = people & -people
        for price, mask, score in self.by_first.get(low, ()):
            if given + price >= self.gap:
                break
            if not mask & ~people:
                self.chosen.append((mask, score))
                self._settle(people ^ mask, given + price, left)
                self.chosen.pop()
        i = low.bit_length() - 1
        unit = self.frame.unit[i] & people
        if left + unit.bit_count() <= self.spare and unit not in self.frame.held:
            self._settle(people ^ unit, given + self._price(unit), left + unit.bit_count())

    def _hopeless(self, people: int, given: int, left: int) -> bool:
        """Too dear, a number that no sizes add up to, or somewhere that has been before at no higher price."""
        self.limit -= 1
        if self.limit < 0:
            raise TooManyError
        count = people.bit_count()
        if given >= self.gap or count - rounded_down(count, self.frame.pool.sizes) > self.spare - left:
            return True
        before = self.seen.get(people)
        if before is not None and before[0] <= given and before[1] <= left:
            return True
        self.seen[people] = (given, left)
        return False

    def _price(self, unit: int) -> int:
        total = 0
        while unit:
            low = unit & -unit
            unit ^= low
            total += self.prices.get(low.bit_length() - 1, 0)
        return total
