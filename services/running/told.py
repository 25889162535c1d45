"""What people are told of evenings, as it is when the message goes out: what was true when it was queued may no longer be."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import TypeVar

from msgspec.structs import replace
from sqlalchemy import bindparam, select

from db.models import Attendance, CourseSession, Enrolment
from domain.running.messages import SessionBack, SessionCancelled, SessionMoved, SessionReminder, SessionsMoved
from domain.signup import Status
from services import Session, courses
from services.courses import CourseView, coordination
from services.mail.batches import Batch
from services.programmes import Library
from services.running.sessions import Meeting, NewDates

OfEvening = TypeVar("OfEvening", SessionReminder, SessionMoved, SessionCancelled, SessionBack)


async def reminder_views(
    session: Session, library: Library, batch: Batch[SessionReminder], now: datetime
) -> dict[int, Meeting]:
    """The evenings to remind of; not for whoever left or cannot come, nor of one that was moved, cancelled, or has begun."""
    found = await _meetings(session, library, batch, now)
    return {row: one for row, one in found.items() if one.coming is not False}


async def moved_views(
    session: Session, library: Library, batch: Batch[SessionMoved], now: datetime
) -> dict[int, Meeting]:
    """Evenings at their new time; not for whoever left, nor of one that was moved again, cancelled, or has begun."""
    return await _meetings(session, library, batch, now)


async def cancelled_views(
    session: Session, library: Library, batch: Batch[SessionCancelled], now: datetime
) -> dict[int, Meeting]:
    """Evenings that will not take place; not for whoever left, nor of one that would have begun by now."""
    return await _meetings(session, library, batch, now, cancelled=True)


async def back_views(
    session: Session, library: Library, batch: Batch[SessionBack], now: datetime
) -> dict[int, Meeting]:
    """Evenings that take place after all; not for whoever left, nor of one that was moved, cancelled again, or has begun."""
    return await _meetings(session, library, batch, now)


async def all_moved_views(
    session: Session, library: Library, batch: Batch[SessionsMoved], now: datetime
) -> dict[int, NewDates]:
    """The dates as they are now; not for whoever left, nor where no evening is left."""
    ids = {one.message.course_id for one in batch}
    placed = await coordination.placed(session, ids, (one.person_id for one in batch))
    views = await courses.by_id(session, library, ids)
    messages = {one.message for one in batch if one.message.course_id in views}
    dates = {one: _moved_to(views[one.course_id], one, now) for one in messages}
    found = ((one, dates.get(one.message)) for one in batch)
    return {
        one.row: new for one, new in found if new and new.evenings and (one.message.course_id, one.person_id) in placed
    }


def _moved_to(view: CourseView, message: SessionsMoved, now: datetime) -> NewDates:
    """With the reason, while it is that of the evening as it was moved."""
    change = message.session_id, message.version
    why = next((one.reason for one in view.sessions if (one.id, one.version) == change), "")
    return replace(to_come(view, now), reason=why)


def to_come(view: CourseView, now: datetime) -> NewDates:
    """The evenings that are still to come, in order."""
    coming = [one for one in view.sessions if one.starts_at > now and not one.cancelled]
    return NewDates(view, tuple(sorted(coming, key=lambda one: one.starts_at)))


_ANSWERS = (
    select(
        CourseSession.id, CourseSession.course_id, Enrolment.person_id, Attendance.session_version, Attendance.coming
    )
    .join(Enrolment, Enrolment.course_id == CourseSession.course_id)
    .outerjoin(Attendance, (Attendance.session_id == CourseSession.id) & (Attendance.person_id == Enrolment.person_id))
    .where(CourseSession.id.in_(bindparam("evenings", expanding=True)))
    .where(Enrolment.person_id.in_(bindparam("people", expanding=True)), Enrolment.status == Status.PLACE)
)
"""Who has a place where these evenings are, and what they have said of each."""


async def _meetings(
    session: Session, library: Library, batch: Batch[OfEvening], now: datetime, *, cancelled: bool = False
) -> dict[int, Meeting]:
    """Whoever has said the same of the same evening is told the same: one view for all of them."""
    who = {"evenings": list({one.message.session_id for one in batch}), "people": [one.person_id for one in batch]}
    said = {(row.id, row.person_id): row for row in await session.execute(_ANSWERS, who)}
    views = await courses.by_id(session, library, (row.course_id for row in said.values()))
    meeting = _once(views, now, await courses.video_links(session, views.values()))
    found = {}
    for one in batch:
        answer = said.get((one.message.session_id, one.person_id))
        if answer is None or answer.course_id not in views:
            continue
        evening = views[answer.course_id].session(answer.id)
        as_told = evening.version == one.message.version and evening.cancelled == cancelled
        if as_told and evening.starts_at > now:
            coming = answer.coming if answer.session_version == evening.version else None
            found[one.row] = meeting(answer.course_id, answer.id, coming)
    return found


def _once(
    views: dict[int, CourseView], now: datetime, links: Mapping[int, str]
) -> Callable[[int, int, bool | None], Meeting]:
    @cache
    def meeting(course_id: int, session_id: int, coming: bool | None) -> Meeting:
        course = views[course_id]
        return Meeting(course, course.session(session_id), now, coming, links.get(course_id, ""))

    return meeting
