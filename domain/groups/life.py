"""Rules of self-help groups that need no search: states, sizes, deadlines, who is let in."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.timing import WEEKDAYS, WeeklySlot, instant, slots_between

LEAST, MOST = 4, 8
"""Under 4 a group is fragile; up to 8 is recommended (Selvhjelp Norge). A centre's content may ask for more."""
ANSWER_WITHIN = timedelta(days=7)
REMIND_AFTER = timedelta(days=4)
FIRST_MEETING_AFTER = timedelta(days=5)
"""At the earliest so long after the group stands, so that everybody can plan for it."""
PULSE_AFTER = timedelta(weeks=6)
OFFER_WITHIN = timedelta(days=3)
"""How long a free place in a running group is held for somebody."""
CONSIDER_WITHIN = timedelta(days=3)
"""How long the members may think about whether somebody new may come."""
ASK_AGAIN_AFTER = timedelta(days=1)
"""At most so often the members are asked, however often people come and go."""
MEETING_LASTS = timedelta(hours=2)
ASK_NEXT_AFTER = timedelta(hours=3)
"""After the beginning of a meeting: then whoever plans is asked for the next one."""
MEETING_REMINDERS = ("P1D", "PT2H")
CLOSES_AFTER = timedelta(days=1)
"""So long after taking over as its starter one may close a group: anybody can take over one that has none."""
STARTER_AWAY = timedelta(days=1)
"""Whoever looks after a group and cannot be reached for so long looks after it no longer."""
CHANGES_AT_ONCE, CHANGE_EVERY = 6, timedelta(minutes=10)
"""So many changes that all members are told of may be made at once, and then one after each such time."""
KEPT_FOR = timedelta(days=90)
"""Who was in a group that is over is forgotten after so long."""
AGREED_MEETINGS = 6
TROUBLES_A_DAY = 5
"""So often a person may tell the coordinators of a problem within 24 hours; whoever needs more should ring."""
TOLD_EVERY = timedelta(hours=1)
"""At most so often the coordinators are told that members of a group have told of something."""
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
    """`ASKED` has a proposal; `OFFERED` a free place in a running group; `LAPSED` did not answer in time.

    `CONSIDERED`: the members are being asked whether somebody new may come; the newcomer knows nothing of it yet.
    """

    ASKED = "asked"
    YES = "yes"
    NO = "no"
    OTHER_TIME = "other_time"
    LAPSED = "lapsed"
    CONSIDERED = "considered"
    OFFERED = "offered"
    MEMBER = "member"
    LEFT = "left"
    REMOVED = "removed"


HOLDS_PLACE = (
    MemberState.ASKED, MemberState.YES, MemberState.CONSIDERED, MemberState.OFFERED, MemberState.MEMBER,
)  # fmt: skip
HOLDING = (MemberState.ASKED, MemberState.YES, MemberState.OFFERED, MemberState.MEMBER)
"""Of these, those in which a person knows of the group."""
LIVE = (GroupState.PROPOSED, GroupState.RUNNING)
FOLLOWS = {
    GroupState.PROPOSED: (GroupState.RUNNING, GroupState.DISSOLVED),
    GroupState.RUNNING: (GroupState.CLOSED,),
    GroupState.DISSOLVED: (),
    GroupState.CLOSED: (),
}
"""What may become of a group."""


class Verdict(StrEnum):
    """What becomes of a proposal."""

    WAIT = "wait"
    STANDS = "stands"
    FALLS = "falls"


def read_slot(slot: str) -> tuple[int, int]:
    """`tue-18` as (weekday, hour): (1, 18). Raises ValueError."""
    day, _, hour = slot.partition("-")
    return [name[:3] for name in WEEKDAYS].index(day), int(hour)


def verdict(yes: int, unanswered: int, *, over: bool, least: int = LEAST) -> Verdict:
    """Decided when all have answered, at the deadline (`over`), or as soon as the `least` can no longer be reached."""
    if yes + unanswered < least:
        return Verdict.FALLS
    if over or not unanswered:
        return Verdict.STANDS if yes >= least else Verdict.FALLS
    return Verdict.WAIT


def welcome(yes: int, no: int, unanswered: int, *, starter_yes: bool, over: bool) -> Verdict:
    """Whether somebody new may come: one no is enough against it, the starter's yes or two others' for it."""
    if no:
        return Verdict.FALLS
    if unanswered and not over:
        return Verdict.WAIT
    return Verdict.STANDS if starter_yes or yes >= 2 or (yes and not unanswered) else Verdict.FALLS


def _slots(after: datetime, slot: str, zone: ZoneInfo) -> Iterator[datetime]:
    weekday, hour = read_slot(slot)
    return slots_between(after, after + timedelta(days=60), WeeklySlot(weekday, time(hour)), zone)


def first_meeting(now: datetime, slot: str, zone: ZoneInfo) -> datetime:
    """The group's weekday and hour, at least five days ahead."""
    return next(_slots(now + FIRST_MEETING_AFTER - timedelta(seconds=1), slot, zone))


def next_meetings(last: datetime | None, now: datetime, slot: str, zone: ZoneInfo) -> list[datetime]:
    """What to offer for the next meeting: a week and two weeks after the last one, on its weekday and hour.

    Without a last one, or when it is long ago, the next two that lie ahead; never within the next hours.
    """
    after = now + timedelta(hours=12)
    if last is None:
        found = _slots(after, slot, zone)
        return [next(found), next(found)]
    local = last.astimezone(zone)
    weeks = max(1, (after - last) // timedelta(weeks=1))
    times = (instant(local.date() + timedelta(weeks=weeks + n), local.time(), zone) for n in range(4))
    return [at for at in times if at > after][:2]
