"""A proposal as those see it who were asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, select

from db.models import GroupMember, Wish
from domain.errors import Gone
from domain.groups import GroupState, MemberState, WishState
from domain.groups.messages import GroupNotFormed, GroupProposal, ProposalLapsed, ProposalReminder
from services import Session
from services.groups import views
from services.groups.views import GroupView
from services.mail.batches import Batch
from services.programmes import Library


class Proposal(Struct, frozen=True):
    """A proposal as the person to whom it was made sees it. `wish_id` leads back to the form; 0 when it is gone."""

    member_id: int
    version: int
    state: MemberState
    group: GroupView
    wish_id: int
    now: datetime


async def seen(session: Session, library: Library, row: GroupMember, now: datetime) -> Proposal:
    """The proposal as its receiver sees it."""
    found = await _seen(session, library, [row], now)
    if row.id not in found:
        raise Gone
    return found[row.id]


_WISHES = select(Wish.id, Wish.person_id, Wish.centre_id).where(
    Wish.person_id.in_(bindparam("people", expanding=True)), Wish.state != WishState.WITHDRAWN
)


async def _seen(session: Session, library: Library, rows: Sequence[Any], now: datetime) -> dict[int, Proposal]:
    """As `seen`, of several rows of members, by their number."""
    groups = await views.load_many(session, library, (row.group_id for row in rows))
    found = await session.execute(_WISHES, {"people": [row.person_id for row in rows]})
    wishes = {(one.person_id, one.centre_id): one.id for one in found}
    return {
        row.id: Proposal(
            *(row.id, row.version, MemberState(row.state), groups[row.group_id]),
            wishes.get((row.person_id, groups[row.group_id].centre.id), 0),
            now,
        )
        for row in rows
        if row.group_id in groups
    }


_ROW = GroupMember.id, GroupMember.group_id, GroupMember.person_id, GroupMember.state, GroupMember.version
_BY_ID = select(*_ROW).where(GroupMember.id.in_(bindparam("members", expanding=True)))
_OF_GROUPS = select(*_ROW).where(
    GroupMember.group_id.in_(bindparam("groups", expanding=True)),
    GroupMember.person_id.in_(bindparam("people", expanding=True)),
)


async def proposal_views(
    session: Session, library: Library, batch: Batch[GroupProposal] | Batch[ProposalReminder], now: datetime
) -> dict[int, Proposal]:
    """Proposals, as long as they wait for an answer."""
    found = await _unchanged(session, library, batch, MemberState.ASKED, now)
    return {
        row: one
        for row, one in found.items()
        if one.group.state is GroupState.PROPOSED and now < one.group.answer_until
    }


async def lapsed_views(
    session: Session, library: Library, batch: Batch[ProposalLapsed], now: datetime
) -> dict[int, Proposal]:
    """What was not answered in time, as long as nothing new has come of it."""
    return await _unchanged(session, library, batch, MemberState.LAPSED, now)


async def _unchanged(
    session: Session,
    library: Library,
    batch: Batch[GroupProposal] | Batch[ProposalReminder] | Batch[ProposalLapsed],
    state: MemberState,
    now: datetime,
) -> dict[int, Proposal]:
    """Where the member still stands as the message has it."""
    ids = [one.message.member_id for one in batch]
    rows = {row.id: row for row in await session.execute(_BY_ID, {"members": ids}) if row.state == state}
    found = await _seen(session, library, list(rows.values()), now)
    return {
        one.row: found[one.message.member_id]
        for one in batch
        if one.message.member_id in found
        and rows[one.message.member_id].person_id == one.person_id
        and rows[one.message.member_id].version == one.message.version
    }


async def not_formed_views(
    session: Session, library: Library, batch: Batch[GroupNotFormed], now: datetime
) -> dict[int, Proposal]:
    """Groups that came to nothing; the row tells whether the person had answered."""
    among = {"groups": [one.message.group_id for one in batch], "people": [one.person_id for one in batch]}
    rows = (await session.execute(_OF_GROUPS, among)).all()
    found = await _seen(session, library, rows, now)
    theirs = {(row.group_id, row.person_id): found[row.id] for row in rows if row.id in found}
    return {
        one.row: theirs[one.message.group_id, one.person_id]
        for one in batch
        if (one.message.group_id, one.person_id) in theirs
    }
