"""Courses as everybody sees them: the row, its centre, its evenings and the programme behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.models import Centre, Course, CourseSession, Reason
from domain.errors import Gone
from domain.programmes import Programme, Topic
from domain.running.sessions import TAKEN_BACK_WITHIN
from services import Session
from services.programmes import Library


@dataclass(frozen=True)
class CentreView:
    id: int
    slug: str
    name: str
    phone: str
    zone: ZoneInfo
    language: str
    country: str


@dataclass(frozen=True)
class SessionView:
    """One evening; `position` counts from 1, `moved_from` is the start that it had before it was last moved.

    `reason`: why it was last moved or cancelled, empty when that was not said.
    `uid`, `sequence`, `changed_at`: as in `db.models.InCalendars`.
    """

    id: int
    position: int
    topic: Topic
    starts_at: datetime
    ends_at: datetime
    version: int
    cancelled: bool
    moved_from: datetime | None = None
    uid: str = ""
    sequence: int = 0
    changed_at: datetime | None = None
    cancelled_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class CourseView:
    """A course with everything that is public about it. `address` and `directions` may be empty.

    `by_phone` of the seats are set aside for people who are not on Telegram.
    """

    id: int
    slug: str
    seats: int
    by_phone: int
    place: str
    address: str
    directions: str
    programme: Programme
    centre: CentreView
    sessions: tuple[SessionView, ...]

    @property
    def starts_at(self) -> datetime:
        """When the first evening that takes place begins; sign-up closes then."""
        held = [one.starts_at for one in self.sessions if not one.cancelled]
        return min(held or [one.starts_at for one in self.sessions])

    @property
    def takes_place(self) -> bool:
        """False when every evening has been cancelled, and with them the course."""
        return any(not one.cancelled for one in self.sessions)

    def open(self, now: datetime) -> bool:
        """Whether one may sign up."""
        return self.takes_place and now < self.starts_at

    @property
    def ends_at(self) -> datetime:
        return max(one.ends_at for one in self.sessions)

    @property
    def zone(self) -> ZoneInfo:
        return self.centre.zone

    def next_session(self, now: datetime) -> SessionView | None:
        """The next evening that takes place, or None when there is none left."""
        coming = [one for one in self.sessions if one.starts_at > now and not one.cancelled]
        return min(coming, key=lambda one: one.starts_at, default=None)

    def just_cancelled(self, now: datetime) -> tuple[SessionView, ...]:
        """The evenings that were last cancelled, in one go, while that can still be taken back."""
        last = max((one.cancelled_at for one in self.sessions if one.cancelled_at), default=None)
        together = tuple(one for one in self.sessions if last and one.cancelled_at == last)
        in_time = last and now - last <= TAKEN_BACK_WITHIN and all(one.starts_at > now for one in together)
        return together if in_time else ()

    def session(self, session_id: int) -> SessionView:
        return next(one for one in self.sessions if one.id == session_id)


_READ = "courses_read"


def read_once(session: Session) -> None:
    """Each course is read but once in this transaction, which must not change any: for whoever writes many messages."""
    session.info[_READ] = {}


async def load(session: Session, library: Library, course_id: int) -> CourseView:
    """One course. Raises Gone when there is none, or its programme is no longer in `content/`."""
    read: dict[int, CourseView] | None = session.info.get(_READ)
    if read is not None and course_id in read:
        return read[course_id]
    views = await load_many(session, library, [course_id])
    if not views:
        raise Gone
    if read is not None:
        read[course_id] = views[0]
    return views[0]


_Evening = tuple[CourseSession, str]
"""A row, and why it was last moved or cancelled."""


async def load_many(session: Session, library: Library, course_ids: Sequence[int]) -> list[CourseView]:
    """Several courses in two queries, in the order of their ids."""
    found = await session.execute(
        select(Course, Centre).join(Centre, Centre.id == Course.centre_id).where(Course.id.in_(course_ids))
    )
    evenings = await session.execute(
        select(CourseSession, Reason.text)
        .outerjoin(Reason, Reason.id == CourseSession.reason_id)
        .where(CourseSession.course_id.in_(course_ids))
        .order_by(CourseSession.position)
    )
    by_course: dict[int, list[_Evening]] = {}
    for evening, reason in evenings.all():
        by_course.setdefault(evening.course_id, []).append((evening, reason or ""))
    return [
        _view(row.Course, row.Centre, library.programmes[row.Course.programme], by_course.get(row.Course.id, []))
        for row in sorted(found.all(), key=lambda row: row.Course.id)
        if row.Course.programme in library.programmes
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


def centre_view(centre: Centre) -> CentreView:
    return CentreView(
        centre.id, centre.slug, centre.name, centre.phone, ZoneInfo(centre.time_zone), centre.language, centre.country
    )


def _view(course: Course, centre: Centre, programme: Programme, evenings: Sequence[_Evening]) -> CourseView:
    return CourseView(
        id=course.id,
        slug=course.slug,
        seats=course.seats,
        by_phone=course.by_phone,
        place=course.place,
        address=course.address,
        directions=course.directions,
        programme=programme,
        centre=centre_view(centre),
        sessions=tuple(_session_view(one, programme, reason) for one, reason in evenings),
    )


def _session_view(row: CourseSession, programme: Programme, reason: str) -> SessionView:
    return SessionView(
        id=row.id,
        position=row.position,
        topic=programme.session[row.position - 1],
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        version=row.version,
        cancelled=row.cancelled_at is not None,
        moved_from=row.moved_from,
        uid=row.uid,
        sequence=row.sequence,
        changed_at=row.changed_at,
        cancelled_at=row.cancelled_at,
        reason=reason,
    )
