"""A member is no longer one: has left, or was taken out."""

from datetime import datetime

from sqlalchemy import delete, select

from db.models import Group, GroupMember, Meeting, MeetingAnswer, NewcomerVote
from domain.errors import Gone, Stale
from domain.groups import GroupState, MemberState
from domain.groups.messages import (
    GroupSmall,
)
from domain.rights import Action
from services import Session
from services.groups import seeking, tallies, views
from services.groups.chat import place as chat_place
from services.groups.life.closing import close
from services.groups.life.starters import hand_over
from services.groups.views import GroupView
from services.mail import outbox
from services.people import Actor, dialogs, holders
from services.programmes import Library


async def leave(
    session: Session, library: Library, actor: Actor, group_id: int, version: int, now: datetime
) -> GroupView:
    """Leave quietly; the others only see the number. Leaving twice changes nothing. Raises Gone, Stale."""
    group = await views.lock(session, group_id)
    row = await views.membership(session, group_id, actor.id)
    if row is None or row.state not in (MemberState.MEMBER, MemberState.LEFT):
        raise Gone
    if row.state == MemberState.MEMBER and group.state == GroupState.RUNNING:
        if row.version != version:
            raise Stale
        await part(session, library, group, row, MemberState.LEFT, now)
    return await views.load(session, library, group_id)


async def part(
    session: Session, library: Library, group: Group, row: GroupMember, state: MemberState, now: datetime
) -> None:
    """A member is no longer one (LEFT, or REMOVED by a coordinator). The group must be locked and running."""
    views.change(row, state, now)
    group.version += 1
    await chat_place.expel(session, group, row, now)
    await session.execute(
        delete(MeetingAnswer).where(
            MeetingAnswer.person_id == row.person_id,
            MeetingAnswer.meeting_id.in_(select(Meeting.id).where(Meeting.group_id == group.id)),
        )
    )
    await session.execute(
        delete(NewcomerVote).where(
            NewcomerVote.person_id == row.person_id,
            NewcomerVote.member_id.in_(select(GroupMember.id).where(GroupMember.group_id == group.id)),
        )
    )
    await dialogs.end_about(session, row.person_id, "meeting", "meeting_place", group_id=group.id)
    await views.rest(session, group, row.person_id, now, anew=True)
    await tallies.add(session, group.centre_id, tallies.LEFT, now)
    if group.starter_id == row.person_id:
        await hand_over(session, group, now)
    await session.flush()
    left = await views.count(session, group.id, [MemberState.MEMBER])
    if not left:
        await close(session, library, group, now)
        return
    if left < await views.least(session, library, group):
        coordinators = holders(Action.GROUPS, group.centre_id)
        await outbox.put(session, GroupSmall(group.id, group.version), coordinators, due_at=now)
    await seeking.seek(session, library, group, now)
