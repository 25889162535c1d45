"""When a group meets, of several times that suit all its members."""

from random import Random

import pytest
from msgspec.structs import replace

from domain.groups.matching import Candidate, Group, Matching, Move, Pool, Side, gain, match
from domain.groups.matching.result import commonest, scored

ONE = Candidate(
    id=1, side=Side.SELF, languages=frozenset({"nb"}), places=frozenset({"online"}), slots=frozenset({"tue-18"}),
    themes=frozenset({"sleep"}),
)  # fmt: skip
EVENINGS = frozenset(f"{day}-{hour}" for day in ("mon", "tue", "wed", "thu", "fri") for hour in (18, 19))


def people(number: int, slots: frozenset[str], first: int = 1) -> list[Candidate]:
    return [replace(ONE, id=first + n, slots=slots) for n in range(number)]


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        ({"fri-19", "mon-18", "mon-19", "sat-10"}, "mon-19"),
        ({"sun-10", "sat-10"}, "sat-10"),
        ({"wed-9", "wed-10", "wed-18"}, "wed-18"),
        ({"somewhen", "sun-10"}, "sun-10"),
        ({"b", "a"}, "a"),
    ],
)
def test_the_earlier_day_then_the_later_hour(names: set[str], chosen: str) -> None:
    for seed in range(5):
        shuffled = sorted(names)
        Random(seed).shuffle(shuffled)
        assert commonest(dict.fromkeys(shuffled, 4)) == chosen


def test_what_most_of_the_pool_can_comes_first() -> None:
    """Nobody in the group minds; whoever is left over can join it later."""
    waiting = people(2, frozenset({"thu-18"}), first=10)
    found = match(Pool((*people(4, EVENINGS), *waiting)), seed=1)
    assert [one.slot for one in found.groups] == ["thu-18"]
    alone = match(Pool(tuple(people(4, EVENINGS))), seed=1)
    assert [one.slot for one in alone.groups] == ["mon-19"]


def test_a_group_that_must_meet_at_another_time_takes_the_commonest() -> None:
    members = people(5, frozenset({"fri-10", "tue-18", "wed-10"}))
    members[4] = replace(members[4], slots=frozenset({"fri-10", "tue-18"}))
    pool = Pool((*members, *people(2, frozenset({"tue-18"}), first=10)))
    before = moved_in(pool, members[:4], "wed-10")
    after = gain(pool, before, [Move(5, 0)]).after
    assert after is not None
    assert after.groups[0].slot == "tue-18"


def moved_in(pool: Pool, members: list[Candidate], slot: str) -> Matching:
    group: Group = scored(pool, frozenset(one.id for one in members), slot, "online", "nb")
    found = match(pool, seed=1)
    return replace(found, groups=(group,), placed=len(members))
