"""What has become new about a course, and who is told: everybody with a place, an offer or a number in line.

Each change raises the course's version and keeps what was true before it. A message is worded when it is sent, from what
that person was last told and what is true then: of two changes in a row one message tells, and of one that was taken back
none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import BindParameter, Select, bindparam, select

from db.models import Centre, Course, CourseChange, CourseSession, CourseShare, Enrolment, Outbox
from domain.courses import State as CourseState
from domain.courses import spoken_by
from domain.delivery import State
from domain.running.messages import CourseChanged
from domain.signup import IN_LINE, Status
from services import Session, people
from services.courses import courses, has_met, team
from services.courses.reasons import NONE, Given
from services.courses.views import CourseView, SessionView
from services.mail import outbox
from services.mail.batches import Batch
from services.people import Reach
from services.programmes import Library

DATES, MEETINGS = "dates", "meetings"
"""Keys of what is kept of a change that concerns a team alone: the dates that a draft had (as it keeps them), and when meetings
were by number (ISO 8601; empty: left out)."""
FACTS = ("topic", "place", "address", "directions")
"""Columns of a course that its people are told of when they change. Seats concern nobody who has one."""
FACTS_KEY = "facts"
_FACTS, _MOVED, _TOLD, _LINK = FACTS_KEY, "moved", "told_apart", "link"
"""Keys of what is kept of a change. Those who have a place were told of the last kind by a message of its own."""
FOUND = team.OF_NO_TEAM
"""Key of how a course was found before it could be found by more people (`services/finding/planner.py`). Nobody on it is told."""
TOLD_OF = (Status.PLACE, *IN_LINE)


class News(Struct, frozen=True):
    """What is new to one person. `facts`: what each was before. `evenings`: each with its earlier start, None for one that
    was cancelled before.

    `has_place`: is on the course, not in line for it. `link`: the link to the video meeting is another one.
    """

    course: CourseView
    facts: Mapping[str, str]
    evenings: Sequence[tuple[SessionView, datetime | None]]
    has_place: bool
    link: bool = False


def concerned(course_id: int, *, in_line: bool = False) -> Select[int]:
    """The ids of those who are told of a change; with `in_line` only of those who have no place yet."""
    statuses = IN_LINE if in_line else TOLD_OF
    return select(Enrolment.person_id).where(Enrolment.course_id == course_id, Enrolment.status.in_(statuses))


def move_to(row: CourseSession, at: datetime, reason: Given = NONE) -> None:
    """Another time for an evening; its length stays, and what was answered to the old time counts no more."""
    row.reason_id = reason.number
    row.moved_from, row.ends_at, row.starts_at = row.starts_at, at + (row.ends_at - row.starts_at), at
    row.version += 1


async def tell(
    session: Session,
    library: Library,
    course: Course,
    facts: Mapping[str, str],
    moved: Mapping[int, datetime],
    now: datetime,
    *,
    link: bool = False,
) -> Reach:
    """Tell everybody of what was just written: what `facts` were before, the earlier starts of evenings by id.

    `link`: the link to the video meeting is another one, which only those with a place are told.
    Nobody is told of a course that is over or will not take place. The course must be locked. Returns who is told.
    """
    was: dict[str, dict[str, str]] = {_FACTS: dict(facts), _MOVED: _as_text(moved)}
    view = await _changed(session, library, course, was | ({_LINK: {"": ""}} if link else {}), moved, now)
    if not _matters(view, now):
        return Reach()
    everybody = concerned(course.id)
    message = CourseChanged(course.id, course.version)
    await outbox.put(session, message, everybody, due_at=now, not_after=view.ends_at)
    return await people.reach(session, everybody)


async def tell_the_line(
    session: Session, library: Library, course: Course, moved: Mapping[int, datetime | None], now: datetime
) -> None:
    """Tell those in line of evenings that were moved or cancelled, of which those with a place are told by themselves.

    An earlier start is None where the evening was cancelled, and takes place after all.
    """
    view = await _changed(session, library, course, {_TOLD: _as_text(moved)}, moved, now)
    if _matters(view, now):
        message = CourseChanged(course.id, course.version)
        await outbox.put(session, message, concerned(course.id, in_line=True), due_at=now, not_after=view.open_until)


async def _changed(
    session: Session,
    library: Library,
    course: Course,
    was: dict[str, dict[str, str]],
    moved: Mapping[int, datetime | None],
    now: datetime,
) -> CourseView:
    course.version += 1
    session.add(CourseChange(course_id=course.id, version=course.version, was=was, made_at=now))
    await session.flush()
    await team.tell(session, course, now)
    view = await courses.load(session, library, course.id)
    await has_met.keep(session, view, moved, now)
    return view


class FoundBy(Struct, frozen=True):
    """By what a course is found: the languages spoken on it, whether one may come by video, and at which centres."""

    languages: list[str]
    online: bool
    centres: list[int]

    def more_than(self, before: "FoundBy") -> bool:
        """Whether it can be found by people for whom it was nothing before."""
        wider = set(self.languages) - set(before.languages) or set(self.centres) - set(before.centres)
        return bool(wider) or (self.online and not before.online)


async def found_by(session: Session, course: Course) -> FoundBy:
    """As its rows stand."""
    shared = await session.scalars(select(CourseShare.centre_id).where(CourseShare.course_id == course.id))
    centre = await session.get_one(Centre, course.centre_id)
    languages = course.languages or [spoken_by(centre.language)]
    return FoundBy(list(languages), course.video_link is not None, sorted({course.centre_id, *shared}))


async def note_found(session: Session, course: Course, before: FoundBy, now: datetime) -> None:
    """A published course may now be one that somebody waits for; what was written of it must be flushed, and it locked."""
    if course.state != CourseState.PUBLISHED or not (await found_by(session, course)).more_than(before):
        return
    course.version += 1
    was = {FOUND: asdict(before)}
    session.add(CourseChange(course_id=course.id, version=course.version, was=was, made_at=now))
    await session.flush()


def _matters(view: CourseView, now: datetime) -> bool:
    return view.takes_place and now < view.ends_at


def _as_text(moved: Mapping[int, datetime | None]) -> dict[str, str]:
    return {str(number): at.astimezone(UTC).isoformat() if at else "" for number, at in moved.items()}


_COURSES: BindParameter[int] = bindparam("courses", expanding=True)
_PEOPLE: BindParameter[int] = bindparam("people", expanding=True)
_CONCERNED = select(Enrolment.course_id, Enrolment.person_id, Enrolment.status, Enrolment.known_version).where(
    Enrolment.course_id.in_(_COURSES), Enrolment.person_id.in_(_PEOPLE), Enrolment.status.in_(TOLD_OF)
)
_BEFORE = (
    select(CourseChange.course_id, CourseChange.version, CourseChange.was)
    .where(CourseChange.course_id.in_(_COURSES))
    .order_by(CourseChange.course_id, CourseChange.version)
)
_COMING, _CAME = (State.QUEUED, State.SENDING, State.BLOCKED), (State.SENT, State.UNKNOWN)
_MESSAGES = select(Outbox.person_id, Outbox.state, Outbox.params).where(
    Outbox.person_id.in_(_PEOPLE), Outbox.kind == CourseChanged.kind, Outbox.state.in_((*_COMING, *_CAME))
)


async def changed_views(
    session: Session, library: Library, batch: Batch[CourseChanged], now: datetime
) -> dict[int, News]:
    """What is new to these people; not where it is no news (any more), a newer change is on its way, or they have left."""
    views = await courses.by_id(session, library, (one.message.course_id for one in batch))
    among = {"courses": list(views), "people": [one.person_id for one in batch]}
    standing = {(row.course_id, row.person_id): row for row in await session.execute(_CONCERNED, among)}
    versions = _Versions((await session.execute(_MESSAGES, among)).all())
    before = (await session.execute(_BEFORE, among)).all()
    news = _once(views, before, now)
    found = {}
    for one in batch:
        row = standing.get((one.message.course_id, one.person_id))
        if row is None or versions.coming(row) > one.message.version or not _matters(views[row.course_id], now):
            continue
        known = max(row.known_version, versions.told(row))
        if (new := news(row.course_id, known, row.status == Status.PLACE)) is not None:
            found[one.row] = new
    return found


class _Versions:
    """Of which versions of their courses people have been told, or still are: of rows of the outbox."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._coming: dict[tuple[int, int], int] = {}
        self._told: dict[tuple[int, int], int] = {}
        for row in rows:
            which = self._told if row.state in _CAME else self._coming
            key = row.params["course_id"], row.person_id
            which[key] = max(which.get(key, 0), int(row.params["version"]))

    def coming(self, row: Any) -> int:
        """The newest that is still to reach this person: it tells all that an earlier one would."""
        return self._coming.get((row.course_id, row.person_id), 0)

    def told(self, row: Any) -> int:
        """The newest of which this person has been told."""
        return self._told.get((row.course_id, row.person_id), 0)


