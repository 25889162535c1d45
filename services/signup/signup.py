"""Sign-up: the course card, places and the waiting list, offers, leaving.

Whoever changes who holds a seat locks the course's row first (`courses.lock`), so that seats are never oversold and the
order of the waiting list is never jumped, whatever happens at once. Who waits but cannot be reached is passed over, and
keeps their number: they are in line again as soon as they can be.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import Select, bindparam, exists, select, update

from db.models import Attendance, Course, CourseSession, Enrolment, Person, columns, table
from domain.courses import Referrer
from domain.errors import Gone, SignUpClosed, Stale
from domain.signup import Status, joins_as, offers_due
from domain.signup.messages import SeatOffered, SignUpNews
from domain.timing import offer_expiry
from services import Session, courses, people
from services.courses import CourseView, SessionView, joining, revisions
from services.mail import outbox
from services.people import Actor
from services.programmes import Library
from services.signup import leaving, news, phone_line, seats
from services.signup.seats import Mine, Seats

ACTIVE = (Status.PLACE, Status.WAITING, Status.OFFERED)


class Place(Struct, frozen=True):
    """Where a person stands with a course; `number` is the place in the waiting list, `expires_at` that of an offer.

    `new`: only just taken, by somebody who was never on this course.
    `link`: to the video meeting, for whoever has a place on a course that has one.
    `said`: by the id of an evening, whether they come, of those evenings as they are now to which they have answered.
    `first`: the first evening for whoever gets the place now, where that is what is told.
    """

    course: CourseView
    enrolment_id: int
    status: Status
    version: int
    number: int = 0
    expires_at: datetime | None = None
    said: Mapping[int, bool] = field(default_factory=dict)
    new: bool = False
    link: str = ""
    first: SessionView | None = None


class Card(Struct, frozen=True):
    """What the course card shows; `mine` when the person is on it or in line. `over`: the last evening has been.

    `free`: None where one may come without signing up. `first`: the first evening for whoever signs up now.
    """

    course: CourseView
    free: int | None
    waiting: int
    open: bool
    mine: Place | None
    over: bool = False
    first: SessionView | None = None

    @property
    def has_room(self) -> bool:
        return self.free is None or self.free > 0


async def card(session: Session, library: Library, actor: Actor, course_id: int, now: datetime) -> Card:
    """The course card; a coordinator may look without having agreed to anything. Raises Gone, ConsentNeeded."""
    if not actor.has_role:
        actor.must_have_consented(course_id)
    view = await courses.load(session, library, course_id)
    view.must_be_open_to_all()
    found = await seats.read(session, course_id, actor.id)
    return card_of(view, found, now, _place(view, found.mine))


def card_of(view: CourseView, found: Seats, now: datetime, mine: Place | None = None) -> Card:
    """A course with the seats as they stand."""
    free = None if view.programme.drop_in else 0 if found.standing.waiting else found.standing.free
    over = view.ends_at <= now
    return Card(view, free, found.waiting, view.open(now), mine, over, view.first_for(now))


_SOON = (
    select(Course.id)
    .join(CourseSession, CourseSession.course_id == Course.id)
    .where(CourseSession.cancelled_at.is_(None))
    .group_by(Course.id)
    .having(joining.OPEN)
    .order_by(joining.NEXT)
    .limit(20)
)


async def open_courses(session: Session, library: Library, now: datetime) -> list[CourseView]:
    """Courses for which one may sign up, that with the next evening first."""
    soon = await session.scalars(_SOON, joining.values(library, now))
    views = await courses.load_many(session, library, soon.all())
    return sorted(views, key=lambda one: one.first_for(now).starts_at)


async def join(
    session: Session, library: Library, actor: Actor, course_id: int, now: datetime, referrer: Referrer | None = None
) -> Place:
    """Take a free seat, or the last place in line. Joining twice changes nothing.

    `referrer`: of what kind whoever passed on the link is by which they came.
    Raises Gone, ConsentNeeded, SignUpClosed, NotOpenYet.
    """
    actor.must_have_consented(course_id)
    view = await courses.load_locked(session, library, course_id)
    view.must_be_open_to_all()
    found = await seats.read(session, course_id, actor.id)
    place = _place(view, found.mine)
    if place is None:
        if not view.open(now):
            raise SignUpClosed
        if found.mine is not None:  # an earlier version may have left some behind
            await leaving.end_answers(session, course_id, actor.id, now)
        status = Status.PLACE if view.programme.drop_in else joins_as(found.standing)
        mine = await seats.take(session, course_id, actor.id, status, now, referrer)
        await news.tell(session, view.centre, SignUpNews(course_id, mine.id, mine.version), now, but=actor.id)
        number = found.waiting + 1 if status is Status.WAITING else 0
        place = Place(view, mine.id, status, mine.version, number, new=found.mine is None)
    return await _given_out(session, place, now)


async def _given_out(session: Session, place: Place, now: datetime) -> Place:
    """Whoever has just got a place gets the evenings for the calendar with it. The course must be locked."""
    if place.status is not Status.PLACE:
        return place
    view = await revisions.given_out(session, place.course, now)
    links = await courses.video_links(session, [view])
    return _with_link(replace(place, course=view, first=view.first_for(now)), links)


async def leave(
    session: Session, library: Library, actor: Actor, course_id: int, version: int, now: datetime
) -> CourseView:
    """Give back the seat or the place in line, and offer the seat on at once. Raises Gone, Stale."""
    await courses.lock(session, course_id)
    view = await courses.load(session, library, course_id)
    row = await _row(session, course_id, actor.id)
    if row is None or row.status not in ACTIVE:
        raise Gone
    if row.version != version:
        raise Stale
    stand(row, Status.LEFT, now)
    await leaving.end_answers(session, course_id, actor.id, now)
    await session.flush()
    await news.tell(session, view.centre, SignUpNews(row.course_id, row.id, row.version), now, but=actor.id)
    await offer_seats(session, view, now)
    return view


async def leave_all(session: Session, library: Library, actor: Actor, now: datetime) -> None:
    """Give back every seat, as before erasure; also of courses whose programme is no longer in `content/`."""
    rows = await session.scalars(
        select(Enrolment)
        .where(Enrolment.person_id == actor.id, Enrolment.status.in_(ACTIVE))
        .order_by(Enrolment.course_id)
    )
    for row in rows.all():
        await courses.lock(session, row.course_id)
        stand(row, Status.LEFT, now)
        await session.flush()
        for view in await courses.load_many(session, library, [row.course_id]):
            await news.tell(session, view.centre, SignUpNews(row.course_id, row.id, row.version), now, but=actor.id)
            await offer_seats(session, view, now)


async def answer_offer(
    session: Session, library: Library, actor: Actor, enrolment_id: int, version: int, accept: bool, now: datetime
) -> Place:
    """Take or pass on an offered seat. Raises Gone when it is not theirs, Stale when the offer is no longer open."""
    row = await _own(session, actor, enrolment_id)
    course = await courses.lock(session, row.course_id)
    await session.refresh(row)
    view = await courses.load(session, library, row.course_id)
    if row.status is Status.PLACE and accept:
        return await _given_out(session, await place_of(session, view, row), now)
    lapsed = row.offer_expires_at is None or row.offer_expires_at <= now or not view.open(now)
    if row.status != Status.OFFERED or row.version != version or lapsed:
        raise Stale
    stand(row, Status.PLACE if accept else Status.LEFT, now)
    row.known_version = course.version
    await session.flush()
    await news.tell(session, view.centre, SignUpNews(row.course_id, row.id, row.version), now, but=actor.id)
    if not accept:
        await offer_seats(session, view, now)
    return await _given_out(session, await place_of(session, view, row), now)


async def offer_seats(session: Session, view: CourseView, now: datetime) -> None:
    """Offer what is free to the first of those who wait and can be reached, while one may sign up. The course must be locked.

    For whoever has rung the seat is set aside, and the coordinators are told to ring.
    """
    if not view.open(now):
        return
    due = offers_due((await seats.read(session, view.id)).standing)
    if not due:
        return
    front = _in_reach(view.id).with_only_columns(Enrolment.number, Enrolment.id).order_by(Enrolment.number).limit(due)
    people_first = (await session.execute(front)).all()
    rung = await phone_line.front(session, view.id, due)
    last = sorted([*(row.number for row in people_first), *(row.number for row in rung)])[:due][-1]
    await phone_line.give_turns(session, view, [row for row in rung if row.number <= last], now)
    ids = [row.id for row in people_first if row.number <= last]
    if not ids:
        return
    expires = offer_expiry(now, view.open_until)
    offered = await session.execute(
        update(Enrolment)
        .where(Enrolment.id.in_(ids))
        .values(status=Status.OFFERED, since=now, offer_expires_at=expires, version=Enrolment.version + 1)
        .returning(Enrolment.number, Enrolment.id, Enrolment.version, Enrolment.person_id)
    )
    told = [(SeatOffered(id_, version), person_id) for _, id_, version, person_id in sorted(map(tuple, offered))]
    await outbox.put_each(session, told, due_at=now, not_after=expires)


def _in_reach(course_id: int) -> Select[Enrolment]:
    """Those who wait and can be reached: the others are passed over."""
    return (
        select(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.course_id == course_id, Enrolment.status == Status.WAITING, people.reachable())
    )


async def renew_offers(session: Session, view: CourseView, now: datetime) -> None:
    """The course begins at another time: offers that would outlast its start are made anew. The course must be locked."""
    late = await session.scalars(
        select(Enrolment).where(
            Enrolment.course_id == view.id,
            Enrolment.status == Status.OFFERED,
            Enrolment.offer_expires_at > view.open_until,
        )
    )
    for row in late.all():
        row.offer_expires_at = offer_expiry(now, view.open_until)
        row.version += 1
        await session.flush()
        message = SeatOffered(row.id, row.version)
        await outbox.put_one(session, message, row.person_id, due_at=now, not_after=row.offer_expires_at)


async def mine(session: Session, library: Library, actor: Actor) -> list[Place]:
    """Every course that the person is on or in line for, soonest first."""
    rows = await session.scalars(select(Enrolment).where(Enrolment.person_id == actor.id, Enrolment.status.in_(ACTIVE)))
    by_course = {row.course_id: row for row in rows}
    views = await courses.load_many(session, library, list(by_course))
    said = await _said(session, actor, views)
    links = await courses.video_links(session, views)
    waits = any(row.status == Status.WAITING for row in by_course.values())
    numbers = await seats.in_line(session, actor.id) if waits else {}
    places = [
        _with_link(replace(_of_row(view, by_course[view.id], numbers.get(view.id, 0)), said=said), links)
        for view in views
    ]
    return sorted(places, key=lambda one: one.course.starts_at)


async def anywhere(session: Session, actor: Actor) -> bool:
    """Whether the person is on a course, or in line for one."""
    mine = exists().where(Enrolment.person_id == actor.id, Enrolment.status.in_(ACTIVE))
    return bool(await session.scalar(select(mine)))


_C, _E = columns(Course), columns(Enrolment)
_BEEN = (
    select(_C.centre_id)
    .join(table(Enrolment), _E.course_id == _C.id)
    .where(_E.person_id == bindparam("person"), _E.course_id != bindparam("course"))
)


async def elsewhere(session: Session, actor: Actor, course: CourseView) -> bool:
    """Whether somebody has been on courses, but never at this one's centre, nor at one that it is shared with."""
    rows = await session.scalars(_BEEN, {"person": actor.id, "course": course.id})
    been = set(rows)
    return bool(been) and been.isdisjoint(
        {course.centre.id, *(one.id for one in await courses.shared_with(session, course.id))}
    )


