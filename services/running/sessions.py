"""Evenings: moved by a coordinator, answered by those who have a place, and what they are told of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from db.models import Attendance, Course, CourseSession
from domain.errors import AlreadyBegun, EveningBegun, EveningOver, Gone, InThePast, Overlaps, Stale
from domain.rights import Action
from domain.running.messages import SessionMoved, SessionsMoved
from domain.running.sessions import days_later, is_near, read_time
from services import Session, courses, people, signup
from services.courses import CourseView, SessionView, absences, changes, coordination, reasons, team
from services.courses.absences import Away
from services.courses.coordination import Answers, Said
from services.mail import outbox
from services.people import Actor, Reach
from services.programmes import Library

WEEK = 7


class Evening(Struct, frozen=True):
    """One evening as its coordinator sees it. `reach`: of those who have a place, whom a change is told, and whom to ring;
    `line`: how many of those in line are told too; `team`: who of the team is, and who of it is not reached. `away`: who of the
    team cannot come to it, where that is asked for.
    """

    course: CourseView
    session: SessionView
    answers: Answers
    begun: bool
    reach: Reach
    line: int = 0
    team: Reach = Reach()
    away: Sequence[Away] = ()

    @property
    def week_later(self) -> list[tuple[SessionView, datetime]]:
        """This evening and all later ones that take place, each with the same hour a week on."""
        later = _later(self.course, self.session)
        return [(one, days_later(one.starts_at, WEEK, self.course.zone)) for one in later]

    def clash(self, at: datetime) -> SessionView | None:
        """Another evening of the course that takes place while this one would, if it began at `at`."""
        until = at + (self.session.ends_at - self.session.starts_at)
        others = [one for one in self.course.sessions if one.id != self.session.id and not one.cancelled]
        return next((one for one in others if one.starts_at < until and at < one.ends_at), None)

    @property
    def example(self) -> datetime:
        """A time to show to whoever is asked to write one."""
        return days_later(self.session.starts_at, 1, self.course.zone)


class Meeting(Struct, frozen=True):
    """One evening as a participant sees it at `now`; `coming` is what they have answered, None when nothing yet.

    `link`: to the video meeting, where the course has one.
    """

    course: CourseView
    session: SessionView
    now: datetime
    coming: bool | None
    link: str = ""


class NewDates(Struct, frozen=True):
    """The evenings that are still to come, in the order of time, after several of them were moved; `reason`: why."""

    course: CourseView
    evenings: tuple[SessionView, ...]
    reason: str = ""


async def evening(
    session: Session, library: Library, actor: Actor, session_id: int, now: datetime, *, later: bool = False
) -> Evening:
    """One evening of a course that the person coordinates; of its team all are told but who stands in at another one alone.

    `later`: all later ones change with it. Raises NotYours, Gone.
    """
    row = await session.get(CourseSession, session_id)
    view = await coordination.course(session, library, actor, row.course_id if row else 0)
    one = view.session(session_id)
    reach = await people.reach(session, outbox.takes_part(view.id))
    line = await people.reach(session, changes.concerned(view.id, in_line=True))
    change = [one, *(_later(view, one) if later else ())]
    helpers = await people.reach(session, team.concerned(view.id, [each.id for each in change]))
    answers, begun = await coordination.answers(session, view, one), one.starts_at <= now
    return Evening(view, one, answers, begun, reach, line.told, helpers)


async def card(
    session: Session, library: Library, actor: Actor, session_id: int, now: datetime, *, later: bool = False
) -> Evening:
    """As `evening`, with who of the team cannot come to it."""
    found = await evening(session, library, actor, session_id, now, later=later)
    away = absences.named(await absences.of_courses(session, [found.course.id]), session_id)
    return replace(found, away=away)


def _later(view: CourseView, one: SessionView) -> list[SessionView]:
    """This evening and all later ones that take place, in the order of time."""
    later = [each for each in view.sessions if not each.cancelled and each.starts_at >= one.starts_at]
    return sorted(later, key=lambda each: each.starts_at)


async def who_comes(
    session: Session, library: Library, actor: Actor, session_id: int
) -> tuple[CourseView, SessionView, Said]:
    """The answers to an evening by name. Raises NotYours, Gone."""
    row = await session.get(CourseSession, session_id)
    view = await coordination.course(session, library, actor, row.course_id if row else 0, Action.PEOPLE)
    one = view.session(session_id)
    return view, one, await coordination.said(session, view, one)


async def changeable(
    session: Session,
    library: Library,
    actor: Actor,
    session_id: int,
    version: int,
    now: datetime,
    *,
    later: bool = False,
) -> Evening:
    """As `evening`, one that may still be moved or cancelled. Raises NotYours, Gone, Stale, AlreadyBegun."""
    found = await evening(session, library, actor, session_id, now, later=later)
    if found.begun and not found.session.cancelled:
        raise AlreadyBegun(found.course.id)
    if found.session.version != version or found.session.cancelled:
        raise Stale
    return found


async def written_time(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, text: str, now: datetime
) -> tuple[Evening, datetime]:
    """The evening, and the new start that was written; without an hour it keeps its own.

    Raises NotATime, OtherWeekday, InThePast and as `changeable`.
    """
    found = await changeable(session, library, actor, session_id, version, now)
    start = found.session.starts_at
    return found, read_time(text, now, found.course.zone, found.example, start, same_hour=True)


async def preview_move(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, at: datetime, now: datetime
) -> Evening:
    """The evening that would be moved. Raises InThePast and what `changeable` raises."""
    found = await changeable(session, library, actor, session_id, version, now)
    if at <= now:
        raise InThePast
    if not is_near(at, now):
        raise Gone
    return found


async def move(
    session: Session,
    library: Library,
    actor: Actor,
    session_id: int,
    version: int,
    at: datetime,
    now: datetime,
    reason_id: int = 0,
) -> bool:
    """Move an evening and tell everybody who has a place; its length stays. False when it already stands at that time.

    So a second press on the same button tells nobody twice. Raises InThePast, Overlaps where another evening of the course is at
    that time by now, and what `changeable` raises.
    """
    row = await locked(session, library, actor, session_id, now)
    if row.starts_at == at and row.cancelled_at is None:
        return False
    found = await preview_move(session, library, actor, session_id, version, at, now)
    if found.clash(at):
        raise Overlaps
    before = row.starts_at
    changes.move_to(row, at, await reasons.given(session, reason_id, row.course_id))
    await session.flush()
    message = SessionMoved(row.id, row.version)
    await outbox.put(session, message, outbox.takes_part(row.course_id), due_at=now, not_after=at)
    await tell_the_line(session, library, row.course_id, {row.id: before}, now)
    await signup.renew_offers(session, await courses.load(session, library, row.course_id), now)
    return True


async def preview_move_all(
    session: Session, library: Library, actor: Actor, session_id: int, version: int, now: datetime
) -> Evening:
    """The evening that would be moved with all later ones. Raises Gone when there are none, and what `changeable` raises."""
    found = await changeable(session, library, actor, session_id, version, now, later=True)
    if len(found.week_later) < 2 or not is_near(found.week_later[-1][1], now):
        raise Gone
    return found


async def move_all(
    session: Session,
    library: Library,
    actor: Actor,
    session_id: int,
    version: int,
    now: datetime,
    reason_id: int = 0,
) -> bool:
    """Move an evening and all later ones by a week, and tell everybody who has a place once, with all the new dates.

    False when this very press has been carried out already. Raises what `preview_move_all` raises.
    """
    row = await locked(session, library, actor, session_id, now)
    zone = (await courses.of_session(session, library, session_id)).zone
    if row.version == version + 1 and row.moved_from and row.starts_at == days_later(row.moved_from, WEEK, zone):
        return False
    evenings = await session.scalars(
        select(CourseSession)
        .where(CourseSession.course_id == row.course_id)
        .execution_options(populate_existing=True)  # a colleague may have moved one just now
    )
    rows = {one.id: one for one in evenings.all()}
    found = await preview_move_all(session, library, actor, session_id, version, now)
    reason = await reasons.given(session, reason_id, row.course_id)
    before: dict[int, datetime | None] = {one.id: rows[one.id].starts_at for one, _ in found.week_later}
    for one, at in found.week_later:
        changes.move_to(rows[one.id], at, reason)
    await session.flush()
    message = SessionsMoved(row.course_id, row.id, row.version)
    until = found.week_later[-1][1]
    await outbox.put(session, message, outbox.takes_part(row.course_id), due_at=now, not_after=until)
    await tell_the_line(session, library, row.course_id, before, now)
    await signup.renew_offers(session, await courses.load(session, library, row.course_id), now)
    return True


async def tell_the_line(
    session: Session, library: Library, course_id: int, moved: Mapping[int, datetime | None], now: datetime
) -> None:
    """Tell those in line of evenings by their earlier starts, None for one that was cancelled and takes place after all."""
    await changes.tell_the_line(session, library, await session.get_one(Course, course_id), moved, now)


async def locked(session: Session, library: Library, actor: Actor, session_id: int, now: datetime) -> CourseSession:
    """The evening's row, under the course's lock: whoever joins meanwhile is told, or is shown the new time at once."""
    found = await evening(session, library, actor, session_id, now)
    await courses.lock(session, found.course.id)
    return await session.get_one(CourseSession, session_id, populate_existing=True)


async def attend(
    session: Session,
    library: Library,
    actor: Actor,
    session_id: int,
    version: int,
    coming: bool,
    now: datetime,
) -> Meeting:
    """Say whether one comes; may be changed until the evening begins.

    Raises Gone (no place), Stale, EveningBegun, EveningOver, ConsentNeeded.
    """
    view, one = await _answerable(session, library, actor, session_id, now, version)
    row = await _answer(session, session_id, actor.id)
    row = row or Attendance(session_id=session_id, person_id=actor.id)
    row.session_version, row.coming, row.answered_at = version, coming, now
    session.add(row)
    await session.flush()
    return Meeting(view, one, now, coming)


async def my_evening(session: Session, library: Library, actor: Actor, session_id: int, now: datetime) -> Meeting:
    """An evening of a course on which one has a place, and what one has said of it. Raises what `attend` raises."""
    view, one = await _answerable(session, library, actor, session_id, now)
    answer = await _answer(session, session_id, actor.id)
    said = answer.coming if answer and answer.session_version == one.version else None
    return Meeting(view, one, now, said)


async def _answerable(
    session: Session, library: Library, actor: Actor, session_id: int, now: datetime, version: int | None = None
) -> tuple[CourseView, SessionView]:
    """The course and its evening, of which one may say whether one comes."""
    actor.must_have_consented()
    view = await courses.of_session(session, library, session_id)
    if not await coordination.has_place(session, view.id, actor.id):
        raise Gone
    one = view.session(session_id)
    if one.starts_at <= now and not one.cancelled:
        raise EveningOver if one.ends_at <= now else EveningBegun
    if one.cancelled or version not in (None, one.version):
        raise Stale
    return view, one


async def _answer(session: Session, session_id: int, person_id: int) -> Attendance | None:
    row: Attendance | None = await session.scalar(
        select(Attendance).where(Attendance.session_id == session_id, Attendance.person_id == person_id)
    )
    return row
