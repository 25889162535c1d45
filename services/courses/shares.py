"""Whoever coordinates where a course is shared hears of it: from its card, when it is published, or from a file."""

from collections.abc import Collection
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import delete, select

from db.models import Assignment, Centre, CourseShare, Outbox, Person
from domain.courses.messages import CourseShared
from domain.delivery import State
from domain.rights import Action
from services import Session
from services.courses import courses
from services.courses.views import CourseView
from services.mail import outbox
from services.people import holders, may
from services.programmes import Library

TOLD_FOR = timedelta(days=30)
"""So long it is worth telling, to somebody who could not be reached at once."""


class Sharing(Struct, frozen=True):
    """A course, and the centre with which it is shared."""

    course: CourseView
    centre: str


async def tell(session: Session, course_id: int, centre_ids: Collection[int], now: datetime, *, by: int = 0) -> None:
    """Whoever coordinates at these centres is told once of a course that people there find from now on.

    Not who did it (`by`; 0: it was a file), nor whoever has a role from a file and has yet to say in which language they
    read: they find the course when they come.
    """
    if centre_ids:  # what was held back, as it was a draft again meanwhile, has not been told
        await _forget(session, (State.DROPPED,), course_id=course_id)
    come = select(Person.id).where(Person.language.is_not(None))
    for centre_id in centre_ids:
        there = holders(Action.SEE, centre_id).where(Assignment.person_id != by, Assignment.person_id.in_(come))
        message = CourseShared(course_id, centre_id)
        await outbox.put(session, message, there, due_at=now, not_after=now + TOLD_FOR)


async def take_back(session: Session, course_id: int, centre_id: int) -> None:
    """Whoever has not been told of it yet may be told later, if it is shared anew."""
    await _forget(session, (State.QUEUED, State.DROPPED), course_id=course_id, centre_id=centre_id)


async def _forget(session: Session, states: Collection[State], **ids: int) -> None:
    about = [Outbox.params[name].as_integer() == number for name, number in ids.items()]
    untold = Outbox.kind == CourseShared.kind, Outbox.state.in_(states)
    await session.execute(delete(Outbox).where(*untold, *about).execution_options(synchronize_session=False))


async def told_view(
    session: Session, library: Library, message: CourseShared, person_id: int, now: datetime
) -> Sharing | None:
    """None when it is shared no longer, off or over, a draft again, or the person coordinates there no more."""
    if not await may(session, Action.SEE, message.centre_id, person_id):
        return None
    share = await session.get(CourseShare, (message.course_id, message.centre_id))
    view = (await courses.by_id(session, library, [message.course_id])).get(message.course_id)
    if share is None or view is None or view.draft or not view.takes_place or view.ends_at <= now:
        return None
    return Sharing(view, (await session.get_one(Centre, message.centre_id)).name)
