"""What has come due for those who look for a group, and for the groups; called by `services/planning/planner.py` at each tick.

As there: indexed range queries over the moments in the window, and unique keys; when nothing is due, nothing is written.
"""

from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from db.models import Centre, Course, CourseSession, Group, GroupMember, Meeting, Wish
from domain.groups import GroupState
from domain.groups.messages import GroupInvite
from domain.timing import Window, after_quiet
from services import Session
from services.courses import quiet_hours
from services.groups import feedback, meetings, newcomers, proposals, seeking
from services.groups.chat import plan as chat_plan
from services.groups.wishes import LOOKS
from services.mail import outbox
from services.mail.concerns import Concern, Span, Tick
from services.people import out_of_reach

INVITE_AFTER = timedelta(hours=14)
"""After the last evening: the next morning, when one has slept on it."""
INVITE_LASTS = timedelta(days=28)


async def _invitations(session: Session, tick: Tick) -> int:
    """To those who had a place on a course that has taken place and is over, and look for no group yet."""
    (ended,), later, held = _slept_on(tick), aliased(CourseSession), aliased(CourseSession)
    after = exists().where(later.course_id == CourseSession.course_id, later.ends_at > CourseSession.ends_at)
    took_place = exists().where(held.course_id == CourseSession.course_id, held.cancelled_at.is_(None))
    rows = await session.execute(
        select(CourseSession.ends_at, Course.id, Course.centre_id, Centre.time_zone, Centre.quiet_from, Centre.quiet_to)
        .join(Course, Course.id == CourseSession.course_id)
        .join(Centre, Centre.id == Course.centre_id)
        .where(CourseSession.ends_at > ended.after, CourseSession.ends_at <= ended.until, ~after, took_place)
        .where(Course.programme.in_(tick.library.before_groups))
        .order_by(CourseSession.ends_at, Course.id)
    )
    written = 0
    for ends_at, course_id, centre_id, zone, *hours in rows.all():
        due, not_after = ends_at + INVITE_AFTER, ends_at + INVITE_AFTER + INVITE_LASTS
        looking = select(Wish.person_id).where(Wish.centre_id == centre_id, Wish.state.in_(LOOKS))
        people = outbox.takes_part(course_id, since=due)
        people = people.where(people.selected_columns[0].not_in(looking))
        if tick.now < not_after:
            at = after_quiet(due, not_after, quiet_hours(*hours) or tick.quiet, ZoneInfo(zone))
            written += await outbox.put(session, GroupInvite(course_id), people, due_at=at, not_after=not_after)
    return written


def _slept_on(tick: Tick) -> list[Window]:
    """Where the end of an evening lies of which the invitation comes due."""
    return [tick.window.shifted(-INVITE_AFTER)]


async def _remind_of_proposals(session: Session, tick: Tick) -> int:
    return await proposals.remind(session, tick.quiet, tick.window)


async def _end_proposals(session: Session, tick: Tick) -> int:
    return await proposals.end(session, tick.library, tick.now)


async def _lapse_offers(session: Session, tick: Tick) -> int:
    return await newcomers.lapse(session, tick.library, tick.now)


async def _look_on(session: Session, tick: Tick) -> int:
    return await seeking.look_on(session, tick.library, tick.now)


async def _meetings(session: Session, tick: Tick) -> int:
    return await meetings.plan(session, tick.quiet, tick.window)


async def _chats(session: Session, tick: Tick) -> int:
    return await chat_plan.plan(session, tick.library, tick.quiet, tick.window)


async def _pulses(session: Session, tick: Tick) -> int:
    return await feedback.plan(session, tick.quiet, tick.window)


def _asked_before(lasts: timedelta, tick: Tick) -> list[Window]:
    return [Window(tick.overdue.after, tick.now - lasts)]


_PROPOSED = (Group.state == GroupState.PROPOSED,)
CONCERNS = (
    Concern(_invitations, (Span(CourseSession.ends_at, _slept_on),)),
    Concern(
        _remind_of_proposals,
        (Span(Group.answer_until, lambda tick: [proposals.reminded_of(tick.window)], _PROPOSED),),
    ),
    Concern(
        _end_proposals,
        (Span(Group.answer_until, lambda tick: [tick.overdue], _PROPOSED),),
        besides=(exists().where(*_PROPOSED, proposals.asked_out_of_reach().exists()),),
    ),
    Concern(
        _lapse_offers,
        tuple(
            Span(GroupMember.asked_at, partial(_asked_before, lasts), (GroupMember.state == state,))
            for state, lasts in newcomers.LASTS.items()
        ),
        besides=(exists().where(GroupMember.state.in_(newcomers.LASTS), out_of_reach(GroupMember.person_id)),),
    ),
    Concern(_look_on, (Span(Group.look_at, lambda tick: [tick.overdue]),)),
    Concern(_meetings, (Span(Meeting.starts_at, lambda tick: meetings.near(tick.window)),)),
    Concern(
        _chats,
        (Span(Meeting.starts_at, lambda tick: [chat_plan.told_of(tick.window)]),),
        slots=lambda library: library.question_slots,
    ),
    Concern(
        _pulses,
        (Span(Group.started_at, lambda tick: [feedback.asked(tick.window)], (Group.state == GroupState.RUNNING,)),),
    ),
)
"""Each by itself. Deadlines are looked at however long they have been over, each in a savepoint of its own."""
