"""A coordinator's round: a draft of groups that is looked at, changed, locked, run again, and at last approved.

A centre has one draft at a time, whoever of its coordinators made it; each change carries the version it was made to, and
is refused when somebody else's has come first. Only what is true now counts: whoever has withdrawn, paused or been placed
since is no longer in the draft, and a group that its people's wishes no longer allow cannot be approved. Nothing here
tells anybody who wishes to be with or apart from whom; a change that such a wish forbids is refused like any other.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace
from sqlalchemy import delete, select

from db.models import Centre, Round
from domain import rights
from domain.errors import Gone, Stale
from domain.groups.matching import Gain, Lock, Matching, Move, Pool, gain
from domain.rights import Action
from services import Session
from services.groups import drafts, pool, proposals
from services.groups.drafts import CardView, DraftGroup, RoundView
from services.people import Actor
from services.programmes import Library

KEPT_FOR = timedelta(days=30)
"""A draft that nobody approves, from when it was found; and, without what was in it, one that was approved."""
ROOM_TO_SWAP = 2
"""So many more than may be in a group may be in one of a draft: a swap is two moves."""


async def pool_for(session: Session, library: Library, actor: Actor, centre_id: int, now: datetime) -> Pool:
    """Everybody at the centre who looks for a group. Raises NotYours."""
    rights.must(actor, Action.GROUPS, centre_id)
    return await pool.pool(session, library, centre_id, now)


async def store(session: Session, actor: Actor, centre_id: int, matching: Matching, now: datetime, *, seed: int) -> int:
    """Keep what the matching found as the centre's draft; returns its id. Raises NotYours; Stale when there is one by now."""
    await session.execute(select(Centre.id).where(Centre.id == centre_id).with_for_update())
    if await latest(session, actor, centre_id) is not None:
        raise Stale
    draft = drafts.dump(drafts.of_groups(matching.groups))
    row = Round(centre_id=centre_id, author_id=actor.id, seed=seed, draft=draft, created_at=now, approved_at=None)
    session.add(row)
    await session.flush()
    return row.id


def new_seed() -> int:
    return secrets.randbelow(2**31)


async def load(
    session: Session, library: Library, actor: Actor, round_id: int, now: datetime, version: int | None = None
) -> RoundView:
    """Raises NotYours, Gone; Stale when it is no longer at this version.

    When somebody who was in it looks for no group any more, it is kept as it is now, under a version of its own: whatever
    is approved afterwards is what has been seen.
    """
    row = await _row(session, actor, round_id, version)
    view = await drafts.read(session, library, row, now)
    if view.approved or drafts.as_kept(view, row):
        return view
    return await _keep(session, library, row, drafts.as_it_is(view), now)


async def latest(session: Session, actor: Actor, centre_id: int) -> int | None:
    """The draft that has not been approved yet, if there is one. Raises NotYours."""
    rights.must(actor, Action.GROUPS, centre_id)
    found: int | None = await session.scalar(
        select(Round.id)
        .where(Round.centre_id == centre_id, Round.approved_at.is_(None))
        .order_by(Round.id.desc())
        .limit(1)
    )
    return found


def weigh(view: RoundView, wish_id: int, to: int) -> Gain:
    """What would get better and worse if this person went to group number `to`, 0: left over. Raises Gone.

    Sizes may be off for a while, as a swap is two moves; every other rule holds.
    """
    view.number_of(wish_id)
    if to:
        view.card(to)
    sizes = view.pool.sizes
    most = max([sizes.most + ROOM_TO_SWAP, *(len(one.group.members) for one in view.cards)])
    any_size = replace(view.pool, sizes=replace(sizes, least=1, most=most))
    return gain(any_size, view.matching(), [Move(wish_id, to - 1 if to else None)])


async def move(
    session: Session, library: Library, actor: Actor, round_id: int, version: int, wish_id: int, to: int, now: datetime
) -> RoundView:
    """Carry the change out. Raises NotYours, Gone; Stale when the draft has changed or a rule stands against it."""
    row = await _row(session, actor, round_id, version)
    view = await drafts.read(session, library, row, now)
    after = weigh(view, wish_id, to).after
    if after is None:
        raise Stale
    held = {member for card in view.cards for member in card.locked} - {wish_id}
    return await _keep(session, library, row, drafts.of_groups(after.groups, held), now)


