"""What the team of a course lacks: whom it still needs, and who cannot come to an evening."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from domain import rights
from domain.courses import Answer
from domain.rights import Action, Role
from domain.setup import Missing
from services import Session
from services.courses import CourseView, absences, team
from services.courses.absences import Away
from services.courses.team import Member
from services.people import Actor
from services.setup import meetings
from services.setup.meetings import Meeting

OF_TEAM = {Missing.PROFESSIONAL: Role.PROFESSIONAL, Missing.EXPERIENCED_USER: Role.EXPERIENCED_USER}
Missed = tuple[Away, Meeting]


class Gaps(Struct, frozen=True):
    """`members`: everybody who has been asked. `missing`: the roles in which too few have said yes.

    `away`: who cannot come to an evening that is to come; `missed`: who to a meeting of the team.
    """

    course: CourseView
    members: Sequence[Member]
    missing: Sequence[Missing]
    away: Sequence[Away]
    missed: Sequence[Missed] = ()

    @property
    def holding(self) -> list[Member]:
        """Those who have been asked to hold the whole course."""
        return [one for one in self.members if not one.session_id]

    def instead(self, one: Away) -> list[Member]:
        """Who comes instead of somebody who cannot, or is asked to."""
        gone = {(it.person_id, it.session_id) for it in self.away}
        return [
            it
            for it in self.members
            if (it.session_id, it.role) == (one.session_id, one.role)
            and it.answer is not Answer.NO
            and (it.person_id, it.session_id) not in gone
        ]


async def load(session: Session, actor: Actor, view: CourseView, now: datetime) -> Gaps | None:
    """Of a published course that has a team, for whoever sets it up; else None. Four statements at most.

    Once its evenings are over, what is still to be is the meeting after it.
    """
    if view.draft or not view.takes_place or not rights.may(actor, Action.SETUP, view.centre.id):
        return None
    if view.ends_at <= now:
        return Gaps(view, [], [], *await away(session, view, now))
    members = await team.listed(session, view.id)
    if not members:
        return None
    return Gaps(view, members, await missing(session, view), *await away(session, view, now))


async def missing(session: Session, view: CourseView) -> list[Missing]:
    """The roles in which fewer have said yes than the programme wants."""
    there = await team.counts(session, view.id)
    return [one for one, role in OF_TEAM.items() if there[role] < getattr(view.programme.team, role.value)]


async def away(
    session: Session, view: CourseView, now: datetime, meet: Sequence[Meeting] | None = None
) -> tuple[list[Away], list[Missed]]:
    """Who of the team cannot come to an evening that is to come, and who to a meeting; of a draft nobody can have said it.

    `meet`: the team's meetings, where they are read already.
    """
    found = [] if view.draft else await absences.of_courses(session, [view.id])
    ahead = {one.id for one in view.sessions if one.id and one.starts_at > now}
    if meet is None and any(one.meeting for one in found):
        meet = await meetings.of_course(session, view)
    stand = {(one.number, one.at): one for one in meet or () if not one.left_out and one.at > now}
    missed = [(one, stand[one.meeting, one.at]) for one in found if (one.meeting, one.at) in stand]
    return [one for one in found if one.session_id in ahead], missed
