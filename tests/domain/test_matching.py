"""Groups keep every hard rule, leave nobody unexplained, and are the best there are where that can be checked by hand."""

import pickle
from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.groups.matching import Candidate, Lock, Pool, Side, Sizes, broken, match, placeable, rounded_down
from domain.groups.matching.result import scored

BANDS = st.sampled_from([None, 0, 1, 2, 4])
SLOTS, PLACES, LANGUAGES = ("tue-18", "wed-18"), ("larvik", "online"), ("nb", "en")
FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def some(names: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    """Mostly all or nearly all of them, so that groups come about."""
    return st.one_of(st.just(frozenset(names)), st.frozensets(st.sampled_from(names)))


@st.composite
def people(draw: st.DrawFn, number: int) -> Candidate:
    return Candidate(
        id=number,
        side=draw(st.sampled_from([Side.RELATIVE, Side.RELATIVE, Side.SELF])),
        mixed_sides=draw(st.booleans()),
        languages=draw(some(LANGUAGES)),
        places=draw(some(PLACES)),
        slots=draw(some(SLOTS)),
        themes=draw(st.frozensets(st.sampled_from(["sleep", "work", "family"]))),
        age=draw(BANDS),
        age_matters=draw(st.sampled_from([False, False, False, True])),
        same_situation=draw(st.sampled_from([False, False, False, True])),
        starter=draw(st.booleans()),
        experienced=draw(st.booleans()),
        waited_days=draw(st.integers(0, 400)),
        position=draw(st.sampled_from([None, (59.0, 10.0), (59.2, 10.3)])),
    )


@st.composite
def pools(draw: st.DrawFn, most: int, sizes: tuple[Sizes, ...] = (Sizes(), Sizes(3, 4, (3, 4)))) -> Pool:
    number = draw(st.integers(0, most))
    candidates = tuple(draw(people(one)) for one in range(1, number + 1))
    pairs = [frozenset(pair) for pair in combinations(range(1, number + 1), 2)]
    few = st.frozensets(st.sampled_from(pairs), max_size=2) if pairs else st.just(frozenset())
    apart = draw(few)
    return Pool(candidates, draw(few) - apart, apart, draw(st.sampled_from(sizes)), {"larvik": (59.05, 10.03)})


def all_groups(pool: Pool) -> dict[frozenset[int], int]:
    """Every group that may stand, with the best score it can have, by trying everything."""
    found: dict[frozenset[int], int] = {}
    ids = [one.id for one in pool.candidates]
    for size in range(pool.sizes.least, pool.sizes.most + 1):
        for members in map(frozenset, combinations(ids, size)):
            standing = [where for where in product(SLOTS, PLACES, LANGUAGES) if not broken(pool, members, *where)]
            for where in {where[1]: where for where in standing}.values():
                score = round(10_000 * scored(pool, members, *where).score)
                found[members] = max(score, found.get(members, 0))
    return found


def choices(groups: dict[frozenset[int], int], free: frozenset[int]) -> Iterator[list[frozenset[int]]]:
    """Every choice of groups that share nobody."""
    yield []
    for members in groups:
        if members <= free:
            rest = frozenset(one for one in free - members if one > min(members))
            for others in choices({m: s for m, s in groups.items() if min(m) > min(members)}, rest):
                yield [members, *others]


@settings(FEW, max_examples=25)
@given(pools(most=9))
def test_nothing_is_better_on_small_pools(pool: Pool) -> None:
    groups = all_groups(pool)
    best = max(
        (sum(map(len, chosen)), min((groups[m] for m in chosen), default=0), sum(len(m) * groups[m] for m in chosen))
        for chosen in choices(groups, frozenset(one.id for one in pool.candidates))
    )
    found = match(pool, seed=3)
    assert found.optimal
    assert (found.placed, round(10_000 * found.worst), round(10_000 * found.placed * found.mean)) == best
    assert (found.bound.placed, found.bound.worst) == (found.placed, found.worst)


@FEW
@given(pools(most=32), st.integers(0, 3))
def test_no_rule_is_broken_and_everybody_is_accounted_for(pool: Pool, seed: int) -> None:
    found = match(pool, seed=seed, seconds=0.1)
    for group in found.groups:
        assert broken(pool, group.members, group.slot, group.place, group.language) == frozenset()
        assert group.score == scored(pool, frozenset(group.members), group.slot, group.place, group.language).score
    placed = [member for group in found.groups for member in group.members]
    left = [one.id for one in found.left]
    assert len(placed) == len(set(placed)) == found.placed <= found.bound.placed
    assert sorted(placed + left) == sorted(one.id for one in pool.candidates)
    assert found.mean * found.placed <= found.bound.value + 1e-9
    assert found.worst <= found.bound.worst


@FEW
@given(pools(most=30), st.randoms(use_true_random=False))
def test_the_same_pool_gives_the_same_groups_in_any_order(pool: Pool, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(pool.candidates)
    random.shuffle(shuffled)
    again = pickle.loads(pickle.dumps(replace(pool, candidates=tuple(shuffled))))
    assert match(pool, seed=5, seconds=0.1) == match(again, seed=5, seconds=0.1)


@FEW
@given(pools(most=16), people(99))
def test_one_person_more_never_makes_fewer_placed(pool: Pool, newcomer: Candidate) -> None:
    before, after = match(pool, seed=1), match(replace(pool, candidates=(*pool.candidates, newcomer)), seed=1)
    assert before.optimal
    assert after.optimal
    assert after.placed >= before.placed


def alike(number: int, **different: object) -> tuple[Candidate, ...]:
    one = Candidate(1, Side.RELATIVE, frozenset({"nb"}), frozenset({"larvik"}), frozenset({"tue-18"}))
    return tuple(replace(one, id=n, **different) for n in range(1, number + 1))  # type: ignore[arg-type]


@pytest.mark.parametrize(("least", "most", "holes"), [(6, 8, {9, 10, 11, 17}), (5, 8, {9}), (4, 8, set())])
def test_size_holes(least: int, most: int, holes: set[int]) -> None:
    sizes = Sizes(least, most, (least, most))
    assert {n for n in range(least, 40) if not placeable(n, sizes)} == holes
    for n in range(13):
        assert match(Pool(alike(n), sizes=sizes), seed=1).placed == rounded_down(n, sizes)


def test_who_has_waited_longest_is_preferred() -> None:
    nine = tuple(replace(one, waited_days=10 * one.id) for one in alike(9))
    found = match(Pool(nine, sizes=Sizes(5, 8, (5, 7))), seed=1)
    assert [one.id for one in found.left] == [1]


def test_wishes_for_each_other_are_kept_or_both_are_left() -> None:
    four = (*alike(4), *(replace(one, id=one.id + 4, slots=frozenset({"wed-10"})) for one in alike(5)))
    parted = match(Pool(four, together=frozenset({frozenset({4, 9})})), seed=1)
    assert {one.id for one in parted.left} == {1, 2, 3, 4, 9}
    assert match(Pool(four), seed=1).placed == 9


def test_a_locked_group_keeps_its_people_time_and_place() -> None:
    twelve = alike(12, slots=frozenset({"tue-18", "wed-18"}), places=frozenset({"larvik", "online"}))
    locks = (
        Lock(frozenset({1, 2}), "wed-18", "online", "nb"),
        Lock(frozenset({3, 4}), "tue-18"),
        Lock(frozenset({5, 6, 7}), "tue-18", "larvik", "nb", frozen=True),
    )
    found = match(Pool(twelve), seed=1, locks=locks)
    of = {member: group for group in found.groups for member in group.members}
    assert found.placed == 12
    assert of[1] is of[2]
    assert (of[1].slot, of[1].place) == ("wed-18", "online")
    assert of[3] is of[4]
    assert of[3] is not of[1]
    assert of[3].slot == "tue-18"
    assert of[5].members == (5, 6, 7)
    assert found.optimal


def test_a_pair_of_which_one_is_not_there_asks_for_nothing() -> None:
    pairs = frozenset({frozenset({1, 77}), frozenset({2, 88})})
    assert match(Pool(alike(5), together=pairs, apart=pairs), seed=1).placed == 5
