"""What no matching can surpass, as far as that can be said cheaply."""

from collections.abc import Sequence

from domain.groups.matching.exact import Chosen, worth
from domain.groups.matching.frame import Frame, bits
from domain.groups.matching.score import SCALE, Scorer
from domain.groups.matching.sizes import rounded_down
from domain.groups.matching.types import Bound, Group

_LOOKED_AT = 400


def bound(frame: Frame, scorer: Scorer, chosen: Chosen, optimal: bool, groups: Sequence[Group]) -> Bound:
    """Of the people outside frozen groups, and those in them as they are.

    Ways and waiting are summed up by person whatever the groups are: nobody is worth more than without the rest.
    """
    frozen = len(groups) - len(chosen)
    fixed = sum(len(group.members) for group in groups) - worth(chosen)[0]
    extra = sum(group.score * len(group.members) for group in groups) - worth(chosen)[2] / SCALE if frozen else 0.0
    if optimal:
        placed, worst, value = worth(chosen)
        return Bound(placed + fixed, worst / SCALE, value / SCALE + extra)
    placed_ones = 0
    for mask, _ in chosen:
        placed_ones |= mask
    able = [i for i in range(len(frame.people)) if placed_ones >> i & 1 or _can_be_placed(frame, i)]
    tops = sorted((SCALE - scorer.own_loss(i) for i in able), reverse=True)
    placed = rounded_down(len(able), frame.pool.sizes)
    # The worst is no better than the mean, and that no better than with the luckiest people alone.
    sure = max(worth(chosen)[0], 1)
    return Bound(placed + fixed, sum(tops[:sure]) / sure / SCALE, sum(tops[:placed]) / SCALE + extra)


def _can_be_placed(frame: Frame, i: int) -> bool:
    """Whether there is any group for i; yes as well if that takes too long to find out."""
    unit = frame.unit[i]
    if not frame.fits(unit):
        return False
    left = [_LOOKED_AT]
    return _grows(frame, unit, frame.room(unit) & ~unit, left)


def _grows(frame: Frame, group: int, room: int, left: list[int]) -> bool:
    if group.bit_count() >= frame.pool.sizes.least:
        return True
    left[0] -= 1
    if left[0] < 0:
        return True
    for i in bits(room):
        unit = frame.unit[i]
        larger = group | unit
        room &= ~unit
        possible = larger.bit_count() <= frame.pool.sizes.most and frame.fits(larger)
        if possible and _grows(frame, larger, frame.room(larger) & room, left):
            return True
    return False
