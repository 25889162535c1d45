"""The inbox's rows: kept, handled, answered, forgotten."""

from collections.abc import Collection, Container, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Update, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Inbox, Instant, columns, table
from db.session import InDialect, Wipe, shred

PAGE = 1000
_I = columns(Inbox)
_KEEP = InDialect(lambda insert: insert(table(Inbox)).on_conflict_do_nothing().returning(_I.update_id))
_HANDLED = update(table(Inbox)).where(_I.handled_at.is_(None)).values(handled_at=bindparam("now"))
_ONE_HANDLED = _HANDLED.where(_I.update_id == bindparam("number"))
_SOME_HANDLED = _HANDLED.where(_I.update_id.in_(bindparam("numbers", expanding=True)))

_DONE = {
    "handled_at": func.coalesce(_I.handled_at, bindparam("now", type_=Instant())),
    "answered_at": bindparam("now", type_=Instant()),
    "payload": None,
    "telegram_id": None,
}
_O = table(Inbox).alias("open").c


def _done(*which: ColumnElement[bool]) -> Update:
    """Of open rows, which are named as `_O`. Locked in one order: two who write the same down never wait for each other."""
    theirs = select(_O.update_id).where(_O.answered_at.is_(None), *which).order_by(_O.update_id).with_for_update()
    return update(table(Inbox)).where(_I.update_id.in_(theirs)).values(_DONE)


_ANSWERED = _done(_O.update_id.in_(bindparam("numbers", expanding=True)))
_FORGOTTEN = _done(_O.telegram_id == bindparam("person"), _O.update_id < bindparam("but"))


class Letter(Struct, frozen=True):
    """An update to be stored; `payload` is its JSON, None for one that is only noted: there is nothing to be done about it."""

    update_id: int
    telegram_id: int | None
    payload: str | None


class Waiting(Struct, frozen=True):
    """A stored update by its numbers, without what is in it."""

    update_id: int
    telegram_id: int | None
    handled: bool


async def keep(session: AsyncSession, letters: Sequence[Letter], now: datetime) -> set[int]:
    """Store a batch; returns the ids of those that are new (Telegram sends one again when it saw no answer)."""
    if not letters:
        return set()
    return set((await session.scalars(_KEEP.of(session), [_row(one, now) for one in letters])).all())


def _row(letter: Letter, now: datetime) -> dict[str, Any]:
    done = now if letter.payload is None else None
    return {
        "update_id": letter.update_id,
        "telegram_id": letter.telegram_id,
        "payload": letter.payload,
        "received_at": now,
        "handled_at": done,
        "answered_at": done,
    }


_NUMBERS = select(_I.update_id, _I.telegram_id, _I.handled_at.is_not(None)).where(
    _I.answered_at.is_(None), _I.payload.is_not(None)
)
_LEFT_BEHIND = _NUMBERS.where(
    _I.handled_at.is_(None),
    _I.update_id < bindparam("before"),
    _I.telegram_id.in_(bindparam("people", expanding=True)),
).order_by(_I.update_id)


async def open_letters(session: AsyncSession, before: datetime, *, after: int = -1, limit: int = PAGE) -> list[Waiting]:
    """What was received until `before` and is open, in order: not handled, or handled but not answered.

    A page of it: those whose update_id is greater than `after`.
    """
    rows = await session.execute(
        _NUMBERS.where(_I.received_at <= before, _I.update_id > after).order_by(_I.update_id).limit(limit)
    )
    return [Waiting(*row) for row in rows]


async def left_behind(
    session: AsyncSession, people: Collection[int], before_id: int, but: Container[int]
) -> list[Waiting]:
    """Earlier updates of these people (Telegram ids) that are not handled, in order; `but` are those in hand."""
    rows = await session.execute(_LEFT_BEHIND, {"before": before_id, "people": list(people)})
    return [Waiting(*row) for row in rows if row[0] not in but]


async def payloads(session: AsyncSession, update_ids: Collection[int]) -> dict[int, str]:
    """What is in these updates, as far as there is anything still. Raises KeyMissing when one cannot be decrypted."""
    rows = await session.execute(select(Inbox.update_id, Inbox.payload).where(Inbox.update_id.in_(update_ids)))
    return {update_id: payload for update_id, payload in rows if payload is not None}


async def mark_handled(session: AsyncSession, update_ids: Collection[int], now: datetime) -> bool:
    """Mark updates as handled in the use case's own transaction; False when any of them was already."""
    numbers = list(update_ids)
    result: Any = await (
        session.execute(_ONE_HANDLED, {"number": numbers[0], "now": now})
        if len(numbers) == 1
        else session.execute(_SOME_HANDLED, {"numbers": numbers, "now": now})
    )
    return int(result.rowcount) == len(numbers)


async def mark_answered(session: AsyncSession, update_ids: Collection[int], now: datetime) -> None:
    """The person has got the answer; what they wrote is not kept any longer, nor who it was: only that it has been here.

    The update's own number is enough to recognise it by. Who pressed when would tell whose an evaluation is, and a row
    that differs who has erased themselves.
    """
    ids = sorted(update_ids)
    for start in range(0, len(ids), PAGE):  # a statement takes some thirty thousand parameters at most
        await session.execute(_ANSWERED, {"numbers": ids[start : start + PAGE], "now": now})
    shred(session, Wipe.ANSWERED)


async def forget_person(session: AsyncSession, telegram_id: int, *, but: int, now: datetime) -> None:
    """Nothing of theirs is owed any more, `but` the answer to one update; neither what they wrote nor whose it was is kept."""
    await session.execute(_FORGOTTEN, {"person": telegram_id, "but": but, "now": now})


async def forget(session: AsyncSession, before: datetime) -> int:
    """Delete rows that are done with."""
    result: Any = await session.execute(delete(Inbox).where(Inbox.received_at < before, Inbox.answered_at.is_not(None)))
    return int(result.rowcount)
