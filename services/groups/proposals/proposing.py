"""Groups that a coordinator has approved are made, and everybody is asked."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from db.models import Centre, Group, GroupMember, Wish
from domain.errors import Stale
from domain.groups import ANSWER_WITHIN, GroupState, MemberState, WishState
from domain.groups.messages import GroupProposal
from domain.timing import round_half_hour
from services import Session
from services.groups import seeking, views
from services.mail import outbox
from services.programmes import Library


class ProposedGroup(Struct, frozen=True):
    """One group as the coordinator has approved it; `shared` are slugs of themes that several of them have chosen."""

    wish_ids: tuple[int, ...]
    slot: str
    place: str
    language: str
    shared: tuple[str, ...]


async def propose(
    session: Session,
    library: Library,
    centre_id: int,
    round_id: int | None,
    drafts: Sequence[ProposedGroup],
    now: datetime,
) -> None:
    """Make the groups and ask everybody. Raises Stale, and proposes nothing, when somebody looks for no group or has one.

    Raises ValueError for groups that may not be: too small or large, or somebody twice. Rights are the caller's.
    """
    wanted = [wish_id for one in drafts for wish_id in one.wish_ids]
    centre = await session.get_one(Centre, centre_id)
    content = library.groups_of(centre.slug)
    fits = all(content.least <= len(one.wish_ids) <= content.most for one in drafts)
    if len(set(wanted)) < len(wanted) or not fits:
        raise ValueError("not groups that may be proposed")
    people = (await session.scalars(select(Wish.person_id).where(Wish.id.in_(wanted)))).all()
    thinking = await seeking.thinking_of(session, people, centre_id)  # groups are locked before wishes
    found = await session.scalars(
        select(Wish)
        .where(Wish.id.in_(wanted), Wish.centre_id == centre_id, Wish.state == WishState.ACTIVE)
        .order_by(Wish.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    wishes = {one.id: one for one in found}
    held = views.holders(centre_id).where(GroupMember.person_id.in_(people)).limit(1)
    if len(wishes) < len(wanted) or (await session.scalars(held)).first() is not None:
        raise Stale
    for draft in drafts:
        await _propose(session, centre_id, round_id, draft, [wishes[one] for one in draft.wish_ids], now)
    await seeking.think_no_more(session, library, thinking, people, now)


async def _propose(
    session: Session, centre_id: int, round_id: int | None, draft: ProposedGroup, wishes: list[Wish], now: datetime
) -> None:
    group = Group(
        centre_id=centre_id,
        round_id=round_id,
        state=GroupState.PROPOSED,
        slot=draft.slot,
        place=draft.place,
        language=draft.language,
        shared=" ".join(draft.shared),
        answer_until=round_half_hour(now + ANSWER_WITHIN),
        created_at=now,
    )
    session.add(group)
    await session.flush()
    for wish in wishes:
        wish.state = WishState.PLACED
        wish.version += 1
    rows = [
        GroupMember(group_id=group.id, person_id=wish.person_id, state=MemberState.ASKED, asked_at=now, version=1)
        for wish in wishes
    ]
    session.add_all(rows)
    await session.flush()
    for row in rows:
        message = GroupProposal(row.id, row.version)
        await outbox.put_one(session, message, row.person_id, due_at=now, not_after=group.answer_until)
