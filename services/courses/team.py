"""The team of a course: who is asked to hold it, what they answer, and who has promised confidentiality.

Whoever sets up the course asks; whoever is asked answers, and may take a yes back. What either says, the other is told.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select

from db.models import (
    Assignment,
    Centre,
    Confidentiality,
    Course,
    CourseChange,
    CourseSession,
    CourseShare,
    Person,
    TeamAbsence,
    TeamMember,
)
from db.session import insert_once
from domain import rights
from domain.courses import Answer
from domain.courses.messages import TeamAsked, TeamLeft, TeamMemberAnswered, TeamNews
from domain.errors import ConfidentialityMissing, Gone, NotOnTeam, NotYet, Stale
from domain.rights import ON_TEAMS, Action, Role
from services import Session
from services.courses import coordination, courses
from services.courses.candidates import with_role
from services.courses.views import CourseView, SessionView
from services.mail import outbox
from services.people import Actor, holders, may
from services.programmes import Library

MOMENT = timedelta(milliseconds=1)
OF_NO_TEAM = "found"
"""Key of a change (`services/courses/changes.py`) that is nothing to a team: by what a course is found."""


class Member(Struct, frozen=True):
    """Somebody who has been asked. `name` is None for whoever has not agreed to anything; `version` counts how often.

    `session_id`: the evening at which alone they are asked to stand in, 0: to hold the whole course. `blocked`: out of reach.
    """

    id: int
    person_id: int
    name: str | None
    role: Role
    answer: Answer
    version: int
    asked_at: datetime
    answered_at: datetime | None
    session_id: int = 0
    blocked: bool = False


class Standing(Struct, frozen=True):
    """Somebody's own standing on a team, with the course."""

    course: CourseView
    member: Member

    @property
    def evening(self) -> SessionView | None:
        """At which alone they stand in, or are asked to; None: they hold the whole course."""
        return self.course.session(self.member.session_id) if self.member.session_id else None


async def members(session: Session, library: Library, actor: Actor, course_id: int) -> list[Member]:
    """Everybody who has been asked, by role and in the order in which they were. Raises NotYours, Gone."""
    await coordination.course(session, library, actor, course_id, Action.SETUP)
    return await listed(session, course_id)


async def listed(session: Session, course_id: int) -> list[Member]:
    """As `members`, for whoever may see them."""
    rows = await session.execute(_MEMBERS.where(TeamMember.course_id == course_id))
    return [_member(row) for row in rows]


_MEMBERS = (
    select(TeamMember, Person.name, Person.blocked_at)
    .join(Person, Person.id == TeamMember.person_id)
    .order_by(TeamMember.role, TeamMember.id)
)


def _member(row: Any) -> Member:
    it, name, *away = row
    said = Answer(it.state), it.version, it.asked_at, it.answered_at
    return Member(it.id, it.person_id, name, Role(it.role), *said, it.session_id or 0, any(away))


async def counts(session: Session, course_id: int) -> dict[Role, int]:
    """How many have said yes in each role, and still have it; without those who stand in at one evening."""
    rows = await session.execute(
        select(TeamMember.role, func.count())
        .where(TeamMember.course_id == course_id, TeamMember.state == Answer.YES, has_role(TeamMember.role))
        .where(TeamMember.session_id.is_(None))
        .group_by(TeamMember.role)
    )
    return dict.fromkeys(ON_TEAMS, 0) | {Role(role): number for role, number in rows.all()}


def has_role(role: Any, *, without: int = 0) -> ColumnElement[bool]:
    """SQL, over `TeamMember`: the person has this role where the course is, or where it is shared (`without` this centre)."""
    course = select(Course.centre_id).where(Course.id == TeamMember.course_id).correlate(TeamMember).scalar_subquery()
    shared = select(CourseShare.centre_id).where(CourseShare.course_id == TeamMember.course_id).correlate(TeamMember)
    if without:
        shared = shared.where(CourseShare.centre_id != without)
    return exists().where(
        Assignment.person_id == TeamMember.person_id,
        Assignment.role == role,
        or_(Assignment.centre_id == course, Assignment.centre_id.in_(shared)),
    )


