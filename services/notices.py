"""Notices: a coordinator writes to everybody who has a place, sees it as they will, sends it once, and follows it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, select, update

from db.models import Assignment, Course, Notice, Outbox, Person
from db.session import wakes
from domain import rights
from domain.characters import units
from domain.delivery import State
from domain.errors import Gone, NobodyToTell, NotYours, Stale, TextExpected, TooLong
from domain.marked import Marked, restored
from domain.notices.messages import NoticeCopy
from services import Session, courses, people
from services.courses import CourseView, coordination
from services.mail import outbox
from services.mail.batches import Batch
from services.people import Actor, Reach
from services.programmes import Library

LIMIT = 3500
"""UTF-16 units, as Telegram counts; the head line needs the rest of its 4,096."""
MISSED = (State.BLOCKED, State.FAILED, State.EXPIRED)
_UNSEEN = {"synchronize_session": False}


@dataclass(frozen=True)
class Copy:
    """A notice as its receivers see it."""

    course: CourseView
    text: Marked


@dataclass(frozen=True)
class Draft:
    """A notice that has not been sent; `reach`: who would get it, and whom to ring."""

    id: int
    copy: Copy
    reach: Reach


@dataclass(frozen=True)
class Progress:
    """Where the copies of a notice stand. Copies to those who left meanwhile are not counted.

    `ring`: those whom it did not reach, for a coordinator.
    """

    notice_id: int
    course_id: int
    delivered: int
    blocked: int
    failed: int
    unknown: int
    waiting: int
    ring: Reach

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


@dataclass(frozen=True)
class OpenNotice:
    """A progress message that may have to change. Without author (erased) or message there is nothing to edit.

    `coordinates`: the author still does, and may see names.
    """

    notice_id: int
    telegram_id: int | None
    language: str | None
    message_id: int | None
    shown: str | None
    coordinates: bool


async def audience(session: Session, library: Library, actor: Actor, course_id: int) -> tuple[CourseView, Reach]:
    """The course to write to, and who would get it. Raises NotYours, Gone."""
    view = await coordination.course(session, library, actor, course_id)
    return view, await people.reach(session, outbox.takes_part(course_id))


async def write(session: Session, library: Library, actor: Actor, course_id: int, text: Marked, now: datetime) -> Draft:
    """Keep what was written until it is sent. Raises NotYours, Gone, TextExpected, TooLong.

    An unsent one that the same author left behind goes: its button must not send something old by mistake.
    """
    _check(text)
    view, reach = await audience(session, library, actor, course_id)
    await session.execute(
        delete(Notice).where(Notice.course_id == course_id, Notice.author_id == actor.id, Notice.sent_at.is_(None))
    )
    notice = Notice(
        course_id=course_id, author_id=actor.id, text=text.text, formatting=text.formatting(), created_at=now
    )
    session.add(notice)
    await session.flush()
    return Draft(notice.id, Copy(view, text), reach)


async def draft(session: Session, library: Library, actor: Actor, notice_id: int) -> Draft:
    """One's own notice before it is sent. Raises NotYours, Gone, Stale when it has been sent."""
    notice, view = await _own(session, library, actor, notice_id)
    if notice.sent_at is not None:
        raise Stale
    text = restored(notice.text, notice.formatting)
    return Draft(notice.id, Copy(view, text), await people.reach(session, outbox.takes_part(view.id)))


async def rewrite(session: Session, library: Library, actor: Actor, notice_id: int, text: Marked) -> Draft:
    """Another text for the same notice. Raises TextExpected, TooLong and what `draft` raises."""
    _check(text)
    before = await draft(session, library, actor, notice_id)
    notice = await session.get_one(Notice, notice_id)
    notice.text, notice.formatting = text.text, text.formatting()
    return Draft(notice_id, Copy(before.copy.course, text), before.reach)


async def discard(session: Session, library: Library, actor: Actor, notice_id: int) -> CourseView:
    """Delete an unsent notice. Raises what `draft` raises."""
    before = await draft(session, library, actor, notice_id)
    await session.delete(await session.get_one(Notice, notice_id))
    return before.copy.course


