"""Who is told that a course has opened: a rule of the planner (`services/planning/planner.py`)."""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, exists, select, update

from db.models import Course, CourseChange, CourseWish, Person
from domain.finding import Offer, fits, number_of
from domain.finding.messages import CourseOpened
from domain.timing import after_quiet
from services import Session, courses, people
from services.courses import CourseView, changes
from services.finding import finder, pathway, wishes
from services.finding.wishes import CourseWishView
from services.mail import outbox
from services.mail.concerns import Concern, Span, Tick

_WISHED = exists().where(CourseWish.id > 0)
"""Also one that counts as told: it may be that nobody was (`wishes.wait_on`)."""
_CHANGED = select(CourseChange.course_id, CourseChange.was, CourseChange.made_at).where(
    CourseChange.made_at > bindparam("after", type_=CourseChange.made_at.type),
    CourseChange.made_at <= bindparam("until", type_=CourseChange.made_at.type),
)


class Opening(Struct, frozen=True):
    """A course that can be signed up for, and when it became so for more people; `before`: as it was then, None for new."""

    offer: Offer
    at: datetime
    before: Offer | None = None

    def is_for(self, wish: CourseWishView) -> bool:
        """Of what was there when it was wished for, and fitted, nothing is told: the person has seen it."""
        seen = self.before is not None and fits(self.before, wish.search)
        return wish.made_at <= self.at and fits(self.offer, wish.search) and not seen


async def tell(session: Session, tick: Tick) -> int:
    """Everybody whose wish a course fits that has been published since the last tick, or changed so that it fits now: of the
    soonest one, once. Of one course nobody is told twice, however many of their wishes it fits. Who is out of reach waits on.
    """
    there = await finder.market(session, tick.library, tick.now)
    new = await _openings(session, there, tick)
    if not new:
        return 0
    await wishes.wait_on(session)
    views = await courses.by_id(session, tick.library, [one.offer.course_id for one in new])
    awaited = [(row.person_id, wishes.read(row)) for row in await session.scalars(_WAITING)]
    who_waits = {person_id for person_id, _ in awaited}
    been = await pathway.been(session, who_waits) if awaited else {}
    heard = await wishes.heard_of(session, who_waits) if awaited else {}
    told: dict[int, list[tuple[int, int]]] = {}
    for person_id, wish in awaited:
        mine, known = been.get(person_id, pathway.Been()), heard.setdefault(person_id, set())
        if (one := _soonest(new, wish, mine, known, views, tick.now)) is not None:
            told.setdefault(one, []).append((wish.id, person_id))
            known.add(one)
    return sum([await _put(session, views[course_id], who, tick) for course_id, who in told.items()])


def _soonest(
    new: Iterable[Opening],
    wish: CourseWishView,
    mine: pathway.Been,
    known: Container[int],
    views: Mapping[int, CourseView],
    now: datetime,
) -> int | None:
    """The soonest course of which somebody is to be told, by its number; none of those that they are on or have heard of."""
    done = mine.done(now) if wish.search.after else ()
    for one in new:
        course_id = one.offer.course_id
        strange = course_id not in mine.courses and course_id not in known
        if strange and one.is_for(wish) and pathway.again(views[course_id].programme, done):
            return course_id
    return None


async def _openings(session: Session, there: finder.Market, tick: Tick) -> list[Opening]:
    """What has been published, or can be found by more people, since the last tick; the soonest course first."""
    window = {"after": tick.window.after, "until": tick.window.until}
    changed = [row for row in await session.execute(_CHANGED, window) if changes.FOUND in row.was]
    found = []
    for offer in there.offers:
        at = there.published[offer.course_id]
        if at and tick.window.holds(at):
            found.append(Opening(offer, at))
        for row in changed:
            if row.course_id == offer.course_id:
                found.append(Opening(offer, row.made_at, _as_it_was(offer, row.was[changes.FOUND], there)))
    return found


def _as_it_was(offer: Offer, was: Mapping[str, Any], there: finder.Market) -> Offer:
    centres = frozenset(was["centres"])
    near = frozenset(number_of(name) for one in centres for name in there.served.get(one, ()))
    return replace(offer, languages=frozenset(was["languages"]), online=was["online"], centres=centres, near=near)


_WAITING = (
    select(CourseWish)
    .join(Person, Person.id == CourseWish.person_id)
    .where(CourseWish.told_at.is_(None), people.reachable())
    .order_by(CourseWish.id)
)


async def _put(session: Session, view: CourseView, who: list[tuple[int, int]], tick: Tick) -> int:
    """To people by the numbers of their wishes; returns how many they are."""
    messages = [(CourseOpened(wish_id, view.id), person_id) for wish_id, person_id in who]
    due = after_quiet(tick.now, view.open_until, view.centre.quiet or tick.quiet, view.zone)
    await outbox.put_each(session, messages, due_at=due, not_after=view.open_until)
    told = CourseWish.id.in_([wish_id for wish_id, _ in who])
    await session.execute(update(CourseWish).where(told).values(told_at=tick.now))
    return len(messages)


CONCERNS = (
    Concern(
        tell,
        (
            Span(Course.published_at, lambda tick: [tick.window], (_WISHED,)),
            Span(CourseChange.made_at, lambda tick: [tick.window], (_WISHED,)),
        ),
    ),
)
