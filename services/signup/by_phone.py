"""Seats for people who ring and are not on Telegram: set aside and given back by a coordinator, or waited for in line."""

from datetime import datetime
from enum import StrEnum

from db.models import Course, PhoneWait
from domain.errors import Gone, SignUpClosed
from domain.signup import Status, joins_as
from services import Session, courses
from services.courses import coordination
from services.people import Actor
from services.programmes import Library
from services.signup import seats, signup


class PhoneSeat(StrEnum):
    """What became of the wish to set another number of seats aside."""

    SET = "set"
    CHANGED_BEFORE = "changed_before"
    NONE_FREE = "none_free"


async def may_set_by_phone(
    session: Session, library: Library, actor: Actor, course_id: int, was: int, number: int, now: datetime
) -> PhoneSeat:
    """What would become of the wish to set one seat more, or one fewer, aside for somebody who has rung: `SET` if it can be.

    Whoever waits comes first. Until the course is over: somebody may come later, or stop coming. Raises NotYours, Gone,
    SignUpClosed.
    """
    await coordination.course(session, library, actor, course_id)
    course = await courses.lock(session, course_id)
    view = await courses.load(session, library, course_id)
    if abs(number - was) != 1:
        raise Gone
    if not view.takes_place or view.ends_at <= now:
        raise SignUpClosed
    if course.by_phone != was:
        return PhoneSeat.CHANGED_BEFORE
    if number > was and joins_as((await seats.read(session, course_id)).standing) is not Status.PLACE:
        return PhoneSeat.NONE_FREE
    return PhoneSeat.SET


async def set_by_phone(
    session: Session, library: Library, actor: Actor, course_id: int, was: int, number: int, now: datetime
) -> PhoneSeat:
    """Do what `may_set_by_phone` allows; what becomes free is offered on at once."""
    became = await may_set_by_phone(session, library, actor, course_id, was, number, now)
    if became is PhoneSeat.SET:
        course = await session.get_one(Course, course_id)
        course.by_phone = number
        await session.flush()
        await signup.offer_seats(session, await courses.load(session, library, course_id), now)
    return became


async def wait_by_phone(
    session: Session, library: Library, actor: Actor, course_id: int, waiting: int, now: datetime
) -> int | None:
    """Put somebody who has rung at the end of the line: which place that is, 0 where a seat was free after all.

    None when the line is not as long any more as it was shown: nothing is done. Raises NotYours, Gone, SignUpClosed.
    """
    await coordination.course(session, library, actor, course_id)
    view = await courses.load_locked(session, library, course_id)
    if not view.open(now):
        raise SignUpClosed
    if (await seats.read(session, course_id)).waiting != waiting:
        return None
    row = PhoneWait(course_id=course_id, number=await seats.next_number(session, course_id), since=now)
    session.add(row)
    await session.flush()
    await signup.offer_seats(session, view, now)
    await session.refresh(row)
    return 0 if row.turn_at else waiting + 1
