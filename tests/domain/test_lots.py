"""The yardstick itself: an order that tells is told apart from lots, and lots are not told apart from lots."""

import random

import pytest

from tests.lots import compare, most


@pytest.mark.parametrize("number", [12, 40])
def test_one_order_that_tells_among_many_that_do_not(number: int) -> None:
    chance, everybody = random.Random(number), range(1, number + 1)
    answers = [chance.sample(everybody, number) for _ in range(20)]
    people = [chance.sample(everybody, number) for _ in range(10)]
    found = compare([*people, answers[7][::-1]], answers)
    assert (found.best, found.chance) == (number, 0)
    assert found.best > found.rarely


def test_lots_do_as_well_as_lots() -> None:
    """Each of so many comparisons reaches what lots reach once in twenty times about once in twenty times."""
    everybody = range(1, 21)
    found = []
    for seed in range(40):
        chance = random.Random(seed)
        people, answers = ([chance.sample(everybody, 20) for _ in range(15)] for _ in range(2))
        found.append(compare(people, answers, seed=seed, draws=200))
    assert {(one.pairs, one.tries) for one in found} == {(450, 450)}
    assert all(one.best > 1 for one in found)  # the best of many is above 1 by having been chosen
    assert sum(one.best > one.rarely for one in found) <= 9
    assert abs(sum(one.best - one.lot for one in found)) < 25
    assert abs(sum(one.mean for one in found) / 40 - 1) < 0.05


def test_the_same_order_twice_is_one_try() -> None:
    it = compare([[1, 2, 3], [1, 2, 3]], [[2, 1, 3]])
    assert (it.pairs, it.tries, it.best) == (4, 2, 1)


def test_in_many_trials_nobody_is_far_above_one_each() -> None:
    assert all(number < most(number) < 4 * number for number in range(8, 1000))
