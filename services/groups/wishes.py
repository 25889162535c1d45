"""Wishes: who looks for a group, and what becomes of it: looked for, paused, placed, withdrawn."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, exists, select

from db.group_models import Group, GroupMember, Wish, WishPair
from db.models import Centre, Course, Enrolment
from domain.errors import Gone, Stale
from domain.group_content import GroupContent
from domain.group_messages import GroupInvite
from domain.groups import HOLDS_PLACE, GroupState, WishState
from domain.signup import Status
from domain.wishes import GROUP_CONSENT, Answers
from services import Session, courses
from services.courses import CentreView, CourseView
from services.groups import places
from services.groups.places import PlaceView
from services.groups.pool import pool as pool
from services.people import Actor
from services.programmes import Library

LIVE = (WishState.DRAFT, WishState.ACTIVE, WishState.PAUSED, WishState.PLACED)
LOOKS = (WishState.ACTIVE, WishState.PAUSED, WishState.PLACED)
"""Who has said what they look for, and need not be invited to."""
MOST_CENTRES = 30


@dataclass(frozen=True)
class WishView:
    """A wish as its owner sees it. `answers` hold only what the centre still offers; `group_id` when there is a group.

    `agreed`: to what is kept nowadays. Else it is asked anew, and until then the wish is in no pool.
    """

    id: int
    state: WishState
    answers: Answers
    code: str
    since: datetime
    centre: CentreView
    content: GroupContent
    places: tuple[PlaceView, ...]
    group_id: int | None = None
    agreed: bool = True


@dataclass(frozen=True)
class Invitation:
    """The beginning of the form: where, for groups of which size, and after which course, if after one."""

    centre: CentreView
    least: int
    most: int
    course: CourseView | None = None


async def centres(session: Session, actor: Actor) -> list[CentreView]:
    """Where one can look for a group: the centres of one's own courses first, then by name."""
    actor.must_have_consented()
    known = exists().where(
        Enrolment.person_id == actor.id, Enrolment.course_id == Course.id, Course.centre_id == Centre.id
    )
    rows = await session.scalars(
        select(Centre).order_by(case((known, 0), else_=1), Centre.name, Centre.id).limit(MOST_CENTRES)
    )
    return [courses.centre_view(row) for row in rows]


async def invitation(
    session: Session, library: Library, actor: Actor, centre_id: int, course_id: int = 0
) -> Invitation:
    """What the consent screen needs. Raises Gone, ConsentNeeded."""
    actor.must_have_consented()
    centre = await places.centre_of(session, centre_id)
    return _invitation(library, centre, await _own_course(session, library, actor, centre_id, course_id))


async def invite_view(
    session: Session, library: Library, message: GroupInvite, person_id: int, _now: datetime
) -> Invitation | None:
    """The course that is over, or None for those who look for a group already, or are no longer of the course."""
    course = await courses.load(session, library, message.course_id)
    statement = select(Enrolment.id).where(
        Enrolment.person_id == person_id, Enrolment.course_id == course.id, Enrolment.status == Status.PLACE
    )
    wish = await session.scalar(select(Wish).where(Wish.person_id == person_id, Wish.centre_id == course.centre.id))
    looks = wish is not None and wish.state in LOOKS
    return None if looks or await session.scalar(statement) is None else _invitation(library, course.centre, course)


def _invitation(library: Library, centre: CentreView, course: CourseView | None) -> Invitation:
    content = library.groups_of(centre.slug)
    return Invitation(centre, content.least, content.most, course)


async def mine(session: Session, library: Library, actor: Actor) -> list[WishView]:
    """All that this person looks for, the oldest first."""
    actor.must_have_consented()
    rows = await session.scalars(select(Wish).where(Wish.person_id == actor.id, Wish.state.in_(LIVE)).order_by(Wish.id))
    return [await view_of(session, library, row) for row in rows.all()]


async def pause(session: Session, library: Library, actor: Actor, wish_id: int, now: datetime) -> WishView:
    """Not for now. Raises Gone; Stale when a group has been found meanwhile."""
    row = await own(session, actor, wish_id, lock=True)
    if row.state == WishState.ACTIVE:
        row.state, row.paused_at = WishState.PAUSED, now
        row.version += 1
        await session.flush()
    elif row.state != WishState.PAUSED:
        raise Stale
    return await view_of(session, library, row)


async def load(session: Session, library: Library, actor: Actor, wish_id: int) -> WishView:
    """One's own wish. Raises Gone."""
    return await view_of(session, library, await own(session, actor, wish_id))


async def withdraw(session: Session, actor: Actor, wish_id: int) -> None:
    """Delete the answers and whom one has named. The code stays, so that those who named one by it are still heeded."""
    row = await own(session, actor, wish_id, lock=True)
    await session.execute(delete(WishPair).where(WishPair.wish_id == row.id))
    row.state, row.answers, row.paused_at, row.course_id = WishState.WITHDRAWN, "{}", None, None
    row.consent_at = row.consent_version = None
    row.version += 1
    await session.flush()


async def own(session: Session, actor: Actor, wish_id: int, *, lock: bool = False) -> Wish:
    """The row, if it is this person's and not withdrawn. Raises Gone, for other people's wishes too."""
    statement = select(Wish).where(Wish.id == wish_id, Wish.person_id == actor.id, Wish.state.in_(LIVE))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = await session.scalar(statement)
    if row is None:
        raise Gone
    actor.must_have_consented()
    return row


async def view_of(session: Session, library: Library, row: Wish) -> WishView:
    """The row with all that its screens need."""
    centre = await places.centre_of(session, row.centre_id)
    content, offered = library.groups_of(centre.slug), await places.of_centre(session, centre)
    return WishView(
        id=row.id,
        state=WishState(row.state),
        answers=places.still_offered(Answers.of_json(row.answers), content, offered),
        code=row.code,
        since=row.since,
        centre=centre,
        content=content,
        places=offered,
        group_id=await group_id(session, row) if row.state == WishState.PLACED else None,
        agreed=row.consent_version is not None and row.consent_version >= GROUP_CONSENT,
    )


async def _own_course(
    session: Session, library: Library, actor: Actor, centre_id: int, course_id: int
) -> CourseView | None:
    """The course that a button names, if it is this person's and this centre's; else it counts as none."""
    statement = select(Enrolment.id).where(
        Enrolment.person_id == actor.id, Enrolment.course_id == course_id, Enrolment.status == Status.PLACE
    )
    if await session.scalar(statement) is None:
        return None
    course = await courses.load(session, library, course_id)
    return course if course.centre.id == centre_id else None


async def group_id(session: Session, row: Wish) -> int | None:
    """The group in which this person has a place, or is asked, at the centre of the wish."""
    found: int | None = await session.scalar(
        select(Group.id)
        .join(GroupMember, GroupMember.group_id == Group.id)
        .where(
            GroupMember.person_id == row.person_id,
            GroupMember.state.in_(HOLDS_PLACE),
            Group.centre_id == row.centre_id,
            Group.state.in_((GroupState.PROPOSED, GroupState.RUNNING)),
        )
        .order_by(Group.id.desc())
        .limit(1)
    )
    return found
