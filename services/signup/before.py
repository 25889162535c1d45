"""What a course builds on: programmes that whoever signs up should have done before."""

from datetime import datetime

from sqlalchemy import func, select

from db.models import Course, CourseSession, Enrolment
from domain.programmes import Programme
from domain.signup import Status
from services import Session
from services.courses import CourseView
from services.people import Actor
from services.programmes import Library


async def lacking(
    session: Session, library: Library, actor: Actor, course: CourseView, now: datetime
) -> list[Programme]:
    """Of the programmes that come before, those of which the person has been on no course to its end, at any centre.

    No statement where nothing comes before. Nobody is kept out by it: they may have done it where there was no bot.
    """
    before = [library.programmes[slug] for slug in course.programme.entry.requires if slug in library.programmes]
    if not before:
        return []
    been = await session.scalars(
        select(Course.programme)
        .join(Enrolment, Enrolment.course_id == Course.id)
        .join(CourseSession, CourseSession.course_id == Course.id)
        .where(Enrolment.person_id == actor.id, Enrolment.status == Status.PLACE)
        .where(Course.programme.in_([one.slug for one in before]), CourseSession.cancelled_at.is_(None))
        .group_by(Course.id)
        .having(func.max(CourseSession.ends_at) <= now)
    )
    done = set(been)
    return [one for one in before if one.slug not in done]
