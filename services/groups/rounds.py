"""A coordinator's round: a draft of groups that is looked at, changed, locked, run again, and at last approved.

A centre has one draft at a time, whoever of its coordinators made it; each change carries the version it was made to, and
is refused when somebody else's has come first. Only what is true now counts: whoever has withdrawn, paused or been placed
since is no longer in the draft, and a group that its people's wishes no longer allow cannot be approved. Nothing here
tells anybody who wishes to be with or apart from whom; a change that such a wish forbids is refused like any other.
"""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from db.group_models import Round, Wish
from db.models import Centre, Person
from domain.errors import Gone, Stale
from domain.group_content import GroupContent
from domain.groups import WishState
from domain.matching import (
    Bound,
    Fact,
    Gain,
    Group,
    Left,
    Lock,
    Matching,
    Move,
    Note,
    Pool,
    Rule,
    broken,
    explain,
    gain,
)
from domain.matching.explain import why_left_all
from domain.matching.result import scored
from services import Session, courses
from services.courses import CentreView
from services.groups import places, pool, proposals
from services.groups.places import PlaceView
from services.people import Actor
from services.programmes import Library

KEPT_FOR = timedelta(days=30)
"""A draft that nobody approves, from when it was found; and, without what was in it, one that was approved."""
_SAYS = {
    Rule.TIME: (Note.TIME,),
    Rule.PLACE: (Note.PLACE, Note.ONLINE, Note.TRAVEL),
    Rule.LANGUAGE: (Note.LANGUAGE,),
}
"""What is no longer true of a group in which such a rule is broken."""


@dataclass(frozen=True)
class DraftGroup:
    """One group as the draft keeps it; `locked` are the wishes that stay in it when the matching runs again."""

    wishes: tuple[int, ...]
    slot: str
    place: str
    language: str
    locked: tuple[int, ...] = ()


@dataclass(frozen=True)
class CardView:
    """One group as the coordinator sees it; `number` counts from 1.

    `fits` is False when somebody in it has changed what they look for, so that it may no longer stand; sizes aside.
    """

    number: int
    group: Group
    facts: tuple[Fact, ...]
    locked: frozenset[int]
    fits: bool = True


@dataclass(frozen=True)
class RoundView:
    """A draft as it stands now. `names` by wish id."""

    id: int
    version: int
    approved: bool
    centre: CentreView
    content: GroupContent
    places: tuple[PlaceView, ...]
    names: Mapping[int, str]
    cards: tuple[CardView, ...]
    left: tuple[Left, ...]
    pool: Pool

    @property
    def placed(self) -> int:
        return sum(len(one.group.members) for one in self.cards)

    @property
    def ready(self) -> bool:
        """Whether every group of the draft may stand as it is."""
        return bool(self.cards) and all(one.fits and self.size_fits(one) for one in self.cards)

    def size_fits(self, card: CardView) -> bool:
        return self.pool.sizes.least <= len(card.group.members) <= self.pool.sizes.most

    def card(self, number: int) -> CardView:
        """Raises Gone."""
        if not 1 <= number <= len(self.cards):
            raise Gone
        return self.cards[number - 1]

    def number_of(self, wish_id: int) -> int:
        """The number of the person's group, 0 when left over. Raises Gone for somebody who is not in the pool."""
        if wish_id not in self.names:
            raise Gone
        return next((one.number for one in self.cards if wish_id in one.group.members), 0)

    def tells(self, wish_id: int, to: int) -> bool:
        """Whether it may be said what a move makes better and worse: not where it would be said of single people.

        Neither group may have fewer people than may be one, before or after; one that is empty says nothing of anybody.
        """
        now = {one.number: len(one.group.members) for one in self.cards}
        number = self.number_of(wish_id)
        sizes = [size for one in (number, to) if one for size in (now[one], now[one] + (1 if one == to else -1))]
        return all(size == 0 or size >= self.pool.sizes.least for size in sizes)

    def matching(self) -> Matching:
        groups = tuple(one.group for one in self.cards)
        worst = min((one.score for one in groups), default=0.0)
        mean = sum(len(one.members) * one.score for one in groups) / self.placed if self.placed else 0.0
        nothing = Bound(len(self.pool.candidates), 1.0, float(len(self.pool.candidates)))
        return Matching(groups, self.left, self.placed, worst, mean, optimal=False, bound=nothing, steps=0)


async def pool_for(session: Session, library: Library, actor: Actor, centre_id: int, now: datetime) -> Pool:
    """Everybody at the centre who looks for a group. Raises NotYours."""
    actor.must_coordinate(centre_id)
    return await pool.pool(session, library, centre_id, now)


async def store(session: Session, actor: Actor, centre_id: int, matching: Matching, now: datetime, *, seed: int) -> int:
    """Keep what the matching found as the centre's draft; returns its id. Raises NotYours; Stale when there is one by now."""
    await session.execute(select(Centre.id).where(Centre.id == centre_id).with_for_update())
    if await latest(session, actor, centre_id) is not None:
        raise Stale
    draft = _dump(_drafts(matching.groups))
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
    view = await _view(session, library, row, now)
    return view if view.approved or _as_kept(view, row) else await _keep(session, library, row, _now(view), now)


async def latest(session: Session, actor: Actor, centre_id: int) -> int | None:
    """The draft that has not been approved yet, if there is one. Raises NotYours."""
    actor.must_coordinate(centre_id)
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
    any_size = replace(view.pool, sizes=replace(view.pool.sizes, least=1, most=len(view.pool.candidates)))
    return gain(any_size, view.matching(), [Move(wish_id, to - 1 if to else None)])


