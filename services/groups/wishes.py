"""Wishes: who looks for a group, and what becomes of it: looked for, paused, placed, withdrawn.

A wish is what somebody looks for, not the place that they have. Whoever is in a group stays in it when they withdraw, and
leaves it where its members do (`life.leave`); whoever has only been asked about one has said no to it by withdrawing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import BindParameter, bindparam, case, delete, exists, select

from db.models import Centre, Course, Enrolment, Group, GroupMember, Wish, WishPair
from domain.errors import Gone, InGroup, Stale
from domain.groups import HOLDING, OFFER_WITHIN, GroupState, MemberState, WishState
from domain.groups import LIVE as LIVE_GROUP
from domain.groups.content import GroupContent
from domain.groups.messages import GroupInvite
from domain.groups.wishes import GROUP_CONSENT, Answers
from domain.signup import Status
from services import Session, courses
from services.courses import CentreView, CourseView, coordination
from services.groups import newcomers, places, proposals, seeking, views
from services.groups.places import PlaceView
from services.groups.pool import pool as pool
from services.groups.views import GroupView
from services.mail.batches import Batch
from services.people import Actor
from services.programmes import Library

LIVE = (WishState.DRAFT, WishState.ACTIVE, WishState.PAUSED, WishState.PLACED)
LOOKS = (WishState.ACTIVE, WishState.PAUSED, WishState.PLACED)
"""Who has said what they look for, and need not be invited to."""
MOST_CENTRES = 30
UNFINISHED_KEPT_FOR = timedelta(days=90)
NOTHING = 0, 0
"""Row and version of what somebody holds who is in no group, and has not been asked about one."""


class Held(Struct, frozen=True):
    """What somebody has at the centre of a wish: asked about a group, said yes to it, offered a free place, or in it.

    `key` is the row and the version of it; `until`: by when to answer, or when it is decided.
    """

    state: MemberState
    group: GroupView
    key: tuple[int, int]
    until: datetime


class WishView(Struct, frozen=True):
    """A wish as its owner sees it. `answers` hold only what the centre still offers; `held` when there is a group.

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
    held: Held | None = None
    agreed: bool = True


class Invitation(Struct, frozen=True):
    """The beginning of the form: where, for groups of which size, and after which course, if after one.

    `held` is what one has at the centre already: then no group is looked for.
    """

    centre: CentreView
    least: int
    most: int
    course: CourseView | None = None
    held: Held | None = None


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
    course = await _own_course(session, library, actor, centre_id, course_id)
    return _invitation(library, centre, course, await held(session, library, actor.id, centre_id))


async def invite_views(
    session: Session, library: Library, batch: Batch[GroupInvite], _now: datetime
) -> dict[int, Invitation]:
    """The course that is over; not for those who look for a group already or have one, or are no longer of the course."""
    people = {one.person_id for one in batch}
    views = await courses.by_id(session, library, (one.message.course_id for one in batch))
    placed = await coordination.placed(session, views, people)
    know = await knowing(session, {view.centre.id for view in views.values()}, people)
    invitations = {id_: _invitation(library, view.centre, view) for id_, view in views.items()}
    return {
        one.row: invitations[one.message.course_id]
        for one in batch
        if (one.message.course_id, one.person_id) in placed
        and (views[one.message.course_id].centre.id, one.person_id) not in know
    }


_PEOPLE: BindParameter[int] = bindparam("people", expanding=True)
_CENTRES: BindParameter[int] = bindparam("centres", expanding=True)
_LOOKING = select(Wish.centre_id, Wish.person_id).where(
    Wish.person_id.in_(_PEOPLE), Wish.centre_id.in_(_CENTRES), Wish.state.in_(LOOKS)
)
_HOLDING = (
    select(Group.centre_id, GroupMember.person_id)
    .join(Group, Group.id == GroupMember.group_id)
    .where(GroupMember.person_id.in_(_PEOPLE), GroupMember.state.in_(HOLDING))
    .where(Group.centre_id.in_(_CENTRES), Group.state.in_(LIVE_GROUP))
)


async def knowing(session: Session, centre_ids: Iterable[int], people: Iterable[int]) -> set[tuple[int, int]]:
    """Who looks for a group of a centre, has been asked about one, or is in one: centre and person."""
    among = {"centres": list(centre_ids), "people": list(people)}
    found = [*await session.execute(_LOOKING, among), *await session.execute(_HOLDING, among)]
    return {(row.centre_id, row.person_id) for row in found}


