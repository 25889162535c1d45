"""What somebody has to know who is asked to be on a team: the course, and when its team meets besides."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from domain.courses.messages import TeamAsked
from services import Session
from services.courses import team
from services.courses.team import Standing
from services.programmes import Library
from services.setup.meetings import Meeting, of_course
from services.setup.sheet import to_come


class Question(Struct, frozen=True):
    """`meetings`: those of the team that are still to come. `signed`: their promise of confidentiality is new, and in order."""

    standing: Standing
    meetings: Sequence[Meeting]
    signed: bool = False


async def question(session: Session, standing: Standing, now: datetime) -> Question:
    course = standing.course
    signed = await team.just_signed(session, course, standing.member)
    return Question(standing, to_come(await of_course(session, course), now), signed)


async def view(
    session: Session, library: Library, message: TeamAsked, person_id: int, now: datetime
) -> Question | None:
    """None when it has been answered, taken back, or the person has not the role any more."""
    standing = await team.asked_view(session, library, message, person_id, now)
    return await question(session, standing, now) if standing else None
