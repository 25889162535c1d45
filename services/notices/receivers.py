"""Whom a notice is for, as things stand now."""

from sqlalchemy import Select

from db.models import Enrolment, Notice
from domain.notices import Audience
from services.courses import changes
from services.mail import outbox


def on_course(course_id: int, to: str, person_id: int | None) -> Select[int]:
    """The ids of those whom a notice is for, as they stand now."""
    if to == Audience.PLACES:
        return outbox.takes_part(course_id)
    if to == Audience.LINE:
        return changes.concerned(course_id, in_line=True)
    return changes.concerned(course_id).where(Enrolment.person_id == person_id)


def receivers(notice: Notice) -> Select[int]:
    """The ids of those whom this notice is for."""
    return on_course(notice.course_id, notice.audience, notice.to_id)
