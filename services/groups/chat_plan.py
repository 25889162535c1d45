"""What has come due in the groups' chats: a meeting tomorrow, the question of the week. Kept unique by the tasks' keys."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.group_models import Group, Meeting
from db.models import Centre
from domain.chats import QUESTION_LASTS, Action
from domain.groups import GroupState
from domain.timing import QuietHours, Window, after_quiet, earlier, slots_between
from services import Session
from services.groups import chat_tasks
from services.groups.meetings import HOUR_CHANGE
from services.programmes import Library

DAY = timedelta(days=1)
AFTERWARDS = timedelta(hours=2)
"""Before the meeting: from then on the reminder has lost its use, as everybody gets one in private."""


async def plan(session: Session, library: Library, quiet: QuietHours, window: Window) -> int:
    """Returns how many tasks are new."""
    return await _meetings(session, quiet, window) + await _questions(session, library, quiet, window)


async def _meetings(session: Session, quiet: QuietHours, window: Window) -> int:
    """A day before, in the chat too. A meeting that is moved is told of anew, by its version."""
    around = window.shifted(DAY).widened(HOUR_CHANGE)
    found = await session.execute(
        select(Meeting, Group.chat_id, Centre.time_zone)
        .join(Group, Group.id == Meeting.group_id)
        .join(Centre, Centre.id == Group.centre_id)
        .where(Meeting.starts_at > around.after, Meeting.starts_at <= around.until, Meeting.cancelled_at.is_(None))
        .where(Group.state == GroupState.RUNNING, Group.chat_ready.is_(True))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    written = 0
    for row, chat_id, name in found.all():
        zone = ZoneInfo(name)
        due, not_after = earlier(row.starts_at, DAY, zone), row.starts_at - AFTERWARDS
        if chat_id is not None and window.holds(due) and window.until < not_after:
            written += await chat_tasks.put(
                session,
                Action.MEETING,
                row.group_id,
                chat_id,
                due_at=after_quiet(due, not_after, quiet, zone),
                about=f"{row.id}.{row.version}",
                not_after=not_after,
                subject=row.id,
            )
    return written


async def _questions(session: Session, library: Library, quiet: QuietHours, window: Window) -> int:
    """At the weekday and hour of the programmes' weekly messages, in groups that want it; no query at all at other times."""
    programmes = sorted(library.programmes.items())
    if not programmes:
        return 0
    slot = programmes[0][1].weekly.slot
    written = 0
    for name in (await session.scalars(select(Centre.time_zone).distinct())).all():
        for due in slots_between(window.after, window.until, slot, ZoneInfo(name)):
            if window.until < due + QUESTION_LASTS:
                written += await _ask(session, quiet, due, name)
    return written


async def _ask(session: Session, quiet: QuietHours, due: datetime, zone: str) -> int:
    found = await session.execute(
        select(Group.id, Group.chat_id, Group.started_at)
        .join(Centre, Centre.id == Group.centre_id)
        .where(Group.state == GroupState.RUNNING, Group.weekly_question.is_(True), Group.chat_ready.is_(True))
        .where(Centre.time_zone == zone, Group.started_at < due)
        .order_by(Group.id)
    )
    written = 0
    for group_id, chat_id, started_at in found.all():
        if chat_id is None or started_at is None:
            continue
        number = (due - started_at) // timedelta(weeks=1)
        written += await chat_tasks.put(
            session,
            Action.QUESTION,
            group_id,
            chat_id,
            due_at=after_quiet(due, due + QUESTION_LASTS, quiet, ZoneInfo(zone)),
            about=f"{due:%Y-%m-%d}",
            not_after=due + QUESTION_LASTS,
            subject=number,
        )
    return written
