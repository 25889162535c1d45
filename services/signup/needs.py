"""What somebody with a place needs to be able to take part: said after the seat, or later, or never."""

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import exists, select, update

from db import erasing
from db.models import CourseSession, Enrolment
from db.session import shred
from domain.characters import units
from domain.errors import Gone, TextExpected, TooLong
from domain.signup import Need, Needs, Status, needs
from services import Session, courses
from services.courses import CourseView
from services.people import Actor
from services.programmes import Library

KEPT_FOR = timedelta(days=30)
"""After the last evening."""


class OwnNeeds(Struct, frozen=True):
    """What one has said for a course."""

    course: CourseView
    needs: Needs


async def mine(session: Session, library: Library, actor: Actor, course_id: int, now: datetime) -> OwnNeeds:
    """Raises Gone for whoever has no place, and once the course is over."""
    view, row = await _own(session, library, actor, course_id, now)
    return OwnNeeds(view, needs.read(row.needs))


async def tick(
    session: Session, library: Library, actor: Actor, course_id: int, need: str, yes: bool, now: datetime
) -> OwnNeeds:
    """I need this, or do not any more. Raises Gone."""
    view, row = await _own(session, library, actor, course_id, now)
    if need not in tuple(Need):
        raise Gone
    return await _keep(session, view, row, needs.read(row.needs).ticking(Need(need), yes))


async def write(session: Session, library: Library, actor: Actor, course_id: int, text: str, now: datetime) -> OwnNeeds:
    """In one's own words, in place of what one wrote before. Raises Gone, TextExpected, TooLong."""
    view, row = await _own(session, library, actor, course_id, now)
    text = text.strip()
    if not text:
        raise TextExpected
    if units(text) > needs.LIMIT:
        raise TooLong(units(text), needs.LIMIT)
    return await _keep(session, view, row, Needs(needs.read(row.needs).ticked, text))


async def clear(session: Session, library: Library, actor: Actor, course_id: int, now: datetime) -> OwnNeeds:
    """Nothing, after all. Raises Gone."""
    view, row = await _own(session, library, actor, course_id, now)
    return await _keep(session, view, row, Needs())


async def _own(
    session: Session, library: Library, actor: Actor, course_id: int, now: datetime
) -> tuple[CourseView, Enrolment]:
    actor.must_have_consented()
    here = Enrolment.course_id == course_id, Enrolment.person_id == actor.id
    row = await session.scalar(select(Enrolment).where(*here, Enrolment.status == Status.PLACE))
    view = await courses.load(session, library, course_id)
    if row is None or view.ends_at <= now:
        raise Gone
    return view, row


async def _keep(session: Session, view: CourseView, row: Enrolment, said: Needs) -> OwnNeeds:
    before, row.needs = row.needs, said.kept()
    await session.flush()
    if before is not None:
        await erasing.owe(session)
        shred(session)
    return OwnNeeds(view, said)


async def forget_old(session: Session, now: datetime) -> bool:
    """Of courses that have been over for a while; whether there was anything."""
    later = exists().where(CourseSession.course_id == Enrolment.course_id, CourseSession.ends_at > now - KEPT_FOR)
    gone = await session.execute(
        update(Enrolment)
        .where(Enrolment.needs.is_not(None), ~later)
        .values(needs=None)
        .returning(Enrolment.id)
        .execution_options(synchronize_session=False)
    )
    return gone.first() is not None
