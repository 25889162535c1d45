"""What has come due in the groups' chats: a meeting tomorrow, the question of the week. Kept unique by the tasks' keys."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import select

from db.models import Centre, Group, Meeting
from domain.groups import GroupState
from domain.groups.chats import QUESTION_LASTS, Action
from domain.timing import QuietHours, Window, after_quiet, earlier, slots_between
from services import Session
from services.courses import quiet_hours
from services.groups.chat import tasks as chat_tasks
from services.groups.meetings import HOUR_CHANGE
from services.programmes import Library

DAY = timedelta(days=1)
AFTERWARDS = timedelta(hours=2)
"""Before the meeting: from then on the reminder has lost its use, as everybody gets one in private."""


class ChatMoment(Struct, frozen=True):
    """Something to be said in a group's chat at `due`, before quiet hours are looked at; of use until `not_after`.

    `quiet`: the centre's own quiet hours, where it has some.
    `subject` and `about` as in `chat_tasks.put`; `number` is that of the meeting, if it is of one.
    """

    group_id: int
    chat_id: int
    due: datetime
    not_after: datetime
    zone: ZoneInfo
    action: Action
    about: str
    subject: int
    number: int = 0
    quiet: QuietHours | None = None

    def at(self, usual: QuietHours) -> datetime:
        return after_quiet(self.due, self.not_after, self.quiet or usual, self.zone)


async def plan(session: Session, library: Library, quiet: QuietHours, window: Window) -> int:
    """Returns how many tasks are new; what would come too late is not written at all."""
    written = 0
    for one in await due(session, library, window):
        if window.until < one.not_after:
            written += await chat_tasks.put(
                session,
                one.action,
                one.group_id,
                one.chat_id,
                due_at=one.at(quiet),
                about=one.about,
                not_after=one.not_after,
                subject=one.subject,
            )
    return written


async def due(session: Session, library: Library, window: Window) -> list[ChatMoment]:
    """What comes due in the window, as things stand now."""
    return [*await _meetings(session, window), *await _questions(session, library, window)]


def told_of(window: Window) -> Window:
    """Where a meeting lies of which the chat is told."""
    return window.shifted(DAY).widened(HOUR_CHANGE)


async def _meetings(session: Session, window: Window) -> list[ChatMoment]:
    """A day before, in the chat too. A meeting that is moved is told of anew, by its version."""
    around = told_of(window)
    rows = await session.execute(
        select(Meeting, Group.chat_id, Centre.time_zone, Centre.quiet_from, Centre.quiet_to)
        .join(Group, Group.id == Meeting.group_id)
        .join(Centre, Centre.id == Group.centre_id)
        .where(Meeting.starts_at > around.after, Meeting.starts_at <= around.until, Meeting.cancelled_at.is_(None))
        .where(Group.state == GroupState.RUNNING, Group.chat_ready.is_(True))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    found = []
    for row, chat_id, name, *hours in rows.all():
        zone = ZoneInfo(name)
        at, not_after = earlier(row.starts_at, DAY, zone), row.starts_at - AFTERWARDS
        about = f"{row.id}.{row.version}"
        if chat_id is not None and window.holds(at):
            what = Action.MEETING, about, row.id, row.number, quiet_hours(*hours)
            found.append(ChatMoment(row.group_id, chat_id, at, not_after, zone, *what))
    return found


async def _questions(session: Session, library: Library, window: Window) -> list[ChatMoment]:
    """At the weekday and hour of the programmes' weekly messages, in groups that want it; no query at all at other times."""
    found = []
    for slot in library.question_slots:
        for name in (await session.scalars(select(Centre.time_zone).distinct())).all():
            for at in slots_between(window.after, window.until, slot, ZoneInfo(name)):
                found += await _ask(session, at, name)
    return found


async def _ask(session: Session, at: datetime, zone: str) -> list[ChatMoment]:
    rows = await session.execute(
        select(Group.id, Group.chat_id, Group.started_at, Centre.quiet_from, Centre.quiet_to)
        .join(Centre, Centre.id == Group.centre_id)
        .where(Group.state == GroupState.RUNNING, Group.weekly_question.is_(True), Group.chat_ready.is_(True))
        .where(Centre.time_zone == zone, Group.started_at < at)
        .order_by(Group.id)
    )
    found = []
    for group_id, chat_id, started_at, *hours in rows.all():
        if chat_id is None or started_at is None:
            continue
        number, about = (at - started_at) // timedelta(weeks=1), f"{at:%Y-%m-%d}"
        lasts = at + QUESTION_LASTS
        what = Action.QUESTION, about, number
        found.append(ChatMoment(group_id, chat_id, at, lasts, ZoneInfo(zone), *what, quiet=quiet_hours(*hours)))
    return found
