"""Groups for many: exchanges on arrays count as the scores do, break no rule, and come out the same each time."""

import time
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bench.pools import pool
from domain.groups.matching import Lock, Pool, Sizes, broken, match, solve
from domain.groups.matching.build import Builder
from domain.groups.matching.crowd import anneal, can_be_counted, cooled
from domain.groups.matching.crowd.anneal import Annealer
from domain.groups.matching.crowd.state import Crowd
from domain.groups.matching.crowd.tables import tables
from domain.groups.matching.draft import Draft
from domain.groups.matching.exact import worth
from domain.groups.matching.ready import ready
from domain.groups.matching.score import Scorer
from domain.groups.matching.types import BANDS

SIZES = st.sampled_from([Sizes(), Sizes(3, 5, (3, 4)), Sizes(4, 12, (6, 9))])
SOME = settings(max_examples=25, deadline=None)
LATER = 10.0**12


def draft(people: Pool, locks: tuple[Lock, ...] = ()) -> Draft:
    frame = ready(people, locks)
    scorer = Scorer(frame)
    return Draft(frame, scorer, frame.everybody, Builder(frame, scorer, Random(1)).all_groups(frame.everybody))


def points(begun: Draft, groups: list[int]) -> list[int]:
    return [group.bit_count() * begun.scorer.score(group) for group in groups]


@SOME
@given(st.integers(0, 200), st.integers(30, 120), SIZES)
def test_after_many_exchanges_groups_are_worth_what_their_scores_say(seed: int, people: int, sizes: Sizes) -> None:
    begun = draft(pool(people, seed, sizes=sizes))
    if len(begun.groups) < 2:
        return
    annealer = Annealer(begun, seed)
    annealer.crowd = Crowd(begun, tables(begun.frame), floor=0)
    for _ in range(40):
        annealer._turn(3000)
    groups = annealer.crowd.groups()
    # Ways and waiting are rounded one by one.
    assert annealer.crowd.worth.tolist() == pytest.approx(points(begun, groups), abs=2 * sizes.most + 2)
    afresh = Crowd(Draft(begun.frame, begun.scorer, begun.frame.everybody, groups), tables(begun.frame), floor=0)
    assert afresh.worth.tolist() == annealer.crowd.worth.tolist()
    for name in ("words", "ways", "waited", "mates", "share", "pairs", "size", "home"):
        assert np.array_equal(getattr(afresh, name), getattr(annealer.crowd, name)), name


@SOME
@given(st.integers(0, 200), st.integers(30, 120), SIZES)
def test_cooling_keeps_people_and_rules_and_never_makes_groups_worse(seed: int, people: int, sizes: Sizes) -> None:
    begun = draft(pool(people, seed, sizes=sizes))
    if not begun.groups:
        return
    before = worth(begun.chosen())
    after = cooled(begun, seed, steps=10_000, deadline=time.monotonic() + LATER)
    placed, _, value = worth(after.chosen())
    assert placed == before[0]
    assert value >= before[2] - 4 * placed
    for group in after.groups:
        assert begun.frame.fits(group)
        assert sizes.least <= group.bit_count() <= sizes.most
        assert all(group & unit in (0, unit) for unit in begun.frame.unit)


@pytest.fixture
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search ends by its steps alone, however little of a processor this machine has to give."""
    for module in (solve, anneal):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: 0.0))


@pytest.mark.usefixtures("no_hurry")
@pytest.mark.parametrize("people", [60, 500])
def test_many_people_keep_every_rule_and_every_lock(people: int) -> None:
    wanted = pool(people, 3)
    first = match(wanted, seed=1, seconds=0.2)
    held = first.groups[0]
    locks = (Lock(frozenset(held.members), held.slot, held.place, held.language),)
    found = match(wanted, seed=2, seconds=0.5, locks=locks)
    assert found == match(wanted, seed=2, seconds=0.5, locks=locks)
    assert any(set(held.members) <= set(group.members) and group.slot == held.slot for group in found.groups)
    for group in found.groups:
        assert broken(wanted, group.members, group.slot, group.place, group.language) == frozenset()
    assert 0.98 * found.bound.placed < found.placed <= found.bound.placed


def test_cooling_makes_groups_of_many_better() -> None:
    begun = draft(pool(400, 1))
    after = cooled(begun, 1, steps=60_000, deadline=time.monotonic() + LATER)
    assert worth(after.chosen())[2] > 1.05 * worth(begun.chosen())[2]


def test_it_stops_when_the_clock_says_so() -> None:
    begun = draft(pool(100, 1))
    assert cooled(begun, 1, steps=10**9, deadline=time.monotonic()).chosen() == begun.chosen()


def test_what_four_bits_cannot_count_is_left_to_others() -> None:
    wanted = pool(80, 1, sizes=Sizes(4, 16, (5, 12)))
    assert not can_be_counted(ready(wanted))
    many = replace(pool(80, 1), bands=tuple((age, age + 3) for age in range(18, 70, 4)))
    assert len(many.bands) > len(BANDS)
    aged = replace(many, candidates=tuple(replace(one, age=one.id % 13) for one in many.candidates))
    assert not can_be_counted(ready(aged))
    found = match(aged, seed=1, seconds=0.1)
    assert all(not broken(aged, group.members, group.slot, group.place, group.language) for group in found.groups)
