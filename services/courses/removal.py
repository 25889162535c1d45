"""Deleting a course: one that was made by mistake, or one that is long over."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from db import erasing
from db.models import Course, CourseSession, Enrolment
from db.session import shred
from domain.errors import Gone
from domain.signup import Status
from services import Session
from services.courses import courses

HERE = (Status.PLACE, Status.OFFERED, Status.WAITING)


@dataclass
class StillThere(Exception):  # noqa: N818 - a refusal, with what it rests on
    """The course is kept: `people` stand in its list, and `by_phone` have rung; `over`: nobody waits for it any more."""

    people: int
    by_phone: int
    over: bool


async def delete_course(session: Session, slug: str, now: datetime, *, with_people: bool = False) -> None:
    """Delete a course that nobody has signed up for, with its evenings.

    `with_people`: also one that is over or has been cancelled, with all that its people answered and were written.
    What is queued for it is dropped when its turn comes. Raises Gone, StillThere.
    """
    found = await session.scalar(select(Course.id).where(Course.slug == slug))
    if found is None:
        raise Gone
    course = await courses.lock(session, found)
    rows = select(func.count()).where(Enrolment.course_id == found)
    people = (await session.execute(rows)).scalar_one()
    here = (await session.execute(rows.where(Enrolment.status.in_(HERE)))).scalar_one()
    coming = await session.scalar(
        select(func.count()).where(
            CourseSession.course_id == found, CourseSession.cancelled_at.is_(None), CourseSession.ends_at > now
        )
    )
    over = not coming or not (here or course.by_phone)
    if (people or course.by_phone) and not (with_people and over):
        raise StillThere(people, course.by_phone, over)
    await session.execute(delete(Course).where(Course.id == found))
    shred(session)
    await erasing.owe(session)
