"""What fits after a course: once when it is over, and later whenever somebody looks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import bindparam, func, select

from db.models import Course, CourseSession, Enrolment, Person
from domain.errors import Gone
from domain.finding import Offer, number_of
from domain.finding.messages import FitsNext
from domain.programmes import Programme
from domain.signup import Status
from domain.timing import earlier
from services import Session, courses
from services.courses import CourseView
from services.finding import finder
from services.mail.batches import Batch
from services.people import Actor
from services.programmes import Library
from services.signup import ACTIVE, Card

AFTER = timedelta(days=21)
"""After the last session: when the evaluation is in, and before the everyday has closed over it."""
LASTS = timedelta(days=28)
REFILL_AFTER = timedelta(days=180)
"""From then on the same programme fits again."""


class Next(Struct, frozen=True):
    """What fits after a course: `programmes` that it leads to, and of these the `cards` of courses that are open near.

    `on`: what would fit, but is what one is signed up for; `in_line`: waits for a place on.
    """

    course: CourseView
    programmes: Sequence[Programme]
    cards: Sequence[Card] = ()
    on: Sequence[Programme] = ()
    in_line: Sequence[Programme] = ()


_TOOK_PART = (
    select(Enrolment.course_id, Enrolment.person_id, Enrolment.status, Course.programme)
    .add_columns(func.max(CourseSession.ends_at).label("ends_at"))
    .join(Course, Course.id == Enrolment.course_id)
    .outerjoin(CourseSession, (CourseSession.course_id == Course.id) & CourseSession.cancelled_at.is_(None))
    .where(Enrolment.person_id.in_(bindparam("people", expanding=True)), Enrolment.status.in_(ACTIVE))
    .group_by(Enrolment.id, Course.id)
)
_TIRED = select(Person.id).where(Person.id.in_(bindparam("people", expanding=True)), Person.paused_at.is_not(None))


def due(ends: datetime, zone: ZoneInfo) -> datetime:
    """When it is said what fits next, by the end of the last session: at the same hour, whatever summer time does."""
    return earlier(ends, -AFTER, zone)


def leads_to(library: Library, course: CourseView, done: Collection[str] = ()) -> list[Programme]:
    """The programmes that fit next, of those that there are, without those of the slugs that somebody has `done`."""
    found = [library.programmes[slug] for slug in course.programme.entry.leads_to if slug in library.programmes]
    return [one for one in found if again(one, done)]


def again(programme: Programme, done: Collection[str]) -> bool:
    """Whether it fits somebody who has done the programmes of these slugs: what is no series one may come to again and again."""
    return programme.rolling or programme.slug not in done


def refills(course: CourseView, now: datetime) -> bool:
    """Whether one may come back for a refill: some months after it, and not where a child or somebody's work brought one."""
    grown_up = course.programme.audience not in ("children", "professionals")
    return grown_up and course.takes_place and course.ends_at + REFILL_AFTER <= now


async def near(
    session: Session, library: Library, views: Iterable[CourseView], now: datetime
) -> Mapping[int, Sequence[Card]]:
    """By course: what is open of the programmes that fit next, at its centre, shared with it, or of a centre that serves a
    municipality that its own serves, too; soonest first. In a fixed number of statements, however many courses.
    """
    views = [one for one in views if leads_to(library, one)]
    if not views:
        return {}
    there = await finder.market(session, library, now)
    open_ = {one.course_id: one for one in there.offers if any(_fits(view, one, there, now) for view in views)}
    cards = await finder.cards(session, library, list(open_), now)
    return {view.id: [card for card in cards if _fits(view, open_[card.course.id], there, now)] for view in views}


def _fits(view: CourseView, offer: Offer, there: finder.Market, now: datetime) -> bool:
    again = offer.programme == view.programme.slug and refills(view, now)
    return (again or view.programme.slug in offer.follows) and near_to(view, offer, there)


def near_to(view: CourseView, offer: Offer, there: finder.Market) -> bool:
    """At its centre, shared with it, or of a centre that serves a municipality that its own serves, too."""
    near = {number_of(name) for name in there.served.get(view.centre.id, ())}
    return view.centre.id in offer.centres or not offer.near.isdisjoint(near)