async def ask(
    session: Session,
    library: Library,
    actor: Actor,
    course_id: int,
    person_id: int,
    role: Role,
    now: datetime,
    evening_id: int = 0,
) -> Member:
    """Ask somebody to be on the team, or to stand in at one evening; asking twice asks once, and after a no anew.

    Raises NotYours, Gone, also where it is called off, NotOnTeam, ConfidentialityMissing; Stale when no evening is left;
    EveningBegun.
    """
    view = await coordination.course(session, library, actor, course_id, Action.SETUP)
    course = await courses.lock(session, course_id)
    if role not in ON_TEAMS or person_id not in set(await session.scalars(with_role(view, role))):
        raise NotOnTeam
    if role is Role.EXPERIENCED_USER and await signed(session, view.centre.id, person_id) is None:
        raise ConfidentialityMissing
    if view.called_off:
        raise Gone
    if view.sessions and view.ends_at <= now:
        raise Stale
    if evening_id:
        view.to_come(evening_id, now)
    return await _asked(session, course, person_id, role, now, evening_id or None)


async def _asked(
    session: Session, course: Course, person_id: int, role: Role, now: datetime, evening_id: int | None
) -> Member:
    values: dict[str, Any] = {
        "course_id": course.id,
        "person_id": person_id,
        "role": role.value,
        "state": Answer.ASKED.value,
    }
    values |= {"known_version": course.version, "session_id": evening_id}
    await session.execute(insert_once(session, TeamMember).values(**values, asked_at=now, version=1))
    here = TeamMember.course_id == course.id, TeamMember.person_id == person_id
    row = (await session.scalars(select(TeamMember).where(*here).with_for_update())).one()
    evening = await session.get(CourseSession, row.session_id) if row.session_id is not None else None
    stood_in = evening is not None and (evening.ends_at <= now or evening.cancelled_at is not None)
    if row.state == Answer.NO or stood_in:
        await session.execute(delete(TeamAbsence).where(TeamAbsence.member_id == row.id))
        row.session_id = evening_id
        row.state, row.role, row.asked_at, row.answered_at = Answer.ASKED.value, role.value, now, None
        row.version, row.known_version = row.version + 1, course.version
        await session.flush()
    if row.state == Answer.ASKED:
        await outbox.put_one(session, TeamAsked(row.id, row.version), person_id, due_at=now)
    return _member((row, await session.scalar(select(Person.name).where(Person.id == person_id))))


async def accept(
    session: Session, library: Library, actor: Actor, member_id: int, version: int, seen: int, now: datetime
) -> tuple[Standing, bool]:
    """*Yes, I will*: the coordinators are told. Saying it twice changes nothing.

    Raises Gone, also where the course is called off, Stale, NotOnTeam.
    `seen`: the version of the course that stood above the button. Where that has changed since, and they have not said yes
    already, nothing is done and False returned: nobody says yes to dates that they have not seen.
    """
    row = await session.get(TeamMember, member_id)
    if row is None or row.person_id != actor.id:
        raise Gone
    course = await courses.lock(session, row.course_id)
    if row.version == version and row.state != Answer.YES and await _unseen(session, course, seen):
        view = await courses.load(session, library, row.course_id)
        if view.called_off:
            raise Gone
        return Standing(view, _member((row, actor.name))), False
    return await _answer(session, library, actor, member_id, version, Answer.YES, now, course.version), True


async def _unseen(session: Session, course: Course, seen: int) -> bool:
    """Whether something that a team goes by has changed since that version.

    0: nobody knows what they have seen; nor does a button say it that names a version which there is not yet.
    """
    since = select(CourseChange.was).where(CourseChange.course_id == course.id, CourseChange.version > seen)
    return not 0 < seen <= course.version or any(set(was) - {OF_NO_TEAM} for was in await session.scalars(since))


async def decline(
    session: Session, library: Library, actor: Actor, member_id: int, version: int, now: datetime
) -> Standing:
    """*I cannot*, also after a yes: the coordinators are told at once. Raises Gone, Stale."""
    return await _answer(session, library, actor, member_id, version, Answer.NO, now)


