"""What fits after a course: once when it is over, and later whenever somebody looks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import bindparam, select

from db.models import Enrolment, Person
from domain.errors import Gone
from domain.finding import Offer, number_of
from domain.finding.messages import FitsNext
from domain.programmes import Programme
from domain.signup import Status
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
    """What fits after a course: `programmes` that it leads to, and of these the `cards` of courses that are open near."""

    course: CourseView
    programmes: Sequence[Programme]
    cards: Sequence[Card] = ()


_TOOK_PART = select(Enrolment.course_id, Enrolment.person_id).where(
    Enrolment.person_id.in_(bindparam("people", expanding=True)), Enrolment.status.in_(ACTIVE)
)
_TIRED = select(Person.id).where(Person.id.in_(bindparam("people", expanding=True)), Person.paused_at.is_not(None))


def leads_to(library: Library, course: CourseView) -> list[Programme]:
    """The programmes that fit next, of those that there are."""
    return [library.programmes[slug] for slug in course.programme.entry.leads_to if slug in library.programmes]


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
    rows = await session.execute(_TOOK_PART, {"people": [actor.id]})
    mine = {row.course_id for row in rows}
    view = await courses.load(session, library, course_id)
    if course_id not in mine or not leads_to(library, view):
        raise Gone
    found = await near(session, library, [view], now)
    again = [view.programme] if refills(view, now) else []
    return Next(view, [*leads_to(library, view), *again], _new_to(found.get(course_id, ()), mine))


def _new_to(cards: Iterable[Card], mine: set[int]) -> list[Card]:
    """Without those on which one is, or waits for a place; the three soonest."""
    return [one for one in cards if one.course.id not in mine][: finder.PAGE]


async def done(session: Session, library: Library, actor: Actor, now: datetime) -> list[CourseView]:
    """Courses that one has been on, that are over, and after which something fits; the newest first."""
    theirs = select(Enrolment.course_id).where(Enrolment.person_id == actor.id, Enrolment.status == Status.PLACE)
    views = await courses.load_many(session, library, (await session.scalars(theirs)).all())
    over = [one for one in views if one.sessions and one.takes_place and one.ends_at <= now]
    return sorted((one for one in over if leads_to(library, one)), key=lambda one: one.ends_at, reverse=True)


async def next_views(session: Session, library: Library, batch: Batch[FitsNext], now: datetime) -> dict[int, Next]:
    """For those who were on the course to its end, and have not paused what comes in the weeks."""
    people = sorted({one.person_id for one in batch})
    views = await courses.by_id(session, library, (one.message.course_id for one in batch))
    places: dict[int, set[int]] = {}
    for course_id, person_id in await session.execute(_TOOK_PART, {"people": people}):
        places.setdefault(person_id, set()).add(course_id)
    paused = set(await session.scalars(_TIRED, {"people": people}))
    found = await near(session, library, views.values(), now)
    return {
        one.row: Next(
            views[one.message.course_id],
            leads_to(library, views[one.message.course_id]),
            _new_to(found[one.message.course_id], places[one.person_id]),
        )
        for one in batch
        if one.message.course_id in places.get(one.person_id, ())
        and one.message.course_id in found
        and one.person_id not in paused
    }