async def of_course(session: Session, library: Library, actor: Actor, course_id: int, now: datetime) -> Next:
    """What fits after a course that one has been on. Raises Gone for all others."""
    mine = (await been(session, [actor.id])).get(actor.id, Been())
    view = await courses.load(session, library, course_id)
    anew = [view.programme] if refills(view, now) else []
    would = [*leads_to(library, view, mine.done(now)), *anew]
    if course_id not in mine.courses or not would:
        raise Gone
    there = {status: mine.on(status, now) for status in (Status.PLACE, Status.WAITING)}
    on, in_line = ([one for one in would if one.slug in slugs] for slugs in there.values())
    fitting = [one for one in would if one not in on and one not in in_line]
    found = await near(session, library, [view], now)
    return Next(view, fitting, _new_to(found.get(course_id, ()), mine, fitting), on, in_line)


class Been(Struct, frozen=True):
    """The courses that somebody is on, has been on, or waits for; and of those with a place when each programme was last over.

    `ends`: by standing and programme when the last such course ends; an offer counts as waiting.
    """

    courses: frozenset[int] = frozenset()
    over: Mapping[str, datetime] = {}
    ends: Mapping[tuple[Status, str], datetime] = {}

    def on(self, status: Status, now: datetime) -> set[str]:
        """The slugs of the programmes that they are on, or wait for."""
        return {slug for (standing, slug), ends in self.ends.items() if standing is status and ends > now}

    def done(self, now: datetime) -> set[str]:
        """The slugs of the programmes that they have been through."""
        return {slug for slug, ends in self.over.items() if ends <= now}


async def been(session: Session, people: Iterable[int]) -> dict[int, Been]:
    """By person, in one statement. A programme counts as done once a course of it is over, wherever that was."""
    courses_of: dict[int, set[int]] = {}
    over: dict[int, dict[str, datetime]] = {}
    until: dict[int, dict[tuple[Status, str], datetime]] = {}
    for row in await session.execute(_TOOK_PART, {"people": list(people)}):
        courses_of.setdefault(row.person_id, set()).add(row.course_id)
        if row.ends_at is not None:
            those = until.setdefault(row.person_id, {})
            at = Status.PLACE if row.status == Status.PLACE else Status.WAITING, row.programme
            those[at] = max(row.ends_at, those.get(at, row.ends_at))
        if row.status == Status.PLACE and row.ends_at is not None:
            ends = over.setdefault(row.person_id, {})
            ends[row.programme] = min(row.ends_at, ends.get(row.programme, row.ends_at))
    return {one: Been(frozenset(mine), over.get(one, {}), until.get(one, {})) for one, mine in courses_of.items()}


def _new_to(cards: Iterable[Card], mine: Been, fitting: Iterable[Programme]) -> list[Card]:
    """Of the programmes that fit, without the courses on which one is, or waits for a place; the three soonest."""
    slugs = {one.slug for one in fitting}
    new = [one for one in cards if one.course.id not in mine.courses and one.course.programme.slug in slugs]
    return new[: finder.PAGE]


async def done(session: Session, library: Library, actor: Actor, now: datetime) -> list[CourseView]:
    """Courses that one has been on, that are over, and after which something fits; the newest first."""
    theirs = select(Enrolment.course_id).where(Enrolment.person_id == actor.id, Enrolment.status == Status.PLACE)
    views = await courses.load_many(session, library, (await session.scalars(theirs)).all())
    over = [one for one in views if one.sessions and one.takes_place and one.ends_at <= now]
    through = {one.programme.slug for one in over}
    fits = (one for one in over if leads_to(library, one, through) or (refills(one, now) and leads_to(library, one)))
    return sorted(fits, key=lambda one: one.ends_at, reverse=True)


async def next_views(session: Session, library: Library, batch: Batch[FitsNext], now: datetime) -> dict[int, Next]:
    """For those who were on the course to its end, have not paused what comes in the weeks, and have something new ahead."""
    people = sorted({one.person_id for one in batch})
    views = await courses.by_id(session, library, (one.message.course_id for one in batch))
    theirs = await been(session, people)
    paused = set(await session.scalars(_TIRED, {"people": people}))
    found = await near(session, library, views.values(), now)
    told = {}
    for one in batch:
        course_id, mine = one.message.course_id, theirs.get(one.person_id, Been())
        if course_id not in mine.courses or course_id not in found or one.person_id in paused:
            continue
        going = mine.on(Status.PLACE, now) | mine.on(Status.WAITING, now)
        would = leads_to(library, views[course_id], mine.done(now))
        if fitting := [one for one in would if one.slug not in going]:
            told[one.row] = Next(views[course_id], fitting, _new_to(found[course_id], mine, fitting))
    return told
