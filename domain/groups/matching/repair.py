"""Places those whom the first groups left out: into a group with room, in exchange, or in a group made of others' surplus."""

from domain.groups.matching.build import Builder
from domain.groups.matching.draft import Draft
from domain.groups.matching.frame import bits


def place_left(draft: Draft, builder: Builder) -> None:
    """Tries everybody who is left until a whole round helps nobody. Nobody who is placed ends up left."""
    tried = 0
    before = -1
    while draft.left and before != draft.left and tried < 4:
        before = draft.left
        tried += 1
        for i in list(bits(draft.left)):
            unit = draft.frame.unit[i]
            if not unit & ~draft.left and draft.frame.mates[i]:
                _ = _join(draft, unit) or _exchange(draft, unit) or _gather(draft, builder, unit)


def _join(draft: Draft, unit: int) -> bool:
    """Into the group that is best with them."""
    number = _best_home(draft, unit)
    if number < 0:
        return False
    draft.put(number, draft.groups[number] | unit)
    return True


def _best_home(draft: Draft, unit: int, but: int = -1) -> int:
    """The number of the group that loses least by taking a unit in; -1 if none can."""
    frame, most = draft.frame, draft.frame.pool.sizes.most
    mates = frame.mates[(unit & -unit).bit_length() - 1]
    best, found = None, -1
    for number, group in enumerate(draft.groups):
        if group & ~mates or not group or number == but:
            continue
        larger = group | unit
        if larger.bit_count() <= most and frame.fits(larger):
            gained = draft.scorer.score(larger) - draft.scores[number]
            if best is None or gained > best:
                best, found = gained, number
    return found


def _exchange(draft: Draft, unit: int) -> bool:
    """Into a group one of whose units finds a home elsewhere."""
    frame, sizes = draft.frame, draft.frame.pool.sizes
    mates = frame.mates[(unit & -unit).bit_length() - 1]
    for number, group in enumerate(draft.groups):
        against = group & ~mates
        if not group or against.bit_count() > 2:
            continue
        for j in bits(against or group):
            other = frame.unit[j]
            larger = group & ~other | unit
            if against & ~other or other in frame.held or not sizes.least <= larger.bit_count() <= sizes.most:
                continue
            if not frame.fits(larger):
                continue
            home = _best_home(draft, other, but=number)
            if home >= 0:
                draft.put(number, larger)
                draft.put(home, draft.groups[home] | other)
                return True
    return False


def _gather(draft: Draft, builder: Builder, unit: int) -> bool:
    """A new group out of those left and those whom their groups can spare."""
    least = draft.frame.pool.sizes.least
    spared = draft.left & ~unit
    for group in draft.groups:
        surplus = group.bit_count() - least
        for i in bits(group) if surplus > 0 else ():
            other = draft.frame.unit[i]
            size = other.bit_count()
            if size <= surplus and other & -other == 1 << i and other not in draft.frame.held:
                spared |= other
                surplus -= size
    aim, builder.aim = builder.aim, least
    group = builder.grow(unit, spared)
    builder.aim = aim
    if group:
        for number in {draft.home[i] for i in bits(group)} - {-1}:
            draft.put(number, draft.groups[number] & ~group)
        draft.put(len(draft.groups), group)
    return bool(group)
