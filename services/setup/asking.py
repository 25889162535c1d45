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
    """`meetings`: those of the team that are still to come at the time `now`."""

    standing: Standing
    meetings: Sequence[Meeting]
    now: datetime


async def question(session: Session, standing: Standing, now: datetime) -> Question:
    return Question(standing, to_come(await of_course(session, standing.course), now), now)


async def view(
    session: Session, library: Library, message: TeamAsked, person_id: int, now: datetime
) -> Question | None:
    """None when it has been answered, taken back, or the person has not the role any more."""
    standing = await team.asked_view(session, library, message, person_id, now)
    return await question(session, standing, now) if standing else None
