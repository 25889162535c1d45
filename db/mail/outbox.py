"""The outbox's rows: put in once, claimed in order, settled with what became of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import JSON, ColumnElement, Select, String, cast, delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.mail import outbox_statements as statements
from db.models import Instant, Outbox
from db.session import insert_once, wakes
from domain.delivery import State, Why
from domain.messages import KINDS, Message

_COLUMNS = ["key", "person_id", "kind", "params", "priority", "due_at", "not_after", "state", "attempts", "notice_id"]
AT_ONCE = 500
"""Rows in one statement; each is some ten parameters, of which a statement takes some thirty thousand."""


async def put(
    session: AsyncSession,
    message: Message,
    people: Select[int],
    *,
    due_at: datetime,
    not_after: datetime | None = None,
) -> int:
    """Queue `message` for everybody whom the one-column select `people` names; returns how many were new.

    Done in one statement whatever the number, so that a thousand reminders cost the event loop nothing.
    """
    person = people.subquery().c[0]
    rows = select(
        literal(message.key(0)[:-1]) + cast(person, String),
        person,
        literal(message.kind),
        literal(message.params(), JSON),
        literal(message.priority),
        literal(due_at, Instant),
        literal(not_after, Instant),
        literal(State.QUEUED.value),
        literal(0),
        literal(getattr(message, "notice_id", None), Outbox.notice_id.type),
    )
    # SQLite reads "SELECT ... ON CONFLICT" as a join's ON unless the select has a WHERE.
    statement = insert_once(session, Outbox).from_select(_COLUMNS, rows.where(literal(1) == 1))
    result: Any = await session.execute(statement)
    wakes(session)
    return max(0, int(result.rowcount))


async def put_each(
    session: AsyncSession,
    messages: Sequence[tuple[Message, int]],
    *,
    due_at: datetime,
    not_after: datetime | None = None,
) -> None:
    """As `put`, where each person (by id) is told something of their own: few statements, whatever the number."""
    rows = [
        {
            "key": message.key(person_id),
            "person_id": person_id,
            "kind": message.kind,
            "params": message.params(),
            "priority": message.priority,
            "due_at": due_at,
            "not_after": not_after,
            "notice_id": getattr(message, "notice_id", None),
        }
        for message, person_id in messages
    ]
    for start in range(0, len(rows), AT_ONCE):
        await session.execute(insert_once(session, Outbox).values(rows[start : start + AT_ONCE]))
    wakes(session)


def may_have_arrived(message: Message) -> ColumnElement[bool]:
    """SQL, over `Outbox`: this message to whomever it is for has gone out, is on its way, or may have arrived."""
    key = literal(message.key(0)[:-1]) + cast(Outbox.person_id, String)
    return (Outbox.key == key) & Outbox.state.in_((State.SENDING, State.SENT, State.UNKNOWN))


async def forget(session: AsyncSession, message: Message, people: Collection[int]) -> None:
    """Nobody of these ids was ever to be told this: what still waits does not go out, and it may be said anew."""
    keys = [message.key(one) for one in people]
    for start in range(0, len(keys), AT_ONCE):
        await session.execute(delete(Outbox).where(Outbox.key.in_(keys[start : start + AT_ONCE])))


class Claimed(Struct, frozen=True):
    """A row whose sending has been recorded."""

    id: int
    person_id: int
    telegram_id: int
    language: str | None
    blocked: bool
    message: Message
    priority: int
    not_after: datetime | None
    attempts: int


async def claim(
    session: AsyncSession, *, now: datetime, real_now: datetime, limit: int, busy: Collection[int]
) -> list[Claimed]:
    """Record the intent to send up to `limit` rows that are due, in order, at most one a person; `busy` people wait.

    A row of which the message cannot be read is failed: it must not stand in the way of the others.
    """
    if limit <= 0:
        return []
    moment = {"now": now, "real_now": real_now, "busy": list(busy), "most": limit * 4}
    first: dict[int, Any] = {}
    with await session.execute(statements.ready(tuple(KINDS)), moment) as due:
        for row in due:
            first.setdefault(row.person_id, row)
            if len(first) == limit:
                break
    if not first:
        return []
    read = {row.id: _claimed(row) for row in first.values()}
    await session.execute(statements.SENDING, {"rows": list(read)})
    broken = [row for row, one in read.items() if one is None]
    if broken:
        await settle(session, [Outcome(row, 0, State.FAILED, reason=Why.OUR_FAULT) for row in broken], now)
    return [one for one in read.values() if one is not None]


def _claimed(row: Any) -> Claimed | None:
    try:
        message = KINDS[row.kind].of(row.params)
    except TypeError:
        return None
    return Claimed(
        id=row.id,
        person_id=row.person_id,
        telegram_id=row.telegram_id,
        language=row.language,
        blocked=row.blocked_at is not None,
        message=message,
        priority=row.priority,
        not_after=row.not_after,
        attempts=row.attempts + 1,
    )


class Outcome(Struct, frozen=True):
    """What became of a claimed row."""

    row_id: int
    person_id: int
    state: State
    retry_at: datetime | None = None
    reason: str | None = None
    counts: bool = True


async def settle(session: AsyncSession, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write down what became of claimed rows. A try that does not count (a halt) is taken back.

    Three statements at most, whatever the number.
    """
    sent = [one.row_id for one in outcomes if one.state is State.SENT]
    others = [_values(one) for one in outcomes if one.state is not State.SENT]
    blocked = [one.person_id for one in outcomes if one.state is State.BLOCKED]
    if sent:
        await session.execute(statements.SENT, {"rows": sent, "now": now})
    if others:
        await session.execute(statements.SETTLED, others)
    if blocked:
        await session.execute(statements.OUT_OF_REACH, {"people": blocked, "now": now})


def _values(one: Outcome) -> dict[str, Any]:
    back = 0 if one.counts else 1
    return {"row": one.row_id, "to": one.state, "again_at": one.retry_at, "why": one.reason, "back": back}


async def recover(session: AsyncSession) -> int:
    """After a crash: rows that were being sent are queued again, or held as unknown when a repeat would do harm."""
    rows = (await session.scalars(select(Outbox).where(Outbox.state == State.SENDING))).all()
    for row in rows:
        row.state = State.QUEUED if row.kind in KINDS and KINDS[row.kind].repeatable else State.UNKNOWN
    return len(rows)


async def take_back(session: AsyncSession, *, but: Collection[int]) -> None:
    """Queue again what was claimed in a transaction that was thought to have failed; `but` are the rows in flight."""
    await session.execute(
        update(Outbox)
        .where(Outbox.state == State.SENDING, Outbox.id.not_in(but))
        .values(state=State.QUEUED, attempts=Outbox.attempts - 1)
        .execution_options(synchronize_session=False)
    )


async def counts(session: AsyncSession, notice_id: int) -> dict[State, int]:
    """How many copies of a notice stand in each state."""
    rows = await session.execute(
        select(Outbox.state, func.count()).where(Outbox.notice_id == notice_id).group_by(Outbox.state)
    )
    return {State(state): number for state, number in rows.all()}


async def unsettled(session: AsyncSession, now: datetime) -> int:
    """How many rows are due and neither sent nor given up, those in hand included."""
    statement = select(func.count()).where(Outbox.state.in_((State.QUEUED, State.SENDING)), Outbox.due_at <= now)
    return int((await session.execute(statement)).scalar_one())


async def waiting(session: AsyncSession, now: datetime) -> int:
    """How many rows are due and not yet sent."""
    return int(await session.scalar(statements.WAITING, {"now": now}) or 0)
