"""Which courses somebody has before them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from db.models import Course, CourseSession, CourseShare
from domain import rights
from domain.courses import State
from domain.errors import NotYours
from domain.rights import Action
from services import Session
from services.courses import courses
from services.courses.views import CourseView
from services.people import Actor
from services.programmes import Library

LISTED = 40
LOOKS_BACK = timedelta(days=30)
"""So long after the last evening whoever held a course still has it before them."""


class Shared(Struct, frozen=True):
    """Courses that somebody sees without their people. `shares`: by course, the names of the centres with which it is shared."""

    views: Sequence[CourseView] = ()
    shares: Mapping[int, Sequence[str]] = {}


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


async def shared_courses(session: Session, library: Library, actor: Actor, now: datetime) -> Shared:
    """Courses that the actor sees without their people: to come and under way, drafts of whose team they are, the newest past.

    Past are those of the centres that one looks after from above. Whoever is on the team of one has it before them for some time
    afterwards, too: they have yet to look back together.
    """
    seen, own = rights.where(actor, Action.SHARED), rights.where(actor, Action.SEE)
    teams = rights.of_team(actor, Action.SHARED)
    if not (seen or teams):
        return Shared()
    shared = select(CourseShare.course_id).where(CourseShare.centre_id.in_(seen))
    draft = Course.state == State.DRAFT
    held, ends = Course.id.in_(teams), func.max(CourseSession.ends_at)
    theirs = (
        select(Course.id)
        .outerjoin(CourseSession, CourseSession.course_id == Course.id)
        .where(Course.programme.in_(library.programmes), Course.centre_id.not_in(own))
        .where(or_(held, ~draft & or_(Course.centre_id.in_(seen), Course.id.in_(shared))))
        .group_by(Course.id)
        .having(or_(ends > now, and_(held, ends > now - LOOKS_BACK), draft, Course.centre_id.in_(seen)))
        .order_by(case((ends <= now, ends)).desc().nulls_first(), _first_evening().nulls_last(), Course.id)
        .limit(LISTED)
    )
    ids = (await session.scalars(theirs)).all()
    views = {one.id: one for one in await courses.load_many(session, library, ids)}
    return Shared([views[one] for one in ids], await courses.shares(session, ids))


def _first_evening() -> ColumnElement[datetime]:
    """SQL: when the first evening that takes place begins; the first of all where none does."""
    return func.coalesce(
        func.min(case((CourseSession.cancelled_at.is_(None), CourseSession.starts_at))),
        func.min(CourseSession.starts_at),
    )
