"""Courses for which one may sign up, and which of them fit somebody who looks: in a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, select

from db.models import Centre, Course, CourseSession, CourseShare, Municipality, columns, table
from domain.courses import State, spoken_by
from domain.finding import ANY, ANYWHERE, Offer, Search, Step, fits, number_of, question
from services import Session, courses, signup
from services.courses import CentreView, contacts, joining
from services.programmes import Library
from services.signup import Card

PAGE = 3
"""So many cards stand in one message."""
_C, _E, _Z, _S, _M = (columns(one) for one in (Course, CourseSession, Centre, CourseShare, Municipality))
_OPEN = (
    select(_C.id, _C.programme, _C.centre_id, _C.languages, _C.video_link.is_not(None).label("online"))
    .add_columns(_C.published_at, _Z.language.label("centre_language"))
    .join(table(CourseSession), _E.course_id == _C.id)
    .join(table(Centre), _Z.id == _C.centre_id)
    .where(_C.state == State.PUBLISHED, _E.cancelled_at.is_(None))
    .group_by(_C.id, _Z.id)
    .having(joining.OPEN)
    .order_by(joining.NEXT, _C.id)
)
"""The soonest first."""
_SERVED = select(_M.centre_id, _M.name)
_SHARED = select(_S.course_id, _S.centre_id).where(_S.course_id.in_(bindparam("courses", expanding=True)))


class Found(Struct, frozen=True):
    """What somebody sees of their search: a question (`step`), or what fits, `page` counting from 0.

    `choices`: what can be answered to the question about theme or language. `names`: all municipalities that are served.
    `place`: the municipality of the search by its name, empty for none. `online`: whether there is anything by video.
    `count`: how many courses fit; `elsewhere`: where none does, how many would in any place; `empty`: there is none to sign
    up for at all. `many`: whether there are centres far apart, so that it matters where one lives.
    """

    search: Search
    step: Step | None
    cards: Sequence[Card] = ()
    page: int = 0
    count: int = 0
    elsewhere: int = 0
    choices: Sequence[str] = ()
    names: Sequence[str] = ()
    place: str = ""
    online: bool = False
    many: bool = False
    empty: bool = False

    @property
    def centres(self) -> list[CentreView]:
        """Those of the courses that are shown, each as often as it has one."""
        return [one.course.centre for one in self.cards]

    @property
    def unsaid(self) -> Step | None:
        """What must have been said before somebody can be told of what opens."""
        if self.search.who in ("", ANY):
            return Step.WHO
        return Step.NEAR if self.many and not self.search.near else None


class Market(Struct, frozen=True):
    """Everything that can be looked for now: what is open, soonest first, and the municipalities that each centre serves."""

    offers: Sequence[Offer]
    served: Mapping[int, Sequence[str]]
    published: Mapping[int, datetime | None]

    @property
    def names(self) -> list[str]:
        return sorted({name for names in self.served.values() for name in names}, key=str.casefold)

    @property
    def areas(self) -> set[frozenset[int]]:
        return {frozenset(map(number_of, names)) for names in self.served.values()}

    def fitting(self, search: Search) -> list[Offer]:
        return [one for one in self.offers if fits(one, search)]


async def market(session: Session, library: Library, now: datetime) -> Market:
    """In three statements."""
    rows = (await session.execute(_OPEN, joining.values(library, now))).all()
    served: dict[int, list[str]] = {}
    for centre_id, name in await session.execute(_SERVED):
        served.setdefault(centre_id, []).append(name)
    where: dict[int, list[int]] = {row.id: [row.centre_id] for row in rows}
    for course_id, centre_id in await session.execute(_SHARED, {"courses": list(where)}):
        where[course_id].append(centre_id)
    follows = leading(library)
    offers = []
    for row in rows:
        if (programme := library.programmes.get(row.programme)) is not None:
            near = frozenset(number_of(name) for one in where[row.id] for name in served.get(one, ()))
            spoken = frozenset(row.languages or [spoken_by(row.centre_language)])
            about = programme.audience, programme.theme, spoken, row.online, near, frozenset(where[row.id])
            offers.append(Offer(row.id, *about, follows.get(row.programme, frozenset()), row.programme))
    return Market(offers, served, {row.id: row.published_at for row in rows})


def leading(library: Library) -> dict[str, frozenset[str]]:
    """By programme: the slugs of those that lead to it."""
    found: dict[str, set[str]] = {}
    for slug, programme in library.programmes.items():
        for to in programme.entry.leads_to:
            found.setdefault(to, set()).add(slug)
    return {slug: frozenset(before) for slug, before in found.items()}


async def find(
    session: Session,
    library: Library,
    search: Search,
    now: datetime,
    page: int = 0,
    step: Step | None = None,
    *,
    at_once: bool = False,
) -> Found:
    """The next question, or what fits. `step`: a question that is asked whatever has been answered.

    `at_once`: where no more fit than stand on a page, nothing is asked.
    """
    there = await market(session, library, now)
    left = there.fitting(search)
    asked = step or (None if at_once and len(left) <= PAGE else question(there.offers, search, there.areas))
    place = next((one for one in there.names if number_of(one) == search.near), "")
    online, many = any(one.online for one in left or there.offers), len(there.areas - {frozenset()}) > 1
    empty = not there.offers
    so_far = Found(
        search, asked, count=len(left), names=there.names, place=place, online=online, many=many, empty=empty
    )
    if asked is not None:
        return replace(so_far, choices=_choices(left, asked))
    if not left:
        return replace(so_far, elsewhere=len(there.fitting(replace(search, near=ANYWHERE))))
    page = min(page, max(0, (len(left) - 1) // PAGE))
    shown = left[page * PAGE : (page + 1) * PAGE]
    return replace(so_far, cards=await cards(session, library, [one.course_id for one in shown], now), page=page)


async def serving(session: Session, place: str) -> list[CentreView]:
    """The centres that serve a municipality, by its name: whom to ring there."""
    there = select(Centre).join(Municipality, Municipality.centre_id == Centre.id).where(Municipality.name == place)
    found = await session.scalars(there.order_by(Centre.id).limit(contacts.MOST)) if place else ()
    return [courses.centre_view(one) for one in found]


async def names(session: Session) -> list[str]:
    """The municipalities that any centre serves, by name."""
    return sorted({row.name for row in await session.execute(_SERVED)}, key=str.casefold)


def _choices(left: Iterable[Offer], step: Step) -> list[str]:
    if step is Step.THEME:
        return sorted({one.theme for one in left})
    return sorted({language for one in left for language in one.languages}) if step is Step.LANGUAGE else []


async def cards(session: Session, library: Library, course_ids: Sequence[int], now: datetime) -> list[Card]:
    """Courses with the seats that are left, in the order asked for; without what one's own place there is. In two statements."""
    views = await courses.by_id(session, library, course_ids)
    seats = await signup.seats_of(session, course_ids) if course_ids else {}
    return [signup.card_of(views[one], seats[one], now) for one in course_ids if one in views and one in seats]
