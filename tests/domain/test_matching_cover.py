"""The search behind the proof, against trying everything on choices made by lot."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.groups.matching import Candidate, Pool, Side, Sizes
from domain.groups.matching.cover import Cover
from domain.groups.matching.prices import fair_prices, given_away
from domain.groups.matching.ready import ready

PEOPLE = 8
SIZES = Sizes(2, 4, (2, 4))
CHOICES = st.dictionaries(
    st.sets(st.integers(0, PEOPLE - 1), min_size=2, max_size=4).map(lambda some: sum(1 << i for i in some)),
    st.integers(0, 50),
    min_size=1,
    max_size=14,
)


def strangers(number: int) -> Pool:
    one = frozenset({"x"})
    return Pool(tuple(Candidate(n, Side.SELF, one, one, one) for n in range(number)), sizes=SIZES)


def every_choice(columns: list[tuple[int, int]]) -> list[tuple[tuple[int, int], ...]]:
    some = [chosen for size in range(5) for chosen in combinations(columns, size)]
    return [chosen for chosen in some if sum(m for m, _ in chosen).bit_count() == sum(m.bit_count() for m, _ in chosen)]


@settings(max_examples=150, deadline=None)
@given(CHOICES, st.integers(0, PEOPLE))
def test_the_cheapest_choice_is_found(choice: dict[int, int], spare: int) -> None:
    columns = list(choice.items())
    people = 0
    for mask, _ in columns:
        people |= mask
    prices = fair_prices(columns)
    assert all(price >= 0 for price, _, _ in given_away(columns, prices))
    values = [
        sum(mask.bit_count() * score for mask, score in chosen)
        for chosen in every_choice(columns)
        if people.bit_count() - sum(mask.bit_count() for mask, _ in chosen) <= spare
    ]
    cover = Cover(ready(strangers(PEOPLE)), sorted(given_away(columns, prices)), 100_000)
    found = cover.cheapest(people, spare, sum(prices.values()) + 1, prices)
    assert (found is None) == (not values)
    if found is not None:
        assert sum(mask.bit_count() * score for mask, score in found) == max(values)
