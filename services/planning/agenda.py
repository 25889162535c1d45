"""What will go out, when, and to how many: the planner's rules asked ahead of time.

What follows from something that has not happened yet (a group that starts, a place that goes on to the next) is foretold
once it has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import isodate
from msgspec import Struct
from sqlalchemy import exists, func, select

from db.models import (
    Assignment,
    Attendance,
    Centre,
    ChosenMeeting,
    Course,
    CourseSession,
    Enrolment,
    EvaluationDraft,
    Group,
    GroupMember,
    Person,
    Wish,
)
from domain.evaluation.messages import EvaluationInvite, EvaluationReminder
from domain.finding.messages import FitsNext
from domain.groups import HOLDING, LIVE
from domain.groups.messages import GroupInvite
from domain.programmes import Words
from domain.running.messages import FollowUp, SessionReminder, WeeklyMessage
from domain.signup import IN_LINE, Status
from domain.signup.messages import OfferLapsed, SignUpDigest, WaitingListClosed
from domain.timing import NIGHT, QuietHours, Window, after_quiet, earlier, slots_between, too_early
from services import Session, ballots, courses, people
from services.courses import CourseView, SessionView
from services.finding import pathway
from services.groups import agenda as groups
from services.groups.planner import INVITE_LASTS, invited_at
from services.groups.wishes import LOOKS
from services.planning import teams
from services.planning.planner import FOLLOW_UP_LASTS, WEEKLY_LASTS, joined_before
from services.programmes import Library
from services.setup.meetings import Meeting

ALWAYS = QuietHours(time(0), time(0))
"""No quiet hours."""
_BY_CHOICE = (WeeklyMessage.kind, FollowUp.kind, FitsNext.kind)
_POLLS = (EvaluationInvite.kind, EvaluationReminder.kind)


class Entry(Struct, frozen=True):
    """Something that goes out at `due` to `count` people, as things stand now.

    `kind` is that of the message. `title` is the evening's topic for what belongs to an evening, else the programme's
    title; `number` is that of the evening or of the message, 0 for the waiting list; `round` that of a poll.
    What is of a group has its `group_id` and neither course nor title; `number` is then that of the meeting, and `kind`
    may be something said in the group's chat (`groups/agenda.py`).
    """

    due: datetime
    kind: str
    course_slug: str
    title: Words
    count: int
    zone: ZoneInfo
    number: int = 0
    group_id: int = 0
    round: str = ""


class _Moment(Struct, frozen=True):
    """A planned message before quiet hours are looked at, as in `services/planning/planner.py`.

    `evening` is id and version of the one that a reminder is about; `about_groups`: not for those who know of groups. `since`:
    whoever has had a place from then on does not get it.
    """

    kind: str
    due: datetime
    since: datetime
    not_after: datetime
    title: Words
    number: int
    round: str = ""
    evening: tuple[int, int] = (0, 0)
    about_groups: bool = False


class _Seat(Struct, frozen=True):
    """A person who has a place and can be reached. `polls` are the rounds they have sent in or declined.

    `knows_groups`: as in `wishes.knows_of_groups`. `away`: evenings, as id and version, that they cannot come to.
    """

    since: datetime
    paused: bool
    polls: frozenset[str]
    knows_groups: bool
    away: frozenset[tuple[int, int]]


async def coming(session: Session, library: Library, now: datetime, until: datetime, quiet: QuietHours) -> list[Entry]:
    """Everything that is due in (now, until], soonest first; messages that nobody would get are there with count 0."""
    views = await courses.load_many(session, library, await _near(session, library, now, until))
    seats = await _seats(session, views)
    entries = await _lines(session, views, now, until)
    for view in views:
        for one in _moments(view):
            due = after_quiet(one.due, one.not_after, view.centre.quiet or quiet, view.zone)
            if now < due <= until:
                count = sum(_gets(seat, one) for seat in seats.get(view.id, ()))
                entries.append(
                    Entry(due, one.kind, view.slug, one.title, count, view.zone, one.number, round=one.round)
                )
    entries += await _to_teams(session, views, Window(now, until), quiet)
    entries += await _digests(session, now, until)
    for line in await groups.coming(session, library, now, until, quiet):
        entries.append(Entry(line.due, line.kind, "", {}, line.count, line.zone, line.number, line.group_id))
    return sorted(entries, key=lambda one: (one.due, one.course_slug, one.group_id, one.kind, one.number))


async def _to_teams(
    session: Session, views: Sequence[CourseView], window: Window, quiet: QuietHours
) -> Iterable[Entry]:
    """The reminders to the teams of courses; nothing of courses that have none."""
    theirs = await teams.helpers(session, [view.id for view in views])
    meet = await teams.held(session, {view.id: view for view in views})
    found = []
    for view in views:
        for one in teams.moments(view, meet[view.id]) if view.id in theirs else ():
            due, title = _team_due(view, one, quiet), view.programme.chat_title
            there = theirs[view.id].values()
            if window.holds(due):
                count, short = len(teams.told(one, there)), teams.short(view, one, there)
                found.append(Entry(due, one.message.kind, view.slug, title, count, view.zone, one.number))
                if short:
                    found.append(Entry(due, short[0][0].kind, view.slug, title, len(short), view.zone, one.number))
    return found


def _team_due(view: CourseView, one: teams.Coming, quiet: QuietHours) -> datetime:
    return after_quiet(one.due, one.at, view.centre.quiet or quiet, view.zone)


class Ahead(Struct, frozen=True):
    """Something that will go out to everybody with a place or to the team, as in `Entry`.

    `looking_back`: to the team, of the meeting after the course. `round`: that of a poll.
    """

    due: datetime
    kind: str
    title: Words
    number: int
    looking_back: bool = False
    round: str = ""


def foretold(view: CourseView, meet: Sequence[Meeting], quiet: QuietHours, now: datetime) -> list[Ahead]:
    """Everything that will go out for a course if its dates and those of its team's meetings (`meet`) stay, soonest first."""
    found = []
    for one in _moments(view):
        due = after_quiet(one.due, one.not_after, view.centre.quiet or quiet, view.zone)
        if due > now:
            found.append(Ahead(due, one.kind, one.title, one.number, round=one.round))
    for reminder in teams.moments(view, meet):
        if (due := _team_due(view, reminder, quiet)) > now:
            title, back = view.programme.chat_title, reminder.looking_back
            found.append(Ahead(due, reminder.message.kind, title, reminder.number, back))
    return sorted(found, key=lambda one: (one.due, one.kind, one.number))


