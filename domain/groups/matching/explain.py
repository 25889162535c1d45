"""Why a group stands and why somebody is left over, from what everybody may know: pairs are never looked at."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from domain.groups.matching.frame import Frame, bits, distance
from domain.groups.matching.ready import ready
from domain.groups.matching.reasons import Fact, Help, HelpKind, Note, Why
from domain.groups.matching.sizes import rounded_down
from domain.groups.matching.types import ONLINE, Candidate, Group, Left, Matching, Pool

_HELPS = 3


def explain(pool: Pool, group: Group) -> tuple[Fact, ...]:
    """What can be said of a group, the most telling first. Raises KeyError for a member who is not in the pool.

    Of fewer people than may be a group only when, where and in what language: anything more would be said of single ones.
    """
    by_id = {one.id: one for one in pool.candidates}
    people = [by_id[member] for member in group.members]
    place = Fact(Note.ONLINE) if group.place == ONLINE else Fact(Note.PLACE, group.place)
    facts = [Fact(Note.TIME, group.slot), place, Fact(Note.LANGUAGE, group.language)]
    if len(people) < pool.sizes.least:
        return (*facts, Fact(Note.SMALL, count=len(people)))
    facts += [*_themes(people), *_ages(pool, people), *_sides(people), *_travel(pool, people, group.place)]
    starters = sum(one.starter for one in people)
    facts.append(Fact(Note.STARTER, count=starters) if starters else Fact(Note.NO_STARTER))
    if experienced := sum(one.experienced for one in people):
        facts.append(Fact(Note.EXPERIENCED, count=experienced))
    if (waited := max(one.waited_days for one in people)) > 0:
        facts.append(Fact(Note.WAITED, count=waited))
    low, high = pool.sizes.aim
    if not low <= len(people) <= high:
        facts.append(Fact(Note.SMALL if len(people) < low else Note.LARGE, count=len(people)))
    return tuple(facts)


def _themes(people: Sequence[Candidate]) -> list[Fact]:
    """Themes that at least half share, three at most."""
    counted = Counter(theme for one in people for theme in one.themes)
    shared = sorted((-count, theme) for theme, count in counted.items() if count >= 2 and 2 * count >= len(people))
    return [Fact(Note.THEME, theme, -count) for count, theme in shared[:3]]


def _ages(pool: Pool, people: Sequence[Candidate]) -> list[Fact]:
    """The years that all bands together span; nothing while somebody has told no age."""
    bands = [pool.bands[one.age] for one in people if one.age is not None]
    if len(bands) < len(people):
        return []
    return [Fact(Note.AGES, count=max(high for _, high in bands) - min(low for low, _ in bands))]


def _sides(people: Sequence[Candidate]) -> list[Fact]:
    sides = {one.side for one in people}
    return [Fact(Note.SIDE, next(iter(sides)).value) if len(sides) == 1 else Fact(Note.BOTH_SIDES)]


def _travel(pool: Pool, people: Sequence[Candidate], place: str) -> list[Fact]:
    ways = [away for one in people if (away := distance(pool, one, place)) is not None]
    return [Fact(Note.TRAVEL, count=round(max(ways)))] if ways else []


def why_left(pool: Pool, matching: Matching, person: int) -> Left:
    """Why this person is in no group, and what would help. Raises KeyError for one who is not left over."""
    return {one.id: one for one in why_left_all(pool, matching.groups)}[person]


def why_left_all(pool: Pool, groups: Iterable[Group]) -> tuple[Left, ...]:
    """The same for everybody who is in none of the groups, by id."""
    placed = {member for group in groups for member in group.members}
    left = sorted((one for one in pool.candidates if one.id not in placed), key=lambda one: one.id)
    if not left:
        return ()
    frame = ready(replace(pool, together=frozenset(), apart=frozenset()))
    # Nobody's private wishes: whatever is said is said of times, places and languages alone.
    plain = _Plain(frame)
    return tuple(plain.left(i) for one in left for i in [plain.number[one.id]])


@dataclass
class _Plain:
    """Looks at one person after the other among everybody, as if there were no wishes about others."""

    frame: Frame

    def __post_init__(self) -> None:
        self.number = {one.id: i for i, one in enumerate(self.frame.people)}
        self.circles: list[int] = []

    def left(self, i: int) -> Left:
        frame, sizes = self.frame, self.frame.pool.sizes
        one, others = frame.people[i], sizes.least - 1
        if len(frame.people) < sizes.least:
            return self._with(
                i, Why.TOO_FEW, len(frame.people), [Help(HelpKind.MORE_PEOPLE, "", sizes.least - len(frame.people))]
            )
        for empty, why in ((one.slots, Why.NO_TIME), (one.places, Why.NO_PLACE), (one.languages, Why.NO_LANGUAGE)):
            if not empty:
                return self._with(i, why, 0, self._helps(i, 0))
        languages, places, met = self._reach(i)
        for count, why in (
            (languages, Why.NO_COMMON_LANGUAGE),
            (places, Why.NO_COMMON_PLACE),
            (met, Why.NO_COMMON_TIME),
        ):
            if count < others:
                return self._with(i, why, count, self._helps(i, met))
        if (fewer := self._hole(i)) is not None:
            return self._with(i, Why.SIZE_HOLE, fewer[0], [*fewer[1], *self._helps(i, met)])
        return self._with(i, Why.WISHES, 0, self._helps(i, met))

    def _with(self, i: int, why: Why, count: int, helps: list[Help]) -> Left:
        return Left(self.frame.people[i].id, why, count, tuple(helps[:_HELPS]))

    def _reach(self, i: int) -> tuple[int, int, int]:
        """How many others speak one's language, can also reach one's place, and all of it at one and the same time."""
        frame = self.frame
        speak = max((self._others(i, frame.with_language[k]) for k in bits(frame.languages[i])), default=0)
        reach = max(
            (
                self._others(i, frame.with_language[k] & frame.with_place[p])
                for k in bits(frame.languages[i])
                for p in bits(frame.places[i])
            ),
            default=0,
        )
        return speak, reach, self._meet(i, frame.slots[i], frame.places[i], frame.languages[i])

    def _meet(self, i: int, slots: int, places: int, languages: int) -> int:
        """The most others with whom one could meet at one time and place in one language."""
        frame = self.frame
        return max(
            (
                self._others(i, frame.with_slot[s] & frame.with_place[p] & frame.with_language[k])
                for s in bits(slots)
                for p in bits(places)
                for k in bits(languages)
            ),
            default=0,
        )

    def _others(self, i: int, mask: int) -> int:
        return (mask & ~(1 << i)).bit_count()

    def _helps(self, i: int, met: int) -> list[Help]:
        """One more time, place or language, where one would then meet enough people, and more than now."""
        frame = self.frame
        slots, places, languages = frame.slots[i], frame.places[i], frame.languages[i]
        found = []
        for k, name in enumerate(frame.slot_names):
            found.append((self._meet(i, 0 if slots >> k & 1 else 1 << k, places, languages), HelpKind.SLOT, name))
        for k, name in enumerate(frame.place_names):
            kind = HelpKind.ONLINE if name == ONLINE else HelpKind.PLACE
            found.append((self._meet(i, slots, 0 if places >> k & 1 else 1 << k, languages), kind, name))
        for k, name in enumerate(frame.language_names):
            found.append((self._meet(i, slots, places, 0 if languages >> k & 1 else 1 << k), HelpKind.LANGUAGE, name))
        enough = max(met + 1, frame.pool.sizes.least - 1)
        best: dict[HelpKind, Help] = {}
        for count, kind, name in sorted(found, key=lambda row: (-row[0], row[1], row[2])):
            if count >= enough and kind not in best:
                best[kind] = Help(kind, name, count)
        return list(best.values())

    def _circle(self, i: int) -> int:
        """All whom one can meet, and whom these can meet, and so on."""
        for circle in self.circles:
            if circle >> i & 1:
                return circle
        seen, rest = 1 << i, 1 << i
        while rest:
            low = rest & -rest
            new = self.frame.meets(low.bit_length() - 1) & ~seen
            seen |= new
            rest = (rest | new) ^ low
        self.circles.append(seen)
        return seen

    def _hole(self, i: int) -> tuple[int, list[Help]] | None:
        """Whether all with whom one can meet are a number that cannot be divided into groups, and what would help."""
        sizes = self.frame.pool.sizes
        seen = self._circle(i)
        count = seen.bit_count()
        if rounded_down(count, sizes) == count:
            return None
        more = next(n for n in range(1, count + sizes.most) if rounded_down(count + n, sizes) == count + n)
        wider = next(n for n in range(sizes.most, count + 1) if rounded_down(count, replace(sizes, most=n)) == count)
        return count, [Help(HelpKind.WIDER_SIZES, "", wider), Help(HelpKind.MORE_PEOPLE, "", more)]
