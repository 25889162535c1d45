"""The team of a course is reminded of its evenings and of its meetings without participants: a rule of the planner.

Of its team are those who have said yes and have the role still. Where there are any, the centre's coordinators hear of the
meetings with them; of each evening of each course they do not.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    bindparam,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)

from db.models import Assignment, Attendance, ChosenMeeting, Course, CourseSession, Enrolment, TeamMember
from domain import rights
from domain.courses import Answer, State
from domain.courses.messages import TeamEvening, TeamMeeting, TeamShort
from domain.rights import Action, Role
from domain.signup import Status
from domain.timing import Window, after_quiet, earlier
from services import Session, courses
from services.courses import CourseView, SessionView, absences, colleagues, team
from services.courses.colleagues import Colleague
from services.mail import outbox
from services.mail.batches import Batch
from services.mail.concerns import Concern, Span, Tick
from services.planning.evenings import due_evenings
from services.programmes import Library
from services.setup import meetings
from services.setup.meetings import Meeting

DAY = timedelta(days=1)
"""So long before an evening or a meeting its team is reminded."""
HOUR_CHANGE = timedelta(hours=2)
"""More than any change to or from summer time."""


class Coming(Struct, frozen=True):
    """A reminder to a team, before quiet hours are looked at: of what begins at `at`. `number` is that of the evening, or 0.

    `looking_back`: the meeting is the one after the course.
    """

    due: datetime
    at: datetime
    message: TeamEvening | TeamMeeting
    number: int = 0
    looking_back: bool = False


class Helper(Struct, frozen=True):
    """Somebody who holds a course, or coordinates it: then `member` is 0, and the rest says nothing.

    `away`: the ids of evenings to which they have said that they cannot come; `missed`: meetings, by number and time.
    `only`: the evening at which they stand in, or 0.
    """

    person_id: int
    member: int = 0
    role: Role = Role.COORDINATOR
    since: datetime | None = None
    away: frozenset[int] = frozenset()
    only: int = 0
    missed: frozenset[tuple[int, datetime]] = frozenset()

    def holds(self, evening_id: int) -> bool:
        """Whether they are one of the team who comes to an evening."""
        return bool(self.member) and self.only in (0, evening_id) and evening_id not in self.away

    def meets(self, number: int, at: datetime) -> bool:
        """Whether they come to the meeting of this number that begins then: nobody does who stands in at one evening."""
        return not self.only and (number, at) not in self.missed


class TeamReminder(Struct, frozen=True):
    """What a reminder says: of an evening, or (None) of a meeting at `at` of so many `minutes`, before the course or after it.

    `enrolled`: so many have a place; `absent`: so many of them have said that they do not come to the evening.
    `number`: that of the meeting. `others`: who else of the team is there.
    `lacking`: in which roles nobody is, of those that the programme wants. `link`: to the video meeting, as participants have it.
    """

    course: CourseView
    helper: Helper
    evening: SessionView | None
    at: datetime
    minutes: int = 0
    enrolled: int = 0
    absent: int = 0
    looking_back: bool = False
    others: Sequence[Colleague] = ()
    lacking: Sequence[Role] = ()
    number: int = 0
    link: str = ""


def moments(view: CourseView, meet: Sequence[Meeting]) -> Iterator[Coming]:
    """Every reminder to the team of a course, as its dates stand now; `meet`: the meetings that it holds."""
    for one in view.sessions:
        if not one.cancelled:
            due = earlier(one.starts_at, DAY, view.zone)
            yield Coming(due, one.starts_at, TeamEvening(one.id, one.version), one.position)
    for it in meet:
        message = TeamMeeting(view.id, it.number, int(it.at.timestamp()))
        yield Coming(earlier(it.at, DAY, view.zone), it.at, message, looking_back=it.looking_back)


def offsets(library: Library) -> set[timedelta]:
    """How long before an evening, at most so many days and an hour or two, the team of a course may have to be reminded."""
    plans = [one.team for one in library.programmes.values()]
    planning = {span + DAY for plan in plans for span in plan.planning}
    return {DAY} | planning | {DAY - plan.evaluation for plan in plans if plan.evaluation}


async def held(session: Session, views: Mapping[int, CourseView]) -> dict[int, list[Meeting]]:
    """By course: the meetings that its team holds, in the order of time."""
    chosen = await meetings.chosen(session, list(views))
    return {number: meetings.held(view, chosen.get(number, {})) for number, view in views.items()}


def _tomorrow(tick: Tick) -> list[Window]:
    """Where a chosen meeting lies of which a reminder comes due."""
    return [tick.window.shifted(DAY).widened(HOUR_CHANGE)]


def _in(window: Window) -> ColumnElement[bool]:
    near = window.shifted(DAY).widened(HOUR_CHANGE)
    return (ChosenMeeting.starts_at > near.after) & (ChosenMeeting.starts_at <= near.until)


def _near(tick: Tick) -> list[Window]:
    """Where an evening lies of which, or of the meetings that hang on it, a reminder comes due."""
    return [tick.window.shifted(one).widened(HOUR_CHANGE) for one in sorted(offsets(tick.library))]


async def _remind(session: Session, tick: Tick) -> int:
    """All reminders that have come due, in a fixed number of statements for each hour for which they are meant."""
    near = await due_evenings(session, tick.library, CourseSession.starts_at, _near(tick))
    chosen = await session.scalars(select(ChosenMeeting.course_id).where(_in(tick.window)))
    views = await courses.by_id(session, tick.library, [*(one.course.id for one in near), *chosen])
    meet = await held(session, views)
    due = [(view, one) for view in views.values() for one in moments(view, meet[view.id]) if tick.window.holds(one.due)]
    theirs = await helpers(session, {view.id for view, one in due if one.at > tick.now})
    mail: dict[tuple[datetime, datetime], list[tuple[TeamEvening | TeamMeeting | TeamShort, int]]] = {}
    for view, one in due:
        when = after_quiet(one.due, one.at, view.centre.quiet or tick.quiet, view.zone), one.at
        there = theirs.get(view.id, {}).values()
        mail.setdefault(when, []).extend((one.message, who) for who in told(one, there))
        mail[when] += short(view, one, there)
    for (at, until), messages in mail.items():
        if messages:
            await outbox.put_each(session, messages, due_at=at, not_after=until)
    return sum(map(len, mail.values()))


def told(one: Coming, helpers: Iterable[Helper]) -> list[int]:
    """Who is told of it: whoever was on the team by then; of a meeting who coordinates, too.

    Not whoever has said that they cannot come; of a meeting nobody who stands in at one evening.
    """
    there = [who for who in helpers if who.since is None or who.since < one.due]
    if isinstance(one.message, TeamMeeting):
        return [who.person_id for who in there if who.meets(one.message.number, one.at)]
    return [who.person_id for who in there if who.holds(one.message.session_id)]


def lacking(view: CourseView, evening_id: int, helpers: Iterable[Helper]) -> list[Role]:
    """In which roles nobody comes to an evening, of those that the programme wants on a team."""
    return colleagues.lacking(view, (who.role for who in helpers if who.holds(evening_id)))


def short(view: CourseView, one: Coming, helpers: Collection[Helper]) -> list[tuple[TeamShort, int]]:
    """Who only coordinates hears, beside the team's reminder of an evening, that it lacks somebody."""
    if isinstance(one.message, TeamMeeting) or not lacking(view, one.message.session_id, helpers):
        return []
    message = TeamShort(one.message.session_id, one.message.version)
    return [(message, who.person_id) for who in helpers if not who.member]


_YES = exists().where(TeamMember.course_id == CourseSession.course_id, TeamMember.state == Answer.YES)
_SAID_YES = exists().where(TeamMember.course_id == ChosenMeeting.course_id, TeamMember.state == Answer.YES)
CONCERNS = (
    Concern(
        _remind,
        (
            Span(CourseSession.starts_at, _near, (_YES,)),
            Span(ChosenMeeting.starts_at, _tomorrow, (_SAID_YES,)),
        ),
    ),
)


_COURSES: BindParameter[int] = bindparam("courses", expanding=True)
_OF_TEAM = (
    select(TeamMember.course_id, TeamMember.person_id, TeamMember.id, TeamMember.role, TeamMember.answered_at)
    .add_columns(TeamMember.session_id)
    .join(Course, Course.id == TeamMember.course_id)
    .where(TeamMember.course_id.in_(_COURSES), Course.state == State.PUBLISHED)
    .where(TeamMember.state == Answer.YES, team.has_role(TeamMember.role))
)
_COORDINATE = (
    select(Course.id, Assignment.person_id, literal(0), literal(Role.COORDINATOR.value), null(), null())
    .join(Assignment, Assignment.centre_id == Course.centre_id)
    .where(Course.id.in_(_COURSES), Course.state == State.PUBLISHED)
    .where(Assignment.role.in_([one.value for one in rights.roles_for(Action.TEAM)]))
    .where(exists().where(TeamMember.course_id == Course.id, TeamMember.state == Answer.YES))
)
_HELPERS: CompoundSelect[Any] = union_all(_OF_TEAM, _COORDINATE)


async def helpers(session: Session, course_ids: Collection[int]) -> dict[int, dict[int, Helper]]:
    """By course and person: who is reminded. Whoever is on the team and coordinates is so as one of the team."""
    found: dict[int, dict[int, Helper]] = {}
    rows = (await session.execute(_HELPERS, {"courses": list(course_ids)})).all() if course_ids else []
    away: dict[int, set[int]] = {}
    missed: dict[int, set[tuple[int, datetime]]] = {}
    for one in await absences.of_courses(session, course_ids if rows else ()):
        if one.meeting:
            missed.setdefault(one.member_id, set()).add((one.meeting, one.at))
        else:
            away.setdefault(one.member_id, set()).add(one.session_id)
    for course_id, person_id, member, role, since, only in sorted(rows, key=lambda row: -row[2]):
        cannot = frozenset(away.get(member, ())), only or 0, frozenset(missed.get(member, ()))
        helper = Helper(person_id, member, Role(role), since, *cannot)
        found.setdefault(course_id, {}).setdefault(person_id, helper)
    return found


