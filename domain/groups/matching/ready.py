"""Makes a pool ready for search: from answers to masks, a few operations on whole masks for each person."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from domain.groups.matching.frame import Frame, bits, distance, mask_of
from domain.groups.matching.rules import AGE_SPAN, middle
from domain.groups.matching.types import Candidate, Lock, Pool, Side

_NO_WAY = 0.75
"""What a way is worth that is not known, or that is none because one meets online: as one of 15 km."""
_FAR = 60.0
"""Kilometres that are worth nothing; up to there it falls evenly."""
_LONG_WAIT = 180
"""Days of waiting that weigh fully."""


def ready(pool: Pool, locks: Sequence[Lock] = ()) -> Frame:
    """Everybody but those in frozen groups, by id: the order in which people come in makes no difference."""
    frozen = {member for lock in locks if lock.frozen for member in lock.members}
    people = sorted((one for one in pool.candidates if one.id not in frozen), key=lambda one: one.id)
    return _build(pool, people, locks)


def _build(pool: Pool, people: list[Candidate], locks: Sequence[Lock]) -> Frame:
    slot_names, place_names, language_names = (
        _names(people, what) for what in (lambda one: one.slots, lambda one: one.places, lambda one: one.languages)
    )
    ages = [middle(pool, one) for one in people]
    frame = Frame(
        pool=pool,
        people=tuple(people),
        slot_names=slot_names,
        place_names=place_names,
        language_names=language_names,
        slots=[_named(slot_names, one.slots) for one in people],
        places=[_named(place_names, one.places) for one in people],
        languages=[_named(language_names, one.languages) for one in people],
        mates=[],
        unit=[],
        share=_sharing(people),
        near=_near(ages),
        ages=ages,
        matters=mask_of(i for i, one in enumerate(people) if one.age_matters and ages[i] is not None),
        sides=_sides(people),
        starters=mask_of(i for i, one in enumerate(people) if one.starter),
        experienced=mask_of(i for i, one in enumerate(people) if one.experienced),
        way=[[_way(pool, one, place) for one in people] for place in place_names],
        speakers=[mask_of(i for i, one in enumerate(people) if name in one.languages) for name in language_names],
        waited=[min(max(one.waited_days, 0), _LONG_WAIT) / _LONG_WAIT for one in people],
    )
    _lock_places(frame, locks)
    frame.index()
    frame.mates[:] = _mates(frame)
    _join(frame, locks)
    return frame


def _names(people: Sequence[Candidate], what: Callable[[Candidate], Iterable[str]]) -> tuple[str, ...]:
    """All names, those that most people gave first: of several that would do, a group takes the first."""
    counted = Counter(name for one in people for name in what(one))
    return tuple(sorted(counted, key=lambda name: (-counted[name], name)))


def _named(names: tuple[str, ...], some: frozenset[str]) -> int:
    return mask_of(number for number, name in enumerate(names) if name in some)


def _way(pool: Pool, one: Candidate, place: str) -> float:
    away = distance(pool, one, place)
    return _NO_WAY if away is None else 1 - min(away, _FAR) / _FAR


def _sides(people: Sequence[Candidate]) -> tuple[int, int]:
    own = mask_of(i for i, one in enumerate(people) if one.side == Side.SELF)
    return own, (1 << len(people)) - 1 & ~own


def _themes(people: Sequence[Candidate]) -> list[int]:
    """For each person, whoever has named one of the same themes."""
    by_theme = _by_name(people)
    found = []
    for one in people:
        mask = 0
        for theme in one.themes:
            mask |= by_theme[theme]
        found.append(mask)
    return found


def _by_name(people: Sequence[Candidate]) -> dict[str, int]:
    found: dict[str, int] = {}
    for i, one in enumerate(people):
        for theme in one.themes:
            found[theme] = found.get(theme, 0) | 1 << i
    return found


def _sharing(people: Sequence[Candidate]) -> list[int]:
    """With whom one shares a theme, oneself aside. Whoever named none is content with any."""
    everybody = (1 << len(people)) - 1
    content = mask_of(i for i, one in enumerate(people) if not one.themes)
    shared = _themes(people)
    return [(shared[i] | content if one.themes else everybody) & ~(1 << i) for i, one in enumerate(people)]


def _near(ages: Sequence[float | None]) -> list[int]:
    """Who is within the span of one's age; who has told no age is near to all."""
    nameless = mask_of(i for i, age in enumerate(ages) if age is None)
    everybody = (1 << len(ages)) - 1
    windows: dict[float | None, int] = {None: everybody}
    for age in set(ages) - {None}:
        assert age is not None
        close = mask_of(i for i, other in enumerate(ages) if other is not None and abs(other - age) <= AGE_SPAN)
        windows[age] = close | nameless
    return [windows[age] & ~(1 << i) for i, age in enumerate(ages)]


