"""A course, for whoever may do with it what they want to do."""

from collections.abc import Awaitable

from domain import rights
from domain.errors import Gone
from domain.rights import Action
from services import Session
from services.courses import courses
from services.courses.views import CourseView
from services.people import Actor
from services.programmes import Library

_WITH_DRAFTS = (Action.SETUP, Action.SEE, Action.SHARED, Action.TEAM)


async def course(
    session: Session, library: Library, actor: Actor, course_id: int, action: Action = Action.RUN
) -> CourseView:
    """A course with which the person may do this. Raises NotYours; Gone, but only for whoever may do it somewhere.

    A draft can be looked at and set up, and nothing else: NotOpenYet.
    """
    return await _with_right(session, actor, courses.load(session, library, course_id), action)


async def of_session(
    session: Session, library: Library, actor: Actor, session_id: int, action: Action = Action.RUN
) -> CourseView:
    """As `course`, by one of its evenings."""
    return await _with_right(session, actor, courses.of_session(session, library, session_id), action)


async def _with_right(session: Session, actor: Actor, loading: Awaitable[CourseView], action: Action) -> CourseView:
    try:
        view = await loading
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
