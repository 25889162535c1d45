"""Who falls off a team because the role that they are on it with does not reach the course any more.

Either the role was taken away, or the course is no longer shared with the centre at which they have it. Of courses that are
over nobody falls off: there it says who was there.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, exists, or_, select

from db.models import Assignment, Course, CourseSession, Person, TeamMember
from domain.courses import Answer, State
from domain.courses.messages import TeamLeft, TeamMemberAnswered, TeamMemberLost
from domain.rights import Action, Role
from services import Session
from services.courses import courses, team
from services.courses.team import Standing
from services.courses.views import CourseView
from services.mail import outbox
from services.people import holders, may
from services.programmes import Library

TOLD_FOR = timedelta(days=30)
"""So long it is worth telling, to somebody who could not be reached at once."""
_ASKED = TeamMember.state == Answer.ASKED


class Lost(Struct, frozen=True):
    """Somebody who is asked to be on a team (`unanswered`), or on it, and falls off; `centre_id` is that of the course."""

    member_id: int
    person_id: int
    role: Role
    name: str | None
    unanswered: bool
    course_id: int
    centre_id: int


class Gap(Struct, frozen=True):
    """For the coordinators: who is not on the team any more. `short`: how many in this role a published course lacks then."""

    course: CourseView
    name: str | None
    role: Role
    short: int


class Answered(Struct, frozen=True):
    """For the coordinators: what somebody has answered. `short`: as in `Gap`, after a no."""

    standing: Standing
    short: int


async def at_stake(session: Session, course_id: int, centre_id: int, now: datetime) -> list[Lost]:
    """Who would fall off if a course were no longer shared with a centre."""
    elsewhere = team.has_role(TeamMember.role, without=centre_id)
    return await _found(session, now, TeamMember.course_id == course_id, ~elsewhere)


async def unshared(session: Session, course_id: int, now: datetime, by: int | None = None) -> list[Lost]:
    """A course is shared with fewer centres: who falls off is told, and its other coordinators; `by` sees it at once."""
    gone = await _let_go(session, now, TeamMember.course_id == course_id, but=by)
    for one in gone:
        left = TeamLeft(one.course_id, one.member_id, one.person_id, one.unanswered)
        await outbox.put_one(session, left, one.person_id, due_at=now, not_after=now + TOLD_FOR)
    return gone


async def without_role(session: Session, person_id: int, now: datetime) -> list[Lost]:
    """Somebody has a role no longer: off the teams to which it led them; the coordinators of these courses are told."""
    return await _let_go(session, now, TeamMember.person_id == person_id)


async def would_be_missed(session: Session, person_id: int, now: datetime) -> bool:
    """Whether there is a coordinator who would be told of it if somebody deleted themselves."""
    centres = {one.centre_id for one in await _found(session, now, TeamMember.person_id == person_id)}
    others = [holders(Action.SETUP, one).where(Assignment.person_id != person_id).exists() for one in sorted(centres)]
    return bool(await session.scalar(select(or_(*others)))) if others else False


async def erased(session: Session, person_id: int, now: datetime) -> None:
    """Somebody deletes themselves: the coordinators of their courses learn that somebody is missing, and not who it was."""
    await _tell(session, await _found(session, now, TeamMember.person_id == person_id), now, named=False)


async def without_stand_ins(session: Session, course_id: int, now: datetime) -> None:
    """The evenings of a course are gone: whoever was asked for one of them alone is off its team, and told."""
    here = TeamMember.course_id == course_id, TeamMember.session_id.is_not(None)
    for row in await session.scalars(select(TeamMember).where(*here).with_for_update()):
        await session.delete(row)
        await session.flush()
        if row.state != Answer.NO:
            left = TeamLeft(row.course_id, row.id, row.person_id, unanswered=row.state == Answer.ASKED)
            await outbox.put_one(session, left, row.person_id, due_at=now)


async def _let_go(session: Session, now: datetime, which: ColumnElement[bool], but: int | None = None) -> list[Lost]:
    gone = await _found(session, now, which, ~team.has_role(TeamMember.role))
    await session.execute(delete(TeamMember).where(TeamMember.id.in_([one.member_id for one in gone])))
    await _tell(session, gone, now, but)
    return gone


async def _tell(
    session: Session, gone: Sequence[Lost], now: datetime, but: int | None = None, *, named: bool = True
) -> None:
    """The coordinators of each course learn whom it has lost, unless nothing shall be kept that says so (`named`).

    As many statements as there are centres, however many courses.
    """
    told: list[tuple[TeamMemberLost, int]] = []
    for centre_id in sorted({one.centre_id for one in gone}):
        there = set(await session.scalars(holders(Action.SETUP, centre_id)))
        for one in gone:
            if one.centre_id == centre_id:
                whom = one.person_id if named else 0
                message = TeamMemberLost(one.course_id, one.member_id, whom, one.role.value)
                told += [(message, number) for number in sorted(there - {one.person_id, but or 0})]
    await outbox.put_each(session, told, due_at=now, not_after=now + TOLD_FOR)


async def _found(session: Session, now: datetime, *which: ColumnElement[bool]) -> list[Lost]:
    """Locked: whoever answers at the same time finds that they are not asked any more. Who stood in is no loss afterwards."""
    ahead = exists().where(
        CourseSession.course_id == Course.id, CourseSession.ends_at > now, CourseSession.cancelled_at.is_(None)
    )
    theirs = exists().where(CourseSession.id == TeamMember.session_id, CourseSession.ends_at > now)
    rows = await session.execute(
        select(TeamMember.id, TeamMember.person_id, TeamMember.role, Person.name, _ASKED, Course.id, Course.centre_id)
        .join(Person, Person.id == TeamMember.person_id)
        .join(Course, Course.id == TeamMember.course_id)
        .where(TeamMember.state != Answer.NO, or_(Course.state == State.DRAFT, ahead), *which)
        .where(or_(TeamMember.session_id.is_(None), theirs))
        .order_by(TeamMember.id)
        .with_for_update(of=TeamMember)
    )
    return [
        Lost(member, person, Role(role), name, asked, *course)
        for member, person, role, name, asked, *course in rows.all()
    ]


async def short(session: Session, view: CourseView, role: Role) -> int:
    """How many in this role are missing of those whom the programme wants on the team of a published course."""
    if view.draft:
        return 0
    least: int = getattr(view.programme.team, role.value)
    return max(0, least - (await team.counts(session, view.id))[role])


async def gap_view(
    session: Session, library: Library, message: TeamMemberLost, person_id: int, _now: datetime
) -> Gap | None:
    """None when they have been asked anew, the course is off, or the person sets up no courses there (any more)."""
    anew = select(TeamMember.id).where(
        TeamMember.course_id == message.course_id, TeamMember.person_id == message.person_id
    )
    view = (await courses.by_id(session, library, [message.course_id])).get(message.course_id)
    if view is None or not await may(session, Action.SETUP, view.centre.id, person_id):
        return None
    if not (view.draft or view.takes_place) or await session.scalar(anew) is not None:
        return None
    role = Role(message.role)
    name = await session.scalar(select(Person.name).where(Person.id == message.person_id))
    return Gap(view, name, role, await short(session, view, role))


async def answer_view(
    session: Session, library: Library, message: TeamMemberAnswered, person_id: int, now: datetime
) -> Answered | None:
    """As `team.answered_view`."""
    standing = await team.answered_view(session, library, message, person_id, now)
    if standing is None:
        return None
    said_no = standing.member.answer is Answer.NO and not standing.member.session_id
    return Answered(standing, await short(session, standing.course, standing.member.role) if said_no else 0)
