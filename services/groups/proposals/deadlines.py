"""The reminder and the deadline of each proposal, and those who cannot be asked."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from db.models import Centre, Group, GroupMember, Person
from domain.groups import ANSWER_WITHIN, REMIND_AFTER, GroupState, MemberState, Verdict
from domain.groups.messages import GroupNotFormed, GroupStarts, ProposalLapsed, ProposalReminder
from domain.messages import Message
from domain.timing import QuietHours, Window
from services import Session
from services.courses import quiet_hours
from services.groups import moments, seeking, views
from services.groups.moments import Ending, Moment
from services.groups.proposals.deciding import decide, outcome
from services.mail.apart import apart
from services.people import out_of_reach
from services.programmes import Library


async def remind(session: Session, quiet: QuietHours, window: Window) -> int:
    """The one reminder."""
    return await moments.put(session, await due(session, window), quiet, window)


async def end(session: Session, library: Library, now: datetime) -> int:
    """The deadline of each proposal, and those who cannot be asked; each group apart from all others.

    A few at each tick, those that cannot be decided not counted.
    """
    late = await session.scalars(
        select(Group.id)
        .where(Group.state == GroupState.PROPOSED)
        .where((Group.answer_until <= now) | asked_out_of_reach().exists())
        .order_by(Group.id)
    )
    decided = 0
    for group_id in late.all():
        decided += await apart(session, partial(_end, session, library, group_id, now), group=group_id)
        if decided == seeking.AT_ONCE:
            break
    return 0


async def _end(session: Session, library: Library, group_id: int, now: datetime) -> int:
    group = await views.lock(session, group_id)
    if group.state != GroupState.PROPOSED:
        return 1
    for row in (await session.scalars(asked_out_of_reach(group_id))).all():
        views.change(row, MemberState.LAPSED, now)  # no answer can come: the others need not wait for it
        await views.rest(session, group, row.person_id, now)
    await session.flush()
    if await decide(session, library, group, now):
        await seeking.all_soon(session, library, group.centre_id, now)
    return 1


def asked_out_of_reach(group_id: int | None = None) -> Select[GroupMember]:
    """Who has been asked, has not answered, and cannot be reached; of the group in the query around it, if not of this one."""
    asked = select(GroupMember).where(GroupMember.state == MemberState.ASKED, out_of_reach(GroupMember.person_id))
    return asked.where(GroupMember.group_id == (Group.id if group_id is None else group_id))


def reminded_of(window: Window) -> Window:
    """Where the deadline of a proposal lies of which the reminder comes due."""
    return window.shifted(ANSWER_WITHIN - REMIND_AFTER)


async def due(session: Session, window: Window) -> list[Moment]:
    """Reminders of proposals in the window, to those who have not answered."""
    found = []
    for group, zone, quiet in await _waiting(session, reminded_of(window)):
        at = group.answer_until - ANSWER_WITHIN + REMIND_AFTER
        for row in await views.rows(session, group.id, MemberState.ASKED):
            message, one = ProposalReminder(row.id, row.version), select(Person.id).where(Person.id == row.person_id)
            found.append(Moment(group.id, at, group.answer_until, zone, message, one, quiet=quiet))
    return found


async def ends(session: Session, library: Library, window: Window) -> list[Ending]:
    """Deadlines in the window, and who is told what at each if nobody answers any more until then."""
    found = []
    for group, zone, _ in await _waiting(session, window):
        out = await outcome(session, library, group, group.answer_until)
        told: list[tuple[type[Message], Sequence[GroupMember]]]
        if out.found is Verdict.STANDS:
            told = [(GroupStarts, out.stay), (GroupNotFormed, out.back), (ProposalLapsed, out.silent)]
        else:
            told = [(GroupNotFormed, [*out.stay, *out.back, *out.silent])]
        people = [(kind, [row.person_id for row in rows]) for kind, rows in told if rows]
        found.append(Ending(group.id, group.answer_until, zone, people))
    return found


async def _waiting(session: Session, window: Window) -> list[tuple[Group, ZoneInfo, QuietHours | None]]:
    """Proposals whose deadline is in the window, with their centre's zone and own quiet hours."""
    rows = await session.execute(
        select(Group, Centre.time_zone, Centre.quiet_from, Centre.quiet_to)
        .join(Centre, Centre.id == Group.centre_id)
        .where(Group.state == GroupState.PROPOSED)
        .where(Group.answer_until > window.after, Group.answer_until <= window.until)
        .order_by(Group.answer_until, Group.id)
    )
    return [(row.Group, ZoneInfo(row.time_zone), quiet_hours(row.quiet_from, row.quiet_to)) for row in rows]
