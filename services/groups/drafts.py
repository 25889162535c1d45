"""A draft of groups as it is kept, and as it reads now: with those who look for a group still, by what they look for now."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace
from sqlalchemy import select

from db.models import Centre, Person, Round, Wish
from domain.errors import Gone
from domain.groups.content import GroupContent
from domain.groups.matching import Bound, Fact, Group, Left, Matching, Note, Pool, Rule, broken, explain
from domain.groups.matching.explain import why_left_all
from domain.groups.matching.result import scored
from services import Session, courses
from services.courses import CentreView
from services.groups import places, pool
from services.groups.places import PlaceView
from services.programmes import Library

_SAYS = {
    Rule.TIME: (Note.TIME,),
    Rule.PLACE: (Note.PLACE, Note.ONLINE, Note.TRAVEL),
    Rule.LANGUAGE: (Note.LANGUAGE,),
}
"""What is no longer true of a group in which such a rule is broken."""


class DraftGroup(Struct, frozen=True):
    """One group as the draft keeps it; `locked` are the wishes that stay in it when the matching runs again."""

    wishes: tuple[int, ...]
    slot: str
    place: str
    language: str
    locked: tuple[int, ...] = ()


class CardView(Struct, frozen=True):
    """One group as the coordinator sees it; `number` counts from 1.

    `fits` is False when somebody in it has changed what they look for, so that it may no longer stand; sizes aside.
    """

    number: int
    group: Group
    facts: tuple[Fact, ...]
    locked: frozenset[int]
    fits: bool = True


class RoundView(Struct, frozen=True):
    """A draft as it stands now. `names` of all in the pool, by wish id; `parted` were held together, and could not be kept so."""

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
    parted: tuple[int, ...] = ()

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


async def read(session: Session, library: Library, row: Round, now: datetime) -> RoundView:
    """The draft with whoever looks for a group still."""
    centre = courses.centre_view(await session.get_one(Centre, row.centre_id))
    people = await pool.pool(session, library, row.centre_id, now)
    here = {one.id for one in people.candidates}
    kept = [replace(one, wishes=tuple(wish for wish in one.wishes if wish in here)) for one in _load(row.draft)]
    cards = tuple(_card(people, number, one) for number, one in enumerate((one for one in kept if one.wishes), 1))
    view = RoundView(
        id=row.id,
        version=row.version,
        approved=row.approved_at is not None,
        centre=centre,
        content=library.groups_of(centre.slug),
        places=await places.of_centre(session, centre),
        names=await _names(session, here),
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


async def _names(session: Session, wishes: Collection[int]) -> dict[int, str]:
    rows = await session.execute(
        select(Wish.id, Person.name).join(Person, Person.id == Wish.person_id).where(Wish.id.in_(wishes))
    )
    return {row.id: row.name or "?" for row in rows}


def as_kept(view: RoundView, row: Round) -> bool:
    """Whether everybody who was in the draft when it was kept is in it still."""
    return as_it_is(view) == _load(row.draft)


def as_it_is(view: RoundView) -> list[DraftGroup]:
    """To be kept."""
    return [_draft(card) for card in view.cards]


def _draft(card: CardView) -> DraftGroup:
    group = card.group
    return DraftGroup(group.members, group.slot, group.place, group.language, tuple(sorted(card.locked)))


def of_groups(groups: Iterable[Group], locked: Collection[int] = ()) -> list[DraftGroup]:
    return [
        DraftGroup(one.members, one.slot, one.place, one.language, tuple(sorted(set(locked) & set(one.members))))
        for one in groups
    ]


def dump(groups: Sequence[DraftGroup]) -> str:
    return json.dumps([asdict(one) for one in groups])


def _load(text: str) -> list[DraftGroup]:
    rows: list[dict[str, Any]] = json.loads(text)
    return [
        DraftGroup(tuple(row["wishes"]), row["slot"], row["place"], row["language"], tuple(row["locked"]))
        for row in rows
    ]
