"""Rules of self-help groups that need no search: states, sizes, deadlines, who is let in."""

from datetime import timedelta
from enum import StrEnum

from domain.timing import WEEKDAYS

LEAST, MOST = 4, 8
"""Under 4 a group is fragile; up to 8 is recommended (Selvhjelp Norge)."""
ANSWER_WITHIN = timedelta(days=7)
REMIND_AFTER = timedelta(days=4)
FIRST_MEETING_AFTER = timedelta(days=5)
"""At the earliest so long after the group stands, so that everybody can plan for it."""
PULSE_AFTER = timedelta(weeks=6)
AGREED_MEETINGS = 6
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without letters and figures that look alike."""


class WishState(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    PLACED = "placed"
    WITHDRAWN = "withdrawn"


class GroupState(StrEnum):
    PROPOSED = "proposed"
    RUNNING = "running"
    DISSOLVED = "dissolved"
    CLOSED = "closed"


class MemberState(StrEnum):
    """`ASKED` has a proposal; `OFFERED` a free place in a running group."""

    ASKED = "asked"
    YES = "yes"
    NO = "no"
    OTHER_TIME = "other_time"
    OFFERED = "offered"
    MEMBER = "member"
    LEFT = "left"
    REMOVED = "removed"


HOLDS_PLACE = (MemberState.ASKED, MemberState.YES, MemberState.OFFERED, MemberState.MEMBER)


def stands(yes: int) -> bool:
    """Whether a proposed group starts: at least four yes."""
    return yes >= LEAST


def read_slot(slot: str) -> tuple[int, int]:
    """`tue-18` as (weekday, hour): (1, 18). Raises ValueError."""
    day, _, hour = slot.partition("-")
    return [name[:3] for name in WEEKDAYS].index(day), int(hour)
