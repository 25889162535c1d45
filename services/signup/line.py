"""The line of a course that is closed because nobody can join any more, and stands again when the course is held after all."""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from db.models import Enrolment, Outbox
from domain.signup import IN_LINE, Status
from domain.signup.messages import LineReopened, WaitingListClosed
from services import Session, courses
from services.courses import CourseView
from services.mail import outbox
from services.mail.batches import Batch
from services.programmes import Library
from services.signup.signup import offer_seats, stand


async def close_line(session: Session, course_id: int, begins: datetime) -> None:
    """The course begins, or will not take place: whoever still waits is told kindly."""
    waits = (Enrolment.course_id == course_id) & Enrolment.status.in_(IN_LINE) & (Enrolment.since <= begins)
    await outbox.put(session, WaitingListClosed(course_id), select(Enrolment.person_id).where(waits), due_at=begins)
    closed = {"status": Status.CLOSED, "since": begins, "offer_expires_at": None, "version": Enrolment.version + 1}
    await session.execute(update(Enrolment).where(waits).values(closed))


async def reopen_line(session: Session, view: CourseView, closed_at: datetime, now: datetime) -> None:
    """The course takes place after all: the line stands as it stood, and who was told that it was closed is told so.

    The course must be locked.
    """
    closed = WaitingListClosed(view.id)
    rows = await session.scalars(
        select(Enrolment)
        .where(Enrolment.course_id == view.id, Enrolment.status == Status.CLOSED, Enrolment.since == closed_at)
        .order_by(Enrolment.number)
    )
    line = rows.all()
    theirs = Outbox.kind == closed.kind, Outbox.person_id.in_([row.person_id for row in line])
    told = set((await session.scalars(select(Outbox.person_id).where(*theirs, outbox.may_have_arrived(closed)))).all())
    for row in line:
        stand(row, Status.WAITING, now)
    await session.flush()
    news = [(LineReopened(row.id, row.version), row.person_id) for row in line if row.person_id in told]
    await outbox.put_each(session, news, due_at=now, not_after=view.open_until)
    await outbox.forget(session, closed, [row.person_id for row in line])
    await offer_seats(session, view, now)


_CLOSED = select(Enrolment.course_id, Enrolment.person_id).where(
    Enrolment.course_id.in_(bindparam("courses", expanding=True)),
    Enrolment.person_id.in_(bindparam("people", expanding=True)),
    Enrolment.status == Status.CLOSED,
)


async def line_closed_views(
    session: Session, library: Library, batch: Batch[WaitingListClosed], _now: datetime
) -> dict[int, CourseView]:
    """Courses that have begun, for those who were in their line to the end."""
    views = await courses.by_id(session, library, (one.message.course_id for one in batch))
    among = {"courses": list(views), "people": [one.person_id for one in batch]}
    closed = {(row.course_id, row.person_id) for row in await session.execute(_CLOSED, among)}
    return {one.row: views[one.message.course_id] for one in batch if (one.message.course_id, one.person_id) in closed}
