"""What has come due: a query over the courses as they are now, written into the outbox under unique keys.

Each tick looks at the moments in (how far it came last time, now]: session start minus offset, weekly slot, evaluation
moment, end of an offer. A moved evening, a late sign-up or somebody who left needs no re-planning: only what is true now
is ever asked. Whether anything is due is one question for all (`services/mail/concerns.py`), whatever the number of programmes,
courses and enrolments.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import isodate
from sqlalchemy import exists, select

from db.models import Centre, CourseSession, Enrolment, Person
from domain.evaluation.messages import EvaluationInvite, EvaluationReminder
from domain.finding.messages import FitsNext
from domain.messages import Message
from domain.programmes import Moment, Programme
from domain.running.messages import FollowUp, SessionReminder, WeeklyMessage
from domain.running.sessions import ASKED_AFTER
from domain.signup import Status
from domain.timing import QuietHours, WeeklySlot, Window, after_quiet, earlier, slots_between, too_early, weeks_earlier
from services import Session, ballots, courses, signup
from services.finding import pathway, refill
from services.finding import planner as finding
from services.groups import planner as groups
from services.mail import notes, outbox
from services.mail.apart import broke
from services.mail.concerns import LONG_AGO, Concern, Span, Tick, come_due, look_after
from services.people import out_of_reach
from services.planning import teams
from services.planning.evenings import Due, due_evenings
from services.programmes import Library
from services.signup import news, offers

OVERLAP = timedelta(minutes=2)
"""Looked at again each time: a change that was committed while the last tick was reading. The keys keep it from doubling."""
MENDED_WITHIN = timedelta(days=1)
"""While something breaks, nothing is taken for done: for so long, all is looked at again from where all was well."""
LOOK_BACK = timedelta(days=90)
"""The longest gap that is made good after a standstill; nothing older is still of use."""
HOUR_CHANGE = timedelta(hours=2)
"""More than any change to or from summer time; what is due "a week before" may be an hour off in absolute time."""
WEEKLY_LASTS = timedelta(days=7)
FOLLOW_UP_LASTS = timedelta(days=28)


async def plan(session: Session, library: Library, quiet: QuietHours, now: datetime) -> int:
    """Write everything that has come due since the last tick into the outbox; returns how many messages are new."""
    seen = await notes.read_instant(session, notes.PLANNED_UNTIL)
    written = await look_after(session, CONCERNS, _tick(library, quiet, seen, now))
    if _to_be_noted(seen, now) and not (broke(session) and seen and now - seen < MENDED_WITHIN):
        await notes.write_instant(session, notes.PLANNED_UNTIL, now)
    return written


async def has_work(session: Session, library: Library, quiet: QuietHours, now: datetime) -> bool:
    """Whether `plan` may find anything to do: nearly always it does not."""
    seen = await notes.read_instant(session, notes.PLANNED_UNTIL)
    return _to_be_noted(seen, now) or bool(await come_due(session, CONCERNS, _tick(library, quiet, seen, now)))


def _tick(library: Library, quiet: QuietHours, seen: datetime | None, now: datetime) -> Tick:
    start = now if seen is None else min(seen, now)
    window = Window(max(start - OVERLAP, now - LOOK_BACK), now)
    return Tick(library, quiet, window, Window(start - OVERLAP, now))


def _to_be_noted(seen: datetime | None, now: datetime) -> bool:
    """Now and then only: an idle bot does not write to its disk every second."""
    return seen is None or abs(now - seen) > OVERLAP / 2


async def _put(
    session: Session,
    one: Due,
    message: Message,
    tick: Tick,
    *,
    due: datetime,
    not_after: datetime,
    ends: datetime | None = None,
    but: Collection[int] = (),
) -> int:
    """Queue for those who had a place before the moment, `but` some; what would come too late is not written at all.

    What follows from an evening is not for those who have joined after it (`ends`, or when this one does): a course that goes on
    may be joined at any time.
    """
    if tick.now >= not_after:
        return 0
    since = joined_before(one.programme, ends or one.evening.ends_at, due)
    people = outbox.takes_part(one.course.id, since=since).where(Enrolment.person_id.not_in(but))
    at = after_quiet(due, not_after, one.quiet or tick.quiet, one.zone)
    return await outbox.put(session, message, people, due_at=at, not_after=not_after)


async def _reminders(session: Session, tick: Tick) -> int:
    """Each reminder is of use until the next one of the same evening is due, the last one until the evening begins.

    One that would come before the evening before is over is left out.
    """
    near = await due_evenings(session, tick.library, CourseSession.starts_at, _before_evenings(tick))
    coming = [found for one in near if one.evening.cancelled_at is None for found in _reminders_of(one, tick.window)]
    held = await _held(session, [one for one, _, _, _ in coming])
    written = 0
    for one, text, due, not_after in coming:
        if not too_early(due, one.evening.starts_at, held[one.course.id]):
            message = SessionReminder(one.evening.id, one.evening.version, text)
            written += await _put(session, one, message, tick, due=due, not_after=not_after)
    return written


def joined_before(programme: Programme, evening_ends: datetime, due: datetime) -> datetime:
    """Whoever had a place before this instant gets what is due by an evening."""
    return min(due, evening_ends) if programme.rolling else due


def _reminders_of(one: Due, window: Window) -> Iterator[tuple[Due, str, datetime, datetime]]:
    """The reminders of an evening that come due in the window: each with its name, when, and until when it is of use."""
    offsets = [(text, isodate.parse_duration(text)) for text in one.programme.reminders]
    for (text, offset), (_, until) in pairwise([*offsets, ("", timedelta(0))]):
        due, not_after = (earlier(one.evening.starts_at, span, one.zone) for span in (offset, until))
        if window.holds(due):
            yield one, text, due, not_after


def _before_evenings(tick: Tick) -> list[Window]:
    """Where an evening lies of which a reminder comes due."""
    return [tick.window.shifted(offset).widened(HOUR_CHANGE) for offset in tick.library.reminder_offsets]


async def _held(session: Session, due: Sequence[Due]) -> dict[int, list[tuple[datetime, datetime]]]:
    """By course: start and end of every evening that takes place."""
    held: dict[int, list[tuple[datetime, datetime]]] = {one.course.id: [] for one in due}
    if held:
        rows = await session.execute(
            select(CourseSession.course_id, CourseSession.starts_at, CourseSession.ends_at).where(
                CourseSession.course_id.in_(held), CourseSession.cancelled_at.is_(None)
            )
        )
        for course_id, starts, ends in rows:
            held[course_id].append((starts, ends))
    return held


async def _weekly(session: Session, tick: Tick) -> int:
    """Each programme's weekday and hour in each centre's time zone."""
    written = 0
    zones = [ZoneInfo(name) for name in await session.scalars(select(Centre.time_zone).distinct())]
    for zone in zones:
        for slot in tick.library.weekly_slots:
            for at in slots_between(tick.window.after, tick.window.until, slot, zone):
                written += await _week(session, tick, slot, at, zone)
    return written


async def _week(session: Session, tick: Tick, slot: WeeklySlot, at: datetime, zone: ZoneInfo) -> int:
    """The messages of the weeks after sessions, and those after the course, of all programmes of this hour.

    One weekly message a week, even when a moved evening shares its week: that of the evening that ended last. None when
    the rest of the course was called off.
    """
    weeks = {ago: Window(weeks_earlier(at, ago, zone), weeks_earlier(at, ago - 1, zone)) for ago in tick.library.weeks}
    newest: dict[int, tuple[Due, WeeklyMessage]] = {}
    found = await due_evenings(session, tick.library, CourseSession.ends_at, list(weeks.values()), zone)
    ended = [one for one in found if one.programme.weekly.slot == slot]
    for one in ended:
        follows = {weeks_after for weeks_after, week in weeks.items() if week.holds(one.evening.ends_at)}
        for number, _ in enumerate(one.programme.weekly_message, 1) if one.weekly_follows else ():
            after, weeks_after = one.programme.weekly_after(number)
            if after == one.evening.position and weeks_after in follows:
                newest[one.course.id] = one, WeeklyMessage(one.course.id, number)
    off = await due_evenings(session, tick.library, CourseSession.cancelled_at, _weeks_called_off(weeks), zone)
    ended += [one for one in off if one.programme.weekly.slot == slot]
    written = await _follow_ups(session, tick, at, weeks, ended)
    for one, message in newest.values():
        written += await _put(session, one, message, tick, due=at, not_after=at + WEEKLY_LASTS)
    return written


def _weeks_called_off(weeks: Mapping[int, Window]) -> list[Window]:
    """When an evening was called off of whose course a message of this hour comes due."""
    return [one.shifted(-ASKED_AFTER) for one in weeks.values()]


async def _follow_ups(
    session: Session, tick: Tick, at: datetime, weeks: Mapping[int, Window], ended: Iterable[Due]
) -> int:
    """The messages after the course; of one of which the rest was called off counted from when it was over."""
    written = 0
    for one, over in await _over(session, tick, ended):
        for number, thought in enumerate(one.programme.follow_up, 1):
            if weeks[thought.weeks_after].holds(over):
                message, until = FollowUp(one.course.id, number), at + FOLLOW_UP_LASTS
                written += await _put(session, one, message, tick, due=at, not_after=until, ends=over)
    return written


async def _over(session: Session, tick: Tick, ended: Iterable[Due]) -> list[tuple[Due, datetime]]:
    """Of these evenings each that may be the last of its course, one a course, and when that was over."""
    last, cut_short = dict[int, Due](), dict[int, Due]()
    for one in ended:
        if not one.lapsed and one.evening.position == one.programme.sessions:
            last[one.course.id] = one
        elif one.cut_short:
            cut_short[one.course.id] = one
    views = await courses.by_id(session, tick.library, cut_short) if cut_short else {}
    found = [(one, one.evening.ends_at) for one in last.values()]
    for id_, view in views.items():
        evening = next(one for one in view.sessions if one.position == view.programme.sessions)
        if view.lapsed(evening):
            found.append((cut_short[id_], view.ended(evening)))
    return found


async def _evaluations(session: Session, tick: Tick) -> int:
    """Each poll at its moment, one reminder later; both only while the poll is open.

    When the rest of a course was called off, only those about the whole of it still come, counted from when it was over, and
    ask about what was held.
    """
    written, cut_short = 0, dict[int, Due]()
    for column, windows in (
        (CourseSession.ends_at, _polls_after(tick)),
        (CourseSession.starts_at, _polls_before(tick)),
    ):
        for one in await due_evenings(session, tick.library, column, windows) if windows else ():
            for moment in one.programme.moments:
                at_start = column is CourseSession.starts_at
                if not one.lapsed and moment.position == one.evening.position and moment.before is at_start:
                    written += await _poll(session, one, moment, tick, one.evening.starts_at, one.evening.ends_at)
            if one.cut_short:
                cut_short[one.course.id] = one
    off = await due_evenings(session, tick.library, CourseSession.cancelled_at, _polls_called_off(tick))
    return written + await _cut_short(session, cut_short | {one.course.id: one for one in off if one.lapsed}, tick)


async def _cut_short(session: Session, due: Mapping[int, Due], tick: Tick) -> int:
    """The polls about the whole of courses of which the rest was called off."""
    written = 0
    for id_, view in (await courses.by_id(session, tick.library, due)).items() if due else ():
        for moment in view.programme.moments:
            for one in view.sessions if moment.of_the_whole else ():
                if one.position == moment.position and view.lapsed(one):
                    written += await _poll(session, due[id_], moment, tick, one.starts_at, view.ended(one))
    return written


async def _poll(session: Session, one: Due, moment: Moment, tick: Tick, starts: datetime, ends: datetime) -> int:
    """`starts`, `ends`: of what is asked about."""
    written = 0
    when = starts, ends, one.zone
    closes = moment.closes(*when)
    kinds: list[tuple[datetime, Message]] = [(moment.opens(*when), EvaluationInvite(one.course.id, moment.key))]
    if reminds := moment.reminds(*when):
        kinds.append((reminds, EvaluationReminder(one.course.id, moment.key)))
    for due, message in kinds:
        if tick.window.holds(due):
            but = await _not_asked(session, one, moment.key)
            written += await _put(session, one, message, tick, due=due, not_after=closes, ends=ends, but=but)
    return written


async def _not_asked(session: Session, one: Due, round_: str) -> frozenset[int]:
    """The centre's own people, and who has sent: not even as a row that is dropped, which would tell who was among the first."""
    done = (await ballots.senders(session, [one.course.id])).get((one.course.id, round_), frozenset())
    return done | await ballots.team(session, one.course.centre_id)


