"""Who has which role, for an owner to look at; links that give one; and taking one away, with what hangs on it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, exists, func, or_, select, update

from db.models import Area, Assignment, Centre, Invite, Person
from domain import rights
from domain.errors import Gone, LastOwner, NotYours
from domain.organisation.messages import RoleRemoved, RoleTaken
from domain.rights import Action, Role
from services import Session, ballots, notices, people
from services.courses import CentreView, centre_view, lost
from services.mail import outbox
from services.people import LINK_LASTS, Actor, Place
from services.programmes import Library

PAGE = 8
"""Roles, and places, on a screen."""
DAY = timedelta(days=1)
NAMED_WITHIN = timedelta(minutes=3)
"""Whoever has taken a role has said by then, most often, whether their name may be shown."""


class Holder(Struct, frozen=True):
    """Somebody with a role. `name` is None for whoever has not agreed to anything; then their number in Telegram stands."""

    number: int
    name: str | None
    telegram_id: int
    role: Role


class Link(Struct, frozen=True):
    """A link that can still be used, so many days, a part of one counted as a whole."""

    number: int
    role: Role
    days: int


class Held(Struct, frozen=True):
    """A page of the roles at a place; `page` counts from 0. `links`: those that can still be used, the newest first."""

    place: Place
    page: int
    pages: int
    holders: Sequence[Holder]
    links: Sequence[Link]


class Made(Struct, frozen=True):
    """A new link's token, what it gives, and how many days it can be used."""

    token: str
    role: Role
    place: Place
    days: int


async def places(session: Session, actor: Actor) -> list[Place]:
    """Where the actor gives roles: networks first, then centres, each by name. Raises NotYours."""
    if not rights.anywhere(actor, Action.ROLES):
        raise NotYours
    areas = select(Area.id, Area.name).where(Area.id.in_(rights.networks(actor, Action.ROLES))).order_by(Area.name)
    centres = select(Centre.id, Centre.name).where(Centre.id.in_(rights.where(actor, Action.ROLES)))
    found = [Place(None, row.id, row.name) for row in await session.execute(areas)]
    return found + [Place(row.id, None, row.name) for row in await session.execute(centres.order_by(Centre.name))]


async def _place(session: Session, actor: Actor, centre_id: int | None, area_id: int | None) -> Place:
    """Where the actor gives roles. Raises NotYours; Gone, but only for whoever gives any."""
    try:
        found = await people.place(session, centre_id, area_id)
    except Gone:
        rights.must(actor, Action.ROLES, None)
        raise
    rights.must(actor, Action.ROLES, found.row)
    return found


