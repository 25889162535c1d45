"""Groups as arrays, and what exchanges would make of them."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from domain.groups.matching.crowd.tables import COUNTS, Ints, Tables, saturated
from domain.groups.matching.draft import Draft
from domain.groups.matching.frame import bits, mask_of
from domain.groups.matching.score import POINTS

_ONES = np.uint64(0x1111111111111111)
_SEVENS = np.uint64(0x7777777777777777)
_DEAR = 4
"""So many times what a group lacks of the floor counts against it: others must not gain at the cost of the worst."""
_TOPS = np.uint64(0x8888888888888888)


def _nibble(words: NDArray[np.uint64], number: int) -> Ints:
    found: Ints = (words >> np.uint64(4 * number) & np.uint64(15)).astype(np.int64)
    return found


class Exchanges(Struct, frozen=True):
    """`one` of group `a` and `other` of group `b` change places; where `other` is nobody, one goes over. `in_a`, `in_b`:
    what the groups are worth afterwards."""

    one: Ints
    other: Ints
    a: Ints
    b: Ints
    in_a: Ints
    in_b: Ints

    def some(self, numbers: Ints) -> "Exchanges":
        return Exchanges(*(array[numbers] for array in (self.one, self.other, self.a, self.b, self.in_a, self.in_b)))


class Crowd:
    """The groups of a draft. `worth` is people times score, less where the score is below the floor."""

    def __init__(self, draft: Draft, tables: Tables, floor: int) -> None:
        self.tables, self.floor = tables, floor
        sizes = draft.frame.pool.sizes
        self.least, self.most = sizes.least, sizes.most
        members = [list(bits(group)) for group in draft.groups if group]
        groups, nobody = len(members), tables.nobody
        self.members = np.full((groups, self.most), nobody, np.int64)
        self.home = np.full(nobody + 1, -1, np.int64)
        for number, some in enumerate(members):
            self.members[number, : len(some)] = some
            self.home[some] = number
        self.size = np.array([len(some) for some in members], np.int64)
        self.words = tables.words[:, self.members].sum(axis=2, dtype=np.uint64)
        self.ways = tables.ways[:, self.members].sum(axis=2)
        self.waited = tables.waited[self.members].sum(axis=1)
        self.mates = np.array([tables.mates[some].sum(axis=0, dtype=np.int8) for some in members], np.int8)
        self.share = np.array([tables.share[some].sum(axis=0, dtype=np.int8) for some in members], np.int8)
        self.pairs = np.array([tables.share[np.ix_(some, some)].sum() for some in members], np.int64)
        nobodies = np.full(groups, nobody, np.int64)
        self.worth = np.zeros(groups, np.int64)
        fit, worth = self.after(np.arange(groups), nobodies, nobodies)
        self.worth[fit] = worth

    def groups(self) -> list[int]:
        """As masks."""
        nobody = self.tables.nobody
        return [mask_of(i for i in some if i != nobody) for some in self.members.tolist()]

    def after(self, groups: Ints, out: Ints, into: Ints) -> tuple[Ints, Ints]:
        """Which of these groups fit once `out` has left and `into` has come, as far as time, place, language and ages
        tell, and what those are worth."""
        tables, layout = self.tables, self.tables.layout
        words = self.words.take(groups, axis=1) - tables.words.take(out, axis=1) + tables.words.take(into, axis=1)
        size = self.size[groups] + (out == tables.nobody) - (into == tables.nobody)
        common = words[: layout.languages] ^ size.astype(np.uint64) * _ONES
        common = ~((common & _SEVENS) + _SEVENS | common) & _TOPS
        fits = (size >= self.least) & (size <= self.most)
        for begin, end in ((0, layout.slots), (layout.slots, layout.places), (layout.places, layout.languages)):
            fits &= np.bitwise_or.reduce(common[begin:end], axis=0) != 0
        ages = _by_band(words[layout.ages])
        fits &= ~(tables.by_ages.wide[ages] & (_nibble(words[layout.kinds], 5) > 0))
        fit = np.flatnonzero(fits)
        groups, out, into, size, ages = groups[fit], out[fit], into[fit], size[fit], ages[fit]
        words, common = words.take(fit, axis=1), common.take(fit, axis=1)
        points = tables.size[size] + tables.by_ages.points[ages] + self._kinds(words[layout.kinds])
        points += tables.company[tables.by_ages.alone[ages] + self._alone(words, size)]
        worth = size * points + self.waited[groups] - tables.waited[out] + tables.waited[into]
        worth += self._ways(groups, out, into, common[layout.slots : layout.places])
        width = tables.nobody + 1
        shared = self.share.ravel().take(groups * width + into).astype(np.int64)
        shared -= self.share.ravel().take(groups * width + out)
        shared -= tables.share.ravel().take(into * width + out)
        worth += POINTS.themes * (self.pairs[groups] + 2 * shared) // (size - 1)
        return fit, worth - _DEAR * np.maximum(self.floor * size - worth, 0)

    def _kinds(self, kinds: NDArray[np.uint64]) -> Ints:
        mixed = (_nibble(kinds, 2) > 0) & (_nibble(kinds, 3) > 0)
        points: Ints = mixed * POINTS.mix + (_nibble(kinds, 4) > 0) * POINTS.starter
        return points

    def _alone(self, words: NDArray[np.uint64], size: Ints) -> Ints:
        """How many are the only one on a side, or the only one without a language."""
        layout = self.tables.layout
        kinds = words[layout.kinds]
        alone: Ints = (_nibble(kinds, 0) == 1).astype(np.int64) + (_nibble(kinds, 1) == 1)
        for name in range(COUNTS * (layout.languages - layout.places)):
            if name < self.tables.languages:
                alone += _nibble(words[layout.places + name // COUNTS], name % COUNTS) == size - 1
        return alone

    def _ways(self, groups: Ints, out: Ints, into: Ints, common: NDArray[np.uint64]) -> Ints:
        """Points of the ways to the best of the places that all can reach."""
        tables = self.tables
        ways = self.ways.take(groups, axis=1) - tables.ways.take(out, axis=1) + tables.ways.take(into, axis=1)
        places = np.arange(len(ways))
        tops = (4 * (places % COUNTS) + 3).astype(np.uint64)
        reached = common[places // COUNTS] >> tops[:, None] & np.uint64(1)
        best: Ints = np.where(reached > 0, ways, 0).max(axis=0)
        return best

    def change(self, done: Exchanges) -> None:
        """Makes exchanges of which no two touch the same group."""
        tables = self.tables
        one, other, a, b = done.one, done.other, done.a, done.b
        both = tables.share[one, other].astype(np.int64)
        self.pairs[a] += 2 * (self.share[a, other] - both - self.share[a, one])
        self.pairs[b] += 2 * (self.share[b, one] - both - self.share[b, other])
        for of_groups, of_people in ((self.words, tables.words), (self.ways, tables.ways)):
            change = of_people[:, other] - of_people[:, one]
            of_groups[:, a] += change
            of_groups[:, b] -= change
        for of_groups8, of_people8 in ((self.mates, tables.mates), (self.share, tables.share)):
            change8 = of_people8[other] - of_people8[one]
            of_groups8[a] += change8
            of_groups8[b] -= change8
        longer = tables.waited[other] - tables.waited[one]
        self.waited[a] += longer
        self.waited[b] -= longer
        self.worth[a], self.worth[b] = done.in_a, done.in_b
        self._move(done)

    def _move(self, done: Exchanges) -> None:
        nobody = self.tables.nobody
        one, other, a, b = done.one, done.other, done.a, done.b
        # Nobody has a place in every group that is not full; the first will do.
        in_a = (self.members[a] == one[:, None]).argmax(axis=1)
        in_b = (self.members[b] == other[:, None]).argmax(axis=1)
        self.members[a, in_a], self.members[b, in_b] = other, one
        self.home[one], self.home[other] = b, a
        self.home[nobody] = -1
        gone = other == nobody
        self.size[a[gone]] -= 1
        self.size[b[gone]] += 1


def _by_band(words: NDArray[np.uint64]) -> Ints:
    half = saturated()
    low = (words & np.uint64(0xFFFF)).astype(np.int64)
    high = (words >> np.uint64(16)).astype(np.int64)
    found: Ints = half[low] | half[high] << 8
    return found
