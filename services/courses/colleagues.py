"""With whom one holds a course: who is on its team or asked, for those of the team themselves."""

from collections.abc import Collection, Iterable
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from db.models import Person, TeamMember
from domain.courses import Answer
from domain.rights import ON_TEAMS, Role
from services import Session
from services.courses import absences, team
from services.courses.views import CourseView


class Colleague(Struct, frozen=True):
    """One of a team who has said yes, or is asked; `name` is None for whoever has not agreed to anything.

    `session_id`: the evening for which alone they stand in, 0: they hold the whole course.
    """

    member_id: int
    person_id: int
    name: str | None
    role: Role
    answer: Answer
    session_id: int = 0

    def holds(self, session_id: int) -> bool:
        """Whether an evening is theirs, as far as they have said nothing else."""
        return self.answer is Answer.YES and self.session_id in (0, session_id)


async def of_courses(session: Session, course_ids: Collection[int]) -> dict[int, list[Colleague]]:
    """By course: all of its team who have the role still, by role. One statement, none without courses."""
    found: dict[int, list[Colleague]] = {}
    rows: Iterable[Any] = (
        await session.execute(_COLLEAGUES.where(TeamMember.course_id.in_(course_ids))) if course_ids else ()
    )
    for course_id, member, person, name, role, answer, evening in rows:
        one = Colleague(member, person, name, Role(role), Answer(answer), evening or 0)
        found.setdefault(course_id, []).append(one)
    return found


_COLLEAGUES = (
    select(TeamMember.course_id, TeamMember.id, TeamMember.person_id, Person.name)
    .add_columns(TeamMember.role, TeamMember.state, TeamMember.session_id)
    .join(Person, Person.id == TeamMember.person_id)
    .where(TeamMember.state != Answer.NO, team.has_role(TeamMember.role))
    .order_by(TeamMember.role, TeamMember.id)
)


def of_members(members: Iterable[team.Member]) -> list[Colleague]:
    """Those of them who have said yes."""
    willing = (one for one in members if one.answer is Answer.YES)
    return [Colleague(one.id, one.person_id, one.name, one.role, one.answer, one.session_id) for one in willing]


async def beside(session: Session, view: CourseView, member: team.Member) -> list[Colleague]:
    """All but oneself; for whoever stands in at one evening, those whose evening that is and who can come to it."""
    found = (await of_courses(session, [view.id])).get(view.id, ())
    others = [one for one in found if one.member_id != member.id]
    if not member.session_id:
        return others
    away = {
        one.member_id for one in await absences.of_courses(session, [view.id]) if one.session_id == member.session_id
    }
    return [one for one in others if one.session_id in (0, member.session_id) and one.member_id not in away]


def lacking(view: CourseView, there: Iterable[Role]) -> list[Role]:
    """In which of the roles that the programme wants on a team nobody is `there`."""
    roles = set(there)
    return [role for role in ON_TEAMS if getattr(view.programme.team, role.value) and role not in roles]
