"""Evenings: moved and cancelled by a coordinator, answered by those who have a place, and what they are told of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from db.models import Attendance, CourseSession
from domain.errors import AlreadyBegun, Gone, InThePast, Stale
from domain.messages import SessionCancelled, SessionMoved, SessionReminder
from domain.sessions import days_later, is_near, read_time
from services import Session, coordination, courses, outbox, signup
from services.coordination import Answers
from services.courses import CourseView, SessionView
from services.people import Actor
from services.programmes import Library


@dataclass(frozen=True)
class Evening:
    """One evening as its coordinator sees it. `people` is how many have a place, and would be told of a change."""

    course: CourseView
    session: SessionView
    answers: Answers
    begun: bool
    people: int

    @property
    def example(self) -> datetime:
        """A time to show to whoever is asked to write one."""
        return days_later(self.session.starts_at, 1, self.course.zone)


@dataclass(frozen=True)
class Meeting:
    """One evening as a participant sees it at `now`; `coming` is what they have answered, None when nothing yet."""

    course: CourseView
    session: SessionView
    now: datetime
    coming: bool | None


async def evening(session: Session, library: Library, actor: Actor, session_id: int, now: datetime) -> Evening:
    """One evening of a course that the person coordinates. Raises NotYours, Gone."""
    row = await session.get(CourseSession, session_id)
    view = await coordination.course(session, library, actor, row.course_id if row else 0)
    one = view.session(session_id)
    people = await coordination.receivers(session, view.id)
    return Evening(view, one, await coordination.answers(session, view, one), one.starts_at <= now, people)


async def changeable(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, now: datetime
) -> Evening:
    """An evening that may still be moved or cancelled. Raises NotYours, Gone, Stale, AlreadyBegun."""
    found = await evening(session, library, actor, session_id, now)
    if found.session.version != version or found.session.cancelled:
        raise Stale
    if found.begun:
        raise AlreadyBegun
    return found


async def written_time(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, text: str, now: datetime
) -> tuple[Evening, datetime]:
    """The evening, and the new start that was written. Raises NotATime, InThePast and what `changeable` raises."""
    found = await changeable(session, library, actor, session_id, version, now)
    return found, read_time(text, now, found.course.zone, found.example)


async def preview_move(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, at: datetime, now: datetime
) -> Evening:
    """The evening that would be moved. Raises InThePast and what `changeable` raises."""
    found = await changeable(session, library, actor, session_id, version, now)
    if at <= now:
        raise InThePast
    if not is_near(at, now):
        raise Gone
    return found


async def move(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, at: datetime, now: datetime
) -> bool:
    """Move an evening and tell everybody who has a place; its length stays. False when it already stands at that time.

    So a second press on the same button tells nobody twice. Raises InThePast and what `changeable` raises.
    """
    row = await _locked(session, library, actor, session_id, now)
    if row.starts_at == at and row.cancelled_at is None:
        return False
    await preview_move(session, library, actor, session_id, version, at, now)
    _to(row, at)
    await session.flush()
    message = SessionMoved(row.id, row.version)
    await outbox.put(session, message, outbox.takes_part(row.course_id), due_at=now, not_after=at)
    await signup.renew_offers(session, await courses.load(session, library, row.course_id), now)
    return True


def _to(row: CourseSession, at: datetime) -> None:
    row.moved_from, row.ends_at, row.starts_at = row.starts_at, at + (row.ends_at - row.starts_at), at
    row.version += 1


async def cancel(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, now: datetime
) -> bool:
    """Cancel an evening and tell everybody who has a place. False when it is cancelled already. Raises like `move`."""
    row = await _locked(session, library, actor, session_id, now)
    if row.cancelled_at is not None:
        return False
    await changeable(session, library, actor, session_id, version, now)
    row.cancelled_at = now
    row.version += 1
    await session.flush()
    message = SessionCancelled(row.id, row.version)
    await outbox.put(session, message, outbox.takes_part(row.course_id), due_at=now, not_after=row.starts_at)
    if not (await courses.load(session, library, row.course_id)).takes_place:
        await signup.close_line(session, row.course_id, now)
    return True


async def _locked(session: Session, library: Library, actor: Actor, session_id: int, now: datetime) -> CourseSession:
    """The evening's row, under the course's lock: whoever joins meanwhile is told, or is shown the new time at once."""
    found = await evening(session, library, actor, session_id, now)
    await courses.lock(session, found.course.id)
    return await session.get_one(CourseSession, session_id, populate_existing=True)


async def attend(
    session: Session,
    library: Library,
    actor: Actor,
    session_id: int,
    version: int,
    coming: bool,
    now: datetime,
) -> Meeting:
    """Say whether one comes; may be changed until the evening begins. Raises Gone (no place), Stale, ConsentNeeded."""
    actor.must_have_consented()
    view = await courses.of_session(session, library, session_id)
    if not await coordination.has_place(session, view.id, actor.id):
        raise Gone
    one = view.session(session_id)
    if one.version != version or one.cancelled or one.starts_at <= now:
        raise Stale
    row = await _answer(session, session_id, actor.id)
    row = row or Attendance(session_id=session_id, person_id=actor.id)
    row.session_version, row.coming, row.answered_at = version, coming, now
    session.add(row)
    await session.flush()
    return Meeting(view, one, now, coming)


async def reminder_view(
    session: Session, library: Library, message: SessionReminder, person_id: int, now: datetime
) -> Meeting | None:
    """The evening to remind of, or None when the person left or cannot come, or it was moved, cancelled, or has begun."""
    found = await _meeting(session, library, message.session_id, message.version, person_id, now)
    return None if found is None or found.coming is False else found


async def moved_view(
    session: Session, library: Library, message: SessionMoved, person_id: int, now: datetime
) -> Meeting | None:
    """The evening at its new time, or None when the person left, or it was moved again, cancelled, or has begun."""
    return await _meeting(session, library, message.session_id, message.version, person_id, now)


async def cancelled_view(
    session: Session, library: Library, message: SessionCancelled, person_id: int, now: datetime
) -> Meeting | None:
    """The evening that will not take place, or None when the person left or it would have begun by now."""
    return await _meeting(session, library, message.session_id, message.version, person_id, now, cancelled=True)


async def _meeting(
    session: Session,
    library: Library,
    session_id: int,
    version: int,
    person_id: int,
    now: datetime,
    *,
    cancelled: bool = False,
) -> Meeting | None:
    """Read anew for each message: what was true when it was queued may no longer be."""
    row = await session.get(CourseSession, session_id)
    if row is None or row.version != version or row.starts_at <= now or (row.cancelled_at is not None) != cancelled:
        return None
    if not await coordination.has_place(session, row.course_id, person_id):
        return None
    view = await courses.load(session, library, row.course_id)
    answer = await _answer(session, session_id, person_id)
    said = answer.coming if answer and answer.session_version == version else None
    return Meeting(view, view.session(session_id), now, said)


async def _answer(session: Session, session_id: int, person_id: int) -> Attendance | None:
    row: Attendance | None = await session.scalar(
        select(Attendance).where(Attendance.session_id == session_id, Attendance.person_id == person_id)
    )
    return row
