"""What has come due for those who look for a group, and for the groups; called by `services/planning/planner.py` at each tick.

As there: indexed range queries over the moments in the window, and unique keys; when nothing is due, nothing is written.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from db.models import Course, CourseSession, Group, GroupMember, Meeting, Wish
from domain.groups import GroupState
from domain.groups.messages import GroupInvite
from domain.running.sessions import ASKED_AFTER
from domain.timing import Window, after_quiet, earlier
from services import Session, courses
from services.courses import CourseView
from services.groups import feedback, meetings, newcomers, proposals, seeking
from services.groups.chat import plan as chat_plan
from services.groups.wishes import LOOKS
from services.mail import outbox
from services.mail.concerns import Concern, Span, Tick
from services.people import out_of_reach

INVITE_AFTER = timedelta(hours=14)
"""After the last evening: the next morning, when one has slept on it."""
INVITE_LASTS = timedelta(days=28)
HOUR_CHANGE = timedelta(hours=2)
"""More than any change to or from summer time."""


def invited_at(view: CourseView) -> datetime:
    """When those who were on a course are asked whether they look for a group: at the same hour in summer and winter."""
    return earlier(view.over, -INVITE_AFTER, view.zone)


async def _invitations(session: Session, tick: Tick) -> int:
    """To those who had a place on a course that has taken place and is over, and look for no group yet."""
    views = await courses.by_id(session, tick.library, await _may_be_over(session, tick))
    written = 0
    for view in views.values():
        due = invited_at(view)
        not_after = due + INVITE_LASTS
        if not (view.takes_place and tick.window.holds(due) and tick.now < not_after):
            continue
        looking = select(Wish.person_id).where(Wish.centre_id == view.centre.id, Wish.state.in_(LOOKS))
        people = outbox.takes_part(view.id, since=due)
        people = people.where(people.selected_columns[0].not_in(looking))
        at = after_quiet(due, not_after, view.centre.quiet or tick.quiet, view.zone)
        written += await outbox.put(session, GroupInvite(view.id), people, due_at=at, not_after=not_after)
    return written


async def _may_be_over(session: Session, tick: Tick) -> Sequence[int]:
    """The ids of courses of which nothing takes place after an evening that has ended, or of which the rest was called off, so
    long ago.
    """
    later = aliased(CourseSession)
    goes_on = exists().where(
        later.course_id == CourseSession.course_id,
        later.cancelled_at.is_(None),
        later.starts_at > CourseSession.starts_at,
    )
    (ended,), (off,) = _slept_on(tick), _called_off(tick)
    inside = or_(
        (CourseSession.ends_at > ended.after) & (CourseSession.ends_at <= ended.until),
        (CourseSession.cancelled_at > off.after) & (CourseSession.cancelled_at <= off.until),
    )
    rows = await session.scalars(
        select(CourseSession.course_id)
        .join(Course, Course.id == CourseSession.course_id)
        .where(inside, ~goes_on, Course.programme.in_(tick.library.before_groups))
        .order_by(CourseSession.course_id)
        .distinct()
    )
    return rows.all()


def _slept_on(tick: Tick) -> list[Window]:
    """Where the end of an evening lies of which the invitation comes due."""
    return [tick.window.shifted(-INVITE_AFTER).widened(HOUR_CHANGE)]


def _called_off(tick: Tick) -> list[Window]:
    """When the rest of a course was called off of which it does."""
    return [tick.window.shifted(-INVITE_AFTER - ASKED_AFTER).widened(HOUR_CHANGE)]


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
    Concern(
        _invitations,
        (Span(CourseSession.ends_at, _slept_on), Span(CourseSession.cancelled_at, _called_off)),
    ),
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
