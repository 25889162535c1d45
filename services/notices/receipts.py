"""Where the copies of a notice stand, as its author sees it: the message that is kept up to date."""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import bindparam, exists, select, update

from db.models import Assignment, Centre, Course, Notice, Outbox, Person
from domain import rights
from domain.delivery import State
from domain.errors import Gone
from services import Session, people
from services.mail import outbox
from services.notices.receivers import receivers
from services.people import Reach

MISSED = (State.BLOCKED, State.FAILED, State.EXPIRED)
_UNSEEN = {"synchronize_session": False}


class Progress(Struct, frozen=True):
    """Where the copies of a notice stand. Copies to those who left meanwhile are not counted.

    `ring`: those whom it did not reach, for a coordinator. `held_until`: it goes out when the quiet hours of the centre are over.
    """

    notice_id: int
    course_id: int
    delivered: int
    blocked: int
    failed: int
    unknown: int
    waiting: int
    ring: Reach
    held_until: tuple[datetime, ZoneInfo] | None = None

    @property
    def total(self) -> int:
        return self.delivered + self.blocked + self.failed + self.unknown + self.waiting

    @property
    def done(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.waiting == 0

    @property
    def signature(self) -> str:
        """Changes whenever there is something new to show."""
        return f"{self.delivered}-{self.blocked}-{self.failed}-{self.unknown}-{self.waiting}"


class OpenNotice(Struct, frozen=True):
    """A progress message that may have to change. Without author (erased) or message there is nothing to edit.

    `coordinates`: the author still does, and may see names.
    """

    notice_id: int
    telegram_id: int | None
    language: str | None
    message_id: int | None
    shown: str | None
    coordinates: bool


async def progress(session: Session, notice_id: int, *, names: bool = True) -> Progress:
    """Where the copies stand now; with `names` for a coordinator only. Raises Gone."""
    notice = await session.get(Notice, notice_id)
    if notice is None:
        raise Gone
    counts = await outbox.counts(session, notice_id)
    return Progress(
        notice_id=notice_id,
        course_id=notice.course_id,
        delivered=counts.get(State.SENT, 0),
        blocked=counts.get(State.BLOCKED, 0),
        failed=counts.get(State.FAILED, 0) + counts.get(State.EXPIRED, 0),
        unknown=counts.get(State.UNKNOWN, 0),
        waiting=counts.get(State.QUEUED, 0) + counts.get(State.SENDING, 0),
        ring=await _to_ring(session, notice) if names else Reach(),
        held_until=await _held(session, notice),
    )


_WAITS = (
    select(Outbox.due_at, Centre.time_zone)
    .join(Notice, Notice.id == Outbox.notice_id)
    .join(Course, Course.id == Notice.course_id)
    .join(Centre, Centre.id == Course.centre_id)
    .where(Outbox.notice_id == bindparam("notice"), Outbox.state == State.QUEUED, Outbox.due_at > Notice.sent_at)
    .limit(1)
)


async def _held(session: Session, notice: Notice) -> tuple[datetime, ZoneInfo] | None:
    """When copies go out that wait for the end of the quiet hours, and the zone of the centre; None where none does."""
    row = (await session.execute(_WAITS, {"notice": notice.id})).one_or_none()
    return (row.due_at, ZoneInfo(row.time_zone)) if row else None


async def _to_ring(session: Session, notice: Notice) -> Reach:
    """Of those whom it is for still."""
    ids = select(Outbox.person_id).where(Outbox.notice_id == notice.id, Outbox.state.in_(MISSED))
    theirs = ids.where(Outbox.person_id.in_(receivers(notice)))
    return await people.ring(session, (await session.scalars(theirs)).all())


async def open_notices(session: Session) -> list[OpenNotice]:
    """Notices that are on their way, oldest first."""
    coordinates = exists().where(
        *(Assignment.person_id == Notice.author_id, Assignment.role.in_(rights.roles_for(rights.Action.PEOPLE))),
        *(Assignment.centre_id == Course.centre_id, Course.id == Notice.course_id),
    )
    shown = Notice.progress_message_id, Notice.progress_shown
    rows = await session.execute(
        select(Notice.id, Person.telegram_id, Person.language, *shown, coordinates)
        .join(Person, Person.id == Notice.author_id, isouter=True)
        .where(Notice.sent_at.is_not(None), Notice.done_at.is_(None))
        .order_by(Notice.id)
    )
    return [OpenNotice(*row) for row in rows.all()]


async def hide_names(session: Session, centre_id: int, person_id: int) -> None:
    """Their receipts are shown anew, where some were not reached: by then without names, as they coordinate no more."""
    missed = exists().where(Outbox.notice_id == Notice.id, Outbox.state.in_(MISSED))
    theirs = (
        Notice.author_id == person_id,
        Notice.course_id.in_(select(Course.id).where(Course.centre_id == centre_id)),
    )
    again = update(Notice).where(*theirs, Notice.progress_shown.is_not(None), missed)
    await session.execute(again.values(done_at=None, progress_shown=""), execution_options=_UNSEEN)


async def mark_shown(session: Session, notice_id: int, shown: str, done: bool, now: datetime) -> None:
    """The progress message says `shown` now. It stays open when copies were queued again while it was being edited."""
    notice = await session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
    if notice is None:
        return
    notice.progress_shown = shown
    if done and (await progress(session, notice_id)).done:
        notice.done_at = now
