"""Back for a refill: some months after a course, its programme is open anew nearby; told once of each course.

A rule of the planner (`services/planning/planner.py`): whenever a course is published, those are looked for who have been on
one of its kind. Once is kept by the key of the message, which names the earlier course alone.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import aliased

from db.models import Course, CourseSession, Enrolment, Person
from domain.courses import State
from domain.finding.messages import Refill
from domain.signup import Status
from domain.timing import after_quiet
from services import Session, courses
from services.courses import CourseView
from services.finding import finder, pathway
from services.finding.finder import Market
from services.mail import outbox
from services.mail.batches import Batch
from services.mail.concerns import Concern, Span, Tick
from services.programmes import Library
from services.signup import ACTIVE, Card

AFTER, LASTS = pathway.REFILL_AFTER, timedelta(days=365)
"""Offered from so long after the last session, until so long after it. Messages are kept for longer, so that once is once."""


class RefillView(Struct, frozen=True):
    """A course that one has been on, and what is open anew of its kind; at least one."""

    course: CourseView
    cards: Sequence[Card]


_EARLIER = (
    select(Course.id)
    .join(CourseSession, CourseSession.course_id == Course.id)
    .where(Course.programme.in_(bindparam("programmes", expanding=True)), Course.state == State.PUBLISHED)
    .where(CourseSession.cancelled_at.is_(None))
    .group_by(Course.id)
    .having(func.max(CourseSession.ends_at) > bindparam("after", type_=CourseSession.ends_at.type))
    .having(func.max(CourseSession.ends_at) <= bindparam("until", type_=CourseSession.ends_at.type))
)
_ON = (
    select(Enrolment.person_id, Enrolment.course_id, Enrolment.status, Course.programme)
    .join(Course, Course.id == Enrolment.course_id)
    .join(Person, Person.id == Enrolment.person_id)
    .where(Course.programme.in_(bindparam("programmes", expanding=True)), Enrolment.status.in_(ACTIVE))
    .where(
        Enrolment.person_id.in_(
            select(Enrolment.person_id).where(Enrolment.course_id.in_(bindparam("courses", expanding=True)))
        ),
        Person.paused_at.is_(None),
    )
)


async def tell(session: Session, tick: Tick) -> int:
    """Everybody who was on a course of the kind that has just been published; in a fixed number of statements."""
    there = await finder.market(session, tick.library, tick.now)
    new = [one for one in there.offers if (at := there.published[one.course_id]) and tick.window.holds(at)]
    if not new:
        return 0
    programmes = list({one.programme for one in new})
    span = {"after": tick.now - LASTS, "until": tick.now - AFTER}
    ids = await session.scalars(_EARLIER, {"programmes": programmes, **span})
    views = await courses.by_id(session, tick.library, ids.all())
    opened = await courses.by_id(session, tick.library, [one.course_id for one in new])
    fitting = {one: _open_anew(view, there, tick.now) for one, view in views.items()}
    theirs = await _latest(session, views, programmes)
    written = 0
    for course_id, people in theirs.items():
        until = max((opened[one].open_until for one in fitting[course_id] & set(opened)), default=None)
        if until is not None:
            view, message = views[course_id], Refill(course_id)
            due = after_quiet(tick.now, until, view.centre.quiet or tick.quiet, view.zone)
            await outbox.put_each(session, [(message, one) for one in people], due_at=due, not_after=until)
            written += len(people)
    return written


def _open_anew(view: CourseView, there: Market, now: datetime) -> set[int]:
    """The courses of its kind that are open near it."""
    if not pathway.refills(view, now):
        return set()
    return {
        one.course_id
        for one in there.offers
        if one.programme == view.programme.slug and pathway.near_to(view, one, there)
    }


async def _latest(session: Session, views: dict[int, CourseView], programmes: Sequence[str]) -> dict[int, list[int]]:
    """By course: who had a place on it, and has been on none of its kind since, nor waits for one."""
    if not views:
        return {}
    rows = (await session.execute(_ON, {"programmes": programmes, "courses": list(views)})).all()
    since = {(row.person_id, row.programme) for row in rows if row.course_id not in views}
    had = [row for row in rows if row.course_id in views and row.status == Status.PLACE]
    had.sort(key=lambda row: views[row.course_id].ends_at)
    last = {(row.person_id, row.programme): row.course_id for row in had}
    found: dict[int, list[int]] = {}
    for kind, course_id in last.items():
        if kind not in since:
            found.setdefault(course_id, []).append(kind[0])
    return found


async def views(session: Session, library: Library, batch: Batch[Refill], now: datetime) -> dict[int, RefillView]:
    """For those who had a place, have not paused what comes in the weeks, and are on none of what is open; while it is."""
    people, ids = [one.person_id for one in batch], {one.message.course_id for one in batch}
    found = await courses.by_id(session, library, ids)
    there = await finder.market(session, library, now)
    open_ = {one: _open_anew(view, there, now) for one, view in found.items()}
    wanted = sorted(set().union(*open_.values()))
    cards = await finder.cards(session, library, wanted, now) if wanted else []
    on = await session.execute(
        select(Enrolment.person_id, Enrolment.course_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.person_id.in_(people), Enrolment.status.in_(ACTIVE), Person.paused_at.is_(None))
    )
    theirs: dict[int, set[int]] = {}
    for person_id, course_id in on:
        theirs.setdefault(person_id, set()).add(course_id)
    made = {}
    for one in batch:
        course_id, mine = one.message.course_id, theirs.get(one.person_id, set())
        offered = [card for card in cards if card.course.id in open_.get(course_id, ())]
        if course_id in mine and offered and not any(card.course.id in mine for card in offered):
            made[one.row] = RefillView(found[course_id], offered[: finder.PAGE])
    return made


_BEFORE = aliased(Course)
_HELD = exists().where(
    _BEFORE.programme == Course.programme,
    _BEFORE.id < Course.id,
    Enrolment.course_id == _BEFORE.id,
    Enrolment.status == Status.PLACE,
)
"""Somebody had a place on an earlier course of the kind."""
CONCERNS = (Concern(tell, (Span(Course.published_at, lambda tick: [tick.window], (_HELD,)),)),)
