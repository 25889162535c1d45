"""The thought of the week, and the messages after the course."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache

from msgspec import Struct
from sqlalchemy import bindparam, select

from db.models import Enrolment, Person
from domain.programmes import Programme, Thought
from domain.running.messages import FollowUp, WeeklyMessage
from domain.signup import Status
from services import Session, courses
from services.courses import CourseView
from services.groups import wishes
from services.mail.batches import Batch
from services.programmes import Library


class ThoughtView(Struct, frozen=True):
    """A thought and something to try, on behalf of a course."""

    course: CourseView
    thought: Thought


async def weekly_views(
    session: Session,
    library: Library,
    batch: Batch[WeeklyMessage],
    now: datetime,  # noqa: ARG001 - every loader is called in the same way
) -> dict[int, ThoughtView]:
    """Thoughts of the week; none for those who have left or paused, nor one that the programme no longer has.

    None either where it is about groups and the person knows of them.
    """
    return await _views(session, library, batch, lambda programme: programme.weekly_message)


async def follow_up_views(
    session: Session,
    library: Library,
    batch: Batch[FollowUp],
    now: datetime,  # noqa: ARG001 - every loader is called in the same way
) -> dict[int, ThoughtView]:
    """Messages after the course, to those who were on it at its end; none as above."""
    return await _views(session, library, batch, lambda programme: programme.follow_up)


_WANTS = (
    select(Enrolment.course_id, Enrolment.person_id)
    .join(Person, Person.id == Enrolment.person_id)
    .where(Enrolment.course_id.in_(bindparam("courses", expanding=True)), Enrolment.status == Status.PLACE)
    .where(Enrolment.person_id.in_(bindparam("people", expanding=True)), Person.paused_at.is_(None))
)
"""Who has a place on a course and wants such messages."""


async def _views(
    session: Session,
    library: Library,
    batch: Batch[WeeklyMessage] | Batch[FollowUp],
    thoughts_of: Callable[[Programme], Sequence[Thought]],
) -> dict[int, ThoughtView]:
    people = {one.person_id for one in batch}
    views = await courses.by_id(session, library, (one.message.course_id for one in batch))
    rows = await session.execute(_WANTS, {"courses": list(views), "people": list(people)})
    wants = {(row.course_id, row.person_id) for row in rows}
    thought = _once(views, thoughts_of)
    found = {
        one: thought(one.message.course_id, one.message.number)
        for one in batch
        if (one.message.course_id, one.person_id) in wants
    }
    centres = {view.course.centre.id for view in found.values() if view and view.thought.about_groups}
    know = await wishes.knowing(session, centres, people) if centres else frozenset()
    return {
        one.row: view
        for one, view in found.items()
        if view and not (view.thought.about_groups and (view.course.centre.id, one.person_id) in know)
    }


def _once(
    views: Mapping[int, CourseView], thoughts_of: Callable[[Programme], Sequence[Thought]]
) -> Callable[[int, int], ThoughtView | None]:
    """One view for all who are told the same."""

    @cache
    def thought(course_id: int, number: int) -> ThoughtView | None:
        course = views[course_id]
        thoughts = thoughts_of(course.programme)
        return ThoughtView(course, thoughts[number - 1]) if 0 < number <= len(thoughts) else None

    return thought
