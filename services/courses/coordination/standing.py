"""How many have a place, an offer or a number in line."""

from collections.abc import Sequence

from sqlalchemy import func, select

from db.models import Enrolment, PhoneWait
from domain.signup import Status
from services import Session

ORDER = (Status.PLACE, Status.OFFERED, Status.WAITING)


async def who_rang(session: Session, course_id: int) -> Sequence[PhoneWait]:
    """Who has rung and stands in line."""
    return (
        await session.scalars(select(PhoneWait).where(PhoneWait.course_id == course_id, PhoneWait.turn_at.is_(None)))
    ).all()


async def counts(session: Session, course_id: int) -> dict[Status, int]:
    """How many there are of each standing."""
    rows = await session.execute(
        select(Enrolment.status, func.count()).where(Enrolment.course_id == course_id).group_by(Enrolment.status)
    )
    return dict.fromkeys(Status, 0) | {Status(status): number for status, number in rows.all()}
