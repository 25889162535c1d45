"""With which centres a course is shared: their people find it and sign up, their coordinators see it without its people."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zlib import crc32

from msgspec import Struct
from sqlalchemy import delete

from db.models import Course, CourseShare
from domain.errors import ChangedMeanwhile, Gone
from domain.rights import Role
from services import Session
from services.courses import CourseView, Partner, changes, lost, partners, share_news
from services.courses.lost import Lost
from services.people import Actor
from services.programmes import Library
from services.setup import sheet


class Parting(Struct, frozen=True):
    """A centre with which a course is shared, and who of the team would fall off without it."""

    course: CourseView
    partner: Partner
    going: Sequence[Lost]

    @property
    def mark(self) -> int:
        """What a button carries of those who are named above it."""
        return mark(one.member_id for one in self.going)


def mark(members: Iterable[int]) -> int:
    """A number made of who falls off a team: another one for others, and 0 for nobody."""
    named = ",".join(map(str, sorted(members)))
    return crc32(named.encode()) % (2**31 - 1) + 1 if named else 0


async def share(
    session: Session, library: Library, actor: Actor, course_id: int, edition: int, centre_id: int, now: datetime
) -> None:
    """Share it with a centre; whoever coordinates there is told, of a draft once it is published.

    Raises NotYours, Gone, ChangedMeanwhile unless it is so already.
    """
    found = await _begun(session, library, actor, course_id, edition, centre_id, shared=False)
    if found is None:
        return
    row, view, _ = found
    before = await changes.found_by(session, row)
    session.add(CourseShare(course_id=course_id, centre_id=centre_id))
    row.edition += 1
    await session.flush()
    await changes.note_found(session, row, before, now)
    if not view.draft:
        await share_news.tell(session, course_id, [centre_id], now, by=actor.id)


async def stop(
    session: Session,
    library: Library,
    actor: Actor,
    course_id: int,
    edition: int,
    centre_id: int,
    shown: int,
    now: datetime,
) -> tuple[list[Lost], Parting | None]:
    """Share it with a centre no longer. Whoever has signed up keeps their place.

    Returns who falls off its team with that: they are told, and its other coordinators. `shown`: the mark of those who were named
    above the button. Where it is others who would fall off now, nothing is done and they are returned, to be looked at.
    Raises NotYours, Gone, ChangedMeanwhile unless it is so already.
    """
    found = await _begun(session, library, actor, course_id, edition, centre_id, shared=True)
    if found is None:
        return [], None
    row, view, partner = found
    parting = Parting(view, partner, await lost.at_stake(session, course_id, centre_id, now))
    if parting.going and parting.mark != shown:
        return [], parting
    here = CourseShare.course_id == course_id, CourseShare.centre_id == centre_id
    await session.execute(delete(CourseShare).where(*here))
    await share_news.take_back(session, course_id, centre_id)
    row.edition += 1
    await session.flush()
    return await lost.unshared(session, course_id, now, by=actor.id), None


async def _begun(
    session: Session, library: Library, actor: Actor, course_id: int, edition: int, centre_id: int, *, shared: bool
) -> tuple[Course, CourseView, Partner] | None:
    """The locked row, the course, and the centre, with which it is `shared` or not yet; None where it is the other way already.

    Raises NotYours, Gone, ChangedMeanwhile.
    """
    try:
        row, view = await sheet.begun(session, library, actor, course_id, edition)
    except ChangedMeanwhile:
        if (await session.get(CourseShare, (course_id, centre_id)) is not None) is not shared:
            return None
        raise
    one = await _partner(session, view, centre_id)
    return (row, view, one) if one.shared is shared else None


async def _partner(session: Session, view: CourseView, centre_id: int) -> Partner:
    """Raises Gone."""
    one = next((one for one in await partners(session, view) if one.id == centre_id), None)
    if one is None:
        raise Gone
    return one


async def partner(session: Session, view: CourseView, centre_id: int) -> Partner:
    """A centre with which it can be shared, or is. Raises Gone."""
    return await _partner(session, view, centre_id)


async def lacking(session: Session, view: CourseView, gone: Sequence[Lost]) -> list[tuple[Role, int]]:
    """In which of their roles a published course has too few on its team now, and how many too few."""
    roles = dict.fromkeys(one.role for one in gone)
    found = [(role, await lost.short(session, view, role)) for role in roles]
    return [(role, number) for role, number in found if number]
