"""How long somebody new is waited for, or the members; and what comes when that is over."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.models import Centre, Group, GroupMember, Person
from domain.groups import CONSIDER_WITHIN, OFFER_WITHIN, MemberState
from domain.groups.messages import FreePlaceOffered, ProposalLapsed
from domain.messages import Message
from domain.timing import Window
from services import Session
from services.groups import seeking, views
from services.groups.moments import Ending
from services.groups.newcomers.asking import decide, would_be_welcome
from services.groups.newcomers.offering import let_pass
from services.mail import outbox
from services.mail.apart import apart
from services.people import out_of_reach, reachable
from services.programmes import Library

LASTS = {MemberState.OFFERED: OFFER_WITHIN, MemberState.CONSIDERED: CONSIDER_WITHIN}
"""How long somebody new is waited for, or the members."""


async def lapse(session: Session, library: Library, now: datetime) -> int:
    """Offers that were not taken in time, or cannot be seen, go on to the next; questions to the members are decided.

    Each by itself, and a few at each tick, those that cannot be decided not counted.
    """
    for state, lasts in LASTS.items():
        late = await session.execute(
            select(GroupMember.id, GroupMember.group_id)
            .where(GroupMember.state == state)
            .where((GroupMember.asked_at <= now - lasts) | out_of_reach(GroupMember.person_id))
            .order_by(GroupMember.group_id, GroupMember.id)
        )
        decided = 0
        for member_id, group_id in late.all():
            work = partial(_lapse, session, library, member_id, group_id, state, now)
            decided += await apart(session, work, group=group_id)
            if decided == seeking.AT_ONCE:
                break
    return 0


async def _lapse(
    session: Session, library: Library, member_id: int, group_id: int, state: MemberState, now: datetime
) -> int:
    group = await views.lock(session, group_id)
    row = await session.get(GroupMember, member_id, populate_existing=True)
    if row is not None and row.state == state:
        away = await session.scalar(select(Person.id).where(Person.id == row.person_id, ~reachable())) is not None
        if state is MemberState.CONSIDERED and away:
            await seeking.think_no_more(session, library, [group], [row.person_id], now)
        elif state is MemberState.CONSIDERED:
            await decide(session, library, group, row, now)
        elif away or now >= row.asked_at + OFFER_WITHIN:
            await let_pass(session, group, row, MemberState.LAPSED, now)
            seeking.soon(group, now)
            await outbox.put_one(session, ProposalLapsed(row.id, row.version), row.person_id, due_at=now)
    await session.flush()
    return 1


async def ends(session: Session, library: Library, window: Window) -> list[Ending]:
    """Ends of offers, and of questions to the members, in the window; and who is told what if nobody answers any more.

    Where somebody new is not welcome, nobody is told anything.
    """
    found = []
    for state, lasts in LASTS.items():
        asked = window.shifted(-lasts)
        rows = await session.execute(
            select(GroupMember, Group, Centre.time_zone)
            .join(Group, Group.id == GroupMember.group_id)
            .join(Centre, Centre.id == Group.centre_id)
            .where(GroupMember.state == state)
            .where(GroupMember.asked_at > asked.after, GroupMember.asked_at <= asked.until)
            .order_by(GroupMember.asked_at, GroupMember.id)
        )
        for row, group, zone in rows.all():
            at = row.asked_at + lasts
            kind: type[Message] = ProposalLapsed if state is MemberState.OFFERED else FreePlaceOffered
            comes = state is MemberState.OFFERED or await would_be_welcome(session, library, group, row, at)
            found.append(Ending(group.id, at, ZoneInfo(zone), [(kind, [row.person_id] if comes else [])]))
    return found
