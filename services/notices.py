"""Notices: a coordinator writes to all who have a place, to those in line or to one, sees it as they will, and sends it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, bindparam, delete, exists, select, update

from db.models import Assignment, Centre, Course, Enrolment, Notice, Outbox, Person
from db.session import wakes
from domain import rights
from domain.characters import units
from domain.delivery import State
from domain.errors import Gone, NobodyToTell, NotYours, Stale, TextExpected, TooLong
from domain.marked import Marked, restored
from domain.notices import Audience
from domain.notices.messages import NoticeCopy
from domain.signup import IN_LINE, Status
from domain.timing import QuietHours, after_quiet
from services import Session, courses, people
from services.courses import CourseView, changes, coordination
from services.mail import outbox
from services.mail.batches import Batch
from services.people import Actor, Reach
from services.programmes import Library

LIMIT = 3500
"""UTF-16 units, as Telegram counts; the head line needs the rest of its 4,096."""
MISSED = (State.BLOCKED, State.FAILED, State.EXPIRED)
_UNSEEN = {"synchronize_session": False}


class Copy(Struct, frozen=True):
    """A notice as its receivers see it; `to` whom it goes."""

    course: CourseView
    text: Marked
    to: Audience = Audience.PLACES


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
    reach = await people.reach(session, _receivers(view.id, to, person_id))
    waiting = await people.reach(session, changes.concerned(view.id, in_line=True))
    return Target(view, to, reach, waiting.told + len(waiting.ring) + waiting.more, person_id, name)


def _receivers(course_id: int, to: str, person_id: int | None) -> Select[int]:
    """The ids of those whom a notice is for, as they stand now."""
    if to == Audience.PLACES:
        return outbox.takes_part(course_id)
    if to == Audience.LINE:
        return changes.concerned(course_id, in_line=True)
    return changes.concerned(course_id).where(Enrolment.person_id == person_id)


def _of(notice: Notice) -> Select[int]:
    return _receivers(notice.course_id, notice.audience, notice.to_id)


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
    return Draft(notice.id, copy, await people.reach(session, _of(notice)), name)


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
        if not await outbox.put(session, NoticeCopy(notice.id), _of(notice), due_at=due):
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
    theirs = ids.where(Outbox.person_id.in_(_of(notice)))
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


_COLUMNS = Notice.id, Notice.course_id, Notice.audience, Notice.to_id, Notice.text, Notice.formatting
_NOTICES = select(*_COLUMNS).where(Notice.id.in_(bindparam("notices", expanding=True)))
_STANDING = select(Enrolment.course_id, Enrolment.person_id, Enrolment.status).where(
    Enrolment.course_id.in_(bindparam("courses", expanding=True)),
    Enrolment.person_id.in_(bindparam("people", expanding=True)),
)
_FOR = {
    Audience.PLACES: (Status.PLACE,),
    Audience.LINE: IN_LINE,
    Audience.ONE: (Status.PLACE, *IN_LINE),
}
"""Where somebody must stand still to be told."""


async def copy_views(session: Session, library: Library, batch: Batch[NoticeCopy], _now: datetime) -> dict[int, Copy]:
    """The notices as their receivers see them; not for those for whom they are no longer."""
    ids = list({one.message.notice_id for one in batch})
    notices = {one.id: one for one in (await session.execute(_NOTICES, {"notices": ids})).all()}
    views = await courses.by_id(session, library, (one.course_id for one in notices.values()))
    among = {"courses": list(views), "people": [one.person_id for one in batch]}
    standing = {(row.course_id, row.person_id): row.status for row in await session.execute(_STANDING, among)}
    copies = {
        one.id: Copy(views[one.course_id], restored(one.text, one.formatting), Audience(one.audience))
        for one in notices.values()
        if one.course_id in views
    }
    found = {}
    for one in batch:
        copy, notice = copies.get(one.message.notice_id), notices.get(one.message.notice_id)
        if copy is None or notice is None or notice.to_id not in (None, one.person_id):
            continue
        if standing.get((copy.course.id, one.person_id)) in _FOR[copy.to]:
            found[one.row] = copy
    return found


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
