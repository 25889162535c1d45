"""Evenings that will not take place: one, or all that are to come; and for ten minutes the way back."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Select, or_, select, update

from db.models import Attendance, CourseSession, Outbox
from domain.errors import AlreadyBegun, InTheWay, Stale, TooLate
from domain.running.messages import CourseBack, CourseCalledOff, SessionBack, SessionCancelled
from domain.running.sessions import TAKEN_BACK_WITHIN
from services import Session, courses, people, signup
from services.courses import CourseView, SessionView, changes, coordination, reasons, team
from services.courses.reasons import NONE, Given
from services.mail import outbox
from services.mail.batches import Batch
from services.people import Actor, Reach
from services.programmes import Library
from services.running import sessions
from services.running.sessions import NewDates, locked
from services.running.told import to_come


class WholeCourse(Struct, frozen=True):
    """A course that may be called off: how many evenings are to come, who is told, whom to ring, how many in line are told.

    `rung`: so many in line have rung, and are not told. `team`: who of the team is told, and who of it is not reached.
    """

    course: CourseView
    evenings: int
    reach: Reach
    line: int
    reason: Given = NONE
    rung: int = 0
    team: Reach = Reach()


class CalledOff(Struct, frozen=True):
    """A course of which all that was to come is called off. `begun`: some of it has been; a `poll` at the end asks about it."""

    course: CourseView
    begun: bool
    reason: str
    poll: bool = False


async def cancel(
    session: Session,
    library: Library,
    actor: Actor,
    session_id: int,
    version: int,
    now: datetime,
    reason_id: int = 0,
) -> bool:
    """Cancel an evening and tell everybody who has a place. False when it is cancelled already.

    Raises NotYours, Gone, Stale, AlreadyBegun.
    """
    row = await locked(session, library, actor, session_id, now)
    if row.cancelled_at is not None:
        return False
    await sessions.changeable(session, library, actor, session_id, version, now)
    await _call_off(session, [row], await reasons.given(session, reason_id, row.course_id), now)
    message = SessionCancelled(row.id, row.version)
    await outbox.put(session, message, outbox.takes_part(row.course_id), due_at=now, not_after=row.starts_at)
    await _tell_the_line(session, library, row.course_id, [row], now)
    return True


async def whole_course(
    session: Session, library: Library, actor: Actor, course_id: int, now: datetime, reason_id: int = 0
) -> WholeCourse:
    """What calling off a course would mean. Raises NotYours, Gone."""
    view = await coordination.course(session, library, actor, course_id)
    coming = [one for one in view.sessions if one.starts_at > now and not one.cancelled]
    reach = await people.reach(session, outbox.takes_part(course_id))
    line = await people.reach(session, changes.concerned(course_id, in_line=True))
    given, rung = await reasons.given(session, reason_id, course_id), await signup.phone_line.count(session, course_id)
    ahead = [one.id for one in view.sessions if one.starts_at > now]
    helpers = await people.reach(session, team.concerned(course_id, ahead))
    return WholeCourse(view, len(coming), reach, line.told, given, rung, helpers)


async def cancel_course(
    session: Session, library: Library, actor: Actor, course_id: int, now: datetime, reason_id: int = 0
) -> bool:
    """Cancel every evening that is to come; everybody is told once. False when there is none (any more).

    Raises NotYours, Gone.
    """
    await coordination.course(session, library, actor, course_id)
    await courses.lock(session, course_id)
    rows = await _rows(session, course_id, CourseSession.cancelled_at.is_(None), CourseSession.starts_at > now)
    if not rows:
        return False
    await _call_off(session, rows, await reasons.given(session, reason_id, course_id), now)
    message = CourseCalledOff(course_id, rows[0].id, rows[0].version)
    until = max(row.starts_at for row in rows)
    await outbox.put(session, message, outbox.takes_part(course_id), due_at=now, not_after=until)
    await _tell_the_line(session, library, course_id, rows, now)
    return True


async def _rows(session: Session, course_id: int, *which: object) -> Sequence[CourseSession]:
    found = await session.scalars(
        select(CourseSession)
        .where(CourseSession.course_id == course_id, *which)  # type: ignore[arg-type]
        .order_by(CourseSession.starts_at, CourseSession.id)
        .execution_options(populate_existing=True)  # a colleague may have changed one just now
    )
    return found.all()


async def _call_off(session: Session, rows: Sequence[CourseSession], reason: Given, now: datetime) -> None:
    for row in rows:
        row.cancelled_at, row.reason_id = now, reason.number
        row.version += 1
    await session.flush()


async def _tell_the_line(
    session: Session, library: Library, course_id: int, rows: Sequence[CourseSession], now: datetime
) -> None:
    await sessions.tell_the_line(session, library, course_id, {row.id: row.starts_at for row in rows}, now)
    if _closed(await courses.load(session, library, course_id), now):
        await signup.close_line(session, course_id, now)


def _closed(view: CourseView, now: datetime) -> bool:
    """Whether nobody waits any more: it is off, or was the last that somebody could have joined."""
    return not view.takes_place or (view.programme.rolling and not view.open(now))


async def take_back(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, now: datetime
) -> bool:
    """Evenings that were called off together take place after all. False when this very press has been carried out already.

    Who was told is told again; who was not, because it was still under way, is not told at all. What people had answered
    counts as before. Raises NotYours, Gone, Stale, AlreadyBegun, TooLate, InTheWay.
    """
    row = await locked(session, library, actor, session_id, now)
    if row.cancelled_at is None and row.version == version + 1:
        return False
    if row.cancelled_at is None or row.version != version:
        raise Stale
    if now - row.cancelled_at > TAKEN_BACK_WITHIN:
        raise TooLate(row.course_id)
    rows = await _rows(session, row.course_id, CourseSession.cancelled_at == row.cancelled_at)
    if rows[0].starts_at <= now:
        raise AlreadyBegun(row.course_id)
    before, cancelled_at = await courses.load(session, library, row.course_id), row.cancelled_at
    if any(_meet(one, other) for one in rows for other in before.sessions if not other.cancelled):
        raise InTheWay(row.course_id)
    told = _told(row.course_id, rows[0].id, rows[0].version)
    ids = (await session.scalars(told)).all()
    await _restore(session, rows)
    await _tell_back(session, row.course_id, rows, ids, now)
    await sessions.tell_the_line(session, library, row.course_id, dict.fromkeys([one.id for one in rows]), now)
    if _closed(before, now):
        view = await courses.load(session, library, row.course_id)
        await signup.reopen_line(session, view, cancelled_at, now)
    return True


def _meet(one: CourseSession, other: SessionView) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _told(course_id: int, first_id: int, version: int) -> Select[int]:
    """The ids of those with a place whom the news that it is off has reached, or may have."""
    news = SessionCancelled(first_id, version), CourseCalledOff(course_id, first_id, version)
    reached = or_(*(outbox.may_have_arrived(one) for one in news))
    return select(Outbox.person_id).where(Outbox.person_id.in_(outbox.takes_part(course_id)), reached)


async def _restore(session: Session, rows: Sequence[CourseSession]) -> None:
    for row in rows:
        await session.execute(
            update(Attendance)
            .where(Attendance.session_id == row.id, Attendance.session_version == row.version - 1)
            .values(session_version=row.version + 1)
            .execution_options(synchronize_session=False)
        )
        row.cancelled_at, row.reason_id = None, None
        row.version += 1
    await session.flush()


async def _tell_back(
    session: Session, course_id: int, rows: Sequence[CourseSession], told: Sequence[int], now: datetime
) -> None:
    first = rows[0]
    whole = CourseBack(course_id, first.id, first.version)
    message = SessionBack(first.id, first.version) if len(rows) == 1 else whole
    until = max(row.starts_at for row in rows)
    await outbox.put_each(session, [(message, one) for one in told], due_at=now, not_after=until)


async def called_off_views(
    session: Session, library: Library, batch: Batch[CourseCalledOff], now: datetime
) -> dict[int, CalledOff]:
    """What is off; not for whoever left, nor where it takes place after all."""
    views = await courses.by_id(session, library, (one.message.course_id for one in batch))
    placed = await coordination.placed(session, views, (one.person_id for one in batch))
    off = {one: _off(views.get(one.course_id), one, now) for one in {one.message for one in batch}}
    found = ((one, off[one.message]) for one in batch)
    return {one.row: view for one, view in found if view and (view.course.id, one.person_id) in placed}


def _off(view: CourseView | None, message: CourseCalledOff, now: datetime) -> CalledOff | None:
    first = _first(view, message)
    if view is None or first is None or first.version != message.version or not first.cancelled:
        return None
    begun = any(one.starts_at <= now and not one.cancelled for one in view.sessions)
    asked = {moment.position for moment in view.programme.moments if moment.when == "end"}
    poll = any(one.position in asked and view.lapsed(one) and view.ended(one) > now for one in view.sessions)
    return CalledOff(view, begun, first.reason, poll and begun)


async def course_back_views(
    session: Session, library: Library, batch: Batch[CourseBack], now: datetime
) -> dict[int, NewDates]:
    """The dates as they are now; not for whoever left, nor where it was called off again."""
    views = await courses.by_id(session, library, (one.message.course_id for one in batch))
    placed = await coordination.placed(session, views, (one.person_id for one in batch))
    dates = {one: _back(views.get(one.course_id), one, now) for one in {one.message for one in batch}}
    found = ((one, dates[one.message]) for one in batch)
    return {one.row: new for one, new in found if new and (new.course.id, one.person_id) in placed}


def _back(view: CourseView | None, message: CourseBack, now: datetime) -> NewDates | None:
    first = _first(view, message)
    dates = to_come(view, now) if view and first and not first.cancelled else None
    return dates if dates and dates.evenings else None


def _first(view: CourseView | None, message: CourseCalledOff | CourseBack) -> SessionView | None:
    return next((one for one in view.sessions if one.id == message.session_id), None) if view else None
