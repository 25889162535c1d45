"""A notice as it is written, looked at, changed, and sent: by its author, who coordinates the course."""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import delete, select, update

from db.models import Enrolment, Notice, Outbox, Person
from db.session import wakes
from domain.characters import units
from domain.delivery import State
from domain.errors import Gone, NobodyToTell, NotYours, Stale, TextExpected, TooLong
from domain.marked import Marked, restored
from domain.notices import Audience
from domain.notices.messages import NoticeCopy
from domain.timing import QuietHours, after_quiet
from services import Session, people
from services.courses import CourseView, changes, coordination
from services.mail import outbox
from services.notices.copies import Copy
from services.notices.receipts import Progress, progress
from services.notices.receivers import on_course, receivers
from services.people import Actor, Reach
from services.programmes import Library

LIMIT = 3500
"""UTF-16 units, as Telegram counts; the head line needs the rest of its 4,096."""


class Draft(Struct, frozen=True):
    """A notice that has not been sent; `reach`: who would get it, and whom to ring. `name`: of the one who alone gets it."""

    id: int
    copy: Copy
    reach: Reach
    name: str | None = None


class Target(Struct, frozen=True):
    """To whom a notice is to go: who would get it, how many are in line, and the name of the one, where it is for one."""

    course: CourseView
    to: Audience
    reach: Reach
    waiting: int = 0
    person_id: int | None = None
    name: str | None = None


async def audience(
    session: Session,
    library: Library,
    actor: Actor,
    course_id: int,
    to: Audience = Audience.PLACES,
    enrolment_id: int = 0,
) -> Target:
    """The course to write to, and who would get it; `enrolment_id`: of the one person. Raises NotYours, Gone."""
    row = await session.get(Enrolment, enrolment_id) if to is Audience.ONE else None
    if to is Audience.ONE:
        course_id = row.course_id if row else 0
    view = await coordination.course(session, library, actor, course_id)
    person_id = row.person_id if row else None
    name = await session.scalar(select(Person.name).where(Person.id == person_id)) if row else None
    reach = await people.reach(session, on_course(view.id, to, person_id))
    waiting = await people.reach(session, changes.concerned(view.id, in_line=True))
    return Target(view, to, reach, waiting.told + len(waiting.ring) + waiting.more, person_id, name)


async def write(
    session: Session,
    library: Library,
    actor: Actor,
    course_id: int,
    text: Marked,
    now: datetime,
    to: Audience = Audience.PLACES,
    enrolment_id: int = 0,
) -> Draft:
    """Keep what was written until it is sent. Raises NotYours, Gone, TextExpected, TooLong.

    An unsent one that the same author left behind goes: its button must not send something old by mistake.
    """
    _check(text)
    target = await audience(session, library, actor, course_id, to, enrolment_id)
    unsent = Notice.author_id == actor.id, Notice.sent_at.is_(None)
    await session.execute(delete(Notice).where(Notice.course_id == target.course.id, *unsent))
    notice = Notice(
        course_id=target.course.id,
        author_id=actor.id,
        audience=to.value,
        to_id=target.person_id,
        text=text.text,
        formatting=text.formatting(),
        created_at=now,
    )
    session.add(notice)
    await session.flush()
    return Draft(notice.id, Copy(target.course, text, to), target.reach, target.name)


async def draft(session: Session, library: Library, actor: Actor, notice_id: int) -> Draft:
    """One's own notice before it is sent. Raises NotYours, Gone, Stale when it has been sent."""
    notice, view = await _own(session, library, actor, notice_id)
    if notice.sent_at is not None:
        raise Stale
    copy = Copy(view, restored(notice.text, notice.formatting), Audience(notice.audience))
    name = await session.scalar(select(Person.name).where(Person.id == notice.to_id)) if notice.to_id else None
    return Draft(notice.id, copy, await people.reach(session, receivers(notice)), name)


async def rewrite(session: Session, library: Library, actor: Actor, notice_id: int, text: Marked) -> Draft:
    """Another text for the same notice. Raises TextExpected, TooLong and what `draft` raises."""
    _check(text)
    before = await draft(session, library, actor, notice_id)
    notice = await session.get_one(Notice, notice_id)
    notice.text, notice.formatting = text.text, text.formatting()
    return replace(before, copy=replace(before.copy, text=text))


async def discard(session: Session, library: Library, actor: Actor, notice_id: int) -> CourseView:
    """Delete an unsent notice. Raises what `draft` raises."""
    before = await draft(session, library, actor, notice_id)
    await session.delete(await session.get_one(Notice, notice_id))
    return before.copy.course


async def send(
    session: Session,
    library: Library,
    actor: Actor,
    notice_id: int,
    message_id: int | None,
    now: datetime,
    quiet: QuietHours | None = None,
) -> Progress:
    """Queue a copy for everybody whom it is for, once; a second press only looks. `message_id` will show the progress.

    In the quiet hours of the centre (`quiet`: those of all who have none of their own) it waits until they are over, unless
    the next evening begins before that. Raises NotYours, Gone, NobodyToTell.
    """
    notice, view = await _own(session, library, actor, notice_id)
    if notice.sent_at is None:
        due = _after_quiet(view, now, view.centre.quiet or quiet)
        if not await outbox.put(session, NoticeCopy(notice.id), receivers(notice), due_at=due):
            raise NobodyToTell
        notice.sent_at, notice.progress_message_id = now, message_id
    return await progress(session, notice.id)


def _after_quiet(view: CourseView, now: datetime, quiet: QuietHours | None) -> datetime:
    coming = view.next_session(now)
    until = coming.starts_at if coming else now + timedelta(days=2)
    return after_quiet(now, until, quiet, view.zone) if quiet else now


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
