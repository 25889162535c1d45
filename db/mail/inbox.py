"""The inbox's rows: kept, handled, answered, forgotten."""

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Inbox
from db.session import Wipe, insert_once, shred

PAGE = 1000


@dataclass(frozen=True)
class Letter:
    """One stored update; `payload` is its JSON. `also`: updates that this one has been put together with."""

    update_id: int
    telegram_id: int | None
    payload: str
    handled: bool
    also: tuple[int, ...] = ()

    @property
    def update_ids(self) -> tuple[int, ...]:
        return (self.update_id, *self.also)


async def keep(session: AsyncSession, letters: Sequence[Letter], now: datetime) -> set[int]:
    """Store a batch; returns the ids of those that are new (Telegram sends one again when it saw no answer)."""
    if not letters:
        return set()
    rows = [
        {"update_id": one.update_id, "telegram_id": one.telegram_id, "payload": one.payload, "received_at": now}
        for one in letters
    ]
    statement = insert_once(session, Inbox).values(rows).returning(Inbox.update_id)
    return set((await session.scalars(statement)).all())


async def open_letters(session: AsyncSession, before: datetime, *, after: int = -1, limit: int = PAGE) -> list[Letter]:
    """What was received until `before` and is open, in order: not handled, or handled but not answered.

    A page of it: those whose update_id is greater than `after`.
    """
    rows = await session.scalars(
        select(Inbox)
        .where(Inbox.answered_at.is_(None), Inbox.payload.is_not(None), Inbox.received_at <= before)
        .where(Inbox.update_id > after)
        .order_by(Inbox.update_id)
        .limit(limit)
    )
    return [_letter(row) for row in rows]


async def left_behind(
    session: AsyncSession, people: Collection[int], before_id: int, but: Container[int]
) -> list[Letter]:
    """Earlier updates of these people (Telegram ids) that are not handled, in order; `but` are those in hand."""
    theirs = (
        Inbox.answered_at.is_(None) & Inbox.handled_at.is_(None) & Inbox.payload.is_not(None),
        (Inbox.update_id < before_id) & Inbox.telegram_id.in_(people),
    )
    numbers = await session.scalars(select(Inbox.update_id).where(*theirs))
    if all(one in but for one in numbers):
        return []  # nearly always; nothing was decrypted to find out
    rows = await session.scalars(select(Inbox).where(*theirs).order_by(Inbox.update_id))
    return [_letter(row) for row in rows if row.update_id not in but]


def _letter(row: Inbox) -> Letter:
    return Letter(row.update_id, row.telegram_id, row.payload or "", row.handled_at is not None)


async def mark_handled(session: AsyncSession, update_ids: Collection[int], now: datetime) -> bool:
    """Mark updates as handled in the use case's own transaction; False when any of them was already."""
    result: Any = await session.execute(
        update(Inbox).where(Inbox.update_id.in_(update_ids), Inbox.handled_at.is_(None)).values(handled_at=now)
    )
    return int(result.rowcount) == len(update_ids)


async def mark_answered(session: AsyncSession, update_ids: Collection[int], now: datetime) -> None:
    """The person has got the answer; what they wrote is not kept any longer, nor who it was: only that it has been here.

    The update's own number is enough to recognise it by. Who pressed when would tell whose an evaluation is, and a row
    that differs who has erased themselves.
    """
    ids = sorted(update_ids)
    for start in range(0, len(ids), PAGE):  # a statement takes some thirty thousand parameters at most
        some = Inbox.update_id.in_(ids[start : start + PAGE])
        await session.execute(update(Inbox).where(some).values(answered_at=now, payload=None, telegram_id=None))
    shred(session, Wipe.ANSWERED)


async def forget(session: AsyncSession, before: datetime) -> int:
    """Delete rows that are done with."""
    result: Any = await session.execute(delete(Inbox).where(Inbox.received_at < before, Inbox.answered_at.is_not(None)))
    return int(result.rowcount)
