"""The thought of the week, and the messages after the course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from db.models import Enrolment, Person
from domain.errors import Gone
from domain.programmes import Thought
from domain.running.messages import FollowUp, WeeklyMessage
from domain.signup import Status
from services import Session, courses
from services.courses import CourseView
from services.groups import wishes
from services.programmes import Library


@dataclass(frozen=True)
class ThoughtView:
    """A thought and something to try, on behalf of a course."""

    course: CourseView
    thought: Thought


async def weekly_view(
    session: Session,
    library: Library,
    message: WeeklyMessage,
    person_id: int,
    now: datetime,  # noqa: ARG001 - every loader is called in the same way
) -> ThoughtView | None:
    """The thought of a week; None for those who have left or paused, and for one that the programme no longer has.

    None too where it is about groups and the person knows of them.
    """
    course = await _course_of(session, library, message.course_id, person_id)
    return await _view(session, course, course.programme.weekly_message, message.number, person_id) if course else None


async def follow_up_view(
    session: Session,
    library: Library,
    message: FollowUp,
    person_id: int,
    now: datetime,  # noqa: ARG001 - every loader is called in the same way
) -> ThoughtView | None:
    """A message after the course, to those who were on it at its end; None as above."""
    course = await _course_of(session, library, message.course_id, person_id)
    return await _view(session, course, course.programme.follow_up, message.number, person_id) if course else None


async def _view(
    session: Session, course: CourseView, thoughts: Sequence[Thought], number: int, person_id: int
) -> ThoughtView | None:
    if not 0 < number <= len(thoughts):
        return None
    thought = thoughts[number - 1]
    if thought.about_groups and await wishes.knows_of_groups(session, person_id, course.centre.id):
        return None
    return ThoughtView(course, thought)


async def _course_of(session: Session, library: Library, course_id: int, person_id: int) -> CourseView | None:
    """The course, when this person has a place on it and wants such messages."""
    wants = await session.scalar(
        select(Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.person_id == person_id,
            Enrolment.status == Status.PLACE,
            Person.paused_at.is_(None),
        )
    )
    if wants is None:
        return None
    try:
        return await courses.load(session, library, course_id)
    except Gone:
        return None
