"""A language that is not spoken on a course any more: those whom it may have brought there are told."""

from collections.abc import Collection, Iterable
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Select, select

from db.models import Course, Enrolment, Person
from domain.courses import spoken_by
from domain.people import LANGUAGES
from domain.running.messages import LanguageGone
from services import Session
from services.courses import changes, courses
from services.courses.views import CourseView
from services.mail import outbox
from services.mail.batches import Batch
from services.programmes import Library

WRITTEN = {spoken_by(one) for one in LANGUAGES}
"""The languages in which people read the bot: of these it is known whose they are."""


class Gone(Struct, frozen=True):
    course: CourseView
    language: str


def gone(view: CourseView, languages: Iterable[str] | None) -> list[str]:
    """Those that would not be spoken any more; None: nothing changes."""
    now = view.languages if languages is None else tuple(languages)
    return [one for one in view.languages if one not in now]


def concerned(course_id: int, language: str | Collection[str]) -> Select[int]:
    """The ids of those with a place or in line who read the bot in it; of another language all, as nobody knows whose it is."""
    lost = {language} if isinstance(language, str) else set(language)
    everybody = changes.concerned(course_id)
    if not lost <= WRITTEN:
        return everybody
    read = [one for one in LANGUAGES if spoken_by(one) in lost]
    return everybody.where(Enrolment.person_id.in_(select(Person.id).where(Person.language.in_(read))))


async def tell(session: Session, course: Course, languages: Iterable[str], view: CourseView, now: datetime) -> None:
    """These are not spoken any more on the course, which is as in `view`. Nobody is told of one that is over."""
    for one in languages if view.takes_place and now < view.ends_at else ():
        message = LanguageGone(course.id, one, course.edition)
        await outbox.put(session, message, concerned(course.id, one), due_at=now, not_after=view.ends_at)


async def views(session: Session, library: Library, batch: Batch[LanguageGone], now: datetime) -> dict[int, Gone]:
    """Not where it is spoken again, nor for those who have left, nor once the course is over."""
    found = await courses.by_id(session, library, (one.message.course_id for one in batch))
    rows = await session.execute(
        select(Enrolment.course_id, Enrolment.person_id).where(
            Enrolment.course_id.in_(found),
            Enrolment.person_id.in_([one.person_id for one in batch]),
            Enrolment.status.in_(changes.TOLD_OF),
        )
    )
    on = {(row.course_id, row.person_id) for row in rows}
    return {
        one.row: Gone(view, one.message.language)
        for one in batch
        if (view := found.get(one.message.course_id)) is not None
        and (view.id, one.person_id) in on
        and one.message.language not in view.languages
        and view.takes_place
        and now < view.ends_at
    }
