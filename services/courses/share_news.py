"""Whoever coordinates where a course is shared hears of it: from its card, when it is published, or from a file."""

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Select, delete, select

from db.models import Assignment, Centre, CourseShare, Outbox, Person
from domain.courses.messages import CourseShared
from domain.delivery import State
from domain.rights import Action, roles_for
from services import Session
from services.courses import courses
from services.courses.lost import TOLD_FOR
from services.courses.views import CourseView
from services.mail import outbox
from services.people import may, reachable
from services.programmes import Library


class Sharing(Struct, frozen=True):
    """A course, and the centre with which it is shared."""

    course: CourseView
    centre: str


async def tell(session: Session, course_id: int, centre_ids: Collection[int], now: datetime, *, by: int = 0) -> None:
    """Whoever coordinates at these centres is told once of a course that people there find from now on.

    Not who did it (`by`; 0: it was a file), nor whoever has a role from a file and has yet to say in which language they
    read: they find the course when they come. As many statements for many centres as for one.
    """
    if not centre_ids:
        return
    # What was held back, as it was a draft again meanwhile, has not been told.
    await _forget(session, (State.DROPPED,), course_id=course_id)
    rows = await session.execute(_who(centre_ids, by))
    told = [(CourseShared(course_id, row.centre_id), row.person_id) for row in rows]
    await outbox.put_each(session, told, due_at=now, not_after=now + TOLD_FOR)


async def anybody(session: Session, centre_id: int, by: int) -> bool:
    """Whether somebody would be told now who can be reached."""
    return (await session.execute(_who([centre_id], by).where(reachable()).limit(1))).first() is not None


def _who(centre_ids: Collection[int], by: int) -> Select[int | None, int]:
    here = Assignment.centre_id.in_(centre_ids), Assignment.role.in_(roles_for(Action.SEE))
    return (
        select(Assignment.centre_id, Assignment.person_id)
        .join(Person, Person.id == Assignment.person_id)
        .where(*here, Assignment.person_id != by, Person.language.is_not(None))
        .distinct()
        .order_by(Assignment.centre_id, Assignment.person_id)
    )


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
