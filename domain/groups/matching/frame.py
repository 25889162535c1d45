"""A pool made ready for search: people are bits, rules are masks. Bit order is that of the ids."""

from collections.abc import Iterable, Iterator, Sequence
from math import asin, cos, radians, sin, sqrt

from msgspec import Struct, field

from domain.groups.matching.rules import AGE_SPAN
from domain.groups.matching.types import ONLINE, Candidate, Pool


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """As the crow flies, between two points in degrees."""
    lat, lon, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 12742 * asin(sqrt(half))


def distance(pool: Pool, one: Candidate, place: str) -> float | None:
    """Kilometres to a place, None when one end is not known or there is no way to go."""
    if place == ONLINE or one.position is None or place not in pool.where:
        return None
    return kilometres(one.position, pool.where[place])


class Frame(Struct, frozen=True):
    """Person i is bit i of every mask. `slots`, `places`, `languages` of a person are masks over the names' tuples.

    `with_slot` and so on are the people per name, narrowed by locks; `speakers` of a language are all who know it.
    `unit[i]` is whom i goes with at any rate, i included. `held` are locked units, `stuck` those that cannot be together.
    """

    pool: Pool
    people: tuple[Candidate, ...]
    slot_names: tuple[str, ...]
    place_names: tuple[str, ...]
    language_names: tuple[str, ...]
    slots: list[int]
    places: list[int]
    languages: list[int]
    mates: list[int]
    unit: list[int]
    share: list[int]
    near: list[int]
    ages: list[float | None]
    matters: int
    sides: tuple[int, int]
    starters: int
    experienced: int
    way: list[list[float]]
    waited: list[float]
    speakers: list[int]
    with_slot: list[int] = field(default_factory=list)
    with_place: list[int] = field(default_factory=list)
    with_language: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    stuck: list[int] = field(default_factory=list)
    windows: dict[tuple[float, float], int] = field(default_factory=dict)
    unions: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def everybody(self) -> int:
        return (1 << len(self.people)) - 1

    def index(self) -> None:
        """Fills in who has which slot, place and language."""
        for own, names, users in (
            (self.slots, self.slot_names, self.with_slot),
            (self.places, self.place_names, self.with_place),
            (self.languages, self.language_names, self.with_language),
        ):
            users.extend(mask_of(i for i, mask in enumerate(own) if mask >> number & 1) for number in range(len(names)))

    def meets(self, i: int) -> int:
        """Who has a slot, a place and a language in common with one."""
        found = self._union(0, self.with_slot, self.slots[i]) & self._union(1, self.with_place, self.places[i])
        return found & self._union(2, self.with_language, self.languages[i])

    def common(self, mask: int) -> tuple[int, int, int]:
        """The slots, places and languages that all of a mask share."""
        slots = places = languages = -1
        for i in bits(mask):
            slots &= self.slots[i]
            places &= self.places[i]
            languages &= self.languages[i]
        return slots, places, languages

    def fits(self, mask: int) -> bool:
        """Whether these people may be in one group, size and completeness of units aside. Part of a group that fits, fits."""
        slots = places = languages = -1
        rest = mask
        while rest:
            low = rest & -rest
            rest ^= low
            i = low.bit_length() - 1
            if mask & ~self.mates[i] != low:
                return False
            slots &= self.slots[i]
            places &= self.places[i]
            languages &= self.languages[i]
        return bool(slots and places and languages) and (not mask & self.matters or self.span(mask) <= AGE_SPAN)

    def span(self, mask: int) -> float:
        """Years between the eldest and the youngest, those aside whose age is not known."""
        known = [age for i in bits(mask) if (age := self.ages[i]) is not None]
        return max(known) - min(known) if known else 0.0

    def room(self, mask: int) -> int:
        """Who could be added, one by one. Empty masks have room for everybody."""
        slots = places = languages = -1
        rest = self.everybody
        known = []
        for i in bits(mask):
            rest &= self.mates[i]
            slots &= self.slots[i]
            places &= self.places[i]
            languages &= self.languages[i]
            age = self.ages[i]
            if age is not None:
                known.append(age)
        if not rest or not mask:
            return rest
        rest &= self._union(0, self.with_slot, slots) & self._union(1, self.with_place, places)
        rest &= self._union(2, self.with_language, languages)
        if rest and known:
            window = self._window(min(known), max(known))
            rest &= window if mask & self.matters else window | ~self.matters
        return rest

    def _union(self, kind: int, masks: Sequence[int], wanted: int) -> int:
        found = self.unions.get((kind, wanted))
        if found is None:
            found = 0
            for number in bits(wanted):
                found |= masks[number]
            self.unions[kind, wanted] = found
        return found

    def _window(self, low: float, high: float) -> int:
        found = self.windows.get((low, high))
        if found is None:
            ages = enumerate(self.ages)
            found = mask_of(i for i, age in ages if age is not None and max(high, age) - min(low, age) <= AGE_SPAN)
            self.windows[low, high] = found
        return found


def mask_of(numbers: Iterable[int]) -> int:
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask
