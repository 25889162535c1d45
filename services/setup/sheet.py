"""The card on which a course is set up: what is decided, what is missing, and who would be told of a change.

Whatever is done on it goes through `begun`, which asks for the right, locks the course, and looks whether a colleague was
faster.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from msgspec import Struct, field
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from db.models import (
    Assignment,
    Centre,
    Course,
    CourseChange,
    CourseDraft,
    CourseSession,
    Enrolment,
    Person,
    TeamMember,
)
from domain.courses import Answer
from domain.courses.messages import TeamNews
from domain.errors import ChangedMeanwhile
from domain.rights import Action, Role
from domain.running.free_days import FreeDay, between_the_years, free_day
from domain.running.school_holidays import SchoolHoliday, read, school_holiday
from domain.setup import Missing
from domain.signup import IN_LINE, Status
from domain.signup.needs import Summary
from services import Session, courses, people
from services.courses import (
    CourseView,
    Partner,
    SessionView,
    absences,
    changes,
    colleagues,
    coordination,
    partners,
    spoken,
    team,
)
from services.courses.absences import Away
from services.courses.colleagues import Colleague
from services.courses.team import Member
from services.mail import outbox
from services.people import Actor, Reach
from services.programmes import Library
from services.setup import gaps
from services.setup.gaps import Gaps, Missed
from services.setup.meetings import Meeting, missed, of_course

SILENT = frozenset(("seats", "languages", "interpreter", "referral"))
"""Columns of whose change nobody is told: who has a place keeps it. Of a language that goes away those are whose it is."""
LATE = time(23)
QUIET_FOR = timedelta(minutes=10)
"""So long a draft stays as it is before its team is told: whoever sets it up tries this and that."""


class Odd(Struct, frozen=True):
    """What is to be known of a date: a day that the country keeps free, or another course of the centre at that time.

    `school`: by what name schools are closed on that day, and no more. `between`: it lies between Christmas and New Year, and
    has no name. `both`: who is on the team, or asked to be, of both courses; None where they have no name.
    `late`: when an evening ends, so late that it may not be meant.
    """

    at: datetime
    free_day: FreeDay | None = None
    school: str = ""
    between: bool = False
    clash: CourseView | None = None
    both: tuple[str | None, ...] = ()
    late: datetime | None = None

    @property
    def on_free_day(self) -> bool:
        return self.clash is None and self.late is None


class Told(Struct, frozen=True):
    """Who is told when a change is made: those with a place or in line, and the team; `by_phone`: seats of people to ring."""

    people: Reach = Reach()
    team: Reach = Reach()
    by_phone: int = 0


class Sheet(Struct, frozen=True):
    """Everything on the card. `meetings`: of the team, also those that have been or are left out; `link`: of the video meeting.

    `pending`: what is to be changed of a published course, by the names of its columns, with `told`: who would be told.
    `odd_meetings`: what is to be known of the days on which the team is still to meet.
    `away`: who of the team cannot come to an evening that is to come; `missed`: who to a meeting of it.
    `enrolled`: how many have a place or stand in line. `partners`: centres with which it can be shared, or is.
    `lacks`: the roles in which too few of the team have said yes, also of a course that is published.
    """

    course: CourseView
    members: Sequence[Member]
    missing: Sequence[Missing]
    odd: Sequence[Odd]
    meetings: Sequence[Meeting]
    enrolled: int
    link: str
    now: datetime
    odd_meetings: Sequence[Odd] = ()
    away: Sequence[Away] = ()
    partners: Sequence[Partner] = ()
    pending: Mapping[str, Any] = field(default_factory=dict)
    told: Told | None = None
    lacks: Sequence[Missing] = ()
    missed: Sequence[Missed] = ()

    @property
    def gaps(self) -> Gaps:
        """What its team lacks."""
        return Gaps(self.course, self.members, self.lacks, self.away, self.missed)

    @property
    def draft(self) -> bool:
        return self.course.draft

    @property
    def to_come(self) -> list[Meeting]:
        """The team's meetings that take place and have not been."""
        return to_come(self.meetings, self.now)


class Own(Struct, frozen=True):
    """What somebody on a team has to know: as what they are on it, and when the team is still to meet.

    `needs`: what participants need to be able to take part, without names. `away`: ids of evenings to which they cannot come.
    `missed`: numbers of meetings, likewise. `others`: who else is on the team, or asked to be. `link`: to the video meeting.
    """

    member: Member
    meetings: Sequence[Meeting]
    needs: Summary
    away: frozenset[int] = frozenset()
    others: Sequence[Colleague] = ()
    missed: frozenset[int] = frozenset()
    link: str = ""


