"""Messages on their way out."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, select

from db.models import Enrolment, Outbox, Person
from db.outbox import Claimed, Outcome, claim, counts, put, recover, settle, waiting
from domain.delivery import State
from domain.messages import Message
from domain.signup import Status
from services import Session

__all__ = [
    "Claimed", "Outcome", "State", "claim", "counts", "put", "put_one", "queue_view", "recover", "settle",
    "takes_part", "waiting",
]  # fmt: skip


def takes_part(course_id: int, *, since: datetime | None = None) -> Select[tuple[int]]:
    """The ids of those who have a place on a course, had it before `since`."""
    people = select(Enrolment.person_id).where(Enrolment.course_id == course_id, Enrolment.status == Status.PLACE)
    return people if since is None else people.where(Enrolment.since < since)


async def put_one(
    session: Session, message: Message, person_id: int, *, due_at: datetime, not_after: datetime | None = None
) -> int:
    """Queue a message for one person."""
    one = select(Person.id).where(Person.id == person_id)
    return await put(session, message, one, due_at=due_at, not_after=not_after)


async def queue_view(session: Session, limit: int = 30) -> Iterable[tuple[datetime, str, int, State, datetime | None]]:
    """The newest rows for whoever runs the bot: due, kind, person's number, state, sent at. No text, no name."""
    rows = await session.scalars(select(Outbox).order_by(Outbox.id.desc()).limit(limit))
    return [(row.due_at, row.kind, row.person_id, State(row.state), row.sent_at) for row in rows]
