"""All groups that may stand among some people, each with its score: what the exact search chooses from."""

from domain.groups.matching.frame import Frame
from domain.groups.matching.rules import AGE_SPAN
from domain.groups.matching.score import Scorer


class TooManyError(Exception):
    """More groups than can be looked at in the steps given."""


class Columns:
    """Walks through all sets of people that fit, adding one unit at a time, always a later one than the last."""

    def __init__(self, frame: Frame, scorer: Scorer, limit: int) -> None:
        self.frame, self.scorer, self.limit = frame, scorer, limit
        self.found: list[tuple[int, int]] = []

    def among(self, allowed: int) -> list[tuple[int, int]]:
        """(people, score) of every group that may stand, without any other people. Raises TooManyError."""
        self._extend(0, allowed, -1, -1, -1)
        return self.found

    def _extend(self, mask: int, rest: int, slots: int, places: int, languages: int) -> None:
        frame, most = self.frame, self.frame.pool.sizes.most
        mates, unit = frame.mates, frame.unit
        while rest:
            low = rest & -rest
            i = low.bit_length() - 1
            more = unit[i]
            if more != low:
                self._extend_by_unit(mask, rest, more, slots, places, languages)
                rest &= ~more
                continue
            rest ^= low
            s, p, g = slots & frame.slots[i], places & frame.places[i], languages & frame.languages[i]
            if s and p and g:
                larger = mask | low
                if larger & frame.matters and frame.span(larger) > AGE_SPAN:
                    # Whoever is added later widens the span or leaves it.
                    continue
                n = larger.bit_count()
                self._keep(larger, n)
                if n < most:
                    self._extend(larger, rest & mates[i], s, p, g)

    def _extend_by_unit(self, mask: int, rest: int, more: int, slots: int, places: int, languages: int) -> None:
        larger = mask | more
        if more & ~rest or larger.bit_count() > self.frame.pool.sizes.most or not self.frame.fits(larger):
            return
        s, p, g = self.frame.common(more)
        self._keep(larger, larger.bit_count())
        rest &= ~more & self.frame.mates[(more & -more).bit_length() - 1]
        self._extend(larger, rest, slots & s, places & p, languages & g)

    def _keep(self, mask: int, n: int) -> None:
        self.limit -= 1
        if self.limit < 0:
            raise TooManyError
        if n >= self.frame.pool.sizes.least:
            self.found.append((mask, self.scorer.score(mask)))
