"""First groups: whoever fits with the fewest is served first, and gets the best company still free."""

from random import Random

from domain.groups.matching.frame import Frame, bits
from domain.groups.matching.score import SCALE, Scorer

_LOOKED_AT = 16


class Builder:
    """Grows groups one unit at a time."""

    def __init__(self, frame: Frame, scorer: Scorer, random: Random, looked_at: int = _LOOKED_AT) -> None:
        self.frame, self.scorer, self.random, self.looked_at = frame, scorer, random, looked_at
        self.aim = sum(frame.pool.sizes.aim) // 2

    def all_groups(self, free: int) -> list[int]:
        """Groups out of the people who are free; those who cannot be grouped this way stay out."""
        groups = []
        rarest = sorted(bits(free), key=lambda i: (self.frame.mates[i].bit_count(), i))
        for unit in [*self.frame.held, *(self.frame.unit[i] for i in rarest)]:
            if unit & ~free:
                continue
            group = self.grow(unit, free & ~unit)
            if group:
                groups.append(group)
                free &= ~group
        return groups

    def grow(self, seed: int, free: int) -> int:
        """A group around a seed, of the size aimed at if possible; 0 if not even the least is reached."""
        frame, sizes = self.frame, self.frame.pool.sizes
        if not frame.fits(seed):
            return 0
        group = seed
        room = frame.room(group) & free
        while room and group.bit_count() < self.aim:
            larger = self._best_next(group, room, sizes.least)
            if not larger:
                break
            group = larger
            room = frame.room(group) & free & ~group
        return group if group.bit_count() >= sizes.least else 0

    def _best_next(self, group: int, room: int, least: int) -> int:
        """The group with one unit more: good, and with enough people left to reach the least size."""
        frame = self.frame
        best, found = -1, 0
        for i in self._some(group, room):
            unit = frame.unit[i]
            larger = group | unit
            if (
                unit & ~room
                or larger.bit_count() > frame.pool.sizes.most
                or (unit & (unit - 1) and not frame.fits(larger))
            ):
                continue
            lacking = least - larger.bit_count()
            if lacking > 0:
                choice = (frame.room(larger) & room & ~larger).bit_count()
                if choice < lacking:
                    continue
                worth = self.scorer.score(larger) - SCALE // (4 * (1 + choice - lacking))
            else:
                worth = self.scorer.score(larger)
            if worth + SCALE > best:
                best, found = worth + SCALE, larger
        return found

    def _some(self, group: int, room: int) -> list[int]:
        """A few of those for whom there is room, by lot: of those who share themes and age with all, if there are enough."""
        for masks in (self.frame.share, self.frame.near):
            close = room
            for i in bits(group):
                close &= masks[i]
            if close.bit_count() >= self.looked_at // 2:
                room = close
        everyone = list(bits(room))
        return everyone if len(everyone) <= self.looked_at else self.random.sample(everyone, self.looked_at)