async def my_place(session: Session, library: Library, actor: Actor, course_id: int) -> Place:
    """Where the person stands with one course. Raises Gone when they are not on it."""
    view = await courses.load(session, library, course_id)
    place = _place(view, (await seats.read(session, course_id, actor.id)).mine)
    if place is None:
        raise Gone
    place = replace(place, said=await _said(session, actor, [view]))
    return _with_link(place, await courses.video_links(session, [view]))


def _with_link(place: Place, links: Mapping[int, str]) -> Place:
    has_one = place.status is Status.PLACE and place.course.id in links
    return replace(place, link=links[place.course.id]) if has_one else place


async def _said(session: Session, actor: Actor, views: Sequence[CourseView]) -> dict[int, bool]:
    """What the person has answered of the evenings of these courses, as those stand now."""
    versions = {one.id: one.version for view in views for one in view.sessions}
    rows = await session.execute(
        select(Attendance.session_id, Attendance.session_version, Attendance.coming).where(
            Attendance.person_id == actor.id, Attendance.session_id.in_(versions)
        )
    )
    return {evening: coming for evening, version, coming in rows if versions[evening] == version}


def stand(row: Enrolment, status: Status, now: datetime) -> None:
    """Another standing; buttons that were made for the old one are stale from now on."""
    row.status, row.since, row.offer_expires_at = status, now, None
    row.version += 1
    if status is not Status.PLACE:
        row.needs = None


async def _row(session: Session, course_id: int, person_id: int) -> Enrolment | None:
    row: Enrolment | None = await session.scalar(
        select(Enrolment).where(Enrolment.course_id == course_id, Enrolment.person_id == person_id)
    )
    return row


async def _own(session: Session, actor: Actor, enrolment_id: int) -> Enrolment:
    row = await session.get(Enrolment, enrolment_id)
    if row is None or row.person_id != actor.id:
        raise Gone
    return row


def _place(view: CourseView, mine: Mine | None) -> Place | None:
    """None for whoever is neither on the course nor in line."""
    if mine is None or mine.status not in ACTIVE:
        return None
    return Place(view, mine.id, mine.status, mine.version, mine.number, mine.expires_at)


async def place_of(session: Session, view: CourseView, row: Enrolment) -> Place:
    """Where the person of a row stands, in words of the course."""
    number = 0
    if row.status == Status.WAITING:
        found = (await seats.read(session, view.id, row.person_id)).mine
        number = found.number if found else 0
    return _of_row(view, row, number)


def _of_row(view: CourseView, row: Enrolment, number: int) -> Place:
    return Place(view, row.id, Status(row.status), row.version, number, row.offer_expires_at)
