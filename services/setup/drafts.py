"""Drafts: begun from a programme or from an earlier course, listed, thrown away."""

import secrets
from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import delete, exists, func, select

from db.models import Centre, Course, CourseDraft, CourseSession, TeamMember
from domain import rights
from domain.courses import Answer, State
from domain.errors import Gone, TeamAskedAlready
from domain.programmes import Programme
from domain.rights import Action
from services import Session, courses
from services.courses import CentreView, CourseView
from services.people import Actor
from services.programmes import Library
from services.setup import sheet

MOST = 30
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of the name in a link: nothing that is mistaken for another."""
EARLIER = 5


class Choice(Struct, frozen=True):
    """Programmes to choose from at a centre. Without a centre yet: the centres to choose from."""

    centre: CentreView | None
    centres: Sequence[CentreView]
    programmes: Sequence[Programme]


async def choice(session: Session, library: Library, actor: Actor, centre_id: int) -> Choice:
    """What a new course may be. `centre_id` 0: whichever it is, where there is but one. Raises NotYours, Gone."""
    if not centre_id:
        rights.must_somewhere(actor, Action.SETUP)
        rows = await session.scalars(
            select(Centre).where(Centre.id.in_(rights.where(actor, Action.SETUP))).order_by(Centre.name)
        )
        found = [courses.centre_view(one) for one in rows]
        if len(found) != 1:
            return Choice(None, found, ())
        return Choice(found[0], found, list(library.programmes.values()))
    centre = await _centre(session, actor, centre_id)
    return Choice(centre, [centre], list(library.programmes.values()))


async def _centre(session: Session, actor: Actor, centre_id: int) -> CentreView:
    row = await session.get(Centre, centre_id)
    rights.must(actor, Action.SETUP, None if row is None else centre_id)
    if row is None:
        raise Gone
    return courses.centre_view(row)


async def earlier(
    session: Session, library: Library, actor: Actor, centre_id: int, programme: str
) -> tuple[CentreView, Programme, list[CourseView]]:
    """The centre's last courses of a programme, the newest first: one may be copied. Raises NotYours, Gone."""
    centre = await _centre(session, actor, centre_id)
    if programme not in library.programmes:
        raise Gone
    ids = await session.scalars(
        select(Course.id)
        .join(CourseSession, CourseSession.course_id == Course.id)
        .where(Course.centre_id == centre_id, Course.programme == programme)
        .group_by(Course.id)
        .order_by(func.min(CourseSession.starts_at).desc())
        .limit(EARLIER)
    )
    wanted = ids.all()
    views = {one.id: one for one in await courses.load_many(session, library, wanted)} if wanted else {}
    return centre, library.programmes[programme], [views[one] for one in wanted if one in views]


async def make(session: Session, library: Library, actor: Actor, centre_id: int, programme: str, copy_of: int) -> int:
    """A new draft, or one that nobody has touched yet; returns the course's number. Raises NotYours, Gone."""
    centre = await _centre(session, actor, centre_id)
    kind = library.programmes.get(programme)
    source = await session.get(Course, copy_of) if copy_of else None
    if kind is None or (copy_of and (source is None or source.centre_id != centre_id or source.programme != programme)):
        raise Gone
    # Two presses at once: the second waits for the centre's row, and finds the draft of the first.
    await session.execute(select(Centre.id).where(Centre.id == centre_id).with_for_update())
    untouched = await session.scalar(
        select(Course.id)
        .where(Course.centre_id == centre_id, Course.programme == programme, Course.state == State.DRAFT)
        .where(Course.edition == 1, ~exists().where(TeamMember.course_id == Course.id))
        .order_by(Course.id.desc())
    )
    row = await session.get(Course, untouched) if untouched else None
    if row is None:
        row = Course(slug=_name(centre), programme=programme, centre_id=centre_id, state=State.DRAFT.value, place="")
        session.add(row)
    _take_over(row, source, kind)
    await session.flush()
    await sheet.draft_of(session, row.id)
    await session.flush()
    return row.id


def _name(centre: CentreView) -> str:
    """What stands in links tells where, and nothing else."""
    return f"{centre.slug[:40]}-{''.join(secrets.choice(_LETTERS) for _ in range(6))}"


def _take_over(row: Course, source: Course | None, kind: Programme) -> None:
    """As the earlier course was, but for its topic; else as many seats as the programme has at most, and nothing."""
    plain = {"place": "", "address": "", "directions": "", "languages": [], "interpreter": False, "video_link": None}
    plain["referral"] = None
    for name, value in (plain | {"seats": kind.seats[1]}).items():
        setattr(row, name, getattr(source, name) if source else value)


async def listed(session: Session, library: Library, actor: Actor) -> list[CourseView]:
    """The drafts of one's centres, the newest first; none for whoever sets up no courses."""
    where = rights.where(actor, Action.SETUP)
    if not where:
        return []
    drafts = Course.state == State.DRAFT, Course.centre_id.in_(where)
    ids = (await session.scalars(select(Course.id).where(*drafts).order_by(Course.id.desc()).limit(MOST))).all()
    return (await courses.load_many(session, library, ids))[::-1] if ids else []


async def must_be_loose(session: Session, view: CourseView) -> None:
    """Can be thrown away; asked before the question, too. Raises Gone when published, TeamAskedAlready."""
    if not view.draft:
        raise Gone
    here = TeamMember.course_id == view.id, TeamMember.state != Answer.NO
    if await session.scalar(select(TeamMember.id).where(*here).limit(1)) is not None:
        raise TeamAskedAlready


async def discard(session: Session, library: Library, actor: Actor, course_id: int, edition: int) -> None:
    """Throw a draft away. Raises NotYours, Gone, ChangedMeanwhile; TeamAskedAlready while somebody is on its team."""
    row, view = await sheet.begun(session, library, actor, course_id, edition)
    await must_be_loose(session, view)
    await session.execute(delete(CourseDraft).where(CourseDraft.course_id == course_id))
    await session.delete(row)
    await session.flush()
