"""Claimed rows become messages: each is checked and worded, a kind at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from msgspec import Struct

from domain.delivery import State, too_late
from domain.errors import Expected
from domain.messages import Message
from scheduler.kinds import KINDS, Loader, Wording
from services import Session, away, courses
from services.mail.batches import Addressed
from services.mail.outbox import Claimed
from services.programmes import Library
from texts.catalog import Catalog
from texts.screen import Screen

log = structlog.get_logger()


class Parcel(Struct, frozen=True):
    """A claimed row with its text; without one, it is settled as `state` without being sent."""

    row: Claimed
    screen: Screen | None
    state: State = State.SENDING


class _Broken:
    """In the place of a view: it could not be made."""


BROKEN = _Broken()


class Packing:
    """Looks up what the wording needs, for all rows of a kind at once, and writes it in the language of each recipient."""

    def __init__(self, catalog: Catalog, library: Library) -> None:
        self._catalog, self._library = catalog, library

    async def pack(self, session: Session, rows: Sequence[Claimed], now: datetime) -> list[Parcel]:
        """In the order of the rows. Raises what `away` says of the database; a fault of ours only fails its own row."""
        courses.read_once(session)
        kinds: dict[type[Message], list[Claimed]] = {}
        packed: dict[int, Parcel] = {}
        for row in rows:
            if (over := _over(row, now)) is not None:
                packed[row.id] = Parcel(row, None, over)
            else:
                kinds.setdefault(type(row.message), []).append(row)
        for kind, these in kinds.items():
            load, words = KINDS[kind].what
            batch = [Addressed(row.id, row.message, row.person_id) for row in these]
            views = await self._views(session, load, batch, now)
            packed.update((one.row.id, one) for one in self._worded(these, views, words))
        return [packed[row.id] for row in rows]

    async def _views(
        self, session: Session, load: Loader, batch: Sequence[Addressed[Any]], now: datetime
    ) -> Mapping[int, Any]:
        """By row, without those that are no longer wanted. Where one breaks the whole, each is looked up by itself."""
        try:
            found: Mapping[int, Any] = await load(session, self._library, batch, now)
            return found
        except Exception as fault:
            if away(fault):
                raise
            if len(batch) > 1:
                alone = [await self._views(session, load, [one], now) for one in batch]
                return {row: view for views in alone for row, view in views.items()}
            if isinstance(fault, Expected):
                return {}
            log.exception("message_fault", kind=batch[0].message.kind, row=batch[0].row)
            return {batch[0].row: BROKEN}

    def _worded(self, rows: Sequence[Claimed], views: Mapping[int, Any], words: Wording) -> list[Parcel]:
        """Who is told the very same in the same language gets the same screen."""
        screens: dict[tuple[int, str | None], Screen] = {}
        parcels = []
        for row in rows:
            view = views.get(row.id)
            if view is None or view is BROKEN:
                parcels.append(Parcel(row, None, State.DROPPED if view is None else State.FAILED))
                continue
            same = id(view), row.language
            try:
                if same not in screens:
                    screens[same] = words(self._catalog.of(row.language), view)
                parcels.append(Parcel(row, screens[same]))
            except Expected:
                parcels.append(Parcel(row, None, State.DROPPED))
            except Exception:
                # A fault of ours in one kind of message must not stand in the way of all others.
                log.exception("message_fault", kind=row.message.kind, row=row.id)
                parcels.append(Parcel(row, None, State.FAILED))
        return parcels


def _over(row: Claimed, now: datetime) -> State | None:
    """What becomes of a row whose message need not be looked at."""
    if row.blocked:
        return State.BLOCKED
    return State.EXPIRED if too_late(now, row.not_after) else None
