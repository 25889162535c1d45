"""The pool of a centre: all who look for a group, as the matching takes them. Nothing of it is stored or shown."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select

from db.models import GroupMember, Wish, WishPair
from domain.groups import MemberState, WishState
from domain.groups.content import GroupContent
from domain.groups.matching import Candidate, Pool, Side, Sizes
from domain.groups.wishes import GROUP_CONSENT, Answers
from services import Session
from services.groups import places, views
from services.groups.places import PlaceView
from services.people import out_of_reach
from services.programmes import Library

HAS_MET = (MemberState.MEMBER, MemberState.LEFT)
"""Who has been in a group before brings experience into the next one."""
LOOKS = (Wish.state == WishState.ACTIVE) & (Wish.consent_version >= GROUP_CONSENT) & ~out_of_reach(Wish.person_id)
"""Who looks for a group, has agreed to what is kept nowadays, and could be asked: who cannot is passed over meanwhile."""


async def pool(
    session: Session,
    library: Library,
    centre_id: int,
    now: datetime,
    also: Collection[int] = (),
) -> Pool:
    """All who look for a group at a centre, and `also` these wishes of it; the candidates' ids are the wishes'. Raises Gone.

    Whoever has a place in a group of the centre, or has been asked about one, looks for none, whatever their wish says.
    """
    free = LOOKS & Wish.person_id.not_in(views.holders(centre_id))
    return await _read(session, library, centre_id, now, free | _these(also))


async def pool_of(session: Session, library: Library, centre_id: int, wish_ids: Collection[int], now: datetime) -> Pool:
    """Only these wishes of a centre, as far as they have not been withdrawn. Raises Gone."""
    return await _read(session, library, centre_id, now, _these(wish_ids))


def _these(wish_ids: Collection[int]) -> ColumnElement[bool]:
    return Wish.id.in_(wish_ids) & (Wish.state != WishState.WITHDRAWN)


async def _read(session: Session, library: Library, centre_id: int, now: datetime, wanted: ColumnElement[bool]) -> Pool:
    centre = await places.centre_of(session, centre_id)
    content, offered = library.groups_of(centre.slug), await places.of_centre(session, centre)
    rows = (await session.scalars(select(Wish).where(Wish.centre_id == centre_id, wanted).order_by(Wish.id))).all()
    met = select(GroupMember.person_id).join(Wish, Wish.person_id == GroupMember.person_id)
    experienced = set(
        await session.scalars(met.where(Wish.centre_id == centre_id, GroupMember.state.in_(HAS_MET)).distinct())
    )
    together, apart = await _pairs(session, {row.id for row in rows}, centre_id)
    return Pool(
        candidates=tuple(candidate(row, content, offered, row.person_id in experienced, now) for row in rows),
        together=together,
        apart=apart,
        sizes=Sizes(content.least, content.most, content.aim),
        where={one.slug: one.position for one in offered if one.position is not None},
        bands=content.age_bands,
    )


def candidate(
    row: Wish, content: GroupContent, offered: Sequence[PlaceView], experienced: bool, now: datetime
) -> Candidate:
    """A wish as the matching takes it. The nearest place stands for where somebody lives, which nobody asks."""
    answers = places.still_offered(Answers.of_json(row.answers), content, offered)
    positions = {one.slug: one.position for one in offered}
    return Candidate(
        id=row.id,
        side=Side(answers.side),
        languages=frozenset(answers.languages),
        places=frozenset(answers.places),
        slots=frozenset(answers.slots),
        mixed_sides=answers.mixed_sides,
        themes=frozenset(answers.themes),
        age=content.band_of(answers.age),
        age_matters=answers.age_matters,
        same_situation=answers.same_situation,
        starter=answers.starter,
        experienced=experienced,
        waited_days=max((now - row.since).days, 0),
        position=next((at for one in answers.places if (at := positions[one])), None),
    )


async def _pairs(
    session: Session, ids: set[int], centre_id: int
) -> tuple[frozenset[frozenset[int]], frozenset[frozenset[int]]]:
    """Together only where both wish it; apart where either does, which also undoes a together."""
    rows = await session.execute(
        select(WishPair.wish_id, WishPair.other_wish_id, WishPair.apart)
        .join(Wish, Wish.id == WishPair.wish_id)
        .where(Wish.centre_id == centre_id)
    )
    here = [row for row in rows.all() if {row.wish_id, row.other_wish_id} <= ids]
    apart = {frozenset((row.wish_id, row.other_wish_id)) for row in here if row.apart}
    wished = {(row.wish_id, row.other_wish_id) for row in here if not row.apart}
    together = {frozenset(pair) for pair in wished if pair[::-1] in wished}
    return frozenset(together - apart), frozenset(apart)
