"""Deep links to courses: which course one leads to, and who has passed it on."""

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, select

from db.models import Centre, Course, columns, table
from domain.courses import Referrer, State
from domain.courses.leaflets import read_start
from domain.errors import Gone, NotOpenYet
from services import Session
from services.courses import CentreView, centre_view

_C, _M = columns(Course), columns(Centre)
_OF_SLUG = (
    select(_C.id.label("course_id"), _C.state, *_M)
    .join(table(Centre), _M.id == _C.centre_id)
    .where(_C.slug == bindparam("slug"))
)


class Linked(Struct, frozen=True):
    """The course behind a deep link, its centre, and who has passed the link on."""

    course_id: int
    centre: CentreView
    referrer: Referrer | None = None


async def course_by_slug(session: Session, slug: str) -> int:
    """The id of the course of this name. Raises Gone, NotOpenYet."""
    return (await _by_slug(session, slug)).course_id


async def course_by_link(session: Session, parameter: str) -> Linked:
    """What is behind a deep link, or behind what somebody has typed in its place. Raises Gone, NotOpenYet."""
    slug, referrer = read_start(parameter)
    if referrer is None:
        return await _by_slug(session, parameter)
    try:
        return replace(await _by_slug(session, slug), referrer=referrer)
    except Gone:
        return await _by_slug(session, parameter)


async def _by_slug(session: Session, slug: str) -> Linked:
    # PostgreSQL refuses a text with a zero character as a fault of the connection.
    found = (await session.execute(_OF_SLUG, {"slug": slug})).one_or_none() if slug.isprintable() else None
    if found is None:
        raise Gone
    if found.state == State.DRAFT:
        raise NotOpenYet(found.name, found.phone)
    return Linked(found.course_id, centre_view(found))
