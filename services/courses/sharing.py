"""With which centres a course can be shared, and is."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import exists, select

from db.models import Area, Centre, CourseShare
from services import Session, people
from services.courses.views import CourseView


class Partner(Struct, frozen=True):
    """A centre with which a course can be shared."""

    id: int
    name: str
    shared: bool


async def partners(session: Session, view: CourseView) -> Sequence[Partner]:
    """The other centres of the network that the centre is in, by name; of a centre in no network all others. Two statements."""
    parents = {row.id: row.parent_id for row in await session.execute(select(Area.id, Area.parent_id))}
    shared = exists().where(CourseShare.course_id == view.id, CourseShare.centre_id == Centre.id)
    rows = (await session.execute(select(Centre.id, Centre.name, Centre.area_id, shared).order_by(Centre.name))).all()
    above = {row.id: people.with_those_above(row.area_id, parents) for row in rows}
    own = above[view.centre.id]
    return [
        Partner(row.id, row.name, row[3])
        for row in rows
        if row.id != view.centre.id and (row[3] or not own or not own.isdisjoint(above[row.id]))
    ]
