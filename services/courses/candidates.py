"""Who may be asked to be on the team of a course."""

from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, or_, select

from db.models import Assignment, Confidentiality, CourseShare, Person, TeamMember
from domain.courses import Answer
from domain.rights import ON_TEAMS, Action, Role
from services import Session
from services.courses import coordination
from services.courses.views import CourseView
from services.people import Actor
from services.programmes import Library


class Candidate(Struct, frozen=True):
    """Somebody who may be asked: has the role here, or where the course is shared, and is not asked yet.

    `signed_on`: when they promised confidentiality at the course's centre; None where nobody has written that down.
    `telegram_id` tells apart those who have shown no name.
    """

    person_id: int
    name: str | None
    signed_on: date | None
    telegram_id: int


async def in_role(session: Session, library: Library, actor: Actor, course_id: int, role: Role) -> list[Candidate]:
    """Whom one may ask in a role: those who have said no among them, who may be asked anew. Raises NotYours, Gone."""
    view = await coordination.course(session, library, actor, course_id, Action.SETUP)
    return (await by_role(session, view))[role]


async def by_role(session: Session, view: CourseView, now: datetime | None = None) -> dict[Role, list[Candidate]]:
    """As `in_role`, of all roles on teams, for whoever may ask; by name, those without one last. One statement.

    With `now` also those who stood in at an evening that is over by then, or is called off.
    """
    over = [one.id for one in view.sessions if one.id and now and (one.ends_at <= now or one.cancelled)]
    asked = select(TeamMember.person_id).where(TeamMember.course_id == view.id, TeamMember.state != Answer.NO)
    asked = asked.where(or_(TeamMember.session_id.is_(None), TeamMember.session_id.not_in(over)))
    rows = await session.execute(
        select(Assignment.role, Person.id, Person.name, Confidentiality.signed_on, Person.telegram_id)
        .join(Person, Person.id == Assignment.person_id)
        .outerjoin(
            Confidentiality,
            (Confidentiality.person_id == Person.id) & (Confidentiality.centre_id == view.centre.id),
        )
        .where(Assignment.role.in_(ON_TEAMS), _here(view), Person.id.not_in(asked))
        .distinct()
    )
    found: dict[Role, list[Candidate]] = {role: [] for role in ON_TEAMS}
    for role, person_id, name, signed_on, telegram_id in rows.all():
        found[Role(role)].append(Candidate(person_id, name, signed_on, telegram_id))
    return {role: sorted(those, key=_by_name) for role, those in found.items()}


async def anybody(session: Session, view: CourseView, role: Role) -> bool:
    """Whether there is somebody with a role at all: else nobody is left to be asked because nobody has it."""
    return await session.scalar(with_role(view, role).limit(1)) is not None


def _by_name(one: Candidate) -> tuple[bool, str, int]:
    return one.name is None, (one.name or "").casefold(), one.person_id


def with_role(view: CourseView, role: Role) -> Select[int]:
    """The ids of those who have a role where the course is, or where it is shared."""
    return select(Assignment.person_id).where(Assignment.role == role, _here(view))


def _here(view: CourseView) -> ColumnElement[bool]:
    shared = select(CourseShare.centre_id).where(CourseShare.course_id == view.id)
    return or_(Assignment.centre_id == view.centre.id, Assignment.centre_id.in_(shared))