async def _answer(
    session: Session,
    library: Library,
    actor: Actor,
    member_id: int,
    version: int,
    answer: Answer,
    now: datetime,
    known: int | None = None,
) -> Standing:
    """`known`: the version of the course that they have before them, where they say yes to it."""
    row = await session.get(TeamMember, member_id, with_for_update=True, populate_existing=True)
    if row is None or row.person_id != actor.id:
        raise Gone
    if row.version != version:
        raise Stale
    view = await courses.load(session, library, row.course_id)
    if answer is Answer.YES and view.called_off:
        raise Gone
    if row.session_id and (answer is Answer.YES or view.session(row.session_id).ends_at <= now):
        view.to_come(row.session_id, now)  # of an evening that is over nobody says anything any more
    if answer is Answer.YES and actor.id not in set(await session.scalars(with_role(view, Role(row.role)))):
        raise NotOnTeam
    if row.state != answer:
        # One more answer than before, even if no time has passed: else of two nobody would be told but the first.
        at = max(now, row.answered_at + MOMENT) if row.answered_at else now
        row.state, row.answered_at = answer.value, at
        row.known_version = row.known_version if known is None else known
        if answer is Answer.NO:  # to which evenings they cannot come goes with the whole course
            await session.execute(delete(TeamAbsence).where(TeamAbsence.member_id == row.id))
        await session.flush()
        told = holders(Action.SETUP, view.centre.id).where(Assignment.person_id != actor.id)
        await outbox.put(session, TeamMemberAnswered(row.id, milliseconds(at)), told, due_at=now)
    return Standing(view, _member((row, actor.name)))


def milliseconds(moment: datetime) -> int:
    """Since 1970 UTC, for the key of a message."""
    return int(moment.timestamp() * 1000)


async def of_member(session: Session, library: Library, member_id: int) -> Standing | None:
    """Somebody who has been asked, with the course; None where it is gone, or they are off the team."""
    row = (await session.execute(_MEMBERS.where(TeamMember.id == member_id))).one_or_none()
    if row is None:
        return None
    view = (await courses.by_id(session, library, [row.TeamMember.course_id])).get(row.TeamMember.course_id)
    return Standing(view, _member(row)) if view else None


async def remove(session: Session, library: Library, actor: Actor, member_id: int, now: datetime) -> CourseView:
    """Take somebody off the team, or the question back; they are told, unless they had said no. Raises NotYours, Gone."""
    row = await session.get(TeamMember, member_id, with_for_update=True, populate_existing=True)
    if row is None:
        rights.must(actor, Action.SETUP, None)
        raise Gone
    view = await coordination.course(session, library, actor, row.course_id, Action.SETUP)
    await session.delete(row)
    await session.flush()
    if row.state != Answer.NO:
        left = TeamLeft(row.course_id, row.id, row.person_id, unanswered=row.state == Answer.ASKED)
        await outbox.put_one(session, left, row.person_id, due_at=now)
    return view


async def member(session: Session, library: Library, actor: Actor, member_id: int) -> tuple[CourseView, Member]:
    """Somebody who has been asked, for whoever sets up the course. Raises NotYours, Gone."""
    found = (await session.execute(_MEMBERS.where(TeamMember.id == member_id))).one_or_none()
    if found is None:
        rights.must(actor, Action.SETUP, None)
        raise Gone
    view = await coordination.course(session, library, actor, found.TeamMember.course_id, Action.SETUP)
    return view, _member(found)


async def own(session: Session, actor: Actor, course_id: int) -> Member | None:
    """Whoever acts, if they have said yes to being on the team and have the role still."""
    if course_id not in rights.of_team(actor, Action.TEAM):
        return None
    mine = TeamMember.course_id == course_id, TeamMember.person_id == actor.id
    row = (await session.execute(_MEMBERS.where(*mine))).one_or_none()
    return _member(row) if row else None


async def tell(session: Session, course: Course, due_at: datetime) -> None:
    """When or where a course is has changed: whoever is asked, or has said yes, hears of it; of several changes once."""
    await outbox.put(session, TeamNews(course.id, course.version), concerned(course.id), due_at=due_at)


def concerned(course_id: int, evenings: Collection[int] | None = None) -> Select[int]:
    """The ids of those who are asked to be on the team, or have said yes.

    `evenings` (ids): of those who stand in at one evening, only whoever does at one of these; None: all of them.
    """
    found = select(TeamMember.person_id).where(TeamMember.course_id == course_id, TeamMember.state != Answer.NO)
    if evenings is None:
        return found
    return found.where(or_(TeamMember.session_id.is_(None), TeamMember.session_id.in_(evenings)))