async def lock(
    session: Session, library: Library, actor: Actor, round_id: int, wish_id: int, on: bool, now: datetime
) -> RoundView:
    """The person stays where they are when the matching runs again. Raises NotYours, Gone; Stale once it is approved."""
    row = await _row(session, actor, round_id)
    if row.approved_at is not None:
        raise Stale
    view = await drafts.read(session, library, row, now)
    number = view.number_of(wish_id)
    if not number:
        raise Gone
    groups = drafts.as_it_is(view)
    held = set(groups[number - 1].locked) - {wish_id} | ({wish_id} if on else set())
    groups[number - 1] = replace(groups[number - 1], locked=tuple(sorted(held)))
    return await _keep(session, library, row, groups, now)


def locks(view: RoundView) -> tuple[Lock, ...]:
    """What the matching must leave as it is."""
    return tuple(Lock(card.locked) for card in view.cards if card.locked)


async def run_again(
    session: Session,
    library: Library,
    actor: Actor,
    round_id: int,
    version: int,
    matching: Matching,
    held: Sequence[Lock],
    now: datetime,
) -> RoundView:
    """Put what the matching found anew in place of the draft; locked people stay locked, if they could be kept together.

    Raises NotYours, Gone, Stale.
    """
    row = await _row(session, actor, round_id, version)
    kept = [one for one in held if any(one.members <= set(group.members) for group in matching.groups)]
    fixed = {member for one in kept for member in one.members}
    row.created_at = now
    view = await _keep(session, library, row, drafts.of_groups(matching.groups, fixed), now)
    parted = {member for one in held if one not in kept for member in one.members}
    return replace(view, parted=tuple(sorted(parted & view.names.keys())))


async def approve(
    session: Session, library: Library, actor: Actor, round_id: int, version: int, now: datetime
) -> RoundView:
    """Ask everybody in the draft, of which nothing is kept; a second press asks nobody again. Raises NotYours, Gone, Stale."""
    row = await _row(session, actor, round_id)
    view = await drafts.read(session, library, row, now)
    if row.approved_at is not None:
        return view
    if row.version != version or not view.ready or not drafts.as_kept(view, row):
        raise Stale
    row.approved_at, row.draft = now, drafts.dump([])
    row.version += 1
    groups = [
        proposals.ProposedGroup(
            card.group.members, card.group.slot, card.group.place, card.group.language, _shared(card)
        )
        for card in view.cards
    ]
    await proposals.propose(session, library, row.centre_id, row.id, groups, now)
    return replace(view, approved=True)


async def discard(session: Session, actor: Actor, round_id: int, version: int) -> int:
    """Throw the draft away; returns the centre. Raises NotYours, Gone; Stale when it has changed or been approved."""
    row = await _row(session, actor, round_id, version)
    await session.delete(row)
    return row.centre_id


async def forget_old(session: Session, now: datetime) -> None:
    """Drafts that nobody has approved, and what is left of those that were."""
    old = now - KEPT_FOR
    await session.execute(
        delete(Round).where((Round.approved_at <= old) | (Round.approved_at.is_(None) & (Round.created_at <= old)))
    )


def _shared(card: CardView) -> tuple[str, ...]:
    return tuple(fact.what for fact in card.facts if fact.note == "theme")


async def _row(session: Session, actor: Actor, round_id: int, version: int | None = None) -> Round:
    row = await session.get(Round, round_id, with_for_update=True, populate_existing=True)
    rights.must(actor, Action.GROUPS, row.centre_id if row else None)
    assert row is not None
    if version is not None and (row.version != version or row.approved_at is not None):
        raise Stale
    return row


async def _keep(
    session: Session, library: Library, row: Round, groups: Sequence[DraftGroup], now: datetime
) -> RoundView:
    row.draft = drafts.dump(groups)
    row.version += 1
    await session.flush()
    return await drafts.read(session, library, row, now)
