"""A draft becomes a course that people find and sign up for; and back, while nobody has."""

from datetime import datetime

from sqlalchemy import delete, select

from db.models import Course, CourseDraft, CourseSession, Enrolment, PhoneWait
from domain.courses import State
from domain.errors import ChangedMeanwhile, Gone, SomebodySignedUp
from services import Session, courses
from services.courses import CourseView, absences, lost, team
from services.people import Actor
from services.programmes import Library
from services.setup import sheet, telling
from services.setup.dates import local


async def publish(
    session: Session, library: Library, actor: Actor, course_id: int, edition: int, now: datetime
) -> CourseView:
    """Make evenings of the dates; from now on people may sign up, and what is planned goes out. Twice is once.

    Its team is told. Raises NotYours, Gone, ChangedMeanwhile: also when something has come to be missing.
    """
    found = await sheet.load(session, library, actor, course_id, now)
    if not found.draft:
        return found.course
    row, view = await sheet.begun(session, library, actor, course_id, edition)
    if sheet.missing(view, await team.counts(session, course_id), now):
        raise ChangedMeanwhile(course_id)
    session.add_all(
        CourseSession(course_id=course_id, position=one.position, starts_at=one.starts_at, ends_at=one.ends_at)
        for one in view.sessions
    )
    row.state, row.published_at = State.PUBLISHED.value, now
    row.edition += 1
    await session.execute(delete(CourseDraft).where(CourseDraft.course_id == course_id))
    await session.flush()
    view = await courses.load(session, library, course_id)
    await telling.published(session, view, row.edition, now, by=actor.id)
    return view


async def must_have_nobody(session: Session, view: CourseView, now: datetime) -> None:
    """Who has left counts, too. Asked before the question as well. Raises Gone for a draft or when begun, SomebodySignedUp."""
    if view.draft or view.starts_at <= now:
        raise Gone
    signed_up = [select(one.id).where(one.course_id == view.id).limit(1) for one in (Enrolment, PhoneWait)]
    by_phone = select(Course.id).where(Course.id == view.id, Course.by_phone > 0)
    for one in (*signed_up, by_phone):
        if await session.scalar(one) is not None:
            raise SomebodySignedUp


async def take_back(
    session: Session, library: Library, actor: Actor, course_id: int, edition: int, now: datetime
) -> None:
    """A draft again, with its dates and its team. Raises NotYours, Gone, ChangedMeanwhile, SomebodySignedUp."""
    row, view = await sheet.begun(session, library, actor, course_id, edition)
    await must_have_nobody(session, view, now)
    draft = await sheet.draft_of(session, course_id)
    in_order = sorted(view.sessions, key=lambda one: one.position)
    draft.dates, draft.pending = [local(one.starts_at, view.zone) for one in in_order], None
    await lost.without_stand_ins(session, course_id, now)
    await absences.forget(session, course_id)
    await session.execute(delete(CourseSession).where(CourseSession.course_id == course_id))
    row.state, row.published_at = State.DRAFT.value, None
    row.edition += 1
    await session.flush()
    await telling.taken_back(session, view, row.edition, now, by=actor.id)
