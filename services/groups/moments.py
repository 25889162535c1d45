"""What a group's own time brings: found by one rule each, for the planner that sends it and the agenda that looks ahead."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import Select

from domain.messages import Message
from domain.timing import QuietHours, Window, after_quiet
from services import Session
from services.mail import outbox


class Moment(Struct, frozen=True):
    """A message that comes due at `due`, before quiet hours are looked at, and is of use until `not_after`.

    `quiet`: the centre's own quiet hours, where it has some.
    `people` selects the ids of those who get it, as things stand now; `number` is that of the meeting, if it is of one.
    """

    group_id: int
    due: datetime
    not_after: datetime
    zone: ZoneInfo
    message: Message
    people: Select[int]
    number: int = 0
    quiet: QuietHours | None = None

    def at(self, usual: QuietHours) -> datetime:
        return after_quiet(self.due, self.not_after, self.quiet or usual, self.zone)


class Ending(Struct, frozen=True):
    """What will be decided at `due` if nobody says anything more: the ids of those who are then told so, by message."""

    group_id: int
    due: datetime
    zone: ZoneInfo
    told: Sequence[tuple[type[Message], Sequence[int]]]


async def put(session: Session, found: Iterable[Moment], quiet: QuietHours, window: Window) -> int:
    """Queue what has come due in the window; what would come too late is not written at all. Returns how many are new."""
    written = 0
    for one in found:
        if window.until < one.not_after:
            at = one.at(quiet)
            written += await outbox.put(session, one.message, one.people, due_at=at, not_after=one.not_after)
    return written
