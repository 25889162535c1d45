"""Courses as everybody sees them: the row, its centre, its evenings and the programme behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, bindparam, select

from db.models import Centre, Course, CourseDraft, CourseSession, CourseShare, Reason, columns, table
from domain.courses import Stage, State, spoken_by
from domain.errors import Gone, NotOpenYet
from domain.people import LANGUAGES
from domain.programmes import Programme, Topic
from domain.running.sessions import ASKED_AFTER, TAKEN_BACK_WITHIN
from domain.timing import QuietHours, instant
from services import Session
from services.programmes import Library


class CentreView(Struct, frozen=True):
    """`contact` is the name of its contact person, perhaps empty; `quiet` None: as whoever runs the bot has set it."""

    id: int
    slug: str
    name: str
    phone: str
    zone: ZoneInfo
    language: str
    country: str
    contact: str = ""
    quiet: QuietHours | None = None


class SessionView(Struct, frozen=True):
    """One evening; `position` counts from 1, `moved_from` is the start that it had before it was last moved.

    `reason`: why it was last moved or cancelled, empty when that was not said.
    `uid`, `sequence`, `digest`, `changed_at`: as in `db.models.InCalendars`.
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
    digest: str | None = None
    changed_at: datetime | None = None
    cancelled_at: datetime | None = None
    reason: str = ""


class CourseView(Struct, frozen=True):
    """A course with everything that is public about it. `address` and `directions` may be empty.

    `by_phone` of the seats are set aside for people who are not on Telegram. The evenings of a draft are those that it is to
    have, without numbers; perhaps none. `languages`: those that are spoken, at least one; `online`: one may come by video, and
    the link is read apart, for those with a place. `topic`: what the one session of this course is about, in every
    language; empty where nobody has said it. `edition` counts what has been decided on the course's card, `version` what
    people are told of.
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
    state: State = State.PUBLISHED
    published_at: datetime | None = None
    languages: tuple[str, ...] = ()
    interpreter: bool = False
    online: bool = False
    topic: str = ""
    edition: int = 1
    version: int = 1

    @property
    def draft(self) -> bool:
        return self.state is State.DRAFT

    def must_be_open_to_all(self) -> None:
        """Raises NotOpenYet of a draft."""
        if self.draft:
            raise NotOpenYet(self.centre.name, self.centre.phone)

    def stage(self, now: datetime) -> Stage:
        """How far it has come at `now`."""
        if self.draft:
            return Stage.DRAFT
        if not self.takes_place:
            return Stage.CANCELLED
        if self.ends_at <= now:
            return Stage.DONE
        return Stage.RUNNING if self.starts_at <= now else Stage.PUBLISHED

    @property
    def starts_at(self) -> datetime:
        """When the first evening that takes place begins."""
        return min(one.starts_at for one in self._held)

    @property
    def open_until(self) -> datetime:
        """Until when one may sign up: the first evening begins; the last one of a group that goes on; open ones are over."""
        match self.programme.form:
            case "open":
                return max(one.ends_at for one in self._held)
            case "group":
                return max(one.starts_at for one in self._held)
            case _:
                return self.starts_at

    @property
    def _held(self) -> tuple[SessionView, ...]:
        """The evenings that take place; all of them where none does."""
        return tuple(one for one in self.sessions if not one.cancelled) or self.sessions

    def first_for(self, now: datetime) -> SessionView:
        """The first evening of somebody who signs up now; of open ones, that may be the one that is on."""
        drop_in = self.programme.drop_in
        ahead = [one for one in self._held if (one.ends_at if drop_in else one.starts_at) > now]
        return min(ahead or self._held, key=lambda one: one.starts_at)

    @property
    def takes_place(self) -> bool:
        """False when every evening has been cancelled, and with them the course."""
        return any(not one.cancelled for one in self.sessions)

    @property
    def called_off(self) -> bool:
        """Nobody is needed for it any more. Of a draft nothing is off, though it may have no dates yet."""
        return not self.draft and not self.takes_place

    def goes_on_after(self, evening: SessionView) -> bool:
        """Whether any evening after this one takes place."""
        return any(one.starts_at > evening.starts_at and not one.cancelled for one in self.sessions)

    def weekly_follows(self, evening: SessionView) -> bool:
        """Whether what comes in the weeks after an evening still does: not when the rest of the course was called off."""
        last = evening.position == self.programme.sessions
        return self.goes_on_after(evening) or (last and not evening.cancelled)

    def lapsed(self, evening: SessionView) -> bool:
        """Whether the course was over before this evening: it is cancelled, and so are all after it."""
        return evening.cancelled and not self.goes_on_after(evening)

    def ended(self, evening: SessionView) -> datetime:
        """When an evening ends; where the course was over before it, when that was: after the last that was held, not at once."""
        if not self.lapsed(evening):
            return evening.ends_at
        last = max(one.ends_at for one in self._held)
        off = max(one.cancelled_at for one in self.sessions if one.cancelled_at and not self.goes_on_after(one))
        return min(evening.ends_at, max(last, off + ASKED_AFTER))

    def open(self, now: datetime) -> bool:
        """Whether one may sign up."""
        return not self.draft and self.takes_place and now < self.open_until

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


_C, _E, _Z, _R = columns(Course), columns(CourseSession), columns(Centre), columns(Reason)
_D = columns(CourseDraft)
_ALL = (
    select(
        *(_C.id, _C.slug, _C.programme, _C.seats, _C.by_phone, _C.place, _C.address, _C.directions),
        *(_C.state, _C.published_at, _C.languages, _C.interpreter, _C.topic, _C.edition, _C.version),
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
        _view(rows, library.programmes[rows[0].courses_programme])
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


def quiet_hours(start: time | None, end: time | None) -> QuietHours | None:
    """A centre's own quiet hours; None where it has none of its own."""
    return None if start is None or end is None else QuietHours(start, end)


