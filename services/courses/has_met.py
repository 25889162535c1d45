"""Meetings at which a team has planned its course stay where they were when the first evening moves or is called off.

What the programme proposes is counted from the first evening. Counted anew, a meeting that has been would be announced as
one that is to come.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from db.models import ChosenMeeting, TeamMember
from db.session import insert_once
from domain.courses import Answer
from domain.timing import earlier
from services import Session
from services.courses.views import CourseView


async def keep(session: Session, view: CourseView, moved: Mapping[int, datetime | None], now: datetime) -> None:
    """A course that has just become as `view` shows it. `moved`: earlier starts of evenings by id, None: it was cancelled.

    Kept is what has been with somebody on the team who had said yes by then, and would come once more. A time that was chosen
    by hand stays in any case.
    """
    after = [one.starts_at for one in view.sessions if not one.cancelled]
    was = (moved.get(one.id, None if one.cancelled else one.starts_at) for one in view.sessions)
    before = [at for at in was if at]
    if not after or not before or min(after) <= min(before):
        return
    again = [
        (number, at)
        for number, span in enumerate(view.programme.team.planning, 1)
        if (at := earlier(min(before), span, view.zone)) <= now < earlier(min(after), span, view.zone)
    ]
    if not again:
        return
    here = TeamMember.course_id == view.id, TeamMember.state == Answer.YES, TeamMember.session_id.is_(None)
    since = await session.scalar(select(func.min(TeamMember.answered_at)).where(*here))
    for number, at in again:
        if since is not None and since <= at:
            values = {"course_id": view.id, "number": number, "starts_at": at, "off_free_day": False}
            await session.execute(insert_once(session, ChosenMeeting).values(**values))