async def _near(session: Session, library: Library, now: datetime, until: datetime) -> Sequence[int]:
    """Courses with an evening, or a meeting of their team, from which something may follow in the window."""
    early = [-one for one in library.early_poll_offsets]
    of_teams = teams.offsets(library)
    before = max([timedelta(0), *library.reminder_offsets, *early, *of_teams]) + NIGHT
    late = [-one for one in of_teams]
    after = (
        max([timedelta(weeks=max(library.weeks, default=1) + 1), pathway.AFTER, *library.poll_offsets, *late]) + NIGHT
    )
    found = await session.scalars(
        select(CourseSession.course_id)
        .where(CourseSession.starts_at <= until + before, CourseSession.ends_at > now - after)
        .distinct()
    )
    meet = await session.scalars(
        select(ChosenMeeting.course_id)
        .where(ChosenMeeting.starts_at > now, ChosenMeeting.starts_at <= until + teams.DAY + NIGHT)
        .distinct()
    )
    return sorted({*found, *meet})


def _moments(view: CourseView) -> Iterator[_Moment]:
    """None of a course that does not take place."""
    if not view.takes_place:
        return
    for evening in view.sessions:
        yield from _reminders(view, evening)
        yield from _polls(view, evening)
    yield from _weekly(view)
    yield from _follow_ups(view)
    yield from _next(view)
    if view.programme.asks_about_groups:
        due = invited_at(view)
        yield _Moment(GroupInvite.kind, due, due, due + INVITE_LASTS, view.programme.chat_title, 0, about_groups=True)


def _reminders(view: CourseView, evening: SessionView) -> Iterator[_Moment]:
    if evening.cancelled:
        return
    offsets = [*map(isodate.parse_duration, view.programme.reminders), timedelta(0)]
    held = [(one.starts_at, one.ends_at) for one in view.sessions if not one.cancelled]
    for offset, following in pairwise(offsets):
        due, not_after = (earlier(evening.starts_at, span, view.zone) for span in (offset, following))
        if too_early(due, evening.starts_at, held):
            continue
        of = (evening.id, evening.version)
        yield _Moment(SessionReminder.kind, due, due, not_after, evening.topic.title, evening.position, evening=of)


