"""`match`: exact where that can be proven in the steps given, else building, repairing and improving."""

import time
from collections.abc import Sequence
from random import Random

from domain.groups.matching.bounds import bound
from domain.groups.matching.build import Builder
from domain.groups.matching.draft import Draft
from domain.groups.matching.exact import Chosen, Exact
from domain.groups.matching.explain import why_left_all
from domain.groups.matching.frame import Frame
from domain.groups.matching.improve import Improver
from domain.groups.matching.ready import ready
from domain.groups.matching.repair import place_left
from domain.groups.matching.result import as_group, frozen_group
from domain.groups.matching.score import Scorer
from domain.groups.matching.types import Lock, Matching, Pool

EXACT = 24
"""Up to so many people all the time may go into the proof."""
TRIED = 400
"""Up to so many it is tried in a part of the time: pools with few common times are small in truth."""
_STEPS_A_SECOND = 80_000
"""What an ordinary core does. The clock ends a search only where that is far from true: else groups would depend on it."""
_PATIENCE = 4
_PARTS, _CROWD = (0.7, 0.2), (0.03, 0.85)
"""Of the steps: for small parts at first, for exchanges all over. What is left is for small parts at last."""
_TURNS = 3
"""So many steps of those exchanges take as long as another step."""


def match(pool: Pool, *, seed: int, locks: Sequence[Lock] = (), seconds: float = 2.0) -> Matching:
    """The groups of a pool: as many people as possible, then the worst group as good as possible, then the mean.

    The same pool, seed and locks give the same groups, in whatever order people come in, unless the machine is so slow
    that the clock ends the search. Blocks for about `seconds` at most: call it in a process of its own.
    """
    frame = ready(pool, locks)
    scorer = Scorer(frame)
    search = _Search(frame, scorer, Random(seed), seconds)
    chosen, optimal = search.run()
    groups = [frozen_group(pool, lock) for lock in locks if lock.frozen]
    groups += [as_group(frame, scorer, mask) for mask, _ in chosen]
    groups.sort(key=lambda group: group.members)
    placed = sum(len(group.members) for group in groups)
    return Matching(
        groups=tuple(groups),
        left=why_left_all(pool, groups),
        placed=placed,
        worst=min((group.score for group in groups), default=0.0),
        mean=sum(group.score * len(group.members) for group in groups) / placed if placed else 0.0,
        optimal=optimal,
        bound=bound(frame, scorer, chosen, optimal, groups),
        steps=search.steps,
    )


class _Search:
    def __init__(self, frame: Frame, scorer: Scorer, random: Random, seconds: float) -> None:
        self.frame, self.scorer, self.random = frame, scorer, random
        self.budget = int(seconds * _STEPS_A_SECOND)
        self.deadline = time.monotonic() + 2 + seconds * _PATIENCE
        self.steps = 0

    def run(self) -> tuple[Chosen, bool]:
        everybody = self.frame.everybody
        builder = Builder(self.frame, self.scorer, self.random)
        draft = Draft(self.frame, self.scorer, everybody, builder.all_groups(everybody))
        place_left(draft, builder)
        whole = len(self.frame.people) <= EXACT
        share = 1 if whole else 3
        exact = Exact(self.frame, self.scorer, limit=self.budget * 5 // (4 * share), nodes=self.budget // (4 * share))
        if len(self.frame.people) > TRIED:
            return self._improved(draft), False
        chosen = exact.best(everybody, draft.chosen())
        self.steps += exact.used
        if exact.proven == 3:
            return chosen, True
        return self._improved(Draft(self.frame, self.scorer, everybody, [mask for mask, _ in chosen])), False

    def _improved(self, draft: Draft) -> Chosen:
        """Small parts solved exactly, exchanges of two all over, and small parts again. What the first part finds for those
        who are left, and for the worst group, the second keeps."""
        people = len(draft.frame.people)
        first, cooling = _CROWD if people > TRIED else _PARTS
        if people > EXACT:
            self._improve(Improver(draft, self.random), self.steps + int(self.budget * first))
            draft = self._cooled(draft, cooling)
        self._improve(Improver(draft, self.random), self.budget)
        return draft.chosen()

    def _cooled(self, draft: Draft, part: float) -> Draft:
        # Only here, as arrays take a while to load and small pools do without.
        from domain.groups.matching.crowd import can_be_counted, cooled

        if not (draft.chosen() and can_be_counted(draft.frame)):
            return draft
        steps = int(self.budget * part)
        self.steps += steps
        return cooled(draft, self.random.randrange(1 << 32), steps * _TURNS, self.deadline)

    def _improve(self, improver: Improver, until: int) -> None:
        draft = improver.draft
        floor = min((score for _, score in draft.chosen()), default=0)
        budget = until - self.steps
        while improver.steps < budget and time.monotonic() < self.deadline:
            for _ in range(20):
                improver.swap(floor)
                improver.move(floor)
            improver.renew()
            floor = min((score for _, score in draft.chosen()), default=0)
        self.steps += improver.steps
