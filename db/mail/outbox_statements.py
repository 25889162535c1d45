"""What the sender asks of the outbox in every round. Built once: to build a statement costs more than to carry it out."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, select, update

from db.models import Instant, Outbox, Person, table
from domain.delivery import State

_ROWS, _PEOPLE = table(Outbox), table(Person)
_THESE = _ROWS.c.id.in_(bindparam("rows", expanding=True))

SENDING = update(_ROWS).where(_THESE).values(state=State.SENDING, attempts=_ROWS.c.attempts + 1)
SENT = (
    update(_ROWS)
    .where(_THESE)
    .values(state=State.SENT, sent_at=bindparam("now", type_=Instant), retry_at=None, reason=None)
)
SETTLED = (
    update(_ROWS)
    .where(_ROWS.c.id == bindparam("row"))
    .values(
        state=bindparam("to", type_=_ROWS.c.state.type),
        retry_at=bindparam("again_at", type_=Instant),
        reason=bindparam("why"),
        attempts=_ROWS.c.attempts - bindparam("back"),
    )
)
"""For many rows at once, each with what became of it."""
OUT_OF_REACH = (
    update(_PEOPLE)
    .where(_PEOPLE.c.id.in_(bindparam("people", expanding=True)), _PEOPLE.c.blocked_at.is_(None))
    .values(blocked_at=bindparam("now", type_=Instant))
)
WAITING = (
    select(func.count())
    .select_from(_ROWS)
    .where(_ROWS.c.state == State.QUEUED, _ROWS.c.due_at <= bindparam("now", type_=Instant))
)


@cache
def ready(kinds: Sequence[str]) -> Select[tuple[object, ...]]:
    """Rows of these kinds that are due, in order. A kind that a later version knows waits until that version runs again."""
    row, person = _ROWS.c, _PEOPLE.c
    known: list[Any] = [
        literal_column(f"'{kind}'") for kind in kinds
    ]  # names of ours, which never change while the process lives
    return (
        select(
            *(row.id, row.person_id, row.kind, row.params, row.priority, row.not_after, row.attempts),
            *(person.telegram_id, person.language, person.blocked_at),
        )
        .join_from(_ROWS, _PEOPLE, person.id == row.person_id)
        .where(row.state == literal_column(f"'{State.QUEUED}'"), row.kind.in_(known))
        .where(row.due_at <= bindparam("now", type_=Instant))
        .where(row.retry_at.is_(None) | (row.retry_at <= bindparam("real_now", type_=Instant)))
        .where(row.person_id.not_in(bindparam("busy", expanding=True)))
        .order_by(row.priority, row.due_at, row.id)
        .limit(bindparam("most"))
        .with_for_update(of=_ROWS, skip_locked=True)
    )
