"""(f) Self-help groups: ours against the proven best, CP-SAT with a greedy start, greedy by time slot, and lots.

Seconds are those of one core, so that others on the machine make no difference.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.figures import Figure, compare
from bench.judges import by_cp_sat, by_lot, greedy_by_slot, proven_best
from bench.pools import pool
from domain.groups.matching import Matching, Pool, match
from domain.groups.matching.exact import Chosen, worth
from domain.groups.matching.ready import ready
from domain.groups.matching.score import SCALE, Scorer

if TYPE_CHECKING:
    from bench.house import Houses

SMALL = (12, 18, 21, 24)
CASES, FEW = 50, 5
LARGE = ((60, 5.0, 3), (100, 10.0, 9), (200, 10.0, 3), (2000, 5.0, 3))
"""People, seconds for ours and for CP-SAT, pools."""
LIMIT = 2.0


@dataclass(frozen=True)
class Result:
    """What one way has made of one pool."""

    placed: int
    worst: float
    value: float
    seconds: float

    @property
    def whole(self) -> tuple[int, int, int]:
        """As the search counts it."""
        return self.placed, round(self.worst * SCALE), round(self.value * SCALE)

    @property
    def mean(self) -> float:
        return self.value / self.placed if self.placed else 0.0


async def measure(houses: Houses, *, quick: bool) -> list[Figure]:  # noqa: ARG001  (as all parts are called)
    figures = _small(FEW if quick else CASES)
    for people, seconds, pools in LARGE:
        if not (quick and people in (200, 2000)):
            figures += _large(people, min(seconds, 3.0) if quick else seconds, 1 if quick else pools)
    return figures


def _small(cases: int) -> list[Figure]:
    """Pools of the size of a course: is ours the best there is, each time, and in time?"""
    figures: list[Figure] = []
    proven: list[Result] = []
    checked = agreed = 0
    for people in SMALL:
        ours, slot, lots = [], [], []
        for seed in range(cases):
            wanted = pool(people, seed)
            mine, matching = _ours(wanted, LIMIT)
            ours.append(mine)
            proven += [mine] if matching.optimal else []
            frame = ready(wanted)
            best = proven_best(frame, Scorer(frame), mine.whole)
            checked += best is not None
            agreed += best == mine.whole
            slot.append(_fresh(wanted, greedy_by_slot))
            lots.append(_fresh(wanted, lambda f, s: by_lot(f, s, 1)))
        for name, others in (("greedy by slot", slot), ("by lot", lots)):
            figures += _lines(people, ours, name, others)
        figures.append(
            Figure(
                "f",
                f"{people}: seconds of a core",
                "s",
                [one.seconds for one in ours],
                goal=f"≤ {LIMIT:g} s",
                met=all(one.seconds <= LIMIT for one in ours),
            )
        )
    number = cases * len(SMALL)
    return [
        *figures,
        _all_of("12–24: proven to be the best", len(proven), number),
        _all_of("the same by SCIP, where it is quick", agreed, checked),
    ]


def _all_of(what: str, number: int, of: int) -> Figure:
    return Figure("f", what, "pools", [number], "of", [of], [number / max(1, of)], "all", number == of)


def _large(people: int, seconds: float, pools: int) -> list[Figure]:
    ours, solver, slot, lots, shares, placeable = [], [], [], [], [], []
    for seed in range(pools):
        wanted = pool(people, seed)
        mine, matching = _ours(wanted, seconds)
        ours.append(mine)
        shares.append(mine.value / matching.bound.value)
        placeable.append(mine.placed / matching.bound.placed)
        solver.append(_fresh(wanted, lambda f, s: by_cp_sat(f, s, seconds)))
        slot.append(_fresh(wanted, greedy_by_slot))
        lots.append(_fresh(wanted, lambda f, s: by_lot(f, s, 1)))
    goal = people >= 2000
    figures = [
        Figure(
            "f",
            f"{people}: share of the bound",
            "",
            shares,
            goal="≥ 0.95" if goal else "",
            met=min(shares) >= 0.95 if goal else None,
        ),
        Figure(
            "f",
            f"{people}: placed of placeable",
            "",
            placeable,
            goal="> 0.98" if goal else "",
            met=min(placeable) > 0.98 if goal else None,
        ),
        Figure("f", f"{people}: seconds of a core", "s", [one.seconds for one in ours]),
    ]
    for name, others in ((f"CP-SAT, greedy start, {seconds:g} s", solver), ("greedy by slot", slot), ("by lot", lots)):
        figures += _lines(people, ours, name, others, goal=1.05 if people == 100 and others is solver else None)
    return figures


def _lines(
    people: int, ours: Sequence[Result], name: str, others: Sequence[Result], goal: float | None = None
) -> list[Figure]:
    """Placed, worst, mean, and people times mean; pools where one of the two places nobody count in the first alone."""
    both = [(one, other) for one, other in zip(ours, others, strict=True) if one.placed and other.placed]
    lines = [
        Figure(
            "f",
            f"{people}: placed",
            "people",
            [sum(r.placed for r in ours)],
            name,
            [sum(r.placed for r in others)],
            [sum(r.placed for r in ours) / max(1, sum(r.placed for r in others))],
        )
    ]
    kinds: tuple[tuple[str, Callable[[Result], float]], ...] = (
        ("worst group", lambda r: r.worst),
        ("mean", lambda r: r.mean),
        ("people × mean", lambda r: r.value),
    )
    for what, of in kinds if both else ():
        at_least = goal if what == "people × mean" else None
        lines.append(
            compare(
                "f",
                f"{people}: {what}",
                "0–1" if what != "people × mean" else "",
                [of(one) for one, _ in both],
                name,
                [of(other) for _, other in both],
                at_least=at_least,
            )
        )
    return lines


def _ours(wanted: Pool, seconds: float) -> tuple[Result, Matching]:
    begin = time.process_time()
    matching = match(wanted, seed=1, seconds=seconds)
    took = time.process_time() - begin
    return Result(matching.placed, matching.worst, matching.placed * matching.mean, took), matching


def _fresh(wanted: Pool, way: Callable[..., Chosen]) -> Result:
    frame = ready(wanted)
    scorer = Scorer(frame)
    return _timed(lambda: worth(way(frame, scorer)))


def _timed(way: Callable[[], tuple[int, int, int]]) -> Result:
    begin = time.process_time()
    placed, worst, value = way()
    return Result(placed, worst / SCALE, value / SCALE, time.process_time() - begin)
