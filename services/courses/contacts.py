"""Whom to ring: the bot is no person, and behind it nobody reads."""

from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, func, select

from db.models import Centre, Course, Enrolment, columns, table
from services import Session
from services.courses.rows import centre_view
from services.courses.views import CentreView
from services.people import Actor

MOST = 3
"""So many are named in a sentence; of more it is said what they are (`texts/contacts.py`)."""


async def zone(session: Session, actor: Actor) -> ZoneInfo | None:
    """The time zone of the first centre that a person has to do with; None where there is no centre."""
    found = await centres(session, actor)
    return found[0].zone if found else None


_C = columns(Course)
_OF_COURSE = (
    select(*columns(Centre)).join(table(Course), _C.centre_id == columns(Centre).id).where(_C.id == bindparam("course"))
)


async def responsible(session: Session, actor: Actor, course_id: int = 0) -> list[CentreView]:
    """Who answers for what is stored: the centre of the course of which a link speaks, else as `centres`."""
    found = await session.execute(_OF_COURSE, {"course": course_id})
    return [centre_view(one) for one in found] or await centres(session, actor)


_SPREAD = func.row_number().over(partition_by=Centre.country, order_by=Centre.id)
_SOME = select(Centre).order_by(_SPREAD, Centre.id).limit(MOST + 1)
"""Where not all of them are taken, each country is among them: what one rings in danger goes by that."""


async def centres(session: Session, actor: Actor, course_id: int = 0) -> list[CentreView]:
    """The centres that a person has to do with: of their courses and their roles; else of the link; else all.

    `course_id`: the course by whose link somebody came who has to do with none. More than `MOST` are too many to be named:
    then it is some of them, and nobody may take those for the ones that are meant.
    """
    courses = select(Course.centre_id).join(Enrolment).where(Enrolment.person_id == actor.id)
    roles = {number for one in actor.grants for number in (one.centre_id, *one.below) if number is not None}
    found = await _some(session, Centre.id.in_(courses) | Centre.id.in_(roles))
    if not found and course_id:
        found = await _some(session, Centre.id.in_(select(Course.centre_id).where(Course.id == course_id)))
    return found or await _some(session)


async def _some(session: Session, *which: ColumnElement[bool]) -> list[CentreView]:
    found = await session.scalars(_SOME.where(*which))
    return sorted((centre_view(one) for one in found), key=lambda one: one.id)


async def several(session: Session) -> bool:
    """Whether there is more than one centre: then whoever agreed may have read of others than that of a course."""
    return len((await session.scalars(select(Centre.id).limit(2))).all()) > 1
