"""Offers of seats that come to an end: nobody answers in time, or nobody can be reached; and who comes back into line."""

from datetime import UTC, datetime

from msgspec.structs import replace
from sqlalchemy import or_, select

from db.models import Enrolment, Person
from domain.signup import Status
from domain.signup.messages import BackInLine, LineReopened, OfferLapsed, SeatOffered, SignUpNews
from services import Session, courses, people
from services.mail import outbox
from services.people import Actor
from services.programmes import Library
from services.signup import news, signup
from services.signup.signup import Place


async def lapse(session: Session, library: Library, now: datetime) -> int:
    """Offers that nobody answered in time, and those that cannot reach anybody, go on to the next. Returns how many."""
    ended = await session.execute(
        select(Enrolment.id, Enrolment.course_id, Enrolment.offer_expires_at, people.reachable().label("reached"))
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.offer_expires_at > _EVER, Enrolment.status == Status.OFFERED)
        .where(or_(Enrolment.offer_expires_at <= now, ~people.reachable()))
    )
    # Asked for this order, SQLite would go through every enrolment, course by course, instead of the few that are late.
    rows = sorted(ended.all(), key=lambda row: (row.course_id, row.offer_expires_at))
    for course_id in dict.fromkeys(row.course_id for row in rows):
        await courses.lock(session, course_id)
        views = await courses.load_many(session, library, [course_id])
        over = not views or now >= views[0].open_until
        for one in (row for row in rows if row.course_id == course_id):
            row = await _end_offer(session, one.id, over, one.reached, now)
            if views and row is not None:
                await news.tell(session, views[0].centre, SignUpNews(course_id, row.id, row.version), now, but=0)
        for view in views:
            await signup.offer_seats(session, view, now)
    return len(rows)


_EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Before any offer: a range that SQLite finds in the index, of which open offers are all there is."""


async def _end_offer(session: Session, enrolment_id: int, over: bool, reached: bool, now: datetime) -> Enrolment | None:
    """Who has let an offer pass is out of line; who could not be reached keeps their place in it. `over`: it has begun.

    Returns the row of who is out of line now.
    """
    row = await session.get_one(Enrolment, enrolment_id, populate_existing=True)
    late = row.offer_expires_at is not None and row.offer_expires_at <= now
    if row.status != Status.OFFERED or (reached and not late):
        return None
    if not reached and not over:
        signup.stand(row, Status.WAITING, now)
        await session.flush()
        return None
    signup.stand(row, Status.CLOSED if over else Status.LEFT, now)
    await session.flush()
    await outbox.put_one(session, OfferLapsed(row.id, row.version), row.person_id, due_at=now)
    return row


async def back_in_line(session: Session, library: Library, actor: Actor, away_since: datetime, now: datetime) -> None:
    """Somebody can be reached again: they stand where they stood, are offered what is free, and are told so."""
    rows = await session.execute(
        select(Enrolment.id, Enrolment.course_id)
        .where(Enrolment.person_id == actor.id, Enrolment.status == Status.WAITING)
        .order_by(Enrolment.course_id)
    )
    for enrolment_id, course_id in rows.all():
        await courses.lock(session, course_id)
        for view in await courses.load_many(session, library, [course_id]):
            await signup.offer_seats(session, view, now)
            message = BackInLine(enrolment_id, int(away_since.timestamp()))
            await outbox.put_one(session, message, actor.id, due_at=now, not_after=view.open_until)


async def offer_view(
    session: Session, library: Library, message: SeatOffered, person_id: int, now: datetime
) -> Place | None:
    """The open offer, or None when it has been answered or has lapsed."""
    row = await session.get(Enrolment, message.enrolment_id)
    if row is None or row.person_id != person_id or row.version != message.version or row.status != Status.OFFERED:
        return None
    if row.offer_expires_at is None or row.offer_expires_at <= now:
        return None
    view = await courses.load(session, library, row.course_id)
    return replace(await signup.place_of(session, view, row), first=view.first_for(now))


async def back_view(
    session: Session, library: Library, message: BackInLine, person_id: int, _now: datetime
) -> Place | None:
    """The place in line that was kept, or None when the person has left it, or has been offered a seat instead."""
    row = await session.get(Enrolment, message.enrolment_id)
    if row is None or row.person_id != person_id or row.status != Status.WAITING:
        return None
    return await signup.place_of(session, await courses.load(session, library, row.course_id), row)


async def reopened_view(
    session: Session, library: Library, message: LineReopened, person_id: int, _now: datetime
) -> Place | None:
    """The place in line, or None when the person has left it, has been offered a seat, or the course is off again."""
    row = await session.get(Enrolment, message.enrolment_id)
    if row is None or row.person_id != person_id or row.status != Status.WAITING or row.version != message.version:
        return None
    return await signup.place_of(session, await courses.load(session, library, row.course_id), row)


async def lapsed_view(
    session: Session, library: Library, message: OfferLapsed, person_id: int, _now: datetime
) -> Place | None:
    """The lapsed offer, or None when the person has stood in line again since."""
    row = await session.get(Enrolment, message.enrolment_id)
    if row is None or row.person_id != person_id or row.version != message.version:
        return None
    return await signup.place_of(session, await courses.load(session, library, row.course_id), row)
