"""The earlier course that a draft was made like, and on which weekday and at which hour that was.

Which one it was is not kept: it is found by what was taken over.
"""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, case, func, select

from db.models import Course, CourseSession
from domain.courses import State
from domain.running.sessions import days_later
from services import Session
from services.courses import CourseView

YEAR = 52 * 7
"""Days: the same weekday at about the same time of the year."""


def like(view: CourseView) -> Select[int]:
    """The courses that a draft may have been made like: of the same programme and centre, at the same place.

    The one that is most like it first, then the newest: a draft that takes over all of an earlier course is like it in the
    address, the way there and the number of seats as well.
    """
    alike = and_(Course.address == view.address, Course.directions == view.directions, Course.seats == view.seats)
    return (
        select(Course.id)
        .join(CourseSession, CourseSession.course_id == Course.id)
        .where(Course.programme == view.programme.slug, Course.centre_id == view.centre.id, Course.id != view.id)
        .where(Course.state == State.PUBLISHED, Course.place == view.place)
        .group_by(Course.id)
        .order_by(case((alike, 0), else_=1), func.min(CourseSession.starts_at).desc(), Course.id.desc())
        .limit(1)
    )


async def time_of(session: Session, view: CourseView) -> datetime | None:
    """The first evening of that course at its usual weekday and hour: what was moved by hand is not taken over. One statement."""
    if not (view.draft and view.place):
        return None
    found = await session.scalars(
        select(CourseSession.starts_at).where(CourseSession.course_id == like(view).scalar_subquery())
    )
    return _usual(sorted(found), view.zone)


def _usual(starts: list[datetime], zone: ZoneInfo) -> datetime | None:
    slots = [(one.astimezone(zone).weekday(), one.astimezone(zone).time()) for one in starts]
    if not slots:
        return None
    (slot, _), *_ = Counter(slots).most_common(1)
    return starts[slots.index(slot)]


def again(usual: datetime, now: datetime, least: timedelta, zone: ZoneInfo) -> datetime:
    """The same weekday and hour, so many years on that it is ahead."""
    at = usual
    while at <= now + least:
        at = days_later(at, YEAR, zone)
    return at
