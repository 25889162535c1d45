"""What somebody has to know who is asked to be on a team: the course, and when its team meets besides."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from db.models import Confidentiality
from domain.courses.messages import TeamAsked
from domain.rights import Role
from services import Session
from services.courses import colleagues, team
from services.courses.colleagues import Colleague
from services.courses.team import Standing
from services.programmes import Library
from services.setup.meetings import Meeting, of_course
from services.setup.sheet import to_come


class Question(Struct, frozen=True):
    """`meetings`: those of the team that are still to come at the time `now`.

    `signed`: their promise of confidentiality is new, and in order. `others`: who is on the team already, or asked as well.
    """

    standing: Standing
    meetings: Sequence[Meeting]
    now: datetime
    signed: bool = False
    others: Sequence[Colleague] = ()


async def question(session: Session, standing: Standing, now: datetime) -> Question:
    meet = [] if standing.evening else to_come(await of_course(session, standing.course), now)
    others = await colleagues.beside(session, standing.course, standing.member)
    return Question(standing, meet, now, await _just_signed(session, standing), others)


async def _just_signed(session: Session, standing: Standing) -> bool:
    """Whether it was written down, that they have promised confidentiality, in the moment in which they were asked."""
    member = standing.member
    if member.role is not Role.EXPERIENCED_USER:
        return False
    row = await session.get(Confidentiality, (member.person_id, standing.course.centre.id), populate_existing=True)
    return row is not None and row.recorded_at == member.asked_at


async def view(
    session: Session, library: Library, message: TeamAsked, person_id: int, now: datetime
) -> Question | None:
    """None when it has been answered, taken back, or the person has not the role any more."""
    standing = await team.asked_view(session, library, message, person_id, now)
    return await question(session, standing, now) if standing else None
