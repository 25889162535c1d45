"""Who of a team cannot come to an evening, or to a meeting of the team: said of the time at which it stands, and of no other.

Where it is moved, what was said lapses; should it come to stand at that time again, it counts again. When meetings stand is known
in a room above (`services/setup/meetings.py`), and there is what is said of them (`services/setup/declining.py`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import delete, or_, select

from db.models import Assignment, CourseSession, Outbox, Person, TeamAbsence, TeamMember
from domain import rights
from domain.courses import Answer
from domain.courses.messages import TeamMemberAway, TeamMemberBack
from domain.errors import EveningBegun, Gone, Stale
from domain.messages import Message
from domain.rights import Action, Role
from services import Session
from services.courses import courses, team
from services.courses.team import Standing
from services.courses.views import CourseView, SessionView
from services.mail import outbox
from services.people import Actor, holders, may
from services.programmes import Library


class Away(Struct, frozen=True):
    """One of a team who cannot come to an evening as it stands; `name` is None for whoever has not agreed to anything.

    Or (`session_id` 0) to the team's `meeting` of this number, if it begins `at`: whether it does is not looked at here.
    """

    course_id: int
    member_id: int
    person_id: int
    name: str | None
    role: Role
    session_id: int
    meeting: int
    at: datetime


class Said(Struct, frozen=True):
    """What somebody has said last of an evening or a meeting: that they cannot when it begins `at`, or (None) that they can."""

    at: datetime | None
    said_at: datetime
    changes: int

    def away(self, begins: datetime | None) -> bool:
        """Whether they cannot come to it as it stands; None: it does not take place."""
        return begins is not None and self.at == begins

    def lapsed(self, begins: datetime | None) -> bool:
        """Whether it takes place at another time than the one at which they cannot."""
        return begins is not None and self.at not in (None, begins)


class Sayings(Struct, frozen=True):
    """All that one of a team has said: of evenings, by their ids, and of meetings, by their numbers."""

    evenings: Mapping[int, Said]
    meetings: Mapping[int, Said]

    def away(self, view: CourseView) -> frozenset[int]:
        """The ids of the evenings of a course to which they cannot come."""
        of = self.evenings
        return frozenset(one.id for one in view.sessions if one.id in of and of[one.id].away(begins(one)))


def begins(evening: SessionView) -> datetime | None:
    """None where it does not take place."""
    return None if evening.cancelled else evening.starts_at


_AWAY = (
    select(
        *(TeamMember.course_id, TeamMember.id, TeamMember.person_id, Person.name, TeamMember.role),
        *(TeamAbsence.session_id, TeamAbsence.meeting, TeamAbsence.starts_at),
    )
    .join(TeamAbsence, TeamAbsence.member_id == TeamMember.id)
    .outerjoin(CourseSession, CourseSession.id == TeamAbsence.session_id)
    .join(Person, Person.id == TeamMember.person_id)
    .where(
        or_(
            TeamAbsence.meeting.is_not(None) & TeamAbsence.starts_at.is_not(None),
            (TeamAbsence.starts_at == CourseSession.starts_at) & CourseSession.cancelled_at.is_(None),
        )
    )
    .where(TeamMember.state == Answer.YES, team.has_role(TeamMember.role))
    .order_by(TeamAbsence.starts_at, TeamMember.role, TeamMember.id)
)


async def of_courses(session: Session, course_ids: Collection[int]) -> list[Away]:
    """Everybody of the teams of these courses who cannot come to something, by its time. One statement, none without courses."""
    if not course_ids:
        return []
    rows = await session.execute(_AWAY.where(TeamMember.course_id.in_(course_ids)))
    return [
        Away(course, member, person, name, Role(role), evening or 0, meeting or 0, at)
        for course, member, person, name, role, evening, meeting, at in rows
        if at is not None
    ]


async def said_by(session: Session, member_id: int) -> Sayings:
    """What one of a team has said last of each evening and meeting."""
    return _sayings(await session.execute(_SAID.where(TeamAbsence.member_id == member_id)))


_SAID = select(
    *(TeamAbsence.session_id, TeamAbsence.meeting, TeamAbsence.starts_at, TeamAbsence.said_at, TeamAbsence.changes)
)


def _sayings(rows: Iterable[Any]) -> Sayings:
    said = [(row, Said(row.starts_at, row.said_at, row.changes)) for row in rows]
    evenings = {row.session_id: it for row, it in said if row.meeting is None}
    return Sayings(evenings, {row.meeting: it for row, it in said if row.meeting is not None})


async def cannot_come(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, now: datetime
) -> tuple[Standing, SessionView]:
    """*I cannot*, of one evening: it is kept, the coordinators are told at once, and can ask somebody else.

    Saying it twice tells once. Raises Gone, also for whoever is not on the team, Stale, EveningBegun.
    """
    standing, evening = await _answerable(session, library, actor, session_id, version, now)
    member, until = standing.member.id, evening.starts_at
    if said := await keep_away(session, TeamAbsence(member_id=member, session_id=session_id), until, now):
        await tell_away(session, actor, standing, TeamMemberAway(member, session_id, version, said), now, until)
    return standing, evening


async def can_come(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, now: datetime
) -> tuple[Standing, SessionView]:
    """*I can after all*: whoever has been told, or may have been, hears at once. Saying it twice tells once.

    Raises what `cannot_come` raises.
    """
    standing, evening = await _answerable(session, library, actor, session_id, version, now)
    member, until = standing.member.id, evening.starts_at
    if said := await keep_back(session, TeamAbsence(member_id=member, session_id=session_id), until, now):
        away, back = (kind(member, session_id, version, at) for kind, at in zip(_KINDS, said, strict=True))
        await tell_back(session, standing, away, back, now, until)
    return standing, evening


_KINDS = TeamMemberAway, TeamMemberBack


async def keep_away(session: Session, which: TeamAbsence, at: datetime, now: datetime) -> int:
    """That they cannot come at that time. `which`: a row to be, with whose it is and of what.

    Returns when it was said, in milliseconds since 1970 UTC; 0 where it has been said already.
    """
    row = await _row(session, which)
    if row is not None and row.starts_at == at:
        return 0
    if row is None:
        row = which
        row.changes, row.said_at = 0, now
        session.add(row)
    _say(row, at, now)
    await session.flush()
    return team.milliseconds(row.said_at)


async def keep_back(session: Session, which: TeamAbsence, at: datetime, now: datetime) -> tuple[int, int] | None:
    """That they can come after all, as `keep_away`: when they said that they cannot, and when this; None where they had not."""
    row = await _row(session, which)
    if row is None or row.starts_at != at:
        return None
    before = team.milliseconds(row.said_at)
    _say(row, None, now)
    await session.flush()
    return before, team.milliseconds(row.said_at)


async def tell_away(
    session: Session, actor: Actor, standing: Standing, message: Message, now: datetime, until: datetime
) -> None:
    """The coordinators are told, but who has said it."""
    told = holders(Action.SETUP, standing.course.centre.id).where(Assignment.person_id != actor.id)
    await outbox.put(session, message, told, due_at=now, not_after=until)


async def tell_back(
    session: Session, standing: Standing, away: Message, message: Message, now: datetime, until: datetime
) -> None:
    """Those of them hear it whom the word of it, `away`, may have reached."""
    reached = select(Outbox.person_id).where(outbox.may_have_arrived(away))
    heard = holders(Action.SETUP, standing.course.centre.id).where(Assignment.person_id.in_(reached))
    await outbox.put(session, message, heard, due_at=now, not_after=until)


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


async def _row(session: Session, which: TeamAbsence) -> TeamAbsence | None:
    """The row that there is of the same, locked."""
    of = TeamAbsence.session_id == which.session_id, TeamAbsence.meeting == which.meeting
    here = select(TeamAbsence).where(TeamAbsence.member_id == which.member_id, of[which.session_id is None])
    return (await session.scalars(here.with_for_update().execution_options(populate_existing=True))).one_or_none()


def _say(row: TeamAbsence, at: datetime | None, now: datetime) -> None:
    """One more thing said than before, even if no time has passed: else of two nobody would be told but the first."""
    row.said_at = max(now, row.said_at + team.MOMENT) if row.changes else now
    row.starts_at, row.changes = at, row.changes + 1


async def forget(session: Session, course_id: int) -> None:
    """All that its team has said of a course."""
    theirs = select(TeamMember.id).where(TeamMember.course_id == course_id)
    await session.execute(delete(TeamAbsence).where(TeamAbsence.member_id.in_(theirs)))


async def said_of(session: Session, actor: Actor, view: CourseView) -> Sayings:
    """What whoever acts has said of a course as one of its team; nothing of whoever is none."""
    if view.id not in rights.of_team(actor, Action.TEAM):
        return Sayings({}, {})
    mine = TeamMember.course_id == view.id, TeamMember.person_id == actor.id
    return _sayings(await session.execute(_SAID.join(TeamMember, TeamMember.id == TeamAbsence.member_id).where(*mine)))


def given_out(view: CourseView, said: Sayings) -> CourseView:
    """A course whose evenings are given out, as one of its team has them: one to which they cannot come stands as cancelled.

    Whatever they have said of an evening is another revision of it (`services/courses/revisions.py`).
    """
    of = said.evenings
    return replace(view, sessions=tuple(_theirs(one, of.get(one.id)) for one in view.sessions)) if of else view


def _theirs(one: SessionView, said: Said | None) -> SessionView:
    if said is None:
        return one
    newest, off = max(one.changed_at or said.said_at, said.said_at), one.cancelled or said.away(begins(one))
    return replace(one, cancelled=off, sequence=one.sequence + said.changes, changed_at=newest)


async def away_view(
    session: Session, library: Library, message: TeamMemberAway, person_id: int, now: datetime
) -> tuple[Standing, SessionView] | None:
    """None when the evening has moved or is off, they can after all, or are off the team, or the person sets up no courses there
    (any more).
    """
    found = await _told_of(session, library, message, person_id, now)
    said = (await said_by(session, message.member_id)).evenings.get(message.session_id) if found else None
    if found is None or said is None:
        return None if message.said else found  # of before it was kept, nothing is known but the message
    return found if said.away(begins(found[1])) and message.said in (0, team.milliseconds(said.said_at)) else None


async def back_view(
    session: Session, library: Library, message: TeamMemberBack, person_id: int, now: datetime
) -> tuple[Standing, SessionView] | None:
    """None when they cannot after all; and as `away_view`."""
    found = await _told_of(session, library, message, person_id, now)
    said = (await said_by(session, message.member_id)).evenings.get(message.session_id) if found else None
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
