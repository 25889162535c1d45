"""*Tell me when one opens*: kept until a course is found, of which the person is told once, or for a year."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import bindparam, delete, select, update

from db import erasing
from db.models import CourseWish, Outbox
from db.session import shred
from domain.delivery import State
from domain.errors import Gone
from domain.finding import Search, fits
from domain.finding.messages import CourseOpened
from services import Session
from services.finding import finder, pathway
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
    """For those whose wish it still is, and still fits, as long as one may sign up; not for who is on the course by now."""
    rows = {row.id: row for row in await session.scalars(_THESE, {"ids": [one.message.wish_id for one in batch]})}
    there = await finder.market(session, library, now)
    offers = {one.course_id: one for one in there.offers}
    found = await finder.cards(session, library, sorted({one.message.course_id for one in batch} & set(offers)), now)
    cards = {card.course.id: card for card in found if card.open}
    been = await pathway.been(session, {one.person_id for one in batch})
    opened = {}
    for one in batch:
        course_id, row = one.message.course_id, rows.get(one.message.wish_id)
        on_it = one.person_id in been and course_id in been[one.person_id].courses
        if row is None or row.person_id != one.person_id or course_id not in cards or on_it:
            continue
        if fits(offers[course_id], (wish := read(row)).search):
            opened[one.row] = Opened(wish, cards[course_id])
    return opened


_THESE = select(CourseWish).where(CourseWish.id.in_(bindparam("ids", expanding=True)))
_NOT_TOLD = State.DROPPED, State.EXPIRED, State.FAILED, State.BLOCKED
_OPENED = select(Outbox.id, Outbox.person_id, Outbox.params).where(Outbox.kind == CourseOpened.kind)


async def wait_on(session: Session) -> None:
    """A wish of which nobody was told after all waits on: the course was off by then, or they were out of reach."""
    rows = (await session.execute(_OPENED.where(Outbox.state.in_(_NOT_TOLD)))).all()
    if rows:
        await session.execute(delete(Outbox).where(Outbox.id.in_([row.id for row in rows])))
        theirs = CourseWish.id.in_({row.params["wish_id"] for row in rows})
        await session.execute(update(CourseWish).where(theirs).values(told_at=None))


async def heard_of(session: Session, people: Collection[int]) -> dict[int, set[int]]:
    """By person: the courses of which they have been told because of a wish, or are about to be."""
    found: dict[int, set[int]] = {}
    for row in await session.execute(_OPENED.where(Outbox.person_id.in_(people), Outbox.state.not_in(_NOT_TOLD))):
        found.setdefault(row.person_id, set()).add(row.params["course_id"])
    return found


async def forget_old(session: Session, now: datetime) -> None:
    """What has lapsed, and what has been told."""
    await wait_on(session)
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
