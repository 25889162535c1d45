"""Who comes to an evening: of those with a place, what they have answered."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from sqlalchemy import and_, bindparam, func, select

from db.models import Attendance, Enrolment, Person
from domain.signup import Status
from services import Session
from services.courses.views import CourseView, SessionView
from services.mail import outbox


class Answers(Struct, frozen=True):
    """How many of those who have a place come to an evening, cannot come, and have not said."""

    coming: int
    absent: int
    silent: int


class Said(Struct, frozen=True):
    """Who of those with a place comes to an evening, cannot come, and has not said: in order of name, `NAMED` at most each.

    Only those who let the team see it stand here by name; how many the others are, is in `counted`.
    """

    coming: Sequence[str]
    absent: Sequence[str]
    silent: Sequence[str]
    counted: Answers


async def answers(session: Session, view: CourseView, evening: SessionView) -> Answers:
    """Answers given to the evening as it is now, by those who have a place now."""
    rows = await session.execute(
        select(Attendance.coming, func.count())
        .where(Attendance.session_id == evening.id, Attendance.session_version == evening.version)
        .where(Attendance.person_id.in_(outbox.takes_part(view.id)))
        .group_by(Attendance.coming)
    )
    given: dict[bool, int] = {bool(coming): number for coming, number in rows.all()}
    coming, absent = given.get(True, 0), given.get(False, 0)
    return Answers(coming, absent, max(0, await receivers(session, view.id) - coming - absent))


async def said(session: Session, view: CourseView, evening: SessionView) -> Said:
    """The answers to the evening as it is now, by name as far as people let it be seen. For whoever may see names."""
    answer = Attendance.session_id == evening.id, Attendance.session_version == evening.version
    rows = await session.execute(
        select(Person.name, Person.shows_name, Attendance.coming)
        .outerjoin(Attendance, and_(Attendance.person_id == Person.id, *answer))
        .where(Person.id.in_(outbox.takes_part(view.id)))
    )
    names: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    others: dict[bool | None, int] = {True: 0, False: 0, None: 0}
    for name, shows, coming in rows.all():
        if shows and name:
            names[coming].append(name)
        else:
            others[coming] += 1
    for group in names.values():
        group.sort(key=str.casefold)
    return Said(names[True], names[False], names[None], Answers(others[True], others[False], others[None]))


async def receivers(session: Session, course_id: int) -> int:
    """How many have a place, and so are told things."""
    people = outbox.takes_part(course_id).subquery()
    return int((await session.execute(select(func.count()).select_from(people))).scalar_one())


async def has_place(session: Session, course_id: int, person_id: int) -> bool:
    """Whether a person has a place on a course now."""
    mine = outbox.takes_part(course_id).where(Enrolment.person_id == person_id)
    return await session.scalar(mine) is not None


_PLACED = select(Enrolment.course_id, Enrolment.person_id).where(
    Enrolment.course_id.in_(bindparam("courses", expanding=True)),
    Enrolment.person_id.in_(bindparam("people", expanding=True)),
    Enrolment.status == Status.PLACE,
)


async def placed(session: Session, course_ids: Iterable[int], people: Iterable[int]) -> set[tuple[int, int]]:
    """Who of these people has a place on which of these courses now: course and person."""
    rows = await session.execute(_PLACED, {"courses": list(set(course_ids)), "people": list(set(people))})
    return {(row.course_id, row.person_id) for row in rows}
