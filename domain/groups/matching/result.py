"""From masks back to groups with names."""

from collections.abc import Mapping

from domain.groups.life import read_slot
from domain.groups.matching.frame import Frame, bits
from domain.groups.matching.ready import ready
from domain.groups.matching.score import SCALE, Scorer
from domain.groups.matching.types import Group, Lock, Pool


def as_group(frame: Frame, scorer: Scorer, mask: int) -> Group:
    """Of the times that suit all the commonest; the language most of the pool know; the place with the shortest ways."""
    slots, places, languages = frame.common(mask)
    members = list(bits(mask))
    place = max(bits(places), key=lambda number: (scorer.ways(members, 1 << number), -number))
    return Group(
        members=tuple(sorted(frame.people[i].id for i in members)),
        slot=commonest({frame.slot_names[number]: frame.with_slot[number].bit_count() for number in bits(slots)}),
        place=frame.place_names[place],
        language=frame.language_names[next(bits(languages))],
        score=scorer.score(mask) / SCALE,
        parts=scorer.parts(mask),
    )


def commonest(named: Mapping[str, int]) -> str:
    """Of several times (places, languages) that suit a group the one that most people named, so that newcomers fit.

    Among times as common as each other what people expect: the earlier day of the week, Monday first, and on that day
    the later hour, which is easier to reach after work. Else by name, so that the same pool gives the same groups.
    """

    def rank(name: str) -> tuple[int, int, int, str]:
        day, hour = _day_and_hour(name)
        return -named[name], day, -hour, name

    return min(named, key=rank)


def _day_and_hour(name: str) -> tuple[int, int]:
    """A name that is not a time of the week comes after all that are."""
    try:
        return read_slot(name)
    except ValueError:
        return 7, 0


def frozen_group(pool: Pool, lock: Lock) -> Group:
    """A group that is taken as it is, with the score it has."""
    return scored(pool, lock.members, lock.slot or "", lock.place or "", lock.language or "")


def scored(pool: Pool, members: frozenset[int], slot: str, place: str, language: str) -> Group:
    """Such a group at that place, whether it keeps the rules or not. Its score is that of its members at that place."""
    people = tuple(one for one in pool.candidates if one.id in members)
    held = Lock(members, slot or None, place or None, language or None)
    frame = ready(Pool(people, sizes=pool.sizes, where=pool.where, bands=pool.bands), (held,))
    scorer = Scorer(frame)
    mask = frame.everybody
    score = scorer.score(mask) / SCALE
    return Group(tuple(sorted(members)), slot, place, language, score, scorer.parts(mask))
