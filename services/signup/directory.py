"""The course database: the published courses of all centres that one can still come to. Public facts only."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from db.models import Area, Centre, Course, CourseSession, CourseShare, Municipality
from domain.courses import State
from services import Session, courses
from services.courses import CourseView, SessionView
from services.programmes import Library
from services.signup import seats


class Entry(Struct, frozen=True):
    """A course that people can be told of. `dates` are its evenings to come, at least one.

    `municipalities`: from where one can sign up, by name: those of its centre and of the centres that it is shared with.
    `centres`: those of these centres that have told of no municipality, by name.
    `free`: how many places one can have at once, none where people wait; None: one comes without signing up.
    """

    course: CourseView
    network: str
    municipalities: Sequence[str]
    dates: Sequence[SessionView]
    free: int | None
    centres: Sequence[str] = ()


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
    numbers = [one.id for one in views]
    free, named, shared = await seats.free(session, numbers), await _named(session), await _shared(session, numbers)
    made = [_entry(one, None if one.programme.drop_in else free[one.id], named, shared[one.id], now) for one in views]
    return sorted(made, key=lambda one: (one.dates[0].starts_at, one.course.id))


def _entry(view: CourseView, free: int | None, named: "Named", shared: Sequence[int], now: datetime) -> Entry:
    coming = [one for one in view.sessions if not one.cancelled and one.ends_at > now]
    dates = sorted(coming, key=lambda one: one.starts_at)
    from_where = (view.centre.id, *shared)
    served = sorted({name for one in from_where for name in named.municipalities[one]})
    silent = [named.centres[one] for one in from_where if not named.municipalities[one]]
    return Entry(view, named.networks.get(view.centre.id, ""), served, dates, free, silent)


class Named(Struct, frozen=True):
    """By the number of a centre: its name, the municipalities that it serves, and its network, if it is in one."""

    centres: dict[int, str]
    municipalities: defaultdict[int, list[str]]
    networks: dict[int, str]


async def _named(session: Session) -> Named:
    served: defaultdict[int, list[str]] = defaultdict(list)
    rows = await session.execute(select(Municipality.centre_id, Municipality.name).order_by(Municipality.name))
    for centre_id, name in rows:
        served[centre_id].append(name)
    named = select(Centre.id, Centre.name, Area.name.label("network")).outerjoin(Area, Area.id == Centre.area_id)
    centres = (await session.execute(named)).all()
    networks = {row.id: row.network for row in centres if row.network is not None}
    return Named({row.id: row.name for row in centres}, served, networks)


async def _shared(session: Session, courses: Sequence[int]) -> defaultdict[int, list[int]]:
    """By the number of a course: the centres that it is shared with."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    shares = select(CourseShare.course_id, CourseShare.centre_id).where(CourseShare.course_id.in_(courses))
    for course_id, centre_id in await session.execute(shares.order_by(CourseShare.centre_id)):
        found[course_id].append(centre_id)
    return found
