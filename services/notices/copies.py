"""A notice as its receivers see it."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import bindparam, select

from db.models import Enrolment, Notice
from domain.marked import Marked, restored
from domain.notices import Audience
from domain.notices.messages import NoticeCopy
from domain.signup import IN_LINE, Status
from services import Session, courses
from services.courses import CourseView
from services.mail.batches import Batch
from services.programmes import Library


class Copy(Struct, frozen=True):
    """A notice as its receivers see it; `to` whom it goes."""

    course: CourseView
    text: Marked
    to: Audience = Audience.PLACES


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
