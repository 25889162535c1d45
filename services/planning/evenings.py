"""Evenings of which something comes due, each with what its course needs to be planned."""

from collections.abc import Sequence
from datetime import datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import Select, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from db.models import Centre, Course, CourseSession, Instant
from domain.programmes import Programme
from domain.timing import QuietHours, Window
from services import Session, courses
from services.programmes import Library


class Due(Struct, frozen=True):
    """One evening with what its course needs to be planned. `goes_on`: one after it takes place."""

    evening: CourseSession
    course: Course
    programme: Programme
    zone: ZoneInfo
    quiet: QuietHours | None
    """The centre's own quiet hours."""
    goes_on: bool

    @property
    def lapsed(self) -> bool:
        """As `CourseView.lapsed`."""
        return self.evening.cancelled_at is not None and not self.goes_on

    @property
    def cut_short(self) -> bool:
        """Whether what follows from this evening may follow from when the rest of its course was called off."""
        return not self.goes_on and (self.lapsed or self.evening.position < self.programme.sessions)

    @property
    def weekly_follows(self) -> bool:
        """As `CourseView.weekly_follows`."""
        last = self.evening.position == self.programme.sessions
        return self.goes_on or (last and self.evening.cancelled_at is None)


async def due_evenings(
    session: Session,
    library: Library,
    moment: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    windows: Sequence[Window],
    zone: ZoneInfo | None = None,
) -> list[Due]:
    """Evenings whose start or end, or when they were called off, lies in a window, in order.

    None of a course of which every evening is cancelled.
    """
    values: dict[str, object] = {"programmes": list(library.programmes)}
    for number, one in enumerate(windows):
        values |= {f"after_{number}": one.after, f"until_{number}": one.until}
    if zone is not None:
        values["zone"] = zone.key
    rows = await session.execute(_in_windows(moment.key, len(windows), zone is not None), values)
    return [
        Due(
            row.CourseSession,
            row.Course,
            library.programmes[row.Course.programme],
            ZoneInfo(row.time_zone),
            courses.quiet_hours(row.quiet_from, row.quiet_to),
            row.goes_on,
        )
        for row in rows.all()
    ]


@cache
def _in_windows(
    name: str, windows: int, in_zone: bool
) -> Select[CourseSession, Course, str, time | None, time | None, bool]:
    """Evenings of which the moment of this name lies in one of so many windows: built once, as it is asked every hour.

    Values: `programmes`, `after_0`, `until_0` and so on, and `zone`.
    """
    moment: InstrumentedAttribute[datetime] = getattr(CourseSession, name)
    held, later = aliased(CourseSession), aliased(CourseSession)
    goes_on = exists().where(
        later.course_id == Course.id, later.cancelled_at.is_(None), later.starts_at > CourseSession.starts_at
    )
    inside = (
        (moment > bindparam(f"after_{number}", type_=Instant)) & (moment <= bindparam(f"until_{number}", type_=Instant))
        for number in range(windows)
    )
    statement = (
        select(CourseSession, Course, Centre.time_zone, Centre.quiet_from, Centre.quiet_to, goes_on.label("goes_on"))
        .join(Course, Course.id == CourseSession.course_id)
        .join(Centre, Centre.id == Course.centre_id)
        .where(or_(*inside))
        .where(Course.programme.in_(bindparam("programmes", expanding=True)))
        .where(exists().where(held.course_id == Course.id, held.cancelled_at.is_(None)))
        .order_by(moment, CourseSession.id)
    )
    return statement.where(Centre.time_zone == bindparam("zone")) if in_zone else statement
