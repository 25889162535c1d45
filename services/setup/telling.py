"""Who hears that a course is published, a draft again, or shared: its team, and whoever coordinates where it is shared."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import delete, select

from db.models import Assignment, Centre, CourseShare, Outbox, TeamMember
from domain.courses import Answer
from domain.courses.messages import CourseShared, TeamPublished, TeamTakenBack
from domain.delivery import State
from domain.rights import Action
from services import Session, courses
from services.courses import CourseView, team
from services.mail import outbox
from services.people import holders, may
from services.programmes import Library

TOLD_FOR = timedelta(days=30)
"""So long it is worth telling, to somebody who could not be reached at once."""


class Sharing(Struct, frozen=True):
    """A course, and the centre with which it is shared."""

    course: CourseView
    centre: str


async def published(session: Session, view: CourseView, edition: int, now: datetime, *, by: int) -> None:
    """Those of the team who have said yes hear of it, and where it is shared whoever coordinates there; not who did it (`by`)."""
    await _tell_team(session, TeamPublished(view.id, edition), now, by)
    shared = await session.scalars(select(CourseShare.centre_id).where(CourseShare.course_id == view.id))
    await shared_with(session, view.id, shared.all(), now, by=by)


async def taken_back(session: Session, view: CourseView, edition: int, now: datetime, *, by: int) -> None:
    await _tell_team(session, TeamTakenBack(view.id, edition), now, by)


async def _tell_team(session: Session, message: TeamPublished | TeamTakenBack, now: datetime, by: int) -> None:
    yes = select(TeamMember.person_id).where(
        TeamMember.course_id == message.course_id, TeamMember.state == Answer.YES, TeamMember.person_id != by
    )
    await outbox.put(session, message, yes, due_at=now, not_after=now + TOLD_FOR)


async def shared_with(session: Session, course_id: int, centre_ids: Iterable[int], now: datetime, *, by: int) -> None:
    """Whoever coordinates at these centres is told once of a course that people there find from now on."""
    for centre_id in centre_ids:
        there = holders(Action.SEE, centre_id).where(Assignment.person_id != by)
        message = CourseShared(course_id, centre_id)
        await outbox.put(session, message, there, due_at=now, not_after=now + TOLD_FOR)


async def no_longer_shared(session: Session, course_id: int, centre_id: int) -> None:
    """Whoever has not been told of it yet may be told later, if it is shared anew."""
    about = [Outbox.params[name].as_integer() == number for name, number in _ids(course_id, centre_id)]
    untold = Outbox.kind == CourseShared.kind, Outbox.state.in_((State.QUEUED, State.DROPPED))
    await session.execute(delete(Outbox).where(*untold, *about).execution_options(synchronize_session=False))


def _ids(course_id: int, centre_id: int) -> tuple[tuple[str, int], ...]:
    return ("course_id", course_id), ("centre_id", centre_id)


async def shared_view(
    session: Session, library: Library, message: CourseShared, person_id: int, now: datetime
) -> Sharing | None:
    """None when it is shared no longer, off or over, a draft again, or the person coordinates there no more."""
    if not await may(session, Action.SEE, message.centre_id, person_id):
        return None
    share = await session.get(CourseShare, (message.course_id, message.centre_id))
    view = (await courses.by_id(session, library, [message.course_id])).get(message.course_id)
    if share is None or view is None or view.draft or not view.takes_place or view.ends_at <= now:
        return None
    return Sharing(view, (await session.get_one(Centre, message.centre_id)).name)


async def published_view(
    session: Session, library: Library, message: TeamPublished, person_id: int, now: datetime
) -> CourseView | None:
    """None when it is a draft again, off or over, or the person is not on its team (any more)."""
    view = await _of_team(session, library, message.course_id, person_id)
    return view if view and not view.draft and view.takes_place and view.ends_at > now else None


async def taken_back_view(
    session: Session, library: Library, message: TeamTakenBack, person_id: int, _now: datetime
) -> CourseView | None:
    """None when it is published again, or the person is not on its team (any more)."""
    view = await _of_team(session, library, message.course_id, person_id)
    return view if view and view.draft else None


async def _of_team(session: Session, library: Library, course_id: int, person_id: int) -> CourseView | None:
    view = (await courses.by_id(session, library, [course_id])).get(course_id)
    standing = await team.standing(session, view, person_id) if view else None
    return view if standing and standing[0].answer is Answer.YES else None