async def own(session: Session, actor: Actor, view: CourseView, now: datetime) -> Own | None:
    """None for whoever is not on the team of the course."""
    member = await team.own(session, actor, view.id)
    if member is None:
        return None
    meet = [] if member.session_id else to_come(await of_course(session, view), now)
    needs = await coordination.needed(session, view.id)
    said, others = await absences.said_by(session, member.id), await colleagues.beside(session, view, member)
    link = (await courses.video_links(session, [view])).get(view.id, "")
    return Own(member, meet, needs, said.away(view), others, missed(meet, said.meetings), link)


async def load(session: Session, library: Library, actor: Actor, course_id: int, now: datetime) -> Sheet:
    """The card. Raises NotYours, Gone."""
    view = await coordination.course(session, library, actor, course_id, Action.SETUP)
    found = await team.members(session, library, actor, course_id)
    pending = await waiting_change(session, course_id)
    closed = await school_holidays(session, view) if view.sessions else []
    meetings, willing = await of_course(session, view), await team.counts(session, course_id)
    cannot, miss = await gaps.away(session, view, now, meetings)
    return Sheet(
        view,
        found,
        missing(view, willing, now),
        await odd(session, library, view, closed),
        meetings,
        await enrolled(session, course_id),
        await session.scalar(select(Course.video_link).where(Course.id == course_id)) or "",
        now,
        free_days(view, [one.at for one in to_come(meetings, now)], closed),
        cannot,
        await partners(session, view),
        pending,
        await told(session, view, pending) if pending else None,
        [one for one in gaps.OF_TEAM if willing[gaps.OF_TEAM[one]] < getattr(view.programme.team, one.value)],
        miss,
    )


async def begun(
    session: Session, library: Library, actor: Actor, course_id: int, edition: int
) -> tuple[Course, CourseView]:
    """The locked row of a course that is to be changed, and the course. Raises NotYours, Gone, ChangedMeanwhile."""
    await coordination.course(session, library, actor, course_id, Action.SETUP)
    row = await courses.lock(session, course_id)
    if row.edition != edition:
        raise ChangedMeanwhile(course_id)
    return row, await courses.load(session, library, course_id)


async def draft_of(session: Session, course_id: int) -> CourseDraft:
    """What is chosen for a locked course, and does not hold yet."""
    row = await session.get(CourseDraft, course_id, populate_existing=True)
    if row is None:
        row = CourseDraft(course_id=course_id, dates=[])
        session.add(row)
    return row


async def waiting_change(session: Session, course_id: int) -> dict[str, Any]:
    """What waits to be confirmed, by the names of columns."""
    found = await session.scalar(select(CourseDraft.pending).where(CourseDraft.course_id == course_id))
    chosen: dict[str, Any] = json.loads(found) if found else {}
    return chosen


def missing(view: CourseView, team: Mapping[Role, int], now: datetime) -> list[Missing]:
    """Why it cannot be published; nothing is missing of a course that is. `team`: how many have said yes, by role."""
    if not view.draft:
        return []
    starts = [one.starts_at for one in view.sessions]
    least = view.programme.team
    follows = all(one.ends_at <= other.starts_at for one, other in zip(view.sessions, view.sessions[1:], strict=False))
    facts = {
        Missing.DATES: len(starts) != view.programme.sessions,
        Missing.PAST: any(at <= now for at in starts),
        Missing.ORDER: not follows,
        Missing.PLACE: not view.place,
        Missing.PROFESSIONAL: team[Role.PROFESSIONAL] < least.professional,
        Missing.EXPERIENCED_USER: team[Role.EXPERIENCED_USER] < least.experienced_user,
    }
    return [one for one in Missing if facts[one]]


def to_come(meetings: Sequence[Meeting], now: datetime) -> list[Meeting]:
    """Those that take place and have not been, in the order of time."""
    return sorted((one for one in meetings if one.at > now and not one.left_out), key=lambda one: one.at)


async def school_holidays(session: Session, view: CourseView) -> list[SchoolHoliday]:
    """As the course's centre has listed them."""
    return read(await session.scalar(select(Centre.school_holidays).where(Centre.id == view.centre.id)) or ())


async def odd(
    session: Session, library: Library, view: CourseView, closed: Sequence[SchoolHoliday] | None = None
) -> list[Odd]:
    """What is to be known of the dates of a course, or of those that it is to have. Four statements at most.

    `closed`: the school holidays, where they are read already.
    """
    if not view.sessions:
        return []
    closed = await school_holidays(session, view) if closed is None else closed
    found = free_days(view, [one.starts_at for one in held(view)], closed) + late(view)
    others = await courses_between(session, library, view, view.sessions[0].starts_at, view.ends_at)
    clashes = [
        (one.starts_at, other)
        for one in held(view)
        for other in others
        if any(two.starts_at < one.ends_at and one.starts_at < two.ends_at for two in held(other))
    ]
    both = await _on_both(session, view.id, {other.id for _, other in clashes}) if clashes else {}
    return found + [Odd(at, clash=other, both=both.get(other.id, ())) for at, other in clashes]


