"""Reasons say what may be said, and nothing from which anybody's pairs follow; changes and newcomers keep the rules."""

import pytest
from msgspec.structs import replace

from domain.groups.matching import (
    Candidate,
    Fact,
    HelpKind,
    Move,
    Note,
    Pool,
    Rule,
    Side,
    Sizes,
    Why,
    best_free_place,
    broken,
    explain,
    gain,
    match,
    why_left,
)
from domain.groups.matching.result import scored

ONE = Candidate(
    1,
    Side.RELATIVE,
    frozenset({"nb"}),
    frozenset({"larvik"}),
    frozenset({"tue-18"}),
    themes=frozenset({"sleep"}),
    age=2,
)
WHERE = {"larvik": (59.05, 10.03)}


def alike(number: int, first: int = 1) -> tuple[Candidate, ...]:
    return tuple(replace(ONE, id=n) for n in range(first, first + number))


def pool_of(*people: Candidate, **more: object) -> Pool:
    return Pool(people, where=WHERE, **more)  # type: ignore[arg-type]


def test_a_group_is_explained() -> None:
    far = replace(ONE, id=5, position=(59.28, 10.03), starter=True, age=3, waited_days=30)
    pool = pool_of(*alike(4), far)
    facts = explain(pool, match(pool, seed=1).groups[0])
    assert facts[:4] == (
        Fact(Note.TIME, "tue-18"),
        Fact(Note.PLACE, "larvik"),
        Fact(Note.LANGUAGE, "nb"),
        Fact(Note.THEME, "sleep", 5),
    )
    assert {Fact(Note.TRAVEL, count=26), Fact(Note.STARTER, count=1), Fact(Note.AGES, count=19)} <= set(facts)


def test_of_too_few_only_when_and_where_is_said() -> None:
    people = (
        replace(ONE, starter=True, waited_days=9, experienced=True),
        replace(ONE, id=2, side=Side.SELF, starter=True),
    )
    for chosen in (people, people[:1]):
        pool = pool_of(*chosen)
        few = scored(pool, frozenset(one.id for one in chosen), "tue-18", "larvik", "nb")
        assert [one.note for one in explain(pool, few)] == [Note.TIME, Note.PLACE, Note.LANGUAGE, Note.SMALL]


@pytest.mark.parametrize(
    ("change", "why", "helped"),
    [
        ({"slots": frozenset()}, Why.NO_TIME, HelpKind.SLOT),
        ({"places": frozenset()}, Why.NO_PLACE, HelpKind.PLACE),
        ({"languages": frozenset()}, Why.NO_LANGUAGE, HelpKind.LANGUAGE),
        ({"slots": frozenset({"mon-10"})}, Why.NO_COMMON_TIME, HelpKind.SLOT),
        ({"places": frozenset({"horten"})}, Why.NO_COMMON_PLACE, HelpKind.PLACE),
        ({"languages": frozenset({"en"})}, Why.NO_COMMON_LANGUAGE, HelpKind.LANGUAGE),
    ],
)
def test_who_is_left_hears_why_and_what_would_help(change: dict[str, object], why: Why, helped: HelpKind) -> None:
    pool = pool_of(*alike(6), replace(ONE, id=9, **change))  # type: ignore[arg-type]
    left = why_left(pool, match(pool, seed=1), 9)
    assert left.reason == why
    assert left.help[0].kind == helped
    assert left.help[0].count == 6


def test_too_few_and_holes_are_said() -> None:
    few = pool_of(*alike(3))
    assert {(one.reason, one.count) for one in match(few, seed=1).left} == {(Why.TOO_FEW, 3)}
    hole = match(pool_of(*alike(9), sizes=Sizes(6, 8, (6, 8))), seed=1)
    (left,) = hole.left
    assert (left.reason, left.count) == (Why.SIZE_HOLE, 9)
    assert [(one.kind, one.count) for one in left.help[:2]] == [(HelpKind.WIDER_SIZES, 9), (HelpKind.MORE_PEOPLE, 3)]


def test_no_reason_tells_of_pairs() -> None:
    """Whoever is left because of a pair hears what is heard by whoever is left because of age, or for want of luck."""
    apart = frozenset(frozenset({9, one}) for one in range(1, 7))
    parted = pool_of(*alike(6), replace(ONE, id=9), apart=apart)
    kept = match(parted, seed=1)
    choosy = pool_of(*alike(6), replace(ONE, id=9, age=5, age_matters=True))
    assert [one.reason for one in kept.left] == [one.reason for one in match(choosy, seed=1).left] == [Why.WISHES]
    (group,) = kept.groups
    assert explain(parted, group) == explain(replace(parted, apart=frozenset()), group)
    assert why_left(parted, kept, 9) == why_left(replace(parted, apart=frozenset()), kept, 9)
    for members in (group.members, (*group.members[:5], 9)):
        assert broken(parted, members, "tue-18", "larvik", "nb") <= {Rule.WISHES}


def test_a_move_is_weighed() -> None:
    others = tuple(
        replace(one, themes=frozenset({"work"}), slots=frozenset({"tue-18", "wed-18"})) for one in alike(5, 11)
    )
    pool = pool_of(*alike(5), *others, replace(ONE, id=30, slots=frozenset({"fri-10"})))
    found = match(pool, seed=1)
    first = next(number for number, group in enumerate(found.groups) if 1 in group.members)
    swapped = gain(pool, found, [Move(1, 1 - first), Move(11, first)])
    assert swapped.broken == {}
    assert swapped.mean < 0
    assert swapped.parts.themes < 0
    assert swapped.after is not None
    assert swapped.after.placed == found.placed
    assert gain(pool, found, [Move(30, first)]).broken == {first: frozenset({Rule.TIME})}
    out = gain(pool, found, [Move(1, None), Move(2, None)])
    assert out.broken == {first: frozenset({Rule.SIZE})}
    assert out.placed == -2


def test_a_newcomer_is_offered_the_best_free_place() -> None:
    first, second = alike(5), tuple(replace(one, themes=frozenset({"work"})) for one in alike(5, 11))
    pool = pool_of(*first, *second)
    groups = match(pool, seed=1).groups
    newcomer = replace(ONE, id=50, themes=frozenset({"work"}))
    best, other = best_free_place(pool, groups, newcomer)
    assert 11 in groups[best.group].members
    assert best.gain > other.gain
    apart = replace(pool, apart=frozenset({frozenset({50, 11})}))
    assert [free.group for free in best_free_place(apart, groups, newcomer)] == [other.group]
    assert best_free_place(pool, groups, replace(newcomer, slots=frozenset({"sun-10"}))) == ()
