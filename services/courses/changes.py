"""What has become new about a course, and who is told: everybody with a place, an offer or a number in line.

Each change raises the course's version and keeps what was true before it. A message is worded when it is sent, from what
that person was last told and what is true then: of two changes in a row one message tells, and of one that was taken back
none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, select

from db.models import Course, CourseChange, CourseSession, Enrolment, Outbox
from domain.delivery import State
from domain.running.messages import CourseChanged
from domain.signup import IN_LINE, Status
from services import Session, people
from services.courses import courses
from services.courses.courses import CourseView, SessionView
from services.courses.reasons import NONE, Given
from services.mail import outbox
from services.people import Reach
from services.programmes import Library

FACTS = ("place", "address", "directions")
"""Columns of a course that its people are told of when they change. Seats concern nobody who has one."""
_FACTS, _MOVED, _TOLD = "facts", "moved", "told_apart"
"""Keys of what is kept of a change. Those who have a place were told of the last kind by a message of its own."""
_TOLD_OF = (Status.PLACE, *IN_LINE)


@dataclass(frozen=True)
class News:
    """What is new to one person. `facts`: what each was before. `evenings`: each with its earlier start, None for one that
    was cancelled before.

    `has_place`: is on the course, not in line for it.
    """

    course: CourseView
    facts: Mapping[str, str]
    evenings: Sequence[tuple[SessionView, datetime | None]]
    has_place: bool


def concerned(course_id: int, *, in_line: bool = False) -> Select[int]:
    """The ids of those who are told of a change; with `in_line` only of those who have no place yet."""
    statuses = IN_LINE if in_line else _TOLD_OF
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
) -> Reach:
    """Tell everybody of what was just written: what `facts` were before, the earlier starts of evenings by id.

    Nobody is told of a course that is over or will not take place. The course must be locked. Returns who is told.
    """
    view = await _changed(session, library, course, {_FACTS: dict(facts), _MOVED: _as_text(moved)}, now)
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
    view = await _changed(session, library, course, {_TOLD: _as_text(moved)}, now)
    if _matters(view, now):
        message = CourseChanged(course.id, course.version)
        await outbox.put(session, message, concerned(course.id, in_line=True), due_at=now, not_after=view.starts_at)


async def _changed(
    session: Session, library: Library, course: Course, was: dict[str, dict[str, str]], now: datetime
) -> CourseView:
    course.version += 1
    session.add(CourseChange(course_id=course.id, version=course.version, was=was, made_at=now))
    await session.flush()
    return await courses.load(session, library, course.id)


def _matters(view: CourseView, now: datetime) -> bool:
    return view.takes_place and now < view.ends_at


def _as_text(moved: Mapping[int, datetime | None]) -> dict[str, str]:
    return {str(number): at.astimezone(UTC).isoformat() if at else "" for number, at in moved.items()}


async def changed_view(
    session: Session, library: Library, message: CourseChanged, person_id: int, now: datetime
) -> News | None:
    """What is new to this person; None when it is no news (any more), a newer change is on its way, or they have left."""
    course = await session.get(Course, message.course_id)
    row = await session.scalar(
        select(Enrolment).where(Enrolment.course_id == message.course_id, Enrolment.person_id == person_id)
    )
    if course is None or row is None or row.status not in _TOLD_OF or await _newer(session, message, person_id):
        return None
    view = await courses.load(session, library, course.id)
    if not _matters(view, now):
        return None
    has_place = row.status == Status.PLACE
    facts, moved = await _since(session, course.id, await _known(session, row), () if has_place else (_TOLD,))
    new = {name: was for name, was in facts.items() if was != getattr(view, name)}
    evenings = [
        (one, moved[one.id])
        for one in view.sessions
        if one.id in moved and one.ends_at > now and (None if one.cancelled else one.starts_at) != moved[one.id]
    ]
    evenings.sort(key=lambda one: one[0].starts_at)
    return News(view, new, evenings, has_place) if new or evenings else None


async def _newer(session: Session, message: CourseChanged, person_id: int) -> bool:
    """Whether a newer one is still to reach this person: it tells all that this one would."""
    waiting = await _params(session, person_id, (State.QUEUED, State.SENDING, State.BLOCKED))
    return any(one["course_id"] == message.course_id and one["version"] > message.version for one in waiting)


async def _params(session: Session, person_id: int, states: Sequence[State]) -> Sequence[dict[str, Any]]:
    theirs = Outbox.person_id == person_id, Outbox.kind == CourseChanged.kind, Outbox.state.in_(states)
    return (await session.scalars(select(Outbox.params).where(*theirs))).all()


async def _known(session: Session, row: Enrolment) -> int:
    """The version of the course of which this person has last been told."""
    told = await _params(session, row.person_id, (State.SENT, State.UNKNOWN))
    versions = [int(one["version"]) for one in told if one["course_id"] == row.course_id]
    return max([row.known_version, *versions])


async def _since(
    session: Session, course_id: int, known: int, more: Sequence[str]
) -> tuple[dict[str, str], dict[int, datetime | None]]:
    """What was true at a version of a course, of all that has changed since: facts, and starts of evenings by id."""
    rows = await session.scalars(
        select(CourseChange)
        .where(CourseChange.course_id == course_id, CourseChange.version > known)
        .order_by(CourseChange.version)
    )
    facts: dict[str, str] = {}
    moved: dict[int, datetime | None] = {}
    for row in rows:
        facts = {**row.was.get(_FACTS, {}), **facts}
        for kind in (_MOVED, *more):
            was = row.was.get(kind, {}).items()
            earlier = {int(number): datetime.fromisoformat(at) if at else None for number, at in was}
            moved = {**earlier, **moved}
    return facts, moved
