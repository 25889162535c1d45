"""What has come due for those who look for a group, and for the groups; called by `services/planning/planner.py` at each tick.

As there: indexed range queries over the moments in the window, and unique keys; when nothing is due, nothing is written.
"""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from db.models import Centre, Course, CourseSession, Wish
from domain.groups.messages import GroupInvite
from domain.timing import QuietHours, Window, after_quiet
from services import Session
from services.groups import feedback, meetings, newcomers, proposals, seeking
from services.groups.chat import plan as chat_plan
from services.groups.wishes import LOOKS
from services.mail import outbox
from services.programmes import Library

INVITE_AFTER = timedelta(hours=14)
"""After the last evening: the next morning, when one has slept on it."""
INVITE_LASTS = timedelta(days=28)


def concerns(
    session: Session, library: Library, quiet: QuietHours, now: datetime, window: Window
) -> Iterator[Callable[[], Awaitable[int]]]:
    """Each writes what has come due in the window into the outbox, by itself; it returns how many messages are new.

    Deadlines are looked at however long they have been over, each in a savepoint of its own.
    """
    yield partial(_invitations, session, quiet, window)
    yield partial(proposals.remind, session, quiet, window)
    yield partial(proposals.end, session, library, now)
    yield partial(newcomers.lapse, session, library, now)
    yield partial(seeking.look_on, session, library, now)
    yield partial(meetings.plan, session, quiet, window)
    yield partial(chat_plan.plan, session, library, quiet, window)
    yield partial(feedback.plan, session, quiet, window)


async def _invitations(session: Session, quiet: QuietHours, window: Window) -> int:
    """To those who had a place on a course that has taken place and is over, and look for no group yet."""
    ended, later, held = window.shifted(-INVITE_AFTER), aliased(CourseSession), aliased(CourseSession)
    after = exists().where(later.course_id == CourseSession.course_id, later.ends_at > CourseSession.ends_at)
    took_place = exists().where(held.course_id == CourseSession.course_id, held.cancelled_at.is_(None))
    rows = await session.execute(
        select(CourseSession.ends_at, Course.id, Course.centre_id, Centre.time_zone)
        .join(Course, Course.id == CourseSession.course_id)
        .join(Centre, Centre.id == Course.centre_id)
        .where(CourseSession.ends_at > ended.after, CourseSession.ends_at <= ended.until, ~after, took_place)
        .order_by(CourseSession.ends_at, Course.id)
    )
    written = 0
    for ends_at, course_id, centre_id, zone in rows.all():
        due, not_after = ends_at + INVITE_AFTER, ends_at + INVITE_AFTER + INVITE_LASTS
        looking = select(Wish.person_id).where(Wish.centre_id == centre_id, Wish.state.in_(LOOKS))
        people = outbox.takes_part(course_id, since=due)
        people = people.where(people.selected_columns[0].not_in(looking))
        if window.until < not_after:
            at = after_quiet(due, not_after, quiet, ZoneInfo(zone))
            written += await outbox.put(session, GroupInvite(course_id), people, due_at=at, not_after=not_after)
    return written
