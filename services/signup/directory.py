"""The course database: the published courses of all centres that one can still come to. Public facts only."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from db.models import Area, Centre, Course, CourseSession, Municipality
from domain.courses import State
from services import Session, courses
from services.courses import CourseView, SessionView
from services.programmes import Library
from services.signup import seats


class Entry(Struct, frozen=True):
    """A course that people can be told of. `dates` are its evenings to come, at least one; `municipalities` its centre's.

    `free`: how many places one can have at once, none where people wait; None: one comes without signing up.
    """

    course: CourseView
    network: str
    municipalities: Sequence[str]
    dates: Sequence[SessionView]
    free: int | None


async def read(session: Session, library: Library, now: datetime) -> list[Entry]:
    """By their first evening to come; in a fixed number of statements. A series that has begun is no longer offered."""
    coming = (
        select(Course.id)
        .join(CourseSession, CourseSession.course_id == Course.id)
        .where(Course.state == State.PUBLISHED, Course.programme.in_(library.programmes))
        .where(CourseSession.cancelled_at.is_(None), CourseSession.ends_at > now)
        .distinct()
    )
    ids = (await session.scalars(coming)).all()
    views = [one for one in await courses.load_many(session, library, ids) if one.open(now)] if ids else []
    free, named = await seats.free(session, [one.id for one in views]), await _named(session)
    made = [_entry(one, None if one.programme.drop_in else free[one.id], named, now) for one in views]
    return sorted(made, key=lambda one: (one.dates[0].starts_at, one.course.id))


def _entry(view: CourseView, free: int | None, named: "Named", now: datetime) -> Entry:
    coming = [one for one in view.sessions if not one.cancelled and one.ends_at > now]
    dates = sorted(coming, key=lambda one: one.starts_at)
    return Entry(view, named.networks.get(view.centre.id, ""), named.municipalities[view.centre.id], dates, free)


class Named(Struct, frozen=True):
    """By the number of a centre: the municipalities that it serves, and its network, if it is in one."""

    municipalities: defaultdict[int, list[str]]
    networks: dict[int, str]


async def _named(session: Session) -> Named:
    served: defaultdict[int, list[str]] = defaultdict(list)
    rows = await session.execute(select(Municipality.centre_id, Municipality.name).order_by(Municipality.name))
    for centre_id, name in rows:
        served[centre_id].append(name)
    networks = await session.execute(select(Centre.id, Area.name).join(Area, Area.id == Centre.area_id))
    return Named(served, {row.id: row.name for row in networks})
