"""What the planner looks after: each concern says when its moments lie, and what it does once one of them has come.

Whether any has come is asked of all concerns at once, in one statement, whatever the number of programmes, courses and people.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from msgspec import Struct
from sqlalchemy import ColumnElement, CompoundSelect, bindparam, exists, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from domain.timing import QuietHours, WeeklySlot, Window, slots_between
from services import Session
from services.mail.apart import apart
from services.programmes import Library

log = structlog.get_logger()
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
ANY_ZONE = timedelta(hours=14)
"""The farthest that local time is from UTC, anywhere."""
ZONES_APART = timedelta(minutes=15)
"""The least that two zones differ by."""
_UTC = ZoneInfo("UTC")
Instants = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


class Tick(Struct, frozen=True):
    """What a tick answers for.

    `window` is the stretch since the last tick. `whole` reaches back to the last tick however long ago, `window` to 90 days.
    """

    library: Library
    quiet: QuietHours
    window: Window
    whole: Window

    @property
    def now(self) -> datetime:
        return self.window.until

    @property
    def overdue(self) -> Window:
        """All that has been: for deadlines, which are looked at however long they have been over."""
        return Window(LONG_AGO, self.now)


@dataclass(frozen=True)
class Span:  # no Struct: the type checker would take the column, which is a descriptor, for its value
    """Rows of which one may have come due when `column` lies in one of the windows, of those that fulfil `among`.

    How many `windows` there are depends on the library alone. They may be wider than need be, never narrower.
    """

    column: Instants
    windows: Callable[[Tick], Sequence[Window]]
    among: tuple[ColumnElement[bool], ...] = ()


class Concern(Struct, frozen=True):
    """`work` writes what has come due into the outbox and returns how many messages are new; in a savepoint of its own.

    `slots`: weekly hours that are due by the clock alone, in whatever zone a centre lies. `besides`: what else it is due by,
    whatever the time.
    """

    work: Callable[[Session, Tick], Awaitable[int]]
    spans: tuple[Span, ...] = ()
    slots: Callable[[Library], Sequence[WeeklySlot]] | None = None
    besides: tuple[ColumnElement[bool], ...] = ()


async def look_after(session: Session, concerns: tuple[Concern, ...], tick: Tick) -> int:
    """Do what has come due, each concern apart from the others, and what comes due by that; returns how many messages are new."""
    done: set[int] = set()
    written = 0
    while due := await come_due(session, concerns, tick) - done:
        for number in sorted(due):
            written += await apart(session, partial(concerns[number].work, session, tick))
        done |= due
    return written


async def come_due(session: Session, concerns: tuple[Concern, ...], tick: Tick) -> set[int]:
    """The numbers of the concerns of which something may have come due: all of them when that cannot be asked."""
    found = set(range(len(concerns)))

    async def ask() -> None:
        rows = await session.execute(_question(concerns, _sizes(concerns, tick)), _instants(concerns, tick))
        found.intersection_update(rows.scalars())

    await apart(session, ask)  # one concern's table may be away
    return found | {
        number for number, one in enumerate(concerns) if one.slots and _strikes(one.slots(tick.library), tick)
    }


def _strikes(slots: Sequence[WeeklySlot], tick: Tick) -> bool:
    """Whether one of these hours may have come anywhere: a zone lies so many quarters of an hour from UTC."""
    around, lasts = tick.window.widened(ANY_ZONE), tick.window.until - tick.window.after
    hours = [at for slot in set(slots) for at in slots_between(around.after, around.until, slot, _UTC)]
    return any((tick.window.until - at) % ZONES_APART < lasts for at in hours)


def _spans(concerns: tuple[Concern, ...]) -> Iterator[tuple[int, int, Span]]:
    """Each with the numbers of its concern and of itself."""
    for number, concern in enumerate(concerns):
        for place, span in enumerate(concern.spans):
            yield number, place, span


def _sizes(concerns: tuple[Concern, ...], tick: Tick) -> tuple[int, ...]:
    return tuple(len(span.windows(tick)) for _, _, span in _spans(concerns))


@cache
def _question(concerns: tuple[Concern, ...], sizes: tuple[int, ...]) -> CompoundSelect[tuple[int]]:
    """The numbers of the concerns of which something has come due. Built once: only the instants change from tick to tick."""
    answers = [
        select(literal(number, literal_execute=True)).where(one)
        for number, concern in enumerate(concerns)
        for one in concern.besides
    ]
    for (number, place, span), size in zip(_spans(concerns), sizes, strict=True):
        for window in range(size):
            after, until = (bindparam(f"{what}_{number}_{place}_{window}", type_=span.column.type) for what in _EDGES)
            lies = exists().where(span.column > after, span.column <= until, *span.among)
            answers.append(select(literal(number, literal_execute=True)).where(lies))
    return union_all(*answers)


_EDGES = ("after", "until")


def _instants(concerns: tuple[Concern, ...], tick: Tick) -> dict[str, Any]:
    """The parameters of `_question`."""
    return {
        f"{what}_{number}_{place}_{at}": getattr(window, what)
        for number, place, span in _spans(concerns)
        for at, window in enumerate(span.windows(tick))
        for what in _EDGES
    }
