"""Where a centre's groups can meet, and what of somebody's answers the centre still offers."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import select

from db.models import Centre, Place
from domain.errors import Gone
from domain.groups.content import GroupContent
from domain.groups.wishes import ONLINE, Answers
from services import Session, courses
from services.courses import CentreView

AT_CENTRE = "centre"
"""The one place of a centre that has named none."""
MOST_PLACES, NAME = 20, 60
"""So many places of a centre, with names of so many characters, fit on one screen beside all else that one has chosen."""


class PlaceView(Struct, frozen=True):
    """`name` as the centre wrote it, the same in all languages; empty for online. `position` is (latitude, longitude)."""

    slug: str
    name: str
    position: tuple[float, float] | None = None


async def of_centre(session: Session, centre: CentreView) -> tuple[PlaceView, ...]:
    """The centre's places in the order of its file, and online, which there is always."""
    rows = await session.scalars(select(Place).where(Place.centre_id == centre.id).order_by(Place.id))
    places = [PlaceView(row.slug, row.name, _position(row)) for row in rows]
    return (*(places or [PlaceView(AT_CENTRE, centre.name)]), PlaceView(ONLINE, ""))


def _position(row: Place) -> tuple[float, float] | None:
    return None if row.lat is None or row.lon is None else (row.lat, row.lon)


async def centre_of(session: Session, centre_id: int) -> CentreView:
    """Raises Gone."""
    centre = await session.get(Centre, centre_id)
    if centre is None:
        raise Gone
    return courses.centre_view(centre)


def still_offered(answers: Answers, content: GroupContent, offered: Sequence[PlaceView]) -> Answers:
    """Without what the centre has taken away since."""
    known = {one.slug for one in offered}
    return answers.having(
        themes=tuple(one for one in answers.themes if content.find_theme(one)),
        slots=tuple(one for one in content.slots if one in answers.slots),
        places=tuple(one for one in answers.places if one in known),
    )