async def move(
    session: Session, library: Library, actor: Actor, round_id: int, version: int, wish_id: int, to: int, now: datetime
) -> RoundView:
    """Carry the change out. Raises NotYours, Gone; Stale when the draft has changed or a rule stands against it."""
    row = await _row(session, actor, round_id, version)
    view = await _view(session, library, row, now)
    after = weigh(view, wish_id, to).after
    if after is None:
        raise Stale
    held = {member for card in view.cards for member in card.locked} - {wish_id}
    return await _keep(session, library, row, _drafts(after.groups, held), now)


async def lock(
    session: Session, library: Library, actor: Actor, round_id: int, wish_id: int, on: bool, now: datetime
) -> RoundView:
    """The person stays where they are when the matching runs again. Raises NotYours, Gone; Stale once it is approved."""
    row = await _row(session, actor, round_id)
    if row.approved_at is not None:
        raise Stale
    view = await _view(session, library, row, now)
    number = view.number_of(wish_id)
    if not number:
        raise Gone
    drafts = _now(view)
    held = set(drafts[number - 1].locked) - {wish_id} | ({wish_id} if on else set())
    drafts[number - 1] = replace(drafts[number - 1], locked=tuple(sorted(held)))
    return await _keep(session, library, row, drafts, now)


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
    """Put what the matching found anew in place of the draft; locked people stay locked. Raises NotYours, Gone, Stale."""
    row = await _row(session, actor, round_id, version)
    fixed = {member for one in held for member in one.members}
    row.created_at = now
    return await _keep(session, library, row, _drafts(matching.groups, fixed), now)


async def approve(
    session: Session, library: Library, actor: Actor, round_id: int, version: int, now: datetime
) -> RoundView:
    """Ask everybody in the draft, of which nothing is kept; a second press asks nobody again. Raises NotYours, Gone, Stale."""
    row = await _row(session, actor, round_id)
    view = await _view(session, library, row, now)
    if row.approved_at is not None:
        return view
    if row.version != version or not view.ready or not _as_kept(view, row):
        raise Stale
    row.approved_at, row.draft = now, _dump([])
    row.version += 1
    drafts = [
        proposals.ProposedGroup(
            card.group.members, card.group.slot, card.group.place, card.group.language, _shared(card)
        )
        for card in view.cards
    ]
    await proposals.propose(session, library, row.centre_id, row.id, drafts, now)
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
    if row is None:
        if not actor.coordinates:
            actor.must_coordinate(0)
        raise Gone
    actor.must_coordinate(row.centre_id)
    if version is not None and (row.version != version or row.approved_at is not None):
        raise Stale
    return row


async def _keep(
    session: Session, library: Library, row: Round, drafts: Sequence[DraftGroup], now: datetime
) -> RoundView:
    row.draft = _dump(drafts)
    row.version += 1
    await session.flush()
    return await _view(session, library, row, now)


async def _view(session: Session, library: Library, row: Round, now: datetime) -> RoundView:
    centre = courses.centre_view(await session.get_one(Centre, row.centre_id))
    people = await pool.pool(session, library, row.centre_id, now)
    here = {one.id for one in people.candidates}
    drafts = [replace(one, wishes=tuple(wish for wish in one.wishes if wish in here)) for one in _load(row.draft)]
    cards = tuple(_card(people, number, one) for number, one in enumerate((one for one in drafts if one.wishes), 1))
    view = RoundView(
        id=row.id,
        version=row.version,
        approved=row.approved_at is not None,
        centre=centre,
        content=library.groups_of(centre.slug),
        places=await places.of_centre(session, centre),
        names=await _names(session, row.centre_id),
        cards=cards,
        left=(),
        pool=people,
    )
    return replace(view, left=why_left_all(people, [card.group for card in cards]))


def _card(people: Pool, number: int, draft: DraftGroup) -> CardView:
    group = scored(people, frozenset(draft.wishes), draft.slot, draft.place, draft.language)
    against = broken(people, group.members, group.slot, group.place, group.language) - {Rule.SIZE}
    untrue = {note for rule in against for note in _SAYS.get(rule, ())}
    facts = tuple(one for one in explain(people, group) if one.note not in untrue)
    return CardView(number, group, facts, frozenset(draft.locked) & set(draft.wishes), fits=not against)


async def _names(session: Session, centre_id: int) -> dict[int, str]:
    rows = await session.execute(
        select(Wish.id, Person.name)
        .join(Person, Person.id == Wish.person_id)
        .where(Wish.centre_id == centre_id, Wish.state == WishState.ACTIVE)
    )
    return {row.id: row.name or "?" for row in rows}


def _as_kept(view: RoundView, row: Round) -> bool:
    """Whether everybody who was in the draft when it was kept is in it still."""
    return _now(view) == _load(row.draft)


def _now(view: RoundView) -> list[DraftGroup]:
    return [_draft(card) for card in view.cards]


def _draft(card: CardView) -> DraftGroup:
    group = card.group
    return DraftGroup(group.members, group.slot, group.place, group.language, tuple(sorted(card.locked)))


def _drafts(groups: Iterable[Group], locked: Collection[int] = ()) -> list[DraftGroup]:
    return [
        DraftGroup(one.members, one.slot, one.place, one.language, tuple(sorted(set(locked) & set(one.members))))
        for one in groups
    ]


def _dump(drafts: Sequence[DraftGroup]) -> str:
    return json.dumps([vars(one) for one in drafts])


def _load(text: str) -> list[DraftGroup]:
    rows: list[dict[str, Any]] = json.loads(text)
    return [
        DraftGroup(tuple(row["wishes"]), row["slot"], row["place"], row["language"], tuple(row["locked"]))
        for row in rows
    ]
