"""Whom to ring: the bot is no person, and behind it nobody reads."""

from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from db.models import Centre, Course, Enrolment, columns, table
from domain import rights
from domain.rights import Action
from services import Session
from services.courses.rows import centre_view
from services.courses.views import CentreView
from services.people import Actor

MOST = 3


async def zone(session: Session, actor: Actor) -> ZoneInfo | None:
    """The time zone of the first centre that a person has to do with; None where there is no centre."""
    found = await centres(session, actor)
    return found[0].zone if found else None


_C = columns(Course)
_OF_COURSE = (
    select(*columns(Centre)).join(table(Course), _C.centre_id == columns(Centre).id).where(_C.id == bindparam("course"))
)


async def responsible(session: Session, actor: Actor, course_id: int = 0) -> list[CentreView]:
    """Whose bot this is: the centre of the course of which a link speaks, else as `centres`."""
    found = await session.execute(_OF_COURSE, {"course": course_id})
    return [centre_view(one) for one in found] or await centres(session, actor)


async def centres(session: Session, actor: Actor, course_id: int = 0) -> list[CentreView]:
    """The centres that a person has to do with, three at the most: of their courses or their role; else of all.

    `course_id`: the course by whose link somebody came who has to do with none.
    """
    courses = select(Course.centre_id).join(Enrolment).where(Enrolment.person_id == actor.id)
    everyone = select(Centre).order_by(Centre.id).limit(MOST)
    own = await session.scalars(everyone.where(Centre.id.in_(courses) | Centre.id.in_(rights.where(actor, Action.SEE))))
    found = own.all()
    if not found and course_id:
        of_link = everyone.where(Centre.id.in_(select(Course.centre_id).where(Course.id == course_id)))
        found = (await session.scalars(of_link)).all()
    found = found or (await session.scalars(everyone)).all()
    return [centre_view(one) for one in found]
