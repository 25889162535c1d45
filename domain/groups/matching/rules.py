"""The hard rules of a group, plainly: for tests, for the coordinator's changes and for newcomers. The search uses `frame`."""

from collections.abc import Collection
from enum import StrEnum
from itertools import combinations

from domain.groups.matching.types import Candidate, Pool

AGE_SPAN = 15
"""Years. A wider span is not accepted by those to whom age matters, and lowers the score of all others' groups."""


class Rule(StrEnum):
    """A rule that a group breaks. WISHES stands for sides, age, situation and pairs alike: none of them shows through."""

    SIZE = "size"
    TIME = "time"
    PLACE = "place"
    LANGUAGE = "language"
    WISHES = "wishes"


def middle(pool: Pool, one: Candidate) -> float | None:
    """One's age in years, as far as the band tells."""
    return None if one.age is None else sum(pool.bands[one.age]) / 2


def broken(pool: Pool, members: Collection[int], slot: str, place: str, language: str) -> frozenset[Rule]:
    """The rules that such a group would break; empty when it may stand. Raises KeyError for an unknown id."""
    by_id = {one.id: one for one in pool.candidates}
    people = [by_id[member] for member in sorted(members)]
    found = set()
    if not pool.sizes.least <= len(people) <= pool.sizes.most:
        found.add(Rule.SIZE)
    if any(slot not in one.slots for one in people):
        found.add(Rule.TIME)
    if any(place not in one.places for one in people):
        found.add(Rule.PLACE)
    if any(language not in one.languages for one in people):
        found.add(Rule.LANGUAGE)
    if not (_pairs_kept(pool, set(members)) and _ages_fit(pool, people) and all(map(_fit, *_both_ways(people)))):
        found.add(Rule.WISHES)
    return frozenset(found)


def _both_ways(people: list[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    pairs = [pair for one, other in combinations(people, 2) for pair in ((one, other), (other, one))]
    return [one for one, _ in pairs], [other for _, other in pairs]


def _fit(one: Candidate, other: Candidate) -> bool:
    """Whether the other is somebody whom this one accepts: by side and situation.

    The same situation means: on the same side, and with a theme in common if one has named any.
    """
    if one.side != other.side and not (one.mixed_sides and not one.same_situation):
        return False
    return not one.same_situation or not one.themes or bool(one.themes & other.themes)


def _ages_fit(pool: Pool, people: list[Candidate]) -> bool:
    if not any(one.age_matters and one.age is not None for one in people):
        return True
    ages = [middle(pool, one) for one in people]
    known = [age for age in ages if age is not None]
    return len(known) == len(ages) and max(known) - min(known) <= AGE_SPAN


def _pairs_kept(pool: Pool, members: set[int]) -> bool:
    apart = any(pair <= members for pair in pool.apart)
    here = {one.id for one in pool.candidates}
    parted = any(pair <= here and len(pair & members) == 1 for pair in pool.together)
    return not apart and not parted
