"""Drawing lots, as a yardstick for whoever guesses: in as many tries as they have, and the best of them counts.

Somebody who looks at a few hundred orders and is told which was the best gets more right than one of a hundred people, even
where no order tells anything. So who is who is drawn anew, and the same orders are compared again: that is what the best of
so many tries comes to by lot, with all that the orders have in common.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Order = Sequence[int]
DRAWS = 1000


@dataclass(frozen=True)
class Comparison:
    """Of so many `pairs` of orders `tries` differ; how many of a pair's places agree, at best and on the average.

    `lot` is the mean of the best by lot, `rarely` what lots reach once in twenty times; `chance`: how often they do as well.
    """

    pairs: int
    tries: int
    best: int
    mean: float
    lot: float
    rarely: int
    chance: float


def compare(people: Iterable[Order], answers: Iterable[Order], *, seed: int = 0, draws: int = DRAWS) -> Comparison:
    """Orders of the same people (numbers from 1 on), and orders of whose the answers are, each read both ways."""
    people, answers = list(people), list(answers)
    ones, others = _distinct(people), _distinct([*answers, *(one[::-1] for one in answers)])
    found = _agreeing(ones, others)
    chance = np.random.default_rng(seed)
    everybody = np.arange(1, ones.shape[1] + 1)
    drawn = np.zeros(len(everybody) + 1, dtype=np.int64)
    best = np.empty(draws, dtype=np.int64)
    for number in range(draws):
        drawn[1:] = chance.permutation(everybody)
        best[number] = _agreeing(drawn[ones], others).max()
    reached = int(found.max())
    return Comparison(
        pairs=2 * len(people) * len(answers),
        tries=found.size,
        best=reached,
        mean=float(found.mean()),
        lot=float(best.mean()),
        rarely=math.ceil(np.quantile(best, 0.95)),
        chance=float((best >= reached).mean()),
    )


def most(trials: int) -> float:
    """Whoever draws lots gets one right in each trial on the average, however many people.

    This many in all, once in 10^8 times at most: the sum's tail is no heavier than that of Poisson's distribution.
    """
    return trials + 8 * math.sqrt(trials)


def _distinct(orders: Iterable[Order]) -> NDArray[np.int64]:
    return np.unique(np.array([list(one) for one in orders], dtype=np.int64), axis=0)


def _agreeing(ones: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
    agreeing: NDArray[np.int64] = (ones[:, None, :] == others[None, :, :]).sum(axis=2)
    return agreeing
