"""Courses are read: the row, its centre, its evenings and the programme behind it."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, bindparam, select

from db.models import Centre, Course, CourseDraft, CourseSession, CourseShare, Reason, columns, table
from domain.courses import State
from domain.errors import Gone
from services import Session
from services.courses.rows import course_view
from services.courses.views import CourseView
from services.programmes import Library

_C, _E, _Z, _R, _D = map(columns, (Course, CourseSession, Centre, Reason, CourseDraft))
_ALL = (
    select(
        *(_C.id, _C.slug, _C.programme, _C.seats, _C.by_phone, _C.place, _C.address, _C.directions),
        *(_C.state, _C.published_at, _C.languages, _C.interpreter, _C.topic, _C.referral, _C.edition, _C.version),
        _C.video_link.is_not(None).label("courses_online"),
        *(_Z.id, _Z.slug, _Z.name, _Z.phone, _Z.time_zone, _Z.language, _Z.country, _Z.contact),
        *(_Z.quiet_from, _Z.quiet_to),
        *(_E.id, _E.position, _E.starts_at, _E.ends_at, _E.version, _E.cancelled_at, _E.moved_from),
        *(_E.uid, _E.sequence, _E.digest, _E.changed_at, _R.text),
        _D.dates,
    )
    .join(table(Centre), _Z.id == _C.centre_id)
    .outerjoin(table(CourseSession), _E.course_id == _C.id)
    .outerjoin(table(Reason), _R.id == _E.reason_id)
    .outerjoin(table(CourseDraft), (_D.course_id == _C.id) & (_C.state == State.DRAFT))
    .order_by(_C.id, _E.position)
    .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
)
_ONE = _ALL.where(_C.id == bindparam("course_id"))
_SOME = _ALL.where(_C.id.in_(bindparam("course_ids", expanding=True)))
_LOCK = select(_C.id).where(_C.id == bindparam("course_id")).with_for_update()
_READ = "courses_read"


def read_once(session: Session) -> None:
    """Each course is read but once in this transaction, which must not change any: for whoever writes many messages."""
    session.info[_READ] = {}


async def load(session: Session, library: Library, course_id: int) -> CourseView:
    """One course. Raises Gone when there is none, or its programme is no longer in `content/`."""
    found = await by_id(session, library, [course_id])
    if not found:
        raise Gone
    return found[course_id]


async def by_id(session: Session, library: Library, course_ids: Iterable[int]) -> dict[int, CourseView]:
    """Several courses, without those that are gone or whose programme is no longer in `content/`."""
    wanted = dict.fromkeys(course_ids)
    read: dict[int, CourseView] = session.info.get(_READ, {})
    missing = [one for one in wanted if one not in read]
    if missing:
        read.update((one.id, one) for one in await load_many(session, library, missing))
    return {one: read[one] for one in wanted if one in read}


async def load_many(session: Session, library: Library, course_ids: Sequence[int]) -> list[CourseView]:
    """Several courses in one query, in the order of their ids."""
    if len(course_ids) == 1:
        found = await session.execute(_ONE, {"course_id": course_ids[0]})
    else:
        found = await session.execute(_SOME, {"course_ids": list(course_ids)})
    by_course = [list(rows) for _, rows in groupby(found.all(), key=lambda row: row.courses_id)]
    return [
        course_view(rows, library.programmes[rows[0].courses_programme])
        for rows in by_course
        if rows[0].courses_programme in library.programmes
    ]


async def of_session(session: Session, library: Library, session_id: int) -> CourseView:
    """The course that an evening belongs to. Raises Gone."""
    evening = await session.get(CourseSession, session_id)
    if evening is None:
        raise Gone
    return await load(session, library, evening.course_id)


async def lock(session: Session, course_id: int) -> Course:
    """Lock the course's row until the transaction ends: whoever gives out seats counts them under this lock. Raises Gone.

    On PostgreSQL a row lock; on SQLite the transaction is the only writer anyway.
    """
    course = await session.scalar(
        select(Course).where(Course.id == course_id).with_for_update().execution_options(populate_existing=True)
    )
    if course is None:
        raise Gone
    return course


async def load_locked(session: Session, library: Library, course_id: int) -> CourseView:
    """As `lock`, then the course as it is under the lock, as `load` has it: what is read before may have changed. Raises Gone."""
    if session.get_bind().dialect.name != "sqlite":
        await session.execute(_LOCK, {"course_id": course_id})
    return await load(session, library, course_id)


async def video_links(session: Session, views: Iterable[CourseView]) -> dict[int, str]:
    """The links to the video meetings of those that have one, for people with a place; without one it costs no statement."""
    online = [one.id for one in views if one.online]
    if not online:
        return {}
    rows = await session.execute(select(Course.id, Course.video_link).where(Course.id.in_(online)))
    return {row.id: row.video_link or "" for row in rows}


async def shared_with(session: Session, course_id: int) -> list[Centre]:
    """The centres with which a course is shared, by name."""
    shared = select(Centre).join(CourseShare, CourseShare.centre_id == Centre.id)
    return list(await session.scalars(shared.where(CourseShare.course_id == course_id).order_by(Centre.name)))


async def shares(session: Session, course_ids: Sequence[int]) -> dict[int, list[str]]:
    """By course: the names of the centres with which it is shared, in their order; nothing of one that is shared with none."""
    found: dict[int, list[str]] = {}
    shared = select(CourseShare.course_id, Centre.name).join(Centre, Centre.id == CourseShare.centre_id)
    shared = shared.where(CourseShare.course_id.in_(course_ids)).order_by(Centre.name)
    for row in await session.execute(shared) if course_ids else ():
        found.setdefault(row.course_id, []).append(row.name)
    return found
