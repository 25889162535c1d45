"""*Tell me when one opens*: kept until a course is found, of which the person is told once, or for a year."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import delete, select

from db import erasing
from db.models import CourseWish
from db.session import shred
from domain.errors import Gone
from domain.finding import Search
from domain.finding.messages import CourseOpened
from services import Session
from services.finding import finder
from services.mail.batches import Batch
from services.people import Actor
from services.programmes import Library
from services.signup import Card

LAPSES_AFTER = timedelta(days=365)
TOLD_KEPT_FOR = timedelta(days=30)
"""Once somebody has been told: as long as that message may still be on its way."""
MOST = 5
"""So many wishes somebody may have at a time: the oldest makes room."""


class CourseWishView(Struct, frozen=True):
    """What somebody wishes to be told of. `place`: the municipality, or the centre, by its name; empty for none."""

    id: int
    search: Search
    place: str
    made_at: datetime


class Opened(Struct, frozen=True):
    """A course that fits what somebody wished to be told of."""

    wish: CourseWishView
    card: Card


def read(row: CourseWish) -> CourseWishView:
    kept = json.loads(row.looks_for)
    return CourseWishView(row.id, Search(**kept["search"]), kept["place"], row.made_at)


async def mine(session: Session, actor: Actor) -> list[CourseWishView]:
    """What one will still be told of, oldest first."""
    rows = await session.scalars(
        select(CourseWish)
        .where(CourseWish.person_id == actor.id, CourseWish.told_at.is_(None))
        .order_by(CourseWish.made_at, CourseWish.id)
    )
    return [read(row) for row in rows]


async def make(session: Session, actor: Actor, search: Search, place: str, now: datetime) -> CourseWishView:
    """Wish to be told; the same wish is kept once, and counts from now on. `place`: as one reads it. Raises ConsentNeeded."""
    actor.must_have_consented()
    before = await mine(session, actor)
    same = [one for one in before if one.search == search]
    gone = same or before[: max(0, len(before) - MOST + 1)]
    await session.execute(delete(CourseWish).where(CourseWish.id.in_([one.id for one in gone])))
    kept = json.dumps({"search": asdict(search), "place": place})
    row = CourseWish(person_id=actor.id, looks_for=kept, made_at=now)
    session.add(row)
    await session.flush()
    return CourseWishView(row.id, search, place, now)


async def end(session: Session, actor: Actor, wish_id: int) -> CourseWishView:
    """Not any more; it is deleted. Raises Gone."""
    row = await session.get(CourseWish, wish_id)
    if row is None or row.person_id != actor.id:
        raise Gone
    view = read(row)
    await session.delete(row)
    await session.flush()
    await erasing.owe(session)
    shred(session)
    return view


async def opened_views(
    session: Session, library: Library, batch: Batch[CourseOpened], now: datetime
) -> dict[int, Opened]:
    """For those whose wish it still is, as long as one may sign up."""
    ids = {one.message.wish_id for one in batch}
    rows = {row.id: row for row in await session.scalars(select(CourseWish).where(CourseWish.id.in_(ids)))}
    found = await finder.cards(session, library, sorted({one.message.course_id for one in batch}), now)
    cards = {card.course.id: card for card in found if card.open and not card.course.draft}
    return {
        one.row: Opened(read(rows[one.message.wish_id]), cards[one.message.course_id])
        for one in batch
        if one.message.course_id in cards
        and one.message.wish_id in rows
        and rows[one.message.wish_id].person_id == one.person_id
    }


async def forget_old(session: Session, now: datetime) -> None:
    """What has lapsed, and what has been told."""
    lapsed = CourseWish.made_at <= now - LAPSES_AFTER
    await session.execute(delete(CourseWish).where(lapsed | (CourseWish.told_at <= now - TOLD_KEPT_FOR)))


async def export(session: Session, actor: Actor) -> dict[str, Sequence[dict[str, Any]]]:
    """For the copy of everything (`services/privacy/export_map.py`)."""
    rows = await session.scalars(select(CourseWish).where(CourseWish.person_id == actor.id).order_by(CourseWish.id))
    return {
        "wishes_for_courses": [
            {"looks_for": json.loads(row.looks_for), "made_at": row.made_at, "told_at": row.told_at} for row in rows
        ]
    }
