"""What a coordinator's change makes better and worse, and a free place for a newcomer."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from domain.groups.matching.explain import why_left_all
from domain.groups.matching.result import commonest, scored
from domain.groups.matching.rules import Rule, broken
from domain.groups.matching.types import Candidate, Group, Matching, Parts, Pool


class Move(Struct, frozen=True):
    """One person goes to the group of that number in the matching; None: is left over. A swap is two moves."""

    person: int
    to: int | None


class Gain(Struct, frozen=True):
    """`parts` are differences of the mean over placed people, above 0 is better. `broken`: rules by group number.

    `after` is the matching with the change, if no rule is broken; its groups keep their numbers as long as all of them stand.
    """

    broken: dict[int, frozenset[Rule]]
    placed: int
    worst: float
    mean: float
    parts: Parts
    after: Matching | None


class Free(Struct, frozen=True):
    """A running group with a free place. `score` is the group's with the newcomer, `gain` the difference."""

    group: int
    score: float
    gain: float


def gain(pool: Pool, matching: Matching, moves: Sequence[Move]) -> Gain:
    """Weighs moves made at once. A group that loses everybody is dissolved; one that moves elsewhere in time or place
    keeps its own if it can, or takes another that suits all. Raises IndexError for an unknown group."""
    members = [set(group.members) for group in matching.groups]
    for move in moves:
        for some in members:
            some.discard(move.person)
    for move in moves:
        if move.to is not None:
            members[move.to].add(move.person)
    changed: list[Group | None] = []
    wrong = {}
    for number, (group, some) in enumerate(zip(matching.groups, members, strict=True)):
        if some == set(group.members):
            changed.append(group)
            continue
        new = _again(pool, group, frozenset(some)) if some else None
        changed.append(new)
        if new is not None and (rules := broken(pool, new.members, new.slot, new.place, new.language)):
            wrong[number] = rules
    return _weigh(pool, matching, [group for group in changed if group is not None], wrong)


def _again(pool: Pool, group: Group, members: frozenset[int]) -> Group:
    """The group with other members, where and when it was if that suits all, else where and when it does."""
    people = [one for one in pool.candidates if one.id in members]
    slot = _kept(group.slot, [one.slots for one in people], [one.slots for one in pool.candidates])
    language = _kept(group.language, [one.languages for one in people], [one.languages for one in pool.candidates])
    place = _kept(group.place, [one.places for one in people], [one.places for one in pool.candidates])
    return scored(pool, members, slot, place, language)


def _kept(now: str, options: Sequence[frozenset[str]], everybody: Sequence[frozenset[str]]) -> str:
    """The present one if all can, else of those that all can the commonest one, else the present one."""
    common = frozenset.intersection(*options) if options else frozenset()
    named = {name: sum(name in one for one in everybody) for name in common}
    return now if now in named or not named else commonest(named)


def _weigh(pool: Pool, before: Matching, groups: list[Group], wrong: dict[int, frozenset[Rule]]) -> Gain:
    placed = sum(len(group.members) for group in groups)
    worst = min((group.score for group in groups), default=0.0)
    mean = _mean(groups, "score")
    after = None
    if not wrong:
        left = why_left_all(pool, groups)
        after = replace(before, groups=tuple(groups), left=left, placed=placed, worst=worst, mean=mean, optimal=False)
    differences = {name: _parts(groups, name) - _parts(before.groups, name) for name in _NAMES}
    parts = Parts(**differences)
    return Gain(wrong, placed - before.placed, worst - before.worst, mean - before.mean, parts, after)


_NAMES = Parts.__struct_fields__


def _mean(groups: Sequence[Group], name: str) -> float:
    people = sum(len(group.members) for group in groups)
    return sum(len(group.members) * getattr(group, name) for group in groups) / people if people else 0.0


def _parts(groups: Sequence[Group], name: str) -> float:
    people = sum(len(group.members) for group in groups)
    return sum(len(group.members) * getattr(group.parts, name) for group in groups) / people if people else 0.0


def best_free_place(pool: Pool, groups: Sequence[Group], candidate: Candidate) -> tuple[Free, ...]:
    """The groups that a newcomer could join as they are, at their time and place, the best first.

    `pool` holds the groups' members; its pairs are kept, the newcomer's too. `group` numbers `groups`.
    """
    others = tuple(one for one in pool.candidates if one.id != candidate.id)
    whole = replace(pool, candidates=(*others, candidate))
    found = []
    for number, group in enumerate(groups):
        members = frozenset(group.members) | {candidate.id}
        if len(members) == len(group.members) or len(members) > pool.sizes.most:
            continue
        if not broken(_only(whole, members), members, group.slot, group.place, group.language):
            score = scored(whole, members, group.slot, group.place, group.language).score
            found.append(Free(number, score, score - group.score))
    return tuple(sorted(found, key=lambda free: (-free.gain, free.group)))


def _only(pool: Pool, members: frozenset[int]) -> Pool:
    """The pool for a group that runs: a wish to be with somebody elsewhere no longer counts, and a group that has
    become too small may take anybody in."""
    people = tuple(one for one in pool.candidates if one.id in members)
    return replace(pool, candidates=people, sizes=replace(pool.sizes, least=1))
