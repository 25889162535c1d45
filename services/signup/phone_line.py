"""Who has rung while no seat was free stands in line with all others: a number and a day, no name.

When it is their turn the seat is set aside by phone, as one that a coordinator sets aside, and the coordinators ring.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, select

from db.models import PhoneWait
from domain.errors import Gone
from domain.rights import Action
from domain.signup.messages import PhoneTurn
from services import Session, courses, people
from services.courses import CourseView, coordination
from services.mail import outbox
from services.people import Actor, holders
from services.programmes import Library


class Rung(Struct, frozen=True):
    """Somebody who has rung at `since`, and what they wait for or have a seat on now."""

    id: int
    course: CourseView
    since: datetime


async def front(session: Session, course_id: int, most: int) -> Sequence[PhoneWait]:
    """The first of them, in the order of arrival."""
    waits = select(PhoneWait).where(PhoneWait.course_id == course_id, PhoneWait.turn_at.is_(None))
    return (await session.scalars(waits.order_by(PhoneWait.number).limit(most))).all()


async def count(session: Session, course_id: int) -> int:
    """How many of them wait."""
    waits = select(func.count()).where(PhoneWait.course_id == course_id, PhoneWait.turn_at.is_(None))
    return int((await session.execute(waits)).scalar_one())


async def first_number(session: Session, course_id: int) -> int | None:
    """The least number of arrival among them."""
    waits = PhoneWait.course_id == course_id, PhoneWait.turn_at.is_(None)
    number: int | None = await session.scalar(select(func.min(PhoneWait.number)).where(*waits))
    return number


async def give_turns(session: Session, view: CourseView, rows: Sequence[PhoneWait], now: datetime) -> None:
    """Set a seat aside for each, and tell the coordinators. The course must be locked."""
    if not rows:
        return
    (await courses.lock(session, view.id)).by_phone += len(rows)
    for row in rows:
        row.turn_at = now
    await session.flush()
    for row in rows:
        whom = holders(Action.RUN, view.centre.id)
        await outbox.put(session, PhoneTurn(row.id), whom, due_at=now, not_after=view.ends_at)


async def waiting(session: Session, library: Library, actor: Actor, wait_id: int) -> Rung:
    """One who waits, for a coordinator of the course. Raises NotYours; Gone, also where it is their turn."""
    row = await session.get(PhoneWait, wait_id, populate_existing=True)
    view = await coordination.course(session, library, actor, row.course_id if row else 0)
    if row is None or row.turn_at is not None:
        raise Gone
    return Rung(row.id, view, row.since)


async def end(session: Session, library: Library, actor: Actor, wait_id: int) -> Rung:
    """They do not wait any more. Raises as `waiting`."""
    rung = await waiting(session, library, actor, wait_id)
    await courses.lock(session, rung.course.id)
    row = await session.get(PhoneWait, wait_id, populate_existing=True)
    if row is None or row.turn_at is not None:
        raise Gone
    await session.delete(row)
    await session.flush()
    return rung


async def turn_view(
    session: Session, library: Library, message: PhoneTurn, person_id: int, now: datetime
) -> Rung | None:
    """Whose turn it is; None when the course is over, or the role is gone."""
    row = await session.get(PhoneWait, message.wait_id)
    if row is None:
        return None
    view = await courses.load(session, library, row.course_id)
    if view.ends_at <= now or not await people.may(session, Action.RUN, view.centre.id, person_id):
        return None
    return Rung(row.id, view, row.since)
