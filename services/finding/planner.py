"""Who is told that a course has opened: a rule of the planner (`services/planning/planner.py`)."""

from collections.abc import Iterable

from sqlalchemy import exists, select, update

from db.models import Course, CourseWish, Enrolment
from domain.finding import Offer, fits
from domain.finding.messages import CourseOpened
from domain.timing import after_quiet
from services import Session, courses
from services.courses import CourseView
from services.finding import finder, wishes
from services.finding.wishes import CourseWishView
from services.mail import outbox
from services.mail.concerns import Concern, Span, Tick
from services.signup import ACTIVE

_AWAITED = exists().where(CourseWish.told_at.is_(None))


async def tell(session: Session, tick: Tick) -> int:
    """Everybody whose wish a course fits that has been published since the last tick: of the soonest one, once."""
    there = await finder.market(session, tick.library, tick.now)
    new = [one for one in there.offers if (at := there.published[one.course_id]) and tick.window.holds(at)]
    views = await courses.by_id(session, tick.library, [one.course_id for one in new])
    rows = await session.scalars(select(CourseWish).where(CourseWish.told_at.is_(None)) if new else _NONE)
    awaited = [(row.person_id, wishes.read(row)) for row in rows]
    taken = await session.execute(
        select(Enrolment.course_id, Enrolment.person_id).where(
            Enrolment.course_id.in_(views), Enrolment.status.in_(ACTIVE)
        )
    )
    on_it = {(row.course_id, row.person_id) for row in taken}
    told: dict[int, list[tuple[int, int]]] = {}
    for person_id, wish in awaited:
        open_to = (one for one in new if (one.course_id, person_id) not in on_it)
        if (course_id := _first(views, open_to, wish)) is not None:
            told.setdefault(course_id, []).append((wish.id, person_id))
    return sum([await _put(session, views[course_id], who, tick) for course_id, who in told.items()])


_NONE = select(CourseWish).where(CourseWish.id == 0)


def _first(views: dict[int, CourseView], new: Iterable[Offer], wish: CourseWishView) -> int | None:
    """Of the courses that were there when it was wished for, nothing is told: the person has seen them."""
    for one in new:
        at = views[one.course_id].published_at
        if at is not None and wish.made_at <= at and fits(one, wish.search):
            return one.course_id
    return None


async def _put(session: Session, view: CourseView, who: list[tuple[int, int]], tick: Tick) -> int:
    """To people by the numbers of their wishes; returns how many they are."""
    messages = [(CourseOpened(wish_id, view.id), person_id) for wish_id, person_id in who]
    due = after_quiet(tick.now, view.open_until, view.centre.quiet or tick.quiet, view.zone)
    await outbox.put_each(session, messages, due_at=due, not_after=view.open_until)
    told = CourseWish.id.in_([wish_id for wish_id, _ in who])
    await session.execute(update(CourseWish).where(told).values(told_at=tick.now))
    return len(messages)


CONCERNS = (Concern(tell, (Span(Course.published_at, lambda tick: [tick.window], (_AWAITED,)),)),)