async def held(session: Session, actor: Actor, place: Place, page: int, now: datetime) -> Held:
    """Who has which role at a place, by role and then as they were given. Raises NotYours, Gone."""
    place = await _place(session, actor, place.centre_id, place.area_id)
    at = _at(place)
    count = (await session.execute(select(func.count()).select_from(Assignment).where(at))).scalar_one()
    pages = max(1, -(-int(count) // PAGE))
    page = min(page, pages - 1)
    rows = await session.execute(
        select(Assignment.id, Person.name, Person.telegram_id, Assignment.role)
        .join(Person, Person.id == Assignment.person_id)
        .where(at)
        .order_by(Assignment.role, Assignment.id)
        .offset(page * PAGE)
        .limit(PAGE)
    )
    links = await session.execute(
        select(Invite.id, Invite.role, Invite.expires_at)
        .where(Invite.centre_id.is_not_distinct_from(place.centre_id))
        .where(Invite.area_id.is_not_distinct_from(place.area_id), people.usable(now), Invite.role.in_(list(Role)))
        .order_by(Invite.id.desc())
        .limit(PAGE)
    )
    return Held(
        place,
        page,
        pages,
        [Holder(row.id, row.name, row.telegram_id, Role(row.role)) for row in rows],
        [Link(row.id, Role(row.role), -((now - row.expires_at) // DAY)) for row in links],
    )


def _at(place: Place) -> ColumnElement[bool]:
    """SQL, over `Assignment`: a role there, of those that this version knows."""
    here = Assignment.centre_id == place.centre_id if place.area_id is None else Assignment.area_id == place.area_id
    return here & Assignment.role.in_(list(Role))


async def make_link(session: Session, actor: Actor, place: Place, role: Role | None, now: datetime) -> Made:
    """A link that gives a role to whoever opens it first, within 7 days. Raises NotYours; Gone where nobody can have it."""
    place = await _place(session, actor, place.centre_id, place.area_id)
    if role is None:
        raise Gone
    token = await people.make_link(session, role, place, now, lasts=LINK_LASTS, by=actor.id)
    return Made(token, role, place, LINK_LASTS // DAY)


async def take(session: Session, actor: Actor, token: str, now: datetime) -> tuple[Role, Place]:
    """Take a role by a link; the owner who has made it is told, with the name that is asked for meanwhile. Raises InviteSpent."""
    taken = await people.accept_invite(session, actor, token, now)
    if taken.made_by not in (None, actor.id):
        message = RoleTaken(taken.invite_id, actor.id)
        due = now if actor.name else now + NAMED_WITHIN
        await outbox.put_one(session, message, taken.made_by or 0, due_at=due, not_after=now + lost.TOLD_FOR)
    return taken.role, taken.place


class Taken(Struct, frozen=True):
    """For the owner whose link it was: who has which role now, and where."""

    holder: Holder
    place: Place


async def taken_view(
    session: Session, _library: Library, message: RoleTaken, person_id: int, _now: datetime
) -> Taken | None:
    """None when it was not their link, they give no roles there any more, or the role is gone again."""
    link = await session.get(Invite, message.invite_id)
    if link is None or link.created_by != person_id:
        return None
    place = await people.place(session, link.centre_id, link.area_id)
    if not rights.may(await people.by_id(session, person_id), Action.ROLES, place.row):
        return None
    found = await session.execute(
        select(Assignment.id, Person.name, Person.telegram_id, Assignment.role)
        .join(Person, Person.id == Assignment.person_id)
        .where(_at(place), Assignment.person_id == message.taker_id, Assignment.role == link.role)
    )
    row = found.one_or_none()
    return Taken(Holder(row.id, row.name, row.telegram_id, Role(row.role)), place) if row else None


class Removed(Struct, frozen=True):
    """A role that is taken away: whose, where, and how many teams of courses to come they are off with that.

    `reached`: the bot reaches whoever had it, and tells them.
    """

    holder: Holder
    place: Place
    teams: int
    reached: bool


async def withdraw_link(session: Session, actor: Actor, number: int, now: datetime) -> tuple[Place, bool]:
    """Nobody can use it any more; False when somebody was faster and has. Raises NotYours, Gone when it is too old."""
    row = await session.get(Invite, number)
    if row is None:
        rights.must(actor, Action.ROLES, None)
        raise Gone
    place = await _place(session, actor, row.centre_id, row.area_id)
    given_up = update(Invite).where(Invite.id == number, people.usable(now)).values(revoked_at=now)
    withdrawn = (await session.execute(given_up.returning(Invite.id))).one_or_none() is not None
    if not withdrawn and await session.scalar(select(Invite.used_at).where(Invite.id == number)) is None:
        raise Gone
    return place, withdrawn


async def look_at(session: Session, actor: Actor, number: int) -> tuple[Holder, Place]:
    """One role, to be taken away. Raises NotYours, Gone, LastOwner."""
    found = await session.execute(
        select(Assignment, Person).join(Person, Person.id == Assignment.person_id).where(Assignment.id == number)
    )
    row = found.one_or_none()
    if row is None or row.Assignment.role not in list(Role):
        rights.must(actor, Action.ROLES, None)
        raise Gone
    role, person = row.Assignment, row.Person
    place = await _place(session, actor, role.centre_id, role.area_id)
    if role.role == Role.OWNER and not await _another_owner(session, role):
        raise LastOwner
    return Holder(role.id, person.name, person.telegram_id, Role(role.role)), place


async def _another_owner(session: Session, role: Assignment) -> bool:
    """Whether somebody else gives roles there: at the centre itself, or in a network that it is in."""
    above = await people.networks_above(session, role.centre_id, role.area_id)
    there = or_(
        Assignment.centre_id == role.centre_id if role.centre_id is not None else False,
        Assignment.area_id.in_(above),
    )
    others = Assignment.role == Role.OWNER, Assignment.person_id != role.person_id, there
    return bool(await session.scalar(select(exists().where(*others))))


async def remove(session: Session, actor: Actor, number: int, now: datetime) -> Removed:
    """An owner takes a role away, their own too, but the last owner stays. Raises NotYours, Gone, LastOwner."""
    await _locked(session)
    holder, place = await look_at(session, actor, number)
    teams = await take_away(session, number, now, by=actor.id)
    reached = await session.scalar(select(exists().where(Person.telegram_id == holder.telegram_id, people.reachable())))
    return Removed(holder, place, teams, bool(reached))


async def _locked(session: Session) -> None:
    """Two owners who take away each other's role at once: the second finds itself the last."""
    await session.execute(select(Assignment.id).where(Assignment.role == Role.OWNER).with_for_update())


async def take_away(session: Session, number: int, now: datetime, by: int | None = None) -> int:
    """By the number of the role; it counts from the next press on. Returns off how many teams that is. Raises Gone.

    Whoever had it is told, unless it is they who take it away (`by`). What they know of the polls still counts, and names of
    others go from what is shown in their chat.
    """
    taken = await people.revoke(session, number)
    teams = len(await lost.without_role(session, taken.person_id, now)) if taken.role in rights.ON_TEAMS else 0
    if taken.person_id != by and taken.role in list(Role):
        gone = RoleRemoved(number, taken.person_id, taken.role, taken.centre_id or 0, taken.area_id or 0, teams)
        await outbox.put_one(session, gone, taken.person_id, due_at=now, not_after=now + lost.TOLD_FOR)
    if taken.centre_id is not None:
        await _leaves_centre(session, taken)
    return teams


async def _leaves_centre(session: Session, taken: Any) -> None:
    left = set(
        await session.scalars(
            select(Assignment.role).where(
                Assignment.person_id == taken.person_id, Assignment.centre_id == taken.centre_id
            )
        )
    )
    if not left:
        await ballots.leaves_team(session, taken.centre_id, taken.person_id)
    if left.isdisjoint(rights.roles_for(Action.PEOPLE)):
        await notices.hide_names(session, taken.centre_id, taken.person_id)


class Former(Struct, frozen=True):
    """For whoever had a role: which, where, and off how many teams of courses to come they are. `centre`: None of a network.

    `left`: the roles that they have still, wherever that is.
    """

    role: Role
    place: Place
    centre: CentreView | None
    teams: int
    left: frozenset[Role] = frozenset()


async def removed_view(
    session: Session, _library: Library, message: RoleRemoved, person_id: int, _now: datetime
) -> Former | None:
    """None when they have it again, and were on no team."""
    if message.person_id != person_id:
        return None
    place = await people.place(session, message.centre_id or None, message.area_id or None)
    has_it = Assignment.person_id == person_id, Assignment.role == message.role, _at(place)
    if not message.teams and await session.scalar(select(exists().where(*has_it))):
        return None
    centre = await session.get(Centre, message.centre_id) if message.centre_id else None
    theirs = Assignment.person_id == person_id, Assignment.role.in_(list(Role))
    still = frozenset(map(Role, await session.scalars(select(Assignment.role).where(*theirs))))
    return Former(Role(message.role), place, centre_view(centre) if centre else None, message.teams, still)
