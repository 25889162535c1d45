"""How good a group is: whole numbers of ten-thousandths, so that sums are exact and the same everywhere."""

from msgspec import Struct
from msgspec.structs import asdict

from domain.groups.matching.frame import Frame, bits
from domain.groups.matching.rules import AGE_SPAN
from domain.groups.matching.types import Parts, Sizes

SCALE = 10_000
WEIGHTS = Parts(themes=0.30, ages=0.15, company=0.15, travel=0.10, starter=0.10, size=0.05, mix=0.05, waited=0.10)
"""What each part counts; 1 together. Sharing themes is what participants ask for most."""


class Points(Struct, frozen=True):
    """The weights in whole points, SCALE together."""

    themes: int
    ages: int
    company: int
    travel: int
    starter: int
    size: int
    mix: int
    waited: int


POINTS = Points(**{name: round(SCALE * weight) for name, weight in asdict(WEIGHTS).items()})
_THEMES, _AGES, _COMPANY, _TRAVEL, _STARTER, _SIZE, _MIX, _WAITED = asdict(POINTS).values()
WIDEST = 30
"""Years above the span at which ages are worth nothing."""


def size_worth(people: int, sizes: Sizes) -> float:
    """1 at the sizes aimed at, less with each person too few or too many."""
    low, high = sizes.aim
    return 1 / (1 + max(low - people, people - high, 0))


class Scorer:
    """Scores of groups of a frame, remembered: whoever searches asks often for the same."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.known: dict[int, int] = {}
        self.steps = 0
        self._size: list[int] = [round(_SIZE * size_worth(n, frame.pool.sizes)) for n in range(len(frame.people) + 1)]

    def own_loss(self, i: int) -> float:
        """What i at least takes from the score, times people, of any group: by waiting and by the way to the nearest place."""
        loss: float = _TRAVEL * (1 - self.ways([i], self.frame.places[i])) + _WAITED * (1 - self.frame.waited[i])
        return loss

    def score(self, mask: int) -> int:
        """0..SCALE of a group that fits."""
        found = self.known.get(mask)
        if found is None:
            found = self.known[mask] = self._score(mask)
            self.steps += 1
            if len(self.known) > 400_000:
                self.known.clear()
        return found

    def _score(self, mask: int) -> int:
        frame = self.frame
        share, near, ages, waited = frame.share, frame.near, frame.ages, frame.waited
        n = mask.bit_count()
        pairs = alone = 0
        waiting, low, high = 0.0, 200.0, 0.0
        places, members = -1, []
        rest = mask
        while rest:
            bit = rest & -rest
            rest ^= bit
            i = bit.bit_length() - 1
            members.append(i)
            pairs += (share[i] & mask).bit_count()
            alone += not near[i] & mask
            waiting += waited[i]
            places &= frame.places[i]
            age = ages[i]
            if age is not None:
                low = age if age < low else low
                high = age if age > high else high
        alone += self._alone(mask, n)
        total: int = self._size[n] + (_STARTER if mask & frame.starters else 0)
        total += _MIX if mask & frame.experienced and mask & ~frame.experienced else 0
        wide = high - low - AGE_SPAN
        parts: float = _AGES * (1 - wide / WIDEST if 0 < wide < WIDEST else wide <= 0) + _COMPANY / (1 + alone)
        parts += (_TRAVEL * self.ways(members, places) + _WAITED * waiting) / n
        parts += _THEMES * pairs / (n * (n - 1)) if n > 1 else 0
        return total + round(parts)

    def _alone(self, mask: int, n: int) -> int:
        """Who is the only one on a side, or the only one who lacks a language that all others speak."""
        alone = 0
        for side in self.frame.sides:
            alone += (side & mask).bit_count() == 1
        for speakers in self.frame.speakers:
            alone += (speakers & mask).bit_count() == n - 1
        return alone

    def ways(self, members: list[int], places: int) -> float:
        """What the ways to the best common place are worth, summed up."""
        way = self.frame.way
        if places and not places & (places - 1):
            return sum(map(way[places.bit_length() - 1].__getitem__, members))
        return max((sum(map(way[place].__getitem__, members)) for place in bits(places)), default=0.0)

    def parts(self, mask: int) -> Parts:
        """The same in parts, each 0..1."""
        frame, n = self.frame, mask.bit_count()
        members = list(bits(mask))
        wide = frame.span(mask) - AGE_SPAN
        alone = sum(not frame.near[i] & mask for i in members) + self._alone(mask, n)
        return Parts(
            themes=sum((frame.share[i] & mask).bit_count() for i in members) / (n * (n - 1)) if n > 1 else 0.0,
            ages=min(1.0, max(0.0, 1 - wide / WIDEST)),
            company=1 / (1 + alone),
            travel=self.ways(members, frame.common(mask)[1]) / n,
            starter=float(bool(mask & frame.starters)),
            size=size_worth(n, frame.pool.sizes),
            mix=float(bool(mask & frame.experienced and mask & ~frame.experienced)),
            waited=sum(frame.waited[i] for i in members) / n,
        )