def centre_view(centre: Any) -> CentreView:
    """Out of a `Centre`, or a row of its columns."""
    return CentreView(
        *(centre.id, centre.slug, centre.name, centre.phone, ZoneInfo(centre.time_zone), centre.language),
        *(centre.country, centre.contact, quiet_hours(centre.quiet_from, centre.quiet_to)),
    )


def _view(rows: Sequence[Any], programme: Programme) -> CourseView:
    """Out of the rows of one course, one for each evening."""
    course = rows[0]
    zone = ZoneInfo(course.centres_time_zone)
    topic = course.courses_topic if programme.sessions == 1 else ""
    topics = _about(programme.session, topic)
    meant = _meant(course.course_drafts_dates or (), programme, topics, zone)
    return CourseView(
        id=course.courses_id,
        slug=course.courses_slug,
        seats=course.courses_seats,
        by_phone=course.courses_by_phone,
        place=course.courses_place,
        address=course.courses_address,
        directions=course.courses_directions,
        programme=programme,
        centre=CentreView(
            course.centres_id,
            course.centres_slug,
            course.centres_name,
            course.centres_phone,
            zone,
            course.centres_language,
            course.centres_country,
            course.centres_contact,
            quiet_hours(course.centres_quiet_from, course.centres_quiet_to),
        ),
        sessions=meant or tuple(_session_view(row, topics) for row in rows if row.sessions_id is not None),
        state=State(course.courses_state),
        published_at=course.courses_published_at,
        languages=tuple(course.courses_languages) or (spoken_by(course.centres_language),),
        interpreter=course.courses_interpreter,
        online=course.courses_online,
        topic=topic,
        edition=course.courses_edition,
        version=course.courses_version,
    )


def _about(topics: tuple[Topic, ...], written: str) -> tuple[Topic, ...]:
    """The topics of a course: what its coordinators have written stands for that of its one session, as they wrote it."""
    return (replace(topics[0], title=dict.fromkeys(LANGUAGES, written)),) if written else topics


def _meant(
    dates: Sequence[str], programme: Programme, topics: Sequence[Topic], zone: ZoneInfo
) -> tuple[SessionView, ...]:
    """The evenings that a draft is to have: none of them has a row, and so no number."""
    found = []
    for position, local in enumerate(map(datetime.fromisoformat, dates[: programme.sessions]), 1):
        starts = instant(local.date(), local.time(), zone)
        ends = starts + programme.length(position)
        found.append(SessionView(0, position, topics[position - 1], starts, ends, 0, cancelled=False))
    return tuple(found)


def _session_view(row: Any, topics: Sequence[Topic]) -> SessionView:
    return SessionView(
        id=row.sessions_id,
        position=row.sessions_position,
        topic=topics[row.sessions_position - 1],
        starts_at=row.sessions_starts_at,
        ends_at=row.sessions_ends_at,
        version=row.sessions_version,
        cancelled=row.sessions_cancelled_at is not None,
        moved_from=row.sessions_moved_from,
        uid=row.sessions_uid,
        sequence=row.sessions_sequence,
        digest=row.sessions_digest,
        changed_at=row.sessions_changed_at,
        cancelled_at=row.sessions_cancelled_at,
        reason=row.reasons_text or "",
    )