async def _on_both(session: Session, course_id: int, others: Collection[int]) -> dict[int, tuple[str | None, ...]]:
    """By course: who is on its team as well, or asked to be; not for one evening alone."""
    here = aliased(TeamMember)
    rows = await session.execute(
        select(TeamMember.course_id, Person.name)
        .join(Person, Person.id == TeamMember.person_id)
        .join(here, here.person_id == TeamMember.person_id)
        .where(here.course_id == course_id, here.state != Answer.NO)
        .where(here.session_id.is_(None), TeamMember.session_id.is_(None))
        .where(TeamMember.course_id.in_(others), TeamMember.state != Answer.NO)
        .order_by(TeamMember.id)
    )
    found: dict[int, tuple[str | None, ...]] = {}
    for other, name in rows:
        found[other] = (*found.get(other, ()), name)
    return found


def late(view: CourseView) -> list[Odd]:
    """The evenings that end after eleven at night, or on the day after."""
    last = [(one, datetime.combine(one.starts_at.astimezone(view.zone).date(), LATE)) for one in held(view)]
    return [
        Odd(one.starts_at, late=one.ends_at)
        for one, latest in last
        if one.ends_at.astimezone(view.zone).replace(tzinfo=None) > latest
    ]


def free_days(view: CourseView, times: Sequence[datetime], closed: Sequence[SchoolHoliday]) -> list[Odd]:
    """Which of these times are on days that the country keeps free, between the years, or in school holidays."""
    days = [(at, at.astimezone(view.zone).date()) for at in times]
    found = [Odd(at, free_day=name) for at, day in days if (name := free_day(day, view.centre.country))]
    named = {one.at for one in found}
    found += [Odd(at, between=True) for at, day in days if at not in named and between_the_years(day)]
    return found + [Odd(at, school=school) for at, day in days if (school := school_holiday(day, closed))]


async def courses_between(
    session: Session, library: Library, view: CourseView, start: datetime, end: datetime
) -> list[CourseView]:
    """The other courses of the centre that have an evening in this time."""
    ids = await session.scalars(
        select(CourseSession.course_id)
        .join(Course, Course.id == CourseSession.course_id)
        .where(Course.centre_id == view.centre.id, Course.id != view.id, CourseSession.cancelled_at.is_(None))
        .where(CourseSession.starts_at < end, CourseSession.ends_at > start)
        .distinct()
    )
    found = ids.all()
    return await courses.load_many(session, library, found) if found else []


def held(view: CourseView) -> list[SessionView]:
    return [one for one in view.sessions if not one.cancelled]


async def enrolled(session: Session, course_id: int) -> int:
    """How many have a place or stand in line."""
    rows = select(func.count()).where(Enrolment.course_id == course_id, Enrolment.status.in_((*IN_LINE, Status.PLACE)))
    return (await session.execute(rows)).scalar_one()


async def told(session: Session, view: CourseView, pending: Mapping[str, Any]) -> Told:
    """Who is told of a change: nobody of what people do not go by."""
    if SILENT.issuperset(pending):
        lost = spoken.gone(view, pending.get("languages"))
        return Told(await people.reach(session, spoken.concerned(view.id, lost))) if lost else Told()
    team_ = await people.reach(session, team.concerned(view.id))
    return Told(await people.reach(session, changes.concerned(view.id)), team_, view.by_phone)


async def tell_team(
    session: Session, row: Course, was: Mapping[str, Any], now: datetime, *, coordinators: bool = False, but: int = 0
) -> Reach:
    """Something has changed that a team goes by: it hears of it, once it has stayed so for a while. Returns who hears of it.

    `was`: what was so before, as `services/courses/changes.py` keeps it. `coordinators`: so do those of the centre, where one
    of the team has said yes, except the one (`but`) who has changed it.
    """
    row.version += 1
    await session.flush()
    everybody = team.concerned(row.id)
    if not await session.scalar(everybody.limit(1)):
        return Reach()
    session.add(CourseChange(course_id=row.id, version=row.version, was=dict(was), made_at=now))
    await team.tell(session, row, now + QUIET_FOR)
    here = TeamMember.course_id == row.id, TeamMember.state == Answer.YES
    if coordinators and await session.scalar(select(TeamMember.id).where(*here).limit(1)):
        others = people.holders(Action.SETUP, row.centre_id).where(Assignment.person_id != but)
        message = TeamNews(row.id, row.version)
        await outbox.put(session, message, others, due_at=now + QUIET_FOR)
    await session.flush()
    return await people.reach(session, everybody)
