"""Messages of one kind that go out together: what their wording needs is looked up for all of them at once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from msgspec import Struct

from domain.errors import Expected
from domain.messages import Message
from services import Session
from services.programmes import Library

M = TypeVar("M", bound=Message)
V = TypeVar("V")


class Addressed(Struct, Generic[M], frozen=True):
    """One message to one person; `row` is its number in the outbox."""

    row: int
    message: M
    person_id: int


Batch = Sequence[Addressed[M]]
Views = Mapping[int, V]
"""What the wording needs, by row; rows that are not in it are no longer wanted."""
Load = Callable[[Session, Library, Batch[M], datetime], Awaitable[Views[V]]]


def each(load: Callable[[Session, Library, M, int, datetime], Awaitable[V | None]]) -> Load[M, V]:
    """Looked up one by one: for kinds of which hardly ever more than one row is due at the same time."""

    async def one_by_one(session: Session, library: Library, batch: Batch[M], now: datetime) -> dict[int, V]:
        found = {}
        for one in batch:
            try:
                view = await load(session, library, one.message, one.person_id, now)
            except Expected:
                continue
            if view is not None:
                found[one.row] = view
        return found

    return one_by_one
