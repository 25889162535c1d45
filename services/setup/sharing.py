"""With which centres a course is shared: their people find it and sign up, their coordinators see it without its people."""

from datetime import datetime

from sqlalchemy import delete

from db.models import CourseShare
from domain.errors import ChangedMeanwhile, Gone
from services import Session
from services.courses import changes, partners
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
) -> None:
    """Share it with a centre, or (`yes` False) no longer. Whoever has signed up keeps their place.

    Raises NotYours, Gone, ChangedMeanwhile unless it is so already.
    """
    try:
        row, view = await sheet.begun(session, library, actor, course_id, edition)
    except ChangedMeanwhile:
        if (await session.get(CourseShare, (course_id, centre_id)) is not None) is yes:
            return
        raise
    one = next((one for one in await partners(session, view) if one.id == centre_id), None)
    if one is None:
        raise Gone
    if one.shared is yes:
        return
    before = await changes.found_by(session, row)
    if yes:
        session.add(CourseShare(course_id=course_id, centre_id=centre_id))
    else:
        here = CourseShare.course_id == course_id, CourseShare.centre_id == centre_id
        await session.execute(delete(CourseShare).where(*here))
    row.edition += 1
    await session.flush()
    await changes.note_found(session, row, before, now)
