"""Whether a proposed group stands or falls, and what becomes of everybody then."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from db.models import Group, GroupMember
from domain.groups import GroupState, MemberState, Verdict, verdict
from domain.groups.messages import GroupNotFormed, ProposalLapsed
from services import Session
from services.groups import life, standing, tallies, views
from services.mail import outbox
from services.programmes import Library


class Outcome(Struct, frozen=True):
    """What becomes of a proposal: who would `stay`, who has said yes and steps `back`, who has not answered."""

    found: Verdict
    stay: Sequence[GroupMember]
    back: Sequence[GroupMember]
    silent: Sequence[GroupMember]


async def outcome(session: Session, library: Library, group: Group, now: datetime) -> Outcome:
    """Whether the group stands, falls, or waits for more answers, as things stand now."""
    yes = await views.rows(session, group.id, MemberState.YES)
    silent = await views.rows(session, group.id, MemberState.ASKED)
    over, least = now >= group.answer_until, await views.least(session, library, group)
    found = verdict(len(yes), len(silent), over=over, least=least)
    if found is not Verdict.STANDS:
        return Outcome(found, yes, (), silent)
    stay, back = await standing.parted(session, library, group, yes, now)
    return Outcome(verdict(len(stay), 0, over=over, least=least), stay, back, silent)


async def decide(session: Session, library: Library, group: Group, now: datetime) -> bool:
    """Let the group stand or fall, if it is time; whether several look for another one now. It must be locked and proposed."""
    out = await outcome(session, library, group, now)
    if out.found is Verdict.WAIT:
        return False
    if now >= group.answer_until:
        for row in out.silent:
            views.change(row, MemberState.LAPSED, now)
            await views.rest(session, group, row.person_id, now)
            if out.found is Verdict.STANDS:
                await outbox.put_one(session, ProposalLapsed(row.id, row.version), row.person_id, due_at=now)
    await session.flush()
    if out.found is Verdict.STANDS:
        await _step_back(session, group, out.back, now)
        await life.start(session, library, group, out.stay, now)
    else:
        await _dissolve(session, group, [*out.stay, *out.back, *out.silent], now)
    return out.found is Verdict.FALLS


async def _step_back(session: Session, group: Group, people: Sequence[GroupMember], now: datetime) -> None:
    """These look on, and are told the same as if the group had not come about."""
    for row in people:
        views.change(row, MemberState.OTHER_TIME, now)
        await views.look_again(session, group, row.person_id)
        await outbox.put_one(session, GroupNotFormed(group.id), row.person_id, due_at=now)


async def _dissolve(session: Session, group: Group, people: Sequence[GroupMember], now: datetime) -> None:
    """Too few: whoever said yes, or could still have answered, looks on with the waiting time they had."""
    views.become(group, GroupState.DISSOLVED, now)
    for row in people:
        if row.state != MemberState.LAPSED:
            await views.look_again(session, group, row.person_id)
        await outbox.put_one(session, GroupNotFormed(group.id), row.person_id, due_at=now)
    await session.flush()
    await tallies.add(session, group.centre_id, tallies.DISSOLVED, now)
    await life.tell_coordinators(session, group, now)
