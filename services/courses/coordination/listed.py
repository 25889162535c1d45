"""The people of a course, one by one, a page at a time."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, or_, select

from db.models import Enrolment, Person, PhoneWait, Reason
from domain.rights import Action
from domain.signup import Handled, Needs, Status, needs
from services import Session
from services.courses.coordination.access import course
from services.courses.coordination.standing import ORDER, who_rang
from services.courses.views import CourseView
from services.people import Actor
from services.programmes import Library

PAGE = 20
_LISTED = (*ORDER, Status.LEFT)
"""Of those who have left, whom a coordinator has taken off."""


class Listed(Struct, frozen=True):
    """One person on the list; `number` counts within the standing, from 1. `expires_at` is that of an open offer.

    `handled`, `why`: what a coordinator has done with their place, and why, as far as that was said. `wait_id`, `since`: of
    somebody who has rung, and stands in line without a name.
    """

    status: Status
    number: int
    name: str
    phone: str | None
    blocked: bool
    expires_at: datetime | None
    enrolment_id: int = 0
    handled: Handled | None = None
    why: str = ""
    wait_id: int = 0
    since: datetime | None = None
    needs: Needs = Needs()


class PeoplePage(Struct, frozen=True):
    """`page` counts from 0; `totals` are taken, offered and waiting in all."""

    course: CourseView
    page: int
    pages: int
    totals: dict[Status, int]
    people: Sequence[Listed]


async def people(session: Session, library: Library, actor: Actor, course_id: int, page: int) -> PeoplePage:
    """Participants in order of arrival, then open offers, then the waiting list in its order. Raises NotYours, Gone."""
    view = await course(session, library, actor, course_id, Action.PEOPLE)
    rows = await session.execute(
        select(Enrolment.id, Enrolment.status, Enrolment.number)
        .where(Enrolment.course_id == course_id)
        .where(or_(Enrolment.status.in_(ORDER), _taken_off()))
    )
    rung = await who_rang(session, course_id)
    lines: list[tuple[int, int, int, PhoneWait | None]] = [
        *((_LISTED.index(Status(row.status)), row.number, row.id, None) for row in rows.all()),
        *((_LISTED.index(Status.WAITING), row.number, 0, row) for row in rung),
    ]
    lines.sort(key=lambda line: line[:2])
    totals = dict.fromkeys(_LISTED, 0)
    everybody = []
    for standing, _, enrolment_id, wait in lines:
        totals[_LISTED[standing]] += 1
        everybody.append((enrolment_id, totals[_LISTED[standing]], wait))
    pages = max(1, -(-len(everybody) // PAGE))
    page = min(page, pages - 1)
    shown = everybody[page * PAGE : (page + 1) * PAGE]
    named = await _listed(session, {id_: number for id_, number, wait in shown if wait is None})
    return PeoplePage(
        view,
        page,
        pages,
        totals,
        [named[id_] if wait is None else _in_line(wait, number) for id_, number, wait in shown],
    )


def _in_line(row: PhoneWait, number: int) -> Listed:
    return Listed(Status.WAITING, number, "–", None, False, None, wait_id=row.id, since=row.since)


def _taken_off() -> ColumnElement[bool]:
    return (Enrolment.status == Status.LEFT) & (Enrolment.handled == Handled.TAKEN_OFF)


async def _listed(session: Session, numbers: dict[int, int]) -> dict[int, Listed]:
    """By the number of the enrolment. Only the page's own names are decrypted."""
    found = await session.execute(
        select(Enrolment, Person, Reason.text)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Reason, Reason.id == Enrolment.reason_id)
        .where(Enrolment.id.in_(numbers))
    )
    by_id = {row.Enrolment.id: row for row in found.all()}
    return {
        id_: Listed(
            status=Status(by_id[id_].Enrolment.status),
            number=numbers[id_],
            name=by_id[id_].Person.name or "–",
            phone=by_id[id_].Person.phone,
            blocked=by_id[id_].Person.blocked_at is not None,
            expires_at=by_id[id_].Enrolment.offer_expires_at,
            enrolment_id=id_,
            handled=Handled(by_id[id_].Enrolment.handled) if by_id[id_].Enrolment.handled else None,
            why=by_id[id_].text or "",
            needs=needs.read(by_id[id_].Enrolment.needs),
        )
        for id_ in numbers
    }