def _polls(view: CourseView, evening: SessionView) -> Iterator[_Moment]:
    for one in view.programme.moments:
        if one.position == evening.position and (one.of_the_whole or not view.lapsed(evening)):
            ended = view.ended(evening) if one.of_the_whole else evening.ends_at
            when = evening.starts_at, ended, view.zone
            opens, reminds, closes = one.opens(*when), one.reminds(*when), one.closes(*when)
            reminder = ((EvaluationReminder.kind, reminds),) if reminds else ()
            said = view.programme.chat_title, evening.position
            for kind, due in ((EvaluationInvite.kind, opens), *reminder):
                if due < closes:
                    yield _Moment(kind, due, joined_before(view.programme, ended, due), closes, *said, one.key)


def _since(view: CourseView, evening: SessionView, due: datetime) -> datetime:
    return joined_before(view.programme, evening.ends_at, due)


def _weekly(view: CourseView) -> Iterator[_Moment]:
    """One a week even when a moved evening shares its week: that of the evening that ends last."""
    weeks: dict[datetime, tuple[SessionView, int]] = {}
    follows: dict[int, list[int]] = {}
    for number, _ in enumerate(view.programme.weekly_message, 1):
        follows.setdefault(view.programme.weekly_after(number)[0], []).append(number)
    for evening in sorted(view.sessions, key=lambda one: (one.ends_at, one.id)):
        for number in follows.get(evening.position, ()) if view.weekly_follows(evening) else ():
            _, weeks_after = view.programme.weekly_after(number)
            weeks[_slot(view, evening.ends_at, weeks_after - 1)] = evening, number
    for slot, (evening, number) in weeks.items():
        about = view.programme.weekly_message[number - 1].about_groups
        title = evening.topic.title
        since = _since(view, evening, slot)
        yield _Moment(WeeklyMessage.kind, slot, since, slot + WEEKLY_LASTS, title, number, about_groups=about)


def _follow_ups(view: CourseView) -> Iterator[_Moment]:
    last = [one for one in view.sessions if one.position == view.programme.sessions]
    for number, thought in enumerate(view.programme.follow_up, 1):
        for evening in last:
            ended = view.ended(evening)
            slot = _slot(view, ended, weeks=thought.weeks_after - 1)
            lasts, about = slot + FOLLOW_UP_LASTS, thought.about_groups
            since = joined_before(view.programme, ended, slot)
            yield _Moment(FollowUp.kind, slot, since, lasts, view.programme.chat_title, number, about_groups=about)


def _next(view: CourseView) -> Iterator[_Moment]:
    last = [one for one in view.sessions if one.position == view.programme.sessions]
    for evening in last if view.programme.entry.leads_to else ():
        if not view.lapsed(evening):
            due = pathway.due(evening.ends_at, view.zone)
            yield _Moment(FitsNext.kind, due, due, due + pathway.LASTS, view.programme.chat_title, 0)


def _slot(view: CourseView, ends: datetime, weeks: int = 0) -> datetime:
    """The programme's weekly slot at or first after an evening's end, and `weeks` weeks on."""
    slots = slots_between(
        ends - timedelta(microseconds=1), ends + timedelta(weeks=weeks + 2), view.programme.weekly.slot, view.zone
    )
    return [next(slots) for _ in range(weeks + 1)][-1]


def _gets(seat: _Seat, one: _Moment) -> bool:
    if seat.since >= one.since or (seat.paused and one.kind in _BY_CHOICE):
        return False
    if (seat.knows_groups and one.about_groups) or one.evening in seat.away:
        return False
    return one.kind not in _POLLS or one.round not in seat.polls


