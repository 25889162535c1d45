"""What of self-help groups stands on a person's start page."""

from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import Select, exists, func, select

from db.models import Centre, Enrolment, Group, GroupMember, Wish
from domain import rights
from domain.groups import HOLDING, LIVE, MemberState, WishState
from domain.rights import Action
from domain.signup import Status
from services import Session, courses
from services.courses import CentreView
from services.groups import pool, views
from services.people import Actor
from services.programmes import Library


class OwnGroup(Struct, frozen=True):
    """A group that one is in, or (`asked`) a proposal or a free place that one has been asked about: the row of it."""

    asked: bool
    group_id: int
    member_id: int
    centre: str


class Front(Struct, frozen=True):
    """`may_look`: is on a course, has been on one, or looks for a group already.

    `enough`: centres that one coordinates, each with how many look for a group there: as many as make one.
    `form`: the centre of a form that one has begun and not finished; 0 for none.
    """

    own: tuple[OwnGroup, ...]
    may_look: bool
    enough: tuple[tuple[CentreView, int], ...]
    form: int = 0


async def load(session: Session, library: Library, actor: Actor) -> Front:
    rows = await session.execute(
        select(GroupMember.state, GroupMember.group_id, GroupMember.id, Centre.name)
        .join(Group, Group.id == GroupMember.group_id)
        .join(Centre, Centre.id == Group.centre_id)
        .where(GroupMember.person_id == actor.id, GroupMember.state.in_(HOLDING), Group.state.in_(LIVE))
        .order_by(GroupMember.id)
    )
    own = tuple(OwnGroup(row.state != MemberState.MEMBER, row.group_id, row.id, row.name) for row in rows)
    been = exists().where(Enrolment.person_id == actor.id, Enrolment.status == Status.PLACE)
    wish = exists().where(Wish.person_id == actor.id)
    may_look, form = (await session.execute(select(been | wish, _begun(actor).scalar_subquery()))).one()
    return Front(own, bool(may_look), await _enough(session, library, actor), form or 0)


def _begun(actor: Actor) -> Select[int]:
    """The centre of the oldest form that is not finished."""
    mine = Wish.person_id == actor.id, Wish.state == WishState.DRAFT
    return select(Wish.centre_id).where(*mine).order_by(Wish.id).limit(1)


async def form_begun(session: Session, actor: Actor) -> int:
    """The centre of a form that one has begun and not finished; 0 for none."""
    return await session.scalar(_begun(actor)) or 0


async def _enough(session: Session, library: Library, actor: Actor) -> tuple[tuple[CentreView, int], ...]:
    """How many look for a group, by centre, where it is as many as the smallest group."""
    found = await _looking(session, rights.where(actor, Action.GROUPS))
    if not found:
        return ()
    rows = await session.scalars(select(Centre).where(Centre.id.in_(found)).order_by(Centre.id))
    centres = map(courses.centre_view, rows)
    return tuple((one, found[one.id]) for one in centres if found[one.id] >= library.groups_of(one.slug).least)


async def _looking(session: Session, centre_ids: Collection[int]) -> dict[int, int]:
    """Who look for a group and are in none there, by centre; none of a centre where nobody does."""
    if not centre_ids:
        return {}
    looking = (
        select(Wish.centre_id, func.count().label("people"))
        .where(Wish.centre_id.in_(centre_ids), pool.LOOKS, Wish.person_id.not_in(views.holders(Wish.centre_id)))
        .group_by(Wish.centre_id)
    )
    return {row.centre_id: row.people for row in await session.execute(looking)}
