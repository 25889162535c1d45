"""What a leaflet of a course says: nothing that is not public."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, select

from db.models import Area, Centre, Enrolment
from domain.courses import Referrer
from domain.errors import Gone
from domain.rights import Action
from domain.signup import IN_LINE, Status
from services import Session
from services.courses import coordination
from services.courses.views import CourseView, SessionView
from services.people import Actor
from services.programmes import Library

ON_IT = (Status.PLACE, *IN_LINE)


class LeafletView(Struct, frozen=True):
    """A course that people can be told of. `network` is the name of its centre's, perhaps empty.

    `dates`: the evenings that take place and are still to come, in the order of time; at least one.
    """

    course: CourseView
    network: str
    dates: Sequence[SessionView]


async def load(session: Session, library: Library, actor: Actor, course_id: int, now: datetime) -> LeafletView:
    """Raises NotYours for whoever does not set up courses there; Gone for one that is not published, or has nothing to come."""
    view = await coordination.course(session, library, actor, course_id, Action.SETUP)
    coming = sorted((one for one in view.sessions if to_come(one, now)), key=lambda one: one.starts_at)
    if view.draft or not coming:
        raise Gone
    named = select(Area.name).join(Centre, Centre.area_id == Area.id).where(Centre.id == view.centre.id)
    return LeafletView(view, await session.scalar(named) or "", coming)


async def passed_on(session: Session, course_id: int) -> dict[Referrer, int]:
    """How many of those on the course, or in line for it, came by whose leaflet: numbers, and no more."""
    rows = await session.execute(
        select(Enrolment.referred_by, func.count())
        .where(Enrolment.course_id == course_id, Enrolment.status.in_(ON_IT), Enrolment.referred_by.is_not(None))
        .group_by(Enrolment.referred_by)
    )
    counted = {row[0]: row[1] for row in rows}
    return {one: counted[one] for one in Referrer if one in counted}


def to_come(evening: SessionView, now: datetime) -> bool:
    return not evening.cancelled and evening.ends_at > now