async def send(
    session: Session, library: Library, actor: Actor, notice_id: int, message_id: int | None, now: datetime
) -> Progress:
    """Queue a copy for everybody who has a place, once; a second press only looks. `message_id` will show the progress.

    Raises NotYours, Gone, NobodyToTell.
    """
    notice, view = await _own(session, library, actor, notice_id)
    if notice.sent_at is None:
        if not await outbox.put(session, NoticeCopy(notice.id), outbox.takes_part(view.id), due_at=now):
            raise NobodyToTell
        notice.sent_at, notice.progress_message_id = now, message_id
    return await progress(session, notice.id)


async def resend_unknown(
    session: Session, library: Library, actor: Actor, notice_id: int, message_id: int | None
) -> Progress:
    """Send again what may or may not have arrived, at a coordinator's word. Raises NotYours, Gone."""
    notice, _ = await _locked(session, library, actor, notice_id)
    again = await session.execute(
        update(Outbox)
        .where(Outbox.notice_id == notice_id, Outbox.state == State.UNKNOWN)
        .values(state=State.QUEUED, attempts=0, retry_at=None, reason=None)
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    )
    wakes(session)
    # A colleague may press it too: the message that is kept up to date stays the author's.
    if again.all():
        notice.done_at = None
        if notice.author_id == actor.id:
            notice.progress_message_id = message_id
    return await progress(session, notice_id)


async def progress(session: Session, notice_id: int, *, names: bool = True) -> Progress:
    """Where the copies stand now; with `names` for a coordinator only. Raises Gone."""
    course_id = await session.scalar(select(Notice.course_id).where(Notice.id == notice_id))
    if course_id is None:
        raise Gone
    counts = await outbox.counts(session, notice_id)
    return Progress(
        notice_id=notice_id,
        course_id=course_id,
        delivered=counts.get(State.SENT, 0),
        blocked=counts.get(State.BLOCKED, 0),
        failed=counts.get(State.FAILED, 0) + counts.get(State.EXPIRED, 0),
        unknown=counts.get(State.UNKNOWN, 0),
        waiting=counts.get(State.QUEUED, 0) + counts.get(State.SENDING, 0),
        ring=await _to_ring(session, course_id, notice_id) if names else Reach(),
    )


async def _to_ring(session: Session, course_id: int, notice_id: int) -> Reach:
    """Of those who have a place still."""
    ids = select(Outbox.person_id).where(Outbox.notice_id == notice_id, Outbox.state.in_(MISSED))
    theirs = ids.where(Outbox.person_id.in_(outbox.takes_part(course_id)))
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


_NOTICES = select(Notice.id, Notice.course_id, Notice.text, Notice.formatting).where(
    Notice.id.in_(bindparam("notices", expanding=True))
)


async def copy_views(session: Session, library: Library, batch: Batch[NoticeCopy], _now: datetime) -> dict[int, Copy]:
    """The notices as participants see them; not for those who have left the course meanwhile."""
    ids = list({one.message.notice_id for one in batch})
    notices = (await session.execute(_NOTICES, {"notices": ids})).all()
    views = await courses.by_id(session, library, (one.course_id for one in notices))
    placed = await coordination.placed(session, views, (one.person_id for one in batch))
    copies = {
        one.id: Copy(views[one.course_id], restored(one.text, one.formatting))
        for one in notices
        if one.course_id in views
    }
    found = ((one, copies.get(one.message.notice_id)) for one in batch)
    return {one.row: copy for one, copy in found if copy and (copy.course.id, one.person_id) in placed}


async def _locked(session: Session, library: Library, actor: Actor, notice_id: int) -> tuple[Notice, CourseView]:
    """The notice's row, locked, when the person coordinates its course. Raises NotYours, Gone."""
    notice = await session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
    view = await coordination.course(session, library, actor, notice.course_id if notice else 0)
    if notice is None:
        raise Gone
    return notice, view


async def _own(session: Session, library: Library, actor: Actor, notice_id: int) -> tuple[Notice, CourseView]:
    """As `_locked`, for what only the author may do."""
    notice, view = await _locked(session, library, actor, notice_id)
    if notice.author_id != actor.id:
        raise NotYours
    return notice, view


def _check(text: Marked) -> None:
    """Raises TextExpected when there is nothing, TooLong."""
    if not text.text:
        raise TextExpected
    length = units(text.text)
    if length > LIMIT:
        raise TooLong(length, LIMIT)
