"""Who of a team cannot come to an evening: said of the time at which it stands, and of no other.

Where an evening is moved, what was said lapses; should it come to stand at that time again, it counts again.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from db.models import Assignment, CourseSession, Outbox, Person, TeamAbsence, TeamMember
from domain import rights
from domain.courses import Answer
from domain.courses.messages import TeamMemberAway, TeamMemberBack
from domain.errors import EveningBegun, Gone, Stale
from domain.rights import Action, Role
from services import Session
from services.courses import courses, team
from services.courses.team import Standing
from services.courses.views import CourseView, SessionView
from services.mail import outbox
from services.people import Actor, holders, may
from services.programmes import Library


class Away(Struct, frozen=True):
    """One of a team who cannot come to an evening as it stands; `name` is None for whoever has not agreed to anything."""

    course_id: int
    member_id: int
    person_id: int
    name: str | None
    role: Role
    session_id: int


class Said(Struct, frozen=True):
    """What somebody has said last of an evening: that they cannot when it begins `at`, or (None) that they can after all."""

    at: datetime | None
    said_at: datetime
    changes: int

    def away(self, evening: SessionView) -> bool:
        """Whether they cannot come to it as it stands."""
        return self.at == evening.starts_at and not evening.cancelled

    def lapsed(self, evening: SessionView) -> bool:
        """Whether it takes place at another time than the one at which they cannot."""
        return self.at not in (None, evening.starts_at) and not evening.cancelled


_AWAY = (
    select(
        *(TeamMember.course_id, TeamMember.id, TeamMember.person_id, Person.name, TeamMember.role),
        TeamAbsence.session_id,
    )
    .join(TeamAbsence, TeamAbsence.member_id == TeamMember.id)
    .join(CourseSession, CourseSession.id == TeamAbsence.session_id)
    .join(Person, Person.id == TeamMember.person_id)
    .where(TeamAbsence.starts_at == CourseSession.starts_at, CourseSession.cancelled_at.is_(None))
    .where(TeamMember.state == Answer.YES, team.has_role(TeamMember.role))
    .order_by(CourseSession.starts_at, TeamMember.role, TeamMember.id)
)


async def of_courses(session: Session, course_ids: Collection[int]) -> list[Away]:
    """Everybody of the teams of these courses who cannot come to an evening, by evening. One statement, none without courses."""
    if not course_ids:
        return []
    rows = await session.execute(_AWAY.where(TeamMember.course_id.in_(course_ids)))
    return [
        Away(course, member, person, name, Role(role), evening) for course, member, person, name, role, evening in rows
    ]


async def said_by(session: Session, member_id: int) -> dict[int, Said]:
    """By evening: what one of a team has said last of it."""
    return _by_evening(await session.execute(_SAID.where(TeamAbsence.member_id == member_id)))


_SAID = select(TeamAbsence.session_id, TeamAbsence.starts_at, TeamAbsence.said_at, TeamAbsence.changes)


def _by_evening(rows: Iterable[Any]) -> dict[int, Said]:
    return {row.session_id: Said(row.starts_at, row.said_at, row.changes) for row in rows}


async def own(session: Session, member_id: int, view: CourseView) -> frozenset[int]:
    """The ids of the evenings of a course to which one of its team cannot come."""
    said = await said_by(session, member_id)
    return frozenset(one.id for one in view.sessions if one.id in said and said[one.id].away(one))


async def cannot_come(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, now: datetime
) -> tuple[Standing, SessionView]:
    """*I cannot*, of one evening: it is kept, the coordinators are told at once, and can ask somebody else.

    Saying it twice tells once. Raises Gone, also for whoever is not on the team, Stale, EveningBegun.
    """
    standing, evening = await _answerable(session, library, actor, session_id, version, now)
    row = await _row(session, standing.member.id, session_id)
    if row is not None and row.starts_at == evening.starts_at:
        return standing, evening
    if row is None:
        row = TeamAbsence(member_id=standing.member.id, session_id=session_id, changes=0, said_at=now)
        session.add(row)
    _say(row, evening.starts_at, now)
    await session.flush()
    told = holders(Action.SETUP, standing.course.centre.id).where(Assignment.person_id != actor.id)
    message = TeamMemberAway(row.member_id, session_id, version, team.milliseconds(row.said_at))
    await outbox.put(session, message, told, due_at=now, not_after=evening.starts_at)
    return standing, evening


async def can_come(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, now: datetime
) -> tuple[Standing, SessionView]:
    """*I can after all*: whoever has been told, or may have been, hears at once. Saying it twice tells once.

    Raises what `cannot_come` raises.
    """
    standing, evening = await _answerable(session, library, actor, session_id, version, now)
    row = await _row(session, standing.member.id, session_id)
    if row is None or row.starts_at != evening.starts_at:
        return standing, evening
    away = TeamMemberAway(row.member_id, session_id, version, team.milliseconds(row.said_at))
    _say(row, None, now)
    await session.flush()
    heard = holders(Action.SETUP, standing.course.centre.id).where(
        Assignment.person_id.in_(select(Outbox.person_id).where(outbox.may_have_arrived(away)))
    )
    message = TeamMemberBack(row.member_id, session_id, version, team.milliseconds(row.said_at))
    await outbox.put(session, message, heard, due_at=now, not_after=evening.starts_at)
    return standing, evening


async def _answerable(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, now: datetime
) -> tuple[Standing, SessionView]:
    view = await courses.of_session(session, library, session_id)
    evening, member = view.session(session_id), await team.own(session, actor, view.id)
    if member is None or member.session_id not in (0, session_id):
        raise Gone  # who stands in at another evening has nothing to say of this one
    if evening.version != version or evening.cancelled:
        raise Stale
    if evening.starts_at <= now:
        raise EveningBegun
    return Standing(view, member), evening


async def _row(session: Session, member_id: int, session_id: int) -> TeamAbsence | None:
    return await session.get(TeamAbsence, (member_id, session_id), with_for_update=True, populate_existing=True)


def _say(row: TeamAbsence, at: datetime | None, now: datetime) -> None:
    """One more thing said than before, even if no time has passed: else of two nobody would be told but the first."""
    row.said_at = max(now, row.said_at + team.MOMENT) if row.changes else now
    row.starts_at, row.changes = at, row.changes + 1


async def given_out(session: Session, actor: Actor, view: CourseView) -> CourseView:
    """A course whose evenings are given out, as one of its team has them: one to which they cannot come stands as cancelled.

    Whatever they have said of an evening is another revision of it (`services/courses/revisions.py`).
    """
    if view.id not in rights.of_team(actor, Action.TEAM):
        return view
    mine = TeamMember.course_id == view.id, TeamMember.person_id == actor.id
    said = _by_evening(
        await session.execute(_SAID.join(TeamMember, TeamMember.id == TeamAbsence.member_id).where(*mine))
    )
    return replace(view, sessions=tuple(_theirs(one, said.get(one.id)) for one in view.sessions)) if said else view


def _theirs(one: SessionView, said: Said | None) -> SessionView:
    if said is None:
        return one
    newest = max(one.changed_at or said.said_at, said.said_at)
    return replace(
        one, cancelled=one.cancelled or said.away(one), sequence=one.sequence + said.changes, changed_at=newest
    )


async def away_view(
    session: Session, library: Library, message: TeamMemberAway, person_id: int, now: datetime
) -> tuple[Standing, SessionView] | None:
    """None when the evening has moved or is off, they can after all, or are off the team, or the person sets up no courses there
    (any more).
    """
    found = await _told_of(session, library, message, person_id, now)
    said = (await said_by(session, message.member_id)).get(message.session_id) if found else None
    if found is None or said is None:
        return None if message.said else found  # of before it was kept, nothing is known but the message
    return found if said.away(found[1]) and message.said in (0, team.milliseconds(said.said_at)) else None


async def back_view(
    session: Session, library: Library, message: TeamMemberBack, person_id: int, now: datetime
) -> tuple[Standing, SessionView] | None:
    """None when they cannot after all; and as `away_view`."""
    found = await _told_of(session, library, message, person_id, now)
    said = (await said_by(session, message.member_id)).get(message.session_id) if found else None
    still = said is not None and said.at is None and team.milliseconds(said.said_at) == message.said
    return found if still else None


async def _told_of(
    session: Session, library: Library, message: TeamMemberAway | TeamMemberBack, person_id: int, now: datetime
) -> tuple[Standing, SessionView] | None:
    standing = await team.of_member(session, library, message.member_id)
    if standing is None or not await may(session, Action.SETUP, standing.course.centre.id, person_id):
        return None
    evening = next((one for one in standing.course.sessions if one.id == message.session_id), None)
    if evening is None or evening.cancelled or evening.version != message.version or evening.starts_at <= now:
        return None
    return standing, evening


def named(found: Sequence[Away], session_id: int) -> list[Away]:
    """Who of these cannot come to this evening."""
    return [one for one in found if one.session_id == session_id]
