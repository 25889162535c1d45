"""Why a coordinator does something: one line of their own, written before it is done, and kept with what was done."""

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import delete, select

from db.models import CourseSession, Enrolment, Reason
from domain.characters import one_line, units
from domain.errors import Gone, TextExpected, TooLong
from services import Session
from services.people import Actor

LIMIT = 200
"""UTF-16 units: a line or two on a telephone."""
KEPT_UNUSED_FOR = timedelta(days=1)


class Given(Struct, frozen=True):
    """A reason with its number, 0 where none is given."""

    id: int = 0
    text: str = ""

    @property
    def number(self) -> int | None:
        """As columns carry it."""
        return self.id or None


NONE = Given()


async def keep(session: Session, actor: Actor, course_id: int, written: str, now: datetime) -> Given:
    """Keep a reason until something carries its number; who may act on the course was asked before.

    Raises TextExpected, TooLong.
    """
    text = one_line(written)
    if not text:
        raise TextExpected
    if units(text) > LIMIT:
        raise TooLong(units(text), LIMIT)
    row = Reason(course_id=course_id, author_id=actor.id, text=text, created_at=now)
    session.add(row)
    await session.flush()
    return Given(row.id, text)


async def given(session: Session, reason_id: int, course_id: int) -> Given:
    """The reason with this number. Raises Gone for one of another course, or that is no more."""
    if not reason_id:
        return NONE
    text = await session.scalar(select(Reason.text).where(Reason.id == reason_id, Reason.course_id == course_id))
    if text is None:
        raise Gone
    return Given(reason_id, text)


async def forget_unused(session: Session, now: datetime) -> None:
    """What nothing carries any more, or never did."""
    carried = [
        Reason.id.not_in(select(table.reason_id).where(table.reason_id.is_not(None)))
        for table in (CourseSession, Enrolment)
    ]
    await session.execute(delete(Reason).where(Reason.created_at <= now - KEPT_UNUSED_FOR, *carried))


async def forget_about(session: Session, person_id: int) -> None:
    """Somebody is erased, and with them why anything was done with their places."""
    theirs = select(Enrolment.reason_id).where(Enrolment.person_id == person_id, Enrolment.reason_id.is_not(None))
    await session.execute(delete(Reason).where(Reason.id.in_(theirs)))
