"""What people answer to a proposal."""

from datetime import datetime

from db.models import Group, GroupMember
from domain.errors import Gone, Stale
from domain.groups import GroupState, MemberState
from services import Session
from services.groups import seeking, standing, views
from services.groups.proposals.deciding import decide
from services.groups.proposals.views import Proposal, seen
from services.people import Actor
from services.programmes import Library

ANSWERS = {"yes": MemberState.YES, "no": MemberState.NO, "other": MemberState.OTHER_TIME}


async def answer(
    session: Session, library: Library, actor: Actor, member_id: int, version: int, said: str, now: datetime
) -> Proposal:
    """`yes`, `no` or `other` (time). A yes may be taken back until it is decided. Raises Gone, Stale, ConsentNeeded."""
    actor.must_have_consented()
    if said not in ANSWERS:
        raise Gone
    group, row = await views.own(session, actor, member_id)
    again = said == "yes" and row.state in (MemberState.YES, MemberState.MEMBER)
    if not again:
        open_ = row.state in (MemberState.ASKED, MemberState.YES)
        if group.state != GroupState.PROPOSED or not open_ or row.version != version or now >= group.answer_until:
            raise Stale
        await settle(session, library, group, row, ANSWERS[said], now)
    elif group.state == GroupState.PROPOSED:
        await standing.can_come(session, group, actor.id)
    return await seen(session, library, row, now)


async def settle(
    session: Session, library: Library, group: Group, row: GroupMember, state: MemberState, now: datetime
) -> None:
    """Write an answer down, and decide if that was all that was waited for. The group must be locked."""
    views.change(row, state, now)
    if state is MemberState.YES:
        await standing.can_come(session, group, row.person_id)
    elif state is MemberState.NO:
        await views.rest(session, group, row.person_id, now)
    elif state is MemberState.OTHER_TIME:
        await views.look_again(session, group, row.person_id)
        await standing.cannot_come(session, group, row.person_id)
    await session.flush()
    if await decide(session, library, group, now):
        await seeking.look_all(session, library, group.centre_id, now)
