"""The seats of a course as they stand, with the one of a person, in one statement; and how one is taken."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, func, select, update

from db.models import Course, Enrolment, Person, PhoneWait, columns, table
from db.session import InDialect
from domain.errors import Gone
from domain.signup import HOLDS_SEAT, Standing, Status
from services import Session

_C, _E, _P, _W = columns(Course), columns(Enrolment), columns(Person), columns(PhoneWait)
_MINE = table(Enrolment).alias("mine")
_HELD = select(func.count()).where(_E.course_id == _C.id, _E.status.in_(HOLDS_SEAT)).scalar_subquery()
_WAITING = select(func.count()).where(_E.course_id == _C.id, _E.status == Status.WAITING)
_RUNG = select(func.count()).where(_W.course_id == _C.id, _W.turn_at.is_(None))
_IN_REACH = _WAITING.where(_P.id == _E.person_id, _P.blocked_at.is_(None))  # as people.reachable() has it
_UP_TO_MINE = (
    _WAITING.where(_E.number <= _MINE.c.number).scalar_subquery()
    + _RUNG.where(_W.number <= _MINE.c.number).scalar_subquery()
)
_SEATS = (
    select(
        _C.seats,
        (_C.by_phone + _HELD).label("held"),
        (_IN_REACH.scalar_subquery() + _RUNG.scalar_subquery()).label("in_reach"),
        (_WAITING.scalar_subquery() + _RUNG.scalar_subquery()).label("waiting"),
        _UP_TO_MINE.label("up_to_mine"),
        *(_MINE.c.id, _MINE.c.status, _MINE.c.version, _MINE.c.offer_expires_at),
    )
    .outerjoin(_MINE, (_MINE.c.course_id == _C.id) & (_MINE.c.person_id == bindparam("person_id")))
    .where(_C.id == bindparam("course_id"))
)
_SEATS_OF = select(
    _C.id,
    _C.seats,
    (_C.by_phone + _HELD).label("held"),
    (_IN_REACH.scalar_subquery() + _RUNG.scalar_subquery()).label("in_reach"),
    (_WAITING.scalar_subquery() + _RUNG.scalar_subquery()).label("waiting"),
).where(_C.id.in_(bindparam("course_ids", expanding=True)))
_IN_LINE = (
    select(_C.id, _UP_TO_MINE.label("number"))
    .join(_MINE, _MINE.c.course_id == _C.id)
    .where(_MINE.c.person_id == bindparam("person"), _MINE.c.status == Status.WAITING)
)
_NEXT_NUMBER = (
    update(table(Course))
    .where(_C.id == bindparam("course"))
    .values(last_number=_C.last_number + 1)
    .returning(_C.last_number, _C.version)
)


def _take(insert: Any) -> Any:
    """A row for whoever was never on the course, another standing for whoever has left it."""
    row = insert(table(Enrolment))
    new = {
        name: row.excluded[name]
        for name in ("status", "number", "known_version", "since", "offer_expires_at", "referred_by")
    }
    again = row.on_conflict_do_update(
        index_elements=["course_id", "person_id"],
        set_={**new, "version": _E.version + 1, "handled": None, "reason_id": None, "needs": None},
    )
    return again.returning(_E.id, _E.version)


_TAKE = InDialect(_take)


class Mine(Struct, frozen=True):
    """A person's row; `number` is the place in the waiting list, for whoever stands in it."""

    id: int
    status: Status
    version: int
    number: int = 0
    expires_at: datetime | None = None


class Seats(Struct, frozen=True):
    """A course's seats; `mine` for whoever has ever been on the course.

    `waiting` counts those who cannot be reached and those who have rung, too.
    """

    standing: Standing
    waiting: int
    mine: Mine | None


async def read(session: Session, course_id: int, person_id: int = 0) -> Seats:
    """How it stands with a course, and with a person on it. Raises Gone."""
    row = (await session.execute(_SEATS, {"course_id": course_id, "person_id": person_id})).one_or_none()
    if row is None:
        raise Gone
    mine = None
    if row.id is not None:
        number = row.up_to_mine if row.status == Status.WAITING else 0
        mine = Mine(row.id, Status(row.status), row.version, number, row.offer_expires_at)
    return Seats(Standing(row.seats, row.held, row.in_reach), row.waiting, mine)


async def of_courses(session: Session, course_ids: Sequence[int]) -> dict[int, Seats]:
    """How it stands with several courses, by their ids, in one statement."""
    rows = await session.execute(_SEATS_OF, {"course_ids": list(course_ids)})
    return {row.id: Seats(Standing(row.seats, row.held, row.in_reach), row.waiting, None) for row in rows}


async def in_line(session: Session, person_id: int) -> dict[int, int]:
    """A person's place in each waiting list that they stand in, by course, in one statement."""
    return {row.id: row.number for row in await session.execute(_IN_LINE, {"person": person_id})}


async def free(session: Session, course_ids: Sequence[int]) -> dict[int, int]:
    """How many places somebody who comes now could have at each course; none where others wait."""
    found = await of_courses(session, course_ids) if course_ids else {}
    return {number: 0 if one.waiting else max(0, one.standing.free) for number, one in found.items()}


async def next_number(session: Session, course_id: int) -> int:
    """The order of arrival of somebody who comes now. The course must be locked."""
    return int((await session.execute(_NEXT_NUMBER, {"course": course_id})).one().last_number)


async def take(
    session: Session, course_id: int, person_id: int, status: Status, now: datetime, referrer: str | None = None
) -> Mine:
    """The last number of a course for this person, and a standing with it. The course must be locked."""
    number, version = (await session.execute(_NEXT_NUMBER, {"course": course_id})).one()
    row = {
        "course_id": course_id,
        "person_id": person_id,
        "status": status,
        "number": number,
        "version": 1,
        "known_version": version,
        "since": now,
        "offer_expires_at": None,
        "referred_by": referrer,
    }
    taken = (await session.execute(_TAKE.of(session), row)).one()
    return Mine(taken.id, status, taken.version)