async def standing(session: Session, view: CourseView, person_id: int) -> tuple[Member, int] | None:
    """Somebody who is asked to be on the team or has said yes, and of which version of the course they knew then."""
    found = _MEMBERS.where(TeamMember.course_id == view.id, TeamMember.person_id == person_id)
    row = (await session.execute(found.where(TeamMember.state != Answer.NO, has_role(TeamMember.role)))).one_or_none()
    return (_member(row), row.TeamMember.known_version) if row else None


async def signed(session: Session, centre_id: int, person_id: int) -> date | None:
    """When somebody promised confidentiality at a centre; None where nobody has written that down."""
    row = await session.get(Confidentiality, (person_id, centre_id), populate_existing=True)
    return None if row is None else row.signed_on


async def write_down(
    session: Session, actor: Actor, centre_id: int, person_id: int, signed_on: date, now: datetime
) -> None:
    """That somebody who may be asked to be on a team has signed a promise of confidentiality, on this day.

    Written down again, it is what was said last. Raises NotYours, NotOnTeam, NotYet.
    """
    rights.must(actor, Action.SETUP, centre_id)
    centre = await session.get_one(Centre, centre_id)
    if signed_on > now.astimezone(ZoneInfo(centre.time_zone)).date():
        raise NotYet
    theirs = select(CourseShare.centre_id).join(Course, Course.id == CourseShare.course_id)
    here = or_(Assignment.centre_id == centre_id, Assignment.centre_id.in_(theirs.where(Course.centre_id == centre_id)))
    has_role = exists().where(Assignment.person_id == person_id, Assignment.role.in_(ON_TEAMS), here)
    if not await session.scalar(select(has_role)):
        raise NotOnTeam
    row = await session.get(Confidentiality, (person_id, centre_id), with_for_update=True)
    if row is None:
        row = Confidentiality(person_id=person_id, centre_id=centre_id)
        session.add(row)
    row.signed_on, row.recorded_by, row.recorded_at = signed_on, actor.id, now
    await session.flush()


async def strike_out(session: Session, actor: Actor, centre_id: int, person_id: int) -> None:
    """It was not so, or holds no longer: whoever is on a team stays, and no team asks them anew. Raises NotYours."""
    rights.must(actor, Action.SETUP, centre_id)
    await session.execute(
        delete(Confidentiality).where(Confidentiality.person_id == person_id, Confidentiality.centre_id == centre_id)
    )


async def asked_view(
    session: Session, library: Library, message: TeamAsked, person_id: int, now: datetime
) -> Standing | None:
    """None when it has been answered, taken back, or the person has not the role any more; or the one evening is off, or over."""
    row = await session.get(TeamMember, message.member_id)
    if row is None or row.person_id != person_id or (row.version, row.state) != (message.version, Answer.ASKED):
        return None
    view = (await courses.by_id(session, library, [row.course_id])).get(row.course_id)
    if view is None or person_id not in set(await session.scalars(with_role(view, Role(row.role)))):
        return None
    standing = Standing(view, _member((row, None)))
    return None if (evening := standing.evening) and (evening.cancelled or evening.starts_at <= now) else standing


async def answered_view(
    session: Session, library: Library, message: TeamMemberAnswered, person_id: int, _now: datetime
) -> Standing | None:
    """None when it has been answered otherwise since, or the person sets up no courses there (any more)."""
    found = await session.execute(_MEMBERS.where(TeamMember.id == message.member_id))
    row = found.one_or_none()
    answered = row.TeamMember.answered_at if row else None
    if row is None or answered is None or milliseconds(answered) != message.answered:
        return None
    view = (await courses.by_id(session, library, [row.TeamMember.course_id])).get(row.TeamMember.course_id)
    if view is None or not await may(session, Action.SETUP, view.centre.id, person_id):
        return None
    return Standing(view, _member(row))


async def left_view(
    session: Session, library: Library, message: TeamLeft, person_id: int, _now: datetime
) -> tuple[CourseView, bool] | None:
    """The course, and whether they had not answered yet. None when they have been asked anew."""
    anew = select(TeamMember.id).where(TeamMember.course_id == message.course_id, TeamMember.person_id == person_id)
    if message.person_id != person_id or await session.scalar(anew) is not None:
        return None
    view = (await courses.by_id(session, library, [message.course_id])).get(message.course_id)
    return (view, message.unanswered) if view else None
