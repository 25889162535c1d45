"""What a coordinator does with one person's place: take them off the course, or put them first in line.

The person is told, and why is noted, if it was said: the coordinators see it beside the name, the person in the message.
"""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, select

from db.models import Enrolment, Person, Reason
from domain.courses.buttons import Act
from domain.errors import Gone, Stale
from domain.rights import Action
from domain.signup import Handled, Needs, Status, needs
from domain.signup.messages import MovedUp, TakenOff
from services import Session, courses
from services.courses import CourseView, coordination, reasons
from services.courses.reasons import NONE, Given
from services.mail import outbox
from services.people import Actor
from services.programmes import Library
from services.signup import leaving, phone_line, signup
from services.signup.signup import ACTIVE, Place


class Somebody(Struct, frozen=True):
    """One person on a course, as its coordinator sees them. `place.number`: in line; `handled`, `why`: what was done, and why.

    `over`: nothing of the course is left. `given`: a reason that is about to be used.
    """

    place: Place
    name: str
    phone: str | None
    blocked: bool
    handled: Handled | None
    why: str
    over: bool
    given: Given = NONE
    needs: Needs = Needs()

    @property
    def may_be_taken_off(self) -> bool:
        return self.place.status in ACTIVE and not self.over

    @property
    def may_move_up(self) -> bool:
        return self.place.status is Status.WAITING and self.place.number > 1 and not self.over


class Told(Struct, frozen=True):
    """What the person is told: where they stand now with the course, and why, empty when that was not said."""

    place: Place
    why: str


async def somebody(
    session: Session,
    library: Library,
    actor: Actor,
    enrolment_id: int,
    now: datetime,
    *,
    action: Action = Action.PEOPLE,
    reason_id: int = 0,
) -> Somebody:
    """One person on a course of one's centre. Raises NotYours, Gone."""
    row = await session.get(Enrolment, enrolment_id)
    view = await coordination.course(session, library, actor, row.course_id if row else 0, action)
    if row is None or not (row.status in ACTIVE or row.handled is not None):
        raise Gone
    person = await session.get_one(Person, row.person_id)
    return Somebody(
        await signup.place_of(session, view, row),
        person.name or "–",
        person.phone,
        person.blocked_at is not None,
        Handled(row.handled) if row.handled else None,
        await _why(session, row),
        view.ends_at <= now,
        await reasons.given(session, reason_id, view.id),
        needs.read(row.needs),
    )


async def _why(session: Session, row: Enrolment) -> str:
    return await session.scalar(select(Reason.text).where(Reason.id == row.reason_id)) or ""


async def changeable(
    session: Session,
    library: Library,
    actor: Actor,
    enrolment_id: int,
    version: int,
    now: datetime,
    reason_id: int = 0,
) -> Somebody:
    """As `somebody`, whose place can still be changed. Raises NotYours, Gone, Stale."""
    one = await somebody(session, library, actor, enrolment_id, now, action=Action.RUN, reason_id=reason_id)
    if one.place.version != version or not one.may_be_taken_off:
        raise Stale
    return one


async def handle(
    session: Session,
    library: Library,
    actor: Actor,
    act: str,
    enrolment_id: int,
    version: int,
    reason_id: int,
    now: datetime,
) -> None:
    """Do what a button names. Raises NotYours, Gone, Stale."""
    row, view, given = await _locked(session, library, actor, enrolment_id, reason_id, now)
    did, do = {Act.TAKE_OFF.value: (Handled.TAKEN_OFF, _take_off), Act.MOVE_UP.value: (Handled.MOVED_UP, _move_up)}.get(
        act, (None, None)
    )
    if did is None or do is None:
        raise Gone
    if row.handled == did and row.version == version + 1:
        return  # the second press
    if row.status not in ACTIVE or row.version != version:
        raise Stale
    row.handled, row.reason_id = did, given.number
    await do(session, view, row, now)
    await signup.offer_seats(session, view, now)


async def _take_off(session: Session, view: CourseView, row: Enrolment, now: datetime) -> None:
    """Off the course, or out of the line; what becomes free is offered on."""
    signup.stand(row, Status.LEFT, now)
    await leaving.end_answers(session, view.id, row.person_id, now)
    await session.flush()
    await outbox.put_one(session, TakenOff(row.id, row.version), row.person_id, due_at=now, not_after=view.ends_at)


async def _move_up(session: Session, view: CourseView, row: Enrolment, now: datetime) -> None:
    """First in line; all others keep their order behind. Raises Stale for whoever is that, or does not wait."""
    waiting = Enrolment.course_id == view.id, Enrolment.status == Status.WAITING
    first = (await session.execute(select(func.min(Enrolment.number)).where(*waiting))).scalar_one()
    rung = await phone_line.first_number(session, view.id)
    first = first if rung is None else min(first, rung)
    if row.status != Status.WAITING or row.number == first:
        raise Stale
    row.number = first - 1
    row.version += 1
    await session.flush()
    await outbox.put_one(session, MovedUp(row.id, row.version), row.person_id, due_at=now, not_after=view.open_until)


async def _locked(
    session: Session, library: Library, actor: Actor, enrolment_id: int, reason_id: int, now: datetime
) -> tuple[Enrolment, CourseView, Given]:
    one = await somebody(session, library, actor, enrolment_id, now, action=Action.RUN, reason_id=reason_id)
    if one.over:
        raise Gone
    await courses.lock(session, one.place.course.id)
    row = await session.get_one(Enrolment, enrolment_id, populate_existing=True)
    return row, one.place.course, one.given


async def taken_off_view(
    session: Session, library: Library, message: TakenOff, person_id: int, _now: datetime
) -> Told | None:
    """That they are off the course, or None when they have signed up again since."""
    return await _told(session, library, message, person_id)


async def moved_up_view(
    session: Session, library: Library, message: MovedUp, person_id: int, _now: datetime
) -> Told | None:
    """Where they stand in line, or None when they have left it, or have been offered a seat."""
    return await _told(session, library, message, person_id)


async def _told(session: Session, library: Library, message: TakenOff | MovedUp, person_id: int) -> Told | None:
    row = await session.get(Enrolment, message.enrolment_id)
    if row is None or row.person_id != person_id or row.version != message.version:
        return None
    view = await courses.load(session, library, row.course_id)
    return Told(await signup.place_of(session, view, row), await _why(session, row))