def example(library: Library, course: CourseView) -> Invitation:
    """What those on a course are asked after it."""
    return _invitation(library, course.centre, course)


def _invitation(
    library: Library, centre: CentreView, course: CourseView | None, held: Held | None = None
) -> Invitation:
    content = library.groups_of(centre.slug)
    return Invitation(centre, content.least, content.most, course, held)


async def mine(session: Session, library: Library, actor: Actor) -> list[WishView]:
    """All that this person looks for, the oldest first."""
    actor.must_have_consented()
    rows = await session.scalars(select(Wish).where(Wish.person_id == actor.id, Wish.state.in_(LIVE)).order_by(Wish.id))
    return [await view_of(session, library, row) for row in rows.all()]


async def pause(session: Session, library: Library, actor: Actor, wish_id: int, now: datetime) -> WishView:
    """Not for now. Raises Gone; InGroup when one has been asked about a group meanwhile: a no to that is a pause."""
    centre_id = (await own(session, actor, wish_id)).centre_id
    thinking = await seeking.thinking_of(session, [actor.id], centre_id)
    row = await own(session, actor, wish_id, lock=True)
    if row.state == WishState.ACTIVE:
        row.state, row.paused_at = WishState.PAUSED, now
        row.version += 1
        await session.flush()
        await seeking.think_no_more(session, library, thinking, [actor.id], now)
    elif row.state != WishState.PAUSED:
        raise InGroup if await views.holding(session, actor.id, centre_id) else Stale
    return await view_of(session, library, row)


async def load(session: Session, library: Library, actor: Actor, wish_id: int) -> WishView:
    """One's own wish. Raises Gone."""
    return await view_of(session, library, await own(session, actor, wish_id))


async def withdraw(
    session: Session, library: Library, actor: Actor, wish_id: int, known: tuple[int, int], now: datetime
) -> bool:
    """Stop looking: the answers and whom one has named are deleted, and what one has only been asked about is declined.

    `known` is the key of what one was told that one has, else NOTHING. When it is something else by now, nothing is
    done: False. Raises Gone.
    """
    centre_id = (await own(session, actor, wish_id)).centre_id
    found = await views.holding(session, actor.id, centre_id)
    if found is not None:
        group = await views.lock(session, found[0].id)
        row = await views.membership(session, group.id, actor.id)
        if row is None or (row.id, row.version) != known:
            return False
        await decline(session, library, group, row, now)
    await forget(session, library, actor.id, await own(session, actor, wish_id), now)
    return True


async def decline(session: Session, library: Library, group: Group, row: GroupMember, now: datetime) -> None:
    """Say no to a proposal or a free place that somebody has not taken yet. The group must be locked."""
    if group.state == GroupState.PROPOSED and row.state in (MemberState.ASKED, MemberState.YES):
        await proposals.settle(session, library, group, row, MemberState.NO, now)
    elif row.state == MemberState.OFFERED:
        await newcomers.pass_on(session, library, group, row, MemberState.NO, now)


async def forget(session: Session, library: Library, person_id: int, row: Wish, now: datetime) -> None:
    """Delete what somebody looks for. The code stays, so that those who named them by it are still heeded."""
    thinking = await seeking.thinking_of(session, [person_id], row.centre_id)
    await session.refresh(row, with_for_update=True)  # groups are locked before wishes
    await session.execute(delete(WishPair).where(WishPair.wish_id == row.id))
    row.state, row.answers, row.paused_at, row.course_id = WishState.WITHDRAWN, "{}", None, None
    row.consent_at = row.consent_version = None
    row.version += 1
    await session.flush()
    await seeking.think_no_more(session, library, thinking, [person_id], now)


async def forget_unfinished(session: Session, library: Library, now: datetime) -> None:
    """Forms that were begun long ago and never finished."""
    old = select(Wish).where(Wish.state == WishState.DRAFT, Wish.since <= now - UNFINISHED_KEPT_FOR).order_by(Wish.id)
    for row in (await session.scalars(old)).all():
        await forget(session, library, row.person_id, row, now)


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
        held=await held(session, library, row.person_id, row.centre_id),
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


async def held(session: Session, library: Library, person_id: int, centre_id: int) -> Held | None:
    """The group in which this person is, or about which they have been asked, at a centre."""
    found = await views.holding(session, person_id, centre_id)
    if found is None:
        return None
    group, row = found
    state = MemberState(row.state)
    until = row.asked_at + OFFER_WITHIN if state is MemberState.OFFERED else group.answer_until
    return Held(state, await views.load(session, library, group.id), (row.id, row.version), until)
