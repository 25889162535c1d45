"""With which centres a course is shared: their people find it and sign up, their coordinators see it without its people."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import delete

from db.models import CourseShare
from domain.errors import ChangedMeanwhile, Gone
from domain.rights import Action, Role
from services import Session
from services.courses import CourseView, Partner, changes, coordination, lost, partners
from services.courses.lost import Lost
from services.people import Actor
from services.programmes import Library
from services.setup import sheet


async def share(
    session: Session,
    library: Library,
    actor: Actor,
    course_id: int,
    edition: int,
    centre_id: int,
    yes: bool,
    now: datetime,
) -> list[Lost]:
    """Share it with a centre, or (`yes` False) no longer. Whoever has signed up keeps their place.

    Returns who falls off its team with that: they are told, and its other coordinators. Raises NotYours, Gone,
    ChangedMeanwhile unless it is so already.
    """
    try:
        row, view = await sheet.begun(session, library, actor, course_id, edition)
    except ChangedMeanwhile:
        if (await session.get(CourseShare, (course_id, centre_id)) is not None) is yes:
            return []
        raise
    if (await _partner(session, view, centre_id)).shared is yes:
        return []
    before = await changes.found_by(session, row) if yes else None
    if yes:
        session.add(CourseShare(course_id=course_id, centre_id=centre_id))
    else:
        here = CourseShare.course_id == course_id, CourseShare.centre_id == centre_id
        await session.execute(delete(CourseShare).where(*here))
    row.edition += 1
    await session.flush()
    if before is None:
        return await lost.unshared(session, course_id, now, by=actor.id)
    await changes.note_found(session, row, before, now)
    return []


async def _partner(session: Session, view: CourseView, centre_id: int) -> Partner:
    """Raises Gone."""
    one = next((one for one in await partners(session, view) if one.id == centre_id), None)
    if one is None:
        raise Gone
    return one


class Parting(Struct, frozen=True):
    """A centre with which a course is shared, and who of the team would fall off without it."""

    course: CourseView
    partner: Partner
    going: Sequence[Lost]


async def parting(
    session: Session, library: Library, actor: Actor, course_id: int, centre_id: int, now: datetime
) -> Parting:
    """To be looked at before it is shared with a centre no longer. Raises NotYours, Gone."""
    view = await coordination.course(session, library, actor, course_id, Action.SETUP)
    one = await _partner(session, view, centre_id)
    return Parting(view, one, await lost.at_stake(session, course_id, centre_id, now) if one.shared else ())


async def lacking(session: Session, view: CourseView, gone: Sequence[Lost]) -> list[tuple[Role, int]]:
    """In which of their roles a published course has too few on its team now, and how many too few."""
    roles = dict.fromkeys(one.role for one in gone)
    found = [(role, await lost.short(session, view, role)) for role in roles]
    return [(role, number) for role, number in found if number]
