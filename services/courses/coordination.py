"""What a coordinator sees of the courses: the list, the card, the people, the answers to an evening.

Everything a coordinator does goes through `course`, which checks the right on the course's own row each time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select

from db.models import Attendance, Course, CourseSession, CourseShare, Enrolment, Person, PhoneWait, Reason
from domain import rights
from domain.courses import State
from domain.errors import Gone, NotYours
from domain.rights import Action
from domain.signup import Handled, Needs, Status, needs
from domain.signup.needs import Summary, summed
from services import Session
from services.courses import courses
from services.courses.courses import CourseView, SessionView
from services.mail import outbox
from services.people import Actor, Reach, reachable, ring
from services.programmes import Library

PAGE = 20
LISTED = 40
LOOKS_BACK = timedelta(days=30)
"""So long after the last evening whoever held a course still has it before them."""
_ORDER = (Status.PLACE, Status.OFFERED, Status.WAITING)
_WITH_DRAFTS = (Action.SETUP, Action.SEE, Action.SHARED, Action.TEAM)
_LISTED = (*_ORDER, Status.LEFT)
"""Of those who have left, whom a coordinator has taken off."""


class Answers(Struct, frozen=True):
    """How many of those who have a place come to an evening, cannot come, and have not said."""

    coming: int
    absent: int
    silent: int


class Said(Struct, frozen=True):
    """Who of those with a place comes to an evening, cannot come, and has not said: in order of name, `NAMED` at most each.

    Only those who let the team see it stand here by name; how many the others are, is in `counted`.
    """

    coming: Sequence[str]
    absent: Sequence[str]
    silent: Sequence[str]
    counted: Answers


class Overview(Struct, frozen=True):
    """The coordinator's card of a course. `answers` are those to `next`, None when no evening is left.

    `taken` are all places, those by phone included; `open` while one may sign up.
    `needs`: what those with a place need, without names.
    `ring`: who of those with a place, an offer or a number in line the bot cannot reach, while there is an evening to come.
    """

    course: CourseView
    open: bool
    taken: int
    offered: int
    waiting: int
    next: SessionView | None
    answers: Answers | None
    ring: Reach
    needs: Summary = summed(())


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


async def course(
    session: Session, library: Library, actor: Actor, course_id: int, action: Action = Action.RUN
) -> CourseView:
    """A course with which the person may do this. Raises NotYours; Gone, but only for whoever may do it somewhere.

    A draft can be looked at and set up, and nothing else: NotOpenYet.
    """
    try:
        view = await courses.load(session, library, course_id)
    except Gone:
        rights.must(actor, action, None)
        raise
    rights.must(actor, action, await _row(session, view, action))
    if action not in _WITH_DRAFTS:
        view.must_be_open_to_all()
    return view


async def _row(session: Session, view: CourseView, action: Action) -> rights.Row:
    """With whom it is shared matters for nothing but what may be seen by them."""
    shared = await courses.shared_with(session, view.id) if action is Action.SHARED else ()
    return rights.Row(view.centre.id, view.id, frozenset(one.id for one in shared))


async def my_courses(session: Session, library: Library, actor: Actor, now: datetime) -> list[CourseView]:
    """Courses of one's centres: those to come and under way, by when they meet next; then the newest past.

    Raises NotYours for whoever sees none. Empty for somebody who only sees courses without their people (`shared_courses`).
    """
    theirs_at = rights.where(actor, Action.SEE)
    if not (rights.anywhere(actor, Action.SHARED) or actor.has_role):
        raise NotYours
    if not theirs_at:
        return []
    first = _first_evening()
    last = func.max(CourseSession.ends_at)
    theirs = (
        select(Course.id)
        .join(CourseSession, CourseSession.course_id == Course.id)
        .where(Course.centre_id.in_(theirs_at), Course.programme.in_(library.programmes))
        .group_by(Course.id)
        .limit(LISTED)
    )
    coming = (await session.scalars(theirs.having(last > now).order_by(first, Course.id))).all()
    past = await session.scalars(theirs.having(last <= now).order_by(last.desc(), Course.id))
    ids = [*coming, *past][:LISTED]
    views = {one.id: one for one in await courses.load_many(session, library, ids)}
    ahead = [views[one] for one in ids[: len(coming)]]
    return [*sorted(ahead, key=lambda one: _next(one, now)), *(views[one] for one in ids[len(coming) :])]


def _next(view: CourseView, now: datetime) -> datetime:
    """When it meets next; of one whose last evening is on, or that is called off, when it began."""
    coming = view.next_session(now)
    return coming.starts_at if coming else view.starts_at


class Glance(Struct, frozen=True):
    """A course without its people: what is public about it, how many seats are taken, how many wait, and who sees it so.

    `open` while one may sign up; `taken` are all places, those by phone included; `shared_with`: names of centres.
    """

    course: CourseView
    open: bool
    taken: int
    waiting: int
    shared_with: Sequence[str]


async def glance(session: Session, library: Library, actor: Actor, course_id: int, now: datetime) -> Glance:
    """The card for whoever has to do with the course, but not with its people. Raises NotYours, Gone."""
    view = await course(session, library, actor, course_id, Action.SHARED)
    totals = await _totals(session, course_id)
    taken = totals[Status.PLACE] + view.by_phone
    shared = [one.name for one in await courses.shared_with(session, course_id)]
    return Glance(view, view.open(now), taken, totals[Status.WAITING], shared)


async def shared_courses(session: Session, library: Library, actor: Actor, now: datetime) -> list[CourseView]:
    """Courses to come and under way that the actor sees without their people; then the drafts of whose team they are.

    Whoever is on the team of one has it before them for some time afterwards, too: they have yet to look back together.
    """
    seen, own = rights.where(actor, Action.SHARED), rights.where(actor, Action.SEE)
    teams = rights.of_team(actor, Action.SHARED)
    if not (seen or teams):
        return []
    shared = select(CourseShare.course_id).where(CourseShare.centre_id.in_(seen))
    draft = Course.state == State.DRAFT
    held, ends = Course.id.in_(teams), func.max(CourseSession.ends_at)
    theirs = (
        select(Course.id)
        .outerjoin(CourseSession, CourseSession.course_id == Course.id)
        .where(Course.programme.in_(library.programmes), Course.centre_id.not_in(own))
        .where(or_(held, ~draft & or_(Course.centre_id.in_(seen), Course.id.in_(shared))))
        .group_by(Course.id)
        .having(or_(ends > now, and_(held, ends > now - LOOKS_BACK), draft))
        .order_by(_first_evening().nulls_last(), Course.id)
        .limit(LISTED)
    )
    ids = (await session.scalars(theirs)).all()
    views = {one.id: one for one in await courses.load_many(session, library, ids)}
    return [views[one] for one in ids]


def _first_evening() -> ColumnElement[datetime]:
    """SQL: when the first evening that takes place begins; the first of all where none does."""
    return func.coalesce(
        func.min(case((CourseSession.cancelled_at.is_(None), CourseSession.starts_at))),
        func.min(CourseSession.starts_at),
    )


async def overview(session: Session, library: Library, actor: Actor, course_id: int, now: datetime) -> Overview:
    """The card of one course. Raises NotYours, Gone."""
    view = await course(session, library, actor, course_id, Action.SEE)
    totals = await _totals(session, course_id)
    coming = view.next_session(now)
    return Overview(
        view,
        open=view.open(now),
        taken=totals[Status.PLACE] + view.by_phone,
        offered=totals[Status.OFFERED],
        waiting=totals[Status.WAITING] + len(await _rung(session, course_id)),
        next=coming,
        answers=await answers(session, view, coming) if coming else None,
        ring=await _to_ring(session, course_id) if coming else Reach(),
        needs=await needed(session, course_id) if coming else summed(()),
    )


async def needed(session: Session, course_id: int) -> Summary:
    """What those with a place on a course need, without names."""
    said = Enrolment.course_id == course_id, Enrolment.status == Status.PLACE, Enrolment.needs.is_not(None)
    return summed(map(needs.read, await session.scalars(select(Enrolment.needs).where(*said))))


async def _to_ring(session: Session, course_id: int) -> Reach:
    rows = await session.scalars(
        select(Enrolment.person_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.course_id == course_id, Enrolment.status.in_(_ORDER), ~reachable())
    )
    return await ring(session, rows.all())


async def answers(session: Session, view: CourseView, evening: SessionView) -> Answers:
    """Answers given to the evening as it is now, by those who have a place now."""
    rows = await session.execute(
        select(Attendance.coming, func.count())
        .where(Attendance.session_id == evening.id, Attendance.session_version == evening.version)
        .where(Attendance.person_id.in_(outbox.takes_part(view.id)))
        .group_by(Attendance.coming)
    )
    given: dict[bool, int] = {bool(coming): number for coming, number in rows.all()}
    coming, absent = given.get(True, 0), given.get(False, 0)
    return Answers(coming, absent, max(0, await receivers(session, view.id) - coming - absent))


async def said(session: Session, view: CourseView, evening: SessionView) -> Said:
    """The answers to the evening as it is now, by name as far as people let it be seen. For whoever may see names."""
    answer = Attendance.session_id == evening.id, Attendance.session_version == evening.version
    rows = await session.execute(
        select(Person.name, Person.shows_name, Attendance.coming)
        .outerjoin(Attendance, and_(Attendance.person_id == Person.id, *answer))
        .where(Person.id.in_(outbox.takes_part(view.id)))
    )
    names: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    others: dict[bool | None, int] = {True: 0, False: 0, None: 0}
    for name, shows, coming in rows.all():
        if shows and name:
            names[coming].append(name)
        else:
            others[coming] += 1
    for group in names.values():
        group.sort(key=str.casefold)
    return Said(names[True], names[False], names[None], Answers(others[True], others[False], others[None]))


async def receivers(session: Session, course_id: int) -> int:
    """How many have a place, and so are told things."""
    people = outbox.takes_part(course_id).subquery()
    return int((await session.execute(select(func.count()).select_from(people))).scalar_one())


async def has_place(session: Session, course_id: int, person_id: int) -> bool:
    """Whether a person has a place on a course now."""
    mine = outbox.takes_part(course_id).where(Enrolment.person_id == person_id)
    return await session.scalar(mine) is not None


_PLACED = select(Enrolment.course_id, Enrolment.person_id).where(
    Enrolment.course_id.in_(bindparam("courses", expanding=True)),
    Enrolment.person_id.in_(bindparam("people", expanding=True)),
    Enrolment.status == Status.PLACE,
)


async def placed(session: Session, course_ids: Iterable[int], people: Iterable[int]) -> set[tuple[int, int]]:
    """Who of these people has a place on which of these courses now: course and person."""
    rows = await session.execute(_PLACED, {"courses": list(set(course_ids)), "people": list(set(people))})
    return {(row.course_id, row.person_id) for row in rows}


async def people(session: Session, library: Library, actor: Actor, course_id: int, page: int) -> PeoplePage:
    """Participants in order of arrival, then open offers, then the waiting list in its order. Raises NotYours, Gone."""
    view = await course(session, library, actor, course_id, Action.PEOPLE)
    rows = await session.execute(
        select(Enrolment.id, Enrolment.status, Enrolment.number)
        .where(Enrolment.course_id == course_id)
        .where(or_(Enrolment.status.in_(_ORDER), _taken_off()))
    )
    rung = await _rung(session, course_id)
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


async def _rung(session: Session, course_id: int) -> Sequence[PhoneWait]:
    """Who has rung and stands in line."""
    return (
        await session.scalars(select(PhoneWait).where(PhoneWait.course_id == course_id, PhoneWait.turn_at.is_(None)))
    ).all()


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


async def _totals(session: Session, course_id: int) -> dict[Status, int]:
    rows = await session.execute(
        select(Enrolment.status, func.count()).where(Enrolment.course_id == course_id).group_by(Enrolment.status)
    )
    return dict.fromkeys(Status, 0) | {Status(status): number for status, number in rows.all()}