def _mates(frame: Frame) -> list[int]:
    """With whom one may be in a group as far as two people tell: the rules of `rules.broken`, on masks."""
    people = frame.people
    mixed = mask_of(i for i, one in enumerate(people) if one.mixed_sides and not one.same_situation)
    choosy = mask_of(i for i, one in enumerate(people) if one.same_situation)
    themeless = mask_of(i for i, one in enumerate(people) if not one.themes)
    ageless = mask_of(i for i, age in enumerate(frame.ages) if age is None)
    shared = _themes(people)
    found = []
    for i, one in enumerate(people):
        rest = frame.meets(i) & ~(1 << i)
        same = frame.sides[0] if one.side == Side.SELF else frame.sides[1]
        rest &= same | mixed if mixed >> i & 1 else same
        if one.same_situation and one.themes:
            rest &= shared[i]
        rest &= ~choosy | shared[i] | themeless
        close = frame.near[i] & ~ageless if frame.ages[i] is not None else 0
        rest &= close if frame.matters >> i & 1 else ~frame.matters | close
        found.append(rest)
    _keep_apart(frame, found)
    return found


def _keep_apart(frame: Frame, mates: list[int]) -> None:
    number = {one.id: i for i, one in enumerate(frame.people)}
    for pair in frame.pool.apart:
        if len(pair) == 2 and all(one in number for one in pair):
            i, k = (number[one] for one in pair)
            mates[i] &= ~(1 << k)
            mates[k] &= ~(1 << i)


def _lock_places(frame: Frame, locks: Sequence[Lock]) -> None:
    """Whoever is locked to a time, place or language has only that left."""
    for i, one in enumerate(frame.people):
        for lock in locks:
            if one.id not in lock.members or lock.frozen:
                continue
            for own, names, name in (
                (frame.slots, frame.slot_names, lock.slot),
                (frame.places, frame.place_names, lock.place),
                (frame.languages, frame.language_names, lock.language),
            ):
                if name is not None:
                    own[i] &= 1 << names.index(name) if name in names else 0


def _join(frame: Frame, locks: Sequence[Lock]) -> None:
    """Makes units of those who go together; nobody fits with only a part of one."""
    number = {one.id: i for i, one in enumerate(frame.people)}
    live = [lock.members for lock in locks if not lock.frozen]
    unit = [1 << i for i in range(len(frame.people))]
    for pair in [*live, *frame.pool.together]:
        joined = mask_of(number[one] for one in pair if one in number)
        if pair not in live and joined.bit_count() < len(pair):
            continue
        for i in bits(joined):
            joined |= unit[i]
        for i in bits(joined):
            unit[i] = joined
    frame.unit.extend(unit)
    holders = [{unit[number[one]] for one in members if one in number} for members in live]
    held = sorted({mask for masks in holders for mask in masks})
    frame.held.extend(held)
    for mask in {mask for mask in unit if mask.bit_count() > 1 or mask in held}:
        _settle(frame, mask, mask_of(i for other in held if other != mask and mask in held for i in bits(other)))


def _settle(frame: Frame, unit: int, others: int) -> None:
    """All of a unit have the same mates; none if they cannot be together. `others`: units with groups of their own."""
    possible = unit.bit_count() <= frame.pool.sizes.most and frame.fits(unit)
    common = frame.everybody & ~(unit | others) if possible else 0
    for i in bits(unit):
        common &= frame.mates[i]
    for i in bits(unit):
        for k in bits(frame.mates[i] & ~(unit | common)):
            frame.mates[k] &= ~unit
        frame.mates[i] = common | (unit & ~(1 << i) if possible else 0)
    if not possible:
        frame.stuck.append(unit)
