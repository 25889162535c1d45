"""Who hears that a course is published or a draft again: its team, and whoever coordinates where it is shared."""

from datetime import datetime

from sqlalchemy import select

from db.models import CourseShare, TeamMember
from domain.courses import Answer
from domain.courses.messages import TeamPublished, TeamTakenBack
from services import Session, courses
from services.courses import CourseView, share_news, team
from services.courses.lost import TOLD_FOR
from services.mail import outbox
from services.programmes import Library


async def published(session: Session, view: CourseView, edition: int, now: datetime, *, by: int) -> None:
    """Those of the team who have said yes hear of it, and where it is shared whoever coordinates there; not who did it (`by`)."""
    await _tell_team(session, TeamPublished(view.id, edition), now, by)
    shared = await session.scalars(select(CourseShare.centre_id).where(CourseShare.course_id == view.id))
    await share_news.tell(session, view.id, shared.all(), now, by=by)


async def taken_back(session: Session, view: CourseView, edition: int, now: datetime, *, by: int) -> None:
    await _tell_team(session, TeamTakenBack(view.id, edition), now, by)


async def _tell_team(session: Session, message: TeamPublished | TeamTakenBack, now: datetime, by: int) -> None:
    yes = select(TeamMember.person_id).where(
        TeamMember.course_id == message.course_id, TeamMember.state == Answer.YES, TeamMember.person_id != by
    )
    await outbox.put(session, message, yes, due_at=now, not_after=now + TOLD_FOR)


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