async def _seats(session: Session, views: Sequence[CourseView]) -> dict[int, list[_Seat]]:
    """Who has a place on each course and has not blocked the bot."""
    rounds = {view.id: {one.key for one in view.programme.moments} for view in views}
    course_ids = list(rounds)
    done = await _polls_done(session, rounds)
    away = await _away(session, course_ids)
    looks = exists().where(
        Wish.person_id == Enrolment.person_id, Wish.centre_id == Course.centre_id, Wish.state.in_(LOOKS)
    )
    held = exists().where(
        *(GroupMember.person_id == Enrolment.person_id, GroupMember.state.in_(HOLDING)),
        *(GroupMember.group_id == Group.id, Group.centre_id == Course.centre_id, Group.state.in_(LIVE)),
    )
    rows = await session.execute(
        select(Enrolment.course_id, Enrolment.person_id, Enrolment.since, Person.paused_at, looks | held)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.course_id.in_(course_ids), Enrolment.status == Status.PLACE, people.reachable())
    )
    seats: dict[int, list[_Seat]] = {}
    for course_id, person_id, since, paused, knows in rows:
        polls, evenings = frozenset(done.get((course_id, person_id), ())), frozenset(away.get(person_id, ()))
        seats.setdefault(course_id, []).append(_Seat(since, paused is not None, polls, knows, evenings))
    return seats


async def _polls_done(session: Session, rounds: Mapping[int, set[str]]) -> dict[tuple[int, int], set[str]]:
    """By course and person: the rounds they have sent in or declined; all of the course for the centre's team."""
    course_ids = list(rounds)
    done: dict[tuple[int, int], set[str]] = {}
    declined = await session.execute(
        select(EvaluationDraft.course_id, EvaluationDraft.person_id, EvaluationDraft.round).where(
            EvaluationDraft.course_id.in_(course_ids), EvaluationDraft.skipped_at.is_not(None)
        )
    )
    for course_id, person_id, round_ in declined:
        done.setdefault((course_id, person_id), set()).add(round_)
    for (course_id, round_), senders in (await ballots.senders(session, course_ids)).items():
        for person_id in senders:
            done.setdefault((course_id, person_id), set()).add(round_)
    team = await session.execute(
        select(Course.id, Assignment.person_id)
        .join(Assignment, Assignment.centre_id == Course.centre_id)
        .where(Course.id.in_(course_ids))
    )
    for course_id, person_id in team:
        done[course_id, person_id] = rounds[course_id]
    return done


async def _away(session: Session, course_ids: Sequence[int]) -> dict[int, set[tuple[int, int]]]:
    """By person: evenings, as id and version, that they have said they cannot come to."""
    rows = await session.execute(
        select(Attendance.person_id, Attendance.session_id, Attendance.session_version)
        .join(CourseSession, CourseSession.id == Attendance.session_id)
        .where(CourseSession.course_id.in_(course_ids), Attendance.coming.is_(False))
    )
    away: dict[int, set[tuple[int, int]]] = {}
    for person_id, session_id, version in rows:
        away.setdefault(person_id, set()).add((session_id, version))
    return away


async def _digests(session: Session, now: datetime, until: datetime) -> list[Entry]:
    """The daily word of sign-ups to coordinators, where there is something to tell."""
    rows = await session.execute(
        select(Person.news_due_at, Centre.time_zone, func.count(Person.id.distinct()))
        .join(Assignment, Assignment.person_id == Person.id)
        .join(Centre, Centre.id == Assignment.centre_id)
        .where(Person.news_due_at > now, Person.news_due_at <= until, people.reachable())
        .group_by(Person.news_due_at, Centre.time_zone)
    )
    return [Entry(due, SignUpDigest.kind, "", {}, count, ZoneInfo(zone)) for due, zone, count in rows.all() if due]


async def _lines(session: Session, views: Sequence[CourseView], now: datetime, until: datetime) -> list[Entry]:
    """Offers that lapse, and waiting lists that close because the course begins."""
    by_id = {view.id: view for view in views}
    rows = await session.execute(
        select(Enrolment.course_id, Enrolment.status, Enrolment.offer_expires_at).where(
            Enrolment.course_id.in_(by_id), Enrolment.status.in_(IN_LINE)
        )
    )
    counts: dict[tuple[datetime, str, int], int] = {}
    for course_id, _status, expires in rows:
        starts = by_id[course_id].open_until
        lapses = expires is not None and expires < starts
        due, kind = (expires, OfferLapsed.kind) if lapses and expires else (starts, WaitingListClosed.kind)
        counts[due, kind, course_id] = counts.get((due, kind, course_id), 0) + 1
    return [
        Entry(due, kind, by_id[number].slug, by_id[number].programme.chat_title, count, by_id[number].zone)
        for (due, kind, number), count in counts.items()
        if now < due <= until
    ]