def _polls_after(tick: Tick) -> list[Window]:
    """Where the end of an evening lies of which a poll, or its reminder, comes due."""
    return [tick.window.shifted(-offset).widened(HOUR_CHANGE) for offset in tick.library.poll_offsets]


def _polls_called_off(tick: Tick) -> list[Window]:
    """When an evening was called off of whose course a poll, or its reminder, comes due."""
    return [
        tick.window.shifted(-offset - ASKED_AFTER).widened(HOUR_CHANGE) for offset in tick.library.whole_poll_offsets
    ]


def _polls_before(tick: Tick) -> list[Window]:
    """Where the start of a first evening lies before which a poll, or its reminder, comes due."""
    return [tick.window.shifted(-offset).widened(HOUR_CHANGE) for offset in tick.library.early_poll_offsets]


async def _next(session: Session, tick: Tick) -> int:
    """Some weeks after the last session of a course: what fits next. Not where the rest of it was called off."""
    written = 0
    for one in await due_evenings(session, tick.library, CourseSession.ends_at, _next_after(tick)):
        last = one.evening.position == one.programme.sessions and not one.lapsed
        if last and one.programme.entry.leads_to:
            due = pathway.due(one.evening.ends_at, one.zone)
            if tick.window.holds(due):
                message = FitsNext(one.course.id)
                written += await _put(session, one, message, tick, due=due, not_after=due + pathway.LASTS)
    return written


