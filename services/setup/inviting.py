"""Whom one may ask to hold a course, all at once; and those who held an earlier one like it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from db.models import Course, TeamMember
from domain.courses import Answer
from domain.errors import ConfidentialityMissing, Gone
from domain.rights import ON_TEAMS, Action, Role
from services import Session
from services.courses import CourseView, candidates, coordination, team
from services.courses.candidates import Candidate
from services.courses.team import Member
from services.people import Actor
from services.programmes import Library
from services.setup import usual


class Inviting(Struct, frozen=True):
    """`candidates`: whom one may ask, by role. `same`: those of them who held the earlier course (`other_id`)."""

    candidates: Mapping[Role, Sequence[Candidate]]
    same: Sequence[tuple[Role, Candidate]] = ()
    other_id: int = 0


async def load(session: Session, view: CourseView, now: datetime) -> Inviting:
    """Of a course that one sets up. Three statements at most, one of a published course."""
    found = await candidates.by_role(session, view, now)
    other = await _earlier(session, view) if view.draft and any(found.values()) else None
    return Inviting(found, await _same(session, view, other, found), other) if other else Inviting(found)


async def _earlier(session: Session, view: CourseView) -> int | None:
    """The course that a draft was made like, of those that had a team."""
    if not view.place:
        return None
    holds = TeamMember.state == Answer.YES, TeamMember.session_id.is_(None)
    found: int | None = await session.scalar(
        usual.like(view).where(exists().where(TeamMember.course_id == Course.id, *holds))
    )
    return found


async def _same(
    session: Session, view: CourseView, other_id: int, found: Mapping[Role, Sequence[Candidate]]
) -> list[tuple[Role, Candidate]]:
    """Who held another course, as what, of those whom one may ask in that role; nobody who has said no to this one."""
    here = aliased(TeamMember)
    answered = select(here.person_id).where(here.course_id == view.id)
    rows = await session.execute(
        select(TeamMember.person_id, TeamMember.role)
        .where(TeamMember.course_id == other_id, TeamMember.state == Answer.YES, TeamMember.session_id.is_(None))
        .where(TeamMember.person_id.not_in(answered))
    )
    held = {(row.person_id, row.role) for row in rows}
    return [(role, one) for role in ON_TEAMS for one in found[role] if (one.person_id, role.value) in held]


async def ask_same(
    session: Session, library: Library, actor: Actor, course_id: int, other_id: int, now: datetime
) -> tuple[list[Member], list[Candidate]]:
    """Ask those who held an earlier course, each as singly: who is asked now, and who has to promise confidentiality first.

    Raises NotYours, Gone, Stale.
    """
    view = await coordination.course(session, library, actor, course_id, Action.SETUP)
    other = await coordination.course(session, library, actor, other_id, Action.SETUP)
    if not view.sessions or (other.centre.id, other.programme.slug) != (view.centre.id, view.programme.slug):
        raise Gone
    asked, unsigned = [], []
    for role, one in await _same(session, view, other_id, await candidates.by_role(session, view, now)):
        try:
            asked.append(await team.ask(session, library, actor, course_id, one.person_id, role, now))
        except ConfidentialityMissing:
            unsigned.append(one)
    return asked, unsigned
