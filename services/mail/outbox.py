"""Messages on their way out."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Select, select, update

from db.mail.outbox import (
    Claimed,
    Outcome,
    claim,
    counts,
    forget,
    may_have_arrived,
    put,
    put_each,
    recover,
    settle,
    take_back,
    unsettled,
    waiting,
)
from db.models import Enrolment, Outbox, Person
from db.session import wakes
from domain.delivery import State
from domain.messages import KINDS, NOW, Message
from domain.signup import Status
from services import Session

__all__ = [
    "Claimed", "Outcome", "QueueLine", "State", "claim", "counts", "forget", "may_have_arrived", "put", "put_each",
    "put_one", "queue_view", "recover", "settle", "take_back", "take_up", "takes_part", "unsettled",
    "waiting",
]  # fmt: skip


def takes_part(course_id: int, *, since: datetime | None = None) -> Select[int]:
    """The ids of those who have a place on a course, had it before `since`."""
    people = select(Enrolment.person_id).where(Enrolment.course_id == course_id, Enrolment.status == Status.PLACE)
    return people if since is None else people.where(Enrolment.since < since)


async def put_one(
    session: Session, message: Message, person_id: int, *, due_at: datetime, not_after: datetime | None = None
) -> int:
    """Queue a message for one person."""
    one = select(Person.id).where(Person.id == person_id)
    return await put(session, message, one, due_at=due_at, not_after=not_after)


async def take_up(session: Session, person_id: int, now: datetime) -> None:
    """Somebody can be reached again: what they had to know at once and can still use goes out, as far as it is still true."""
    kinds = [name for name, kind in KINDS.items() if kind.priority == NOW and kind.repeatable]
    await session.execute(
        update(Outbox)
        .where(Outbox.person_id == person_id, Outbox.state == State.BLOCKED)
        .where(Outbox.kind.in_(kinds), Outbox.not_after > now)
        .values(state=State.QUEUED, attempts=0, retry_at=None)
        .execution_options(synchronize_session=False)
    )
    wakes(session)


class QueueLine(Struct, frozen=True):
    """One row for whoever runs the bot: no text, no name."""

    due_at: datetime
    kind: str
    telegram_id: int
    state: State


async def queue_view(session: Session, limit: int = 30) -> list[QueueLine]:
    """The newest rows, newest first."""
    rows = await session.execute(
        select(Outbox, Person.telegram_id)
        .join(Person, Person.id == Outbox.person_id)
        .order_by(Outbox.id.desc())
        .limit(limit)
    )
    return [QueueLine(row.Outbox.due_at, row.Outbox.kind, row.telegram_id, State(row.Outbox.state)) for row in rows]
