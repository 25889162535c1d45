"""The best choice of groups, proven: first as many people as possible, then the worst group, then the mean."""

from bisect import bisect_right
from dataclasses import dataclass, field

from domain.groups.matching.columns import Columns, TooManyError
from domain.groups.matching.cover import Cover
from domain.groups.matching.frame import Frame
from domain.groups.matching.prices import fair_prices, given_away
from domain.groups.matching.score import SCALE, Scorer
from domain.groups.matching.sizes import rounded_down

Chosen = list[tuple[int, int]]
"""Groups as (people, score)."""


def worth(chosen: Chosen) -> tuple[int, int, int]:
    """What is to be made as large as possible, in this order: people placed, the worst score, people times score."""
    placed = sum(mask.bit_count() for mask, _ in chosen)
    worst = min((score for _, score in chosen), default=0)
    return placed, worst, sum(mask.bit_count() * score for mask, score in chosen)


def _all(columns: Chosen) -> int:
    found = 0
    for mask, _ in columns:
        found |= mask
    return found


@dataclass
class Exact:
    """Exact search among some people of a frame. `proven`: how many of the three steps of the objective are proven."""

    frame: Frame
    scorer: Scorer
    limit: int = 150_000
    nodes: int = 100_000
    enough: int = SCALE
    """A worst score above this is no better: there are worse groups elsewhere."""
    proven: int = 0
    used: int = 0
    _people: int = 0
    chosen: Chosen = field(default_factory=list)
    columns: Chosen = field(default_factory=list)

    def best(self, people: int, known: Chosen) -> Chosen:
        """At least as good as `known`, groups of these people; optimal if `proven` is 3 afterwards."""
        self.proven, self.chosen = 0, known
        self.cover = Cover(self.frame, [], self.nodes)
        search = Columns(self.frame, self.scorer, self.limit)
        try:
            self.columns = search.among(people)
            self._people = _all(self.columns)
            self._most()
            self._fairest()
            self._kindest()
        except TooManyError:
            pass
        self.used += self.limit - max(search.limit, 0) + self.nodes - self.cover.nodes
        return self.chosen

    def _spare(self) -> int:
        return self._people.bit_count() - worth(self.chosen)[0]

    def _most(self) -> None:
        """As many people as possible: leaves out one fewer as long as that can be done."""
        people = self._people.bit_count()
        fewest = people - rounded_down(people, self.frame.pool.sizes)
        self.columns.sort(key=lambda column: (-column[1], column[0]))
        self.cover = Cover(self.frame, [(0, mask, score) for mask, score in self.columns], self.nodes)
        found: Chosen | None = self.chosen
        while found is not None and self._spare() > fewest:
            found = self.cover.cheapest(self._people, self._spare() - 1)
            self.chosen = found or self.chosen
        self.proven = 1

    def _fairest(self) -> None:
        """The highest score that every group can reach: halves the scores in question until none is left."""
        spare = self._spare()
        worst = worth(self.chosen)[1]
        ceiling = self._ceiling(spare) if worst < self.enough else 0
        scores = sorted({min(score, self.enough) for _, score in self.columns if worst < score <= ceiling})
        low, high = 0, len(scores)
        while low < high:
            middle = (low + high) // 2
            first = bisect_right(self.columns, -scores[middle], key=lambda column: -column[1])
            found = self.cover.cheapest(self._people, spare, first=first)
            if found is None:
                high = middle
            else:
                self.chosen = found
                worst = worth(found)[1]
                low = next((k for k in range(middle, len(scores)) if scores[k] > worst), len(scores))
        self.columns = [column for column in self.columns if column[1] >= worst] if self.chosen else []
        self._people = _all(self.columns)
        self.proven = 2

    def _ceiling(self, spare: int) -> int:
        """No worst group can be better than the best group of whoever has the poorest choice."""
        having = self.cover.having.values()
        best = sorted(self.columns[(groups & -groups).bit_length() - 1][1] for groups in having)
        return best[spare] if spare < len(best) else 0

    def _kindest(self) -> None:
        """The highest mean among those: what a choice gives away against the prices is less than what ours does."""
        prices = fair_prices(self.columns)
        gap = sum(prices.values()) - worth(self.chosen)[2]
        columns = sorted(column for column in given_away(self.columns, prices) if column[0] < gap)
        if columns:
            self.cover = Cover(self.frame, columns, self.cover.nodes)
            try:
                self.cover.cheapest(self._people, self._spare(), gap, prices)
            finally:
                self.chosen = self.cover.best or self.chosen
        self.proven = 3
