"""What no matching can surpass, as far as that can be said cheaply."""

from collections.abc import Sequence

from domain.matching.exact import Chosen, worth
from domain.matching.frame import Frame
from domain.matching.score import SCALE
from domain.matching.types import Bound, Group


def bound(frame: Frame, chosen: Chosen, optimal: bool, groups: Sequence[Group]) -> Bound:
    """Of the people outside frozen groups, and those in them as they are."""
    fixed = sum(len(group.members) for group in groups) - worth(chosen)[0]
    if optimal:
        placed, worst, value = worth(chosen)
        return Bound(placed + fixed, worst / SCALE, value / SCALE)
    return Bound(len(frame.people) + fixed, 1.0, float(len(frame.people)))