def _once(
    views: Mapping[int, CourseView], before: Sequence[Any], now: datetime
) -> Callable[[int, int, bool], News | None]:
    """One view for all who know the same and are told the same; None where nothing is new."""

    @cache
    def news(course_id: int, known: int, has_place: bool) -> News | None:
        course = views[course_id]
        changes = [row.was for row in before if row.course_id == course_id and row.version > known]
        facts, moved = _since(changes, () if has_place else (_TOLD,))
        new = {name: was for name, was in facts.items() if was != getattr(course, name)}
        evenings = [
            (one, moved[one.id])
            for one in course.sessions
            if one.id in moved and one.ends_at > now and (None if one.cancelled else one.starts_at) != moved[one.id]
        ]
        evenings.sort(key=lambda one: one[0].starts_at)
        link = has_place and any(_LINK in was for was in changes)
        return News(course, new, evenings, has_place, link) if new or evenings or link else None

    return news


def before(changes: Iterable[Mapping[str, Any]]) -> tuple[dict[str, str], dict[int, datetime | None], bool]:
    """For a team: facts and starts of evenings by id before these changes, and whether there is another link since."""
    found = list(changes)
    return (*_since(found, (_TOLD,)), any(_LINK in was for was in found))


def _since(
    changes: Iterable[Mapping[str, Any]], more: Sequence[str]
) -> tuple[dict[str, str], dict[int, datetime | None]]:
    """What was true before these changes, the oldest first: facts, and starts of evenings by id, None: it was cancelled."""
    facts: dict[str, str] = {}
    moved: dict[int, datetime | None] = {}
    for was in changes:
        facts = {**was.get(_FACTS, {}), **facts}
        for kind in (_MOVED, *more):
            starts = was.get(kind, {}).items()
            earlier = {int(number): datetime.fromisoformat(at) if at else None for number, at in starts}
            moved = {**earlier, **moved}
    return facts, moved
