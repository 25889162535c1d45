"""Whether a group that was found still holds among people who have changed what they ask of each other since."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from domain.groups.matching.rules import Rule, broken
from domain.groups.matching.types import Candidate, Pool


def who_steps_back(pool: Pool, members: Collection[int], named: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Who of the members goes, so that what all of them ask of each other holds for the rest; sizes and times aside.

    `named`: who would rather not be with whom, in the order in which it was said. Of such a pair goes who said so, and
    where both did, who did so later: nobody can send somebody else away. Of the rest goes the one without whom the most
    have what they ask for; among equals who asks, then who came last. Raises KeyError for a member who is not in the pool.
    """
    stay = set(members)
    for one, other in reversed(named):
        if {one, other} <= stay:
            stay.discard(one)
    people = {one.id: one for one in pool.candidates}
    alone = replace(pool, together=frozenset(), apart=frozenset())
    while unhappy := _unhappy(alone, people, stay):
        stay.discard(min(stay, key=lambda one: (len(_unhappy(alone, people, stay - {one})), one not in unhappy, -one)))
    return frozenset(set(members) - stay)


def _unhappy(pool: Pool, people: dict[int, Candidate], members: Collection[int]) -> set[int]:
    """The members who ask for something of the others that these are not."""
    return {one for one in members if _asks_in_vain(pool, people, one, members)}


def _asks_in_vain(pool: Pool, people: dict[int, Candidate], asking: int, members: Collection[int]) -> bool:
    """Whether the rules stand against it even if nobody but this one asked for anything."""
    others = tuple(
        replace(people[one], mixed_sides=True, same_situation=False, age_matters=False)
        for one in members
        if one != asking
    )
    only = replace(pool, candidates=(people[asking], *others))
    return Rule.WISHES in broken(only, members, "", "", "")
