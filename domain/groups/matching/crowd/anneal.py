"""Simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983) over exchanges of two people, many in the same step.

Numbers are whole and lots come from a generator that is the same everywhere: the same draft gives the same groups.
"""

import time
from math import log

import numpy as np

from domain.groups.matching.crowd.state import Crowd, Exchanges
from domain.groups.matching.crowd.tables import Bytes, Ints, tables
from domain.groups.matching.draft import Draft

_HOT, _COLD = 2000, 150
"""What an exchange may cost at first and at last, about, in ten-thousandths of a score times people."""
_AT_ONCE = 16
"""One in so many people is looked at in a turn: more, and too many of the good exchanges touch the same group."""
_TURN, _ROW = 40, 24
"""A turn takes as long as so many steps, and so many rows as long as one more."""


def cooled(draft: Draft, seed: int, steps: int, deadline: float) -> Draft:
    """The draft after so many steps, or when `time.monotonic()` says so. As many are placed as before, no group falls far
    below the worst before, and the mean is better as a rule, never worse."""
    annealer = Annealer(draft, seed)
    before = int(annealer.crowd.worth.sum())
    annealer.run(steps, deadline)
    better = int(annealer.crowd.worth.sum()) > before
    return Draft(draft.frame, draft.scorer, draft.frame.everybody, annealer.crowd.groups()) if better else draft


class Annealer:
    """Cools down the groups of a draft; `crowd` has them."""

    def __init__(self, draft: Draft, seed: int) -> None:
        frame = draft.frame
        self.crowd = Crowd(draft, tables(frame), min((score for _, score in draft.chosen()), default=0))
        self.random = np.random.Generator(np.random.PCG64(seed))
        units = np.array([unit == 1 << i and unit not in frame.held for i, unit in enumerate(frame.unit)])
        self.free = np.append(units, False)
        self.movable = np.flatnonzero(units & (self.crowd.home[:-1] >= 0))
        self.noise = np.array([round(-1024 * log((k + 0.5) / 65536)) for k in range(65536)])

    def run(self, steps: int, deadline: float) -> None:
        used = 0
        while used < steps and time.monotonic() < deadline and len(self.movable) > 1:
            used += self._turn(round(_HOT * (_COLD / _HOT) ** (used / steps)))

    def _turn(self, heat: int) -> int:
        """Makes whatever exchanges of some people are better, or not too much worse. Returns the steps that took."""
        found = self._possible()
        crowd = self.crowd
        gain = found.in_a + found.in_b - crowd.worth[found.a] - crowd.worth[found.b]
        luck = gain + (self.noise[self.random.integers(0, 65536, len(gain))] * heat >> 10)
        good = np.flatnonzero(luck > 0)
        if len(good):
            good = good[np.argsort(-luck[good], kind="stable")]
            crowd.change(found.some(self._apart(good, found)))
        return _TURN + self.looked_at // _ROW

    def _apart(self, numbers: Ints, found: Exchanges) -> Ints:
        """The first ones of which no two touch the same group."""
        touched: set[int] = set()
        taken = []
        for number, a, b in zip(numbers.tolist(), found.a[numbers].tolist(), found.b[numbers].tolist(), strict=True):
            if a not in touched and b not in touched:
                touched |= {a, b}
                taken.append(number)
        return np.array(taken)

    def _possible(self) -> Exchanges:
        """All exchanges of some people, drawn by lot, that break no rule."""
        crowd, nobody = self.crowd, self.crowd.tables.nobody
        some = max(32, len(self.movable) // _AT_ONCE)
        ones = self.random.permutation(self.movable)[:some]
        against = crowd.size.astype(np.int8)[:, None] - crowd.mates[:, ones]
        against[crowd.home[ones], np.arange(len(ones))] = 9
        near = np.flatnonzero(against <= 1)
        b, number = np.divmod(near, len(ones))
        one, against = ones[number], against.ravel()[near]
        a = crowd.home[one]
        row, other = self._partners(one, a, b, against)
        over = np.flatnonzero((against == 0) & (crowd.size[b] < crowd.most) & (crowd.size[a] > crowd.least))
        row, other = np.append(row, over), np.append(other, np.full(len(over), nobody))
        one, a, b = one[row], a[row], b[row]
        self.looked_at = len(number) + 4 * len(one)
        fit, in_a = crowd.after(a, one, other)
        one, other, a, b = one[fit], other[fit], a[fit], b[fit]
        fit, in_b = crowd.after(b, other, one)
        return Exchanges(one[fit], other[fit], a[fit], b[fit], in_a[fit], in_b)

    def _partners(self, one: Ints, a: Ints, b: Ints, against: Bytes) -> tuple[Ints, Ints]:
        """Rows, and for each somebody of group b who may take one's place in a, while one may take theirs."""
        crowd, tables = self.crowd, self.crowd.tables
        others = crowd.members[b]
        width = tables.nobody + 1
        mates = tables.mates.ravel().take((one * width)[:, None] + others)
        # In b only the one who leaves may be against, and the other way round.
        cells = np.flatnonzero((against[:, None] == 1 - mates) & self.free.take(others))
        row, other, mates = cells // crowd.most, others.ravel()[cells], mates.ravel()[cells]
        home = a[row]
        against_other = crowd.size.take(home) - crowd.mates.ravel().take(home * width + other)
        kept = np.flatnonzero(against_other == 1 - mates)
        return row[kept], other[kept]