async def evening_views(
    session: Session, library: Library, batch: Batch[TeamEvening], now: datetime
) -> dict[int, TeamReminder]:
    """Not of an evening that was moved or cancelled or has begun; not to whoever is off the team, or cannot come."""
    ids = {one.message.session_id for one in batch}
    rows = await session.execute(select(CourseSession.id, CourseSession.course_id).where(CourseSession.id.in_(ids)))
    of = {row.id: row.course_id for row in rows}
    views, theirs = await courses.by_id(session, library, of.values()), await helpers(session, set(of.values()))
    enrolled, absent = await _enrolled(session, views), await _absent(session, of)
    named, links = await colleagues.of_courses(session, list(views)), await courses.video_links(session, views.values())
    found = {}
    for one in batch:
        view = views.get(of.get(one.message.session_id, 0))
        helper = theirs.get(view.id, {}).get(one.person_id) if view else None
        if view is None or helper is None or not helper.member:
            continue
        evening = view.session(one.message.session_id)
        if not helper.holds(evening.id):
            continue
        if evening.version == one.message.version and not evening.cancelled and evening.starts_at > now:
            counted = enrolled.get(view.id, 0), absent.get((evening.id, evening.version), 0)
            there = {who.member for who in theirs[view.id].values() if who is not helper and who.holds(evening.id)}
            others = [who for who in named.get(view.id, ()) if who.member_id in there]
            lacks = lacking(view, evening.id, theirs[view.id].values())
            at, link = evening.starts_at, links.get(view.id, "")
            found[one.row] = TeamReminder(
                view, helper, evening, at, 0, *counted, others=others, lacking=lacks, link=link
            )
    return found


async def short_views(
    session: Session, library: Library, batch: Batch[TeamShort], now: datetime
) -> dict[int, tuple[CourseView, SessionView, list[Role]]]:
    """The roles in which nobody comes; not of an evening that has found somebody, was moved or cancelled, or has begun."""
    ids = {one.message.session_id for one in batch}
    rows = await session.execute(select(CourseSession.id, CourseSession.course_id).where(CourseSession.id.in_(ids)))
    of = {row.id: row.course_id for row in rows}
    views, theirs = await courses.by_id(session, library, of.values()), await helpers(session, set(of.values()))
    found = {}
    for one in batch:
        view = views.get(of.get(one.message.session_id, 0))
        if view is None or one.person_id not in theirs.get(view.id, {}):
            continue
        evening = view.session(one.message.session_id)
        as_told = evening.version == one.message.version and not evening.cancelled and evening.starts_at > now
        if as_told and (roles := lacking(view, evening.id, theirs[view.id].values())):
            found[one.row] = view, evening, roles
    return found


async def meeting_views(
    session: Session, library: Library, batch: Batch[TeamMeeting], now: datetime
) -> dict[int, TeamReminder]:
    """Not of a meeting that has another time or is left out, or has begun; not to whoever is off the team, or cannot come."""
    views = await courses.by_id(session, library, (one.message.course_id for one in batch))
    theirs, meet = await helpers(session, list(views)), await held(session, views)
    found = {}
    for one in batch:
        view = views.get(one.message.course_id)
        helper = theirs.get(view.id, {}).get(one.person_id) if view else None
        at = datetime.fromtimestamp(one.message.at, UTC)
        it = next((it for it in meet.get(one.message.course_id, ()) if it.at == at), None)
        if view and helper and it and at > now and helper.meets(it.number, at):
            found[one.row] = TeamReminder(
                view, helper, None, at, it.minutes, looking_back=it.looking_back, number=it.number
            )
    return found


async def _enrolled(session: Session, course_ids: Iterable[int]) -> Mapping[int, int]:
    rows = await session.execute(
        select(Enrolment.course_id, func.count())
        .where(Enrolment.course_id.in_(list(course_ids)), Enrolment.status == Status.PLACE)
        .group_by(Enrolment.course_id)
    )
    return {row[0]: row[1] for row in rows}


async def _absent(session: Session, evening_ids: Iterable[int]) -> Mapping[tuple[int, int], int]:
    """By evening and version of it: how many of those with a place do not come."""
    rows = await session.execute(
        select(Attendance.session_id, Attendance.session_version, func.count())
        .join(CourseSession, CourseSession.id == Attendance.session_id)
        .join(
            Enrolment,
            (Enrolment.course_id == CourseSession.course_id) & (Enrolment.person_id == Attendance.person_id),
        )
        .where(Attendance.session_id.in_(list(evening_ids)), Attendance.coming.is_(False))
        .where(Enrolment.status == Status.PLACE)
        .group_by(Attendance.session_id, Attendance.session_version)
    )
    return {(row[0], row[1]): row[2] for row in rows}