def _next_after(tick: Tick) -> list[Window]:
    """Where the end of a last session lies after which it is said what fits next."""
    return [tick.window.shifted(-pathway.AFTER).widened(HOUR_CHANGE)]


async def _lapse_offers(session: Session, tick: Tick) -> int:
    return await offers.lapse(session, tick.library, tick.now)


async def _tell_of_sign_ups(session: Session, tick: Tick) -> int:
    return await news.put_due(session, tick.now)


async def _close_lines(session: Session, tick: Tick) -> int:
    """Courses that have begun, and groups that have begun for the last time, however long ago."""
    for one in await due_evenings(session, tick.library, CourseSession.starts_at, [tick.whole]):
        if one.evening.cancelled_at is None and not (one.programme.rolling and one.goes_on):
            await courses.lock(session, one.course.id)
            await signup.close_line(session, one.course.id, one.evening.starts_at)
    return 0


_OFFERED = Enrolment.status == Status.OFFERED
CONCERNS = (
    Concern(_reminders, (Span(CourseSession.starts_at, _before_evenings),)),
    Concern(_weekly, slots=lambda library: library.weekly_slots),
    Concern(
        _evaluations,
        (
            Span(CourseSession.ends_at, _polls_after),
            Span(CourseSession.starts_at, _polls_before),
            Span(CourseSession.cancelled_at, _polls_called_off),
        ),
    ),
    Concern(_next, (Span(CourseSession.ends_at, _next_after),)),
    *finding.CONCERNS,
    *refill.CONCERNS,
    Concern(
        _lapse_offers,
        (Span(Enrolment.offer_expires_at, lambda tick: [tick.overdue], (_OFFERED,)),),
        besides=(exists().where(_OFFERED, Enrolment.offer_expires_at > LONG_AGO, out_of_reach(Enrolment.person_id)),),
    ),
    Concern(_close_lines, (Span(CourseSession.starts_at, lambda tick: [tick.whole]),)),
    Concern(_tell_of_sign_ups, (Span(Person.news_due_at, lambda tick: [tick.overdue]),)),
    *groups.CONCERNS,
    *teams.CONCERNS,
)
"""All that comes due by itself, in the order in which it is looked after."""
