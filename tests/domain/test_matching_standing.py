"""Who goes when people who were to be a group ask of each other what they no longer are."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from domain.groups.matching import Candidate, Pool, Side
from domain.groups.matching.standing import who_steps_back

ONE = Candidate(
    1,
    Side.RELATIVE,
    frozenset({"nb"}),
    frozenset({"larvik"}),
    frozenset({"tue-18"}),
    themes=frozenset({"sleep"}),
    age=2,
)
ALL = (1, 2, 3, 4, 5)


def people(**changes: dict[str, object]) -> Pool:
    """Five alike; `two={...}`: how the second differs."""
    names = ("one", "two", "three", "four", "five")
    return Pool(
        tuple(replace(ONE, id=n, **changes.get(name, {})) for n, name in enumerate(names, 1))  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("named", "back"),
    [
        ([], set()),
        ([(2, 4)], {2}),
        ([(2, 4), (4, 2)], {4}),
        ([(2, 4), (3, 4)], {2, 3}),
        ([(2, 4), (3, 4), (4, 5)], {4}),  # the latest goes first, and then the others have what they asked for
        ([(1, 9)], set()),
    ],
)
def test_who_would_rather_not_goes(named: Sequence[tuple[int, int]], back: set[int]) -> None:
    assert who_steps_back(people(), ALL, named) == back


def test_who_asks_for_more_goes() -> None:
    choosy = people(three={"same_situation": True, "themes": frozenset({"work"})})
    assert who_steps_back(choosy, ALL, []) == {3}
    ages = people(two={"age_matters": True}, five={"age": None})
    assert who_steps_back(ages, ALL, []) == {2}


def test_who_is_no_longer_what_all_ask_goes() -> None:
    assert who_steps_back(people(four={"side": Side.SELF}), ALL, []) == {4}
    assert who_steps_back(people(four={"side": Side.SELF, "mixed_sides": True}), ALL, []) == {4}


def test_nobody_goes_for_the_sake_of_size_or_of_somebody_elsewhere() -> None:
    pool = replace(people(), together=frozenset({frozenset({1, 5})}))
    assert who_steps_back(pool, (1, 2), []) == frozenset()
