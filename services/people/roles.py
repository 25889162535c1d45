"""Who has which role, at a centre or in a network; and the one-time links that give one."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, delete, func, select, update

from db.models import Area, Assignment, Centre, Invite, Person
from db.session import insert_once
from domain import rights
from domain.errors import Gone, InviteSpent
from domain.rights import AT_CENTRES, IN_NETWORKS, Action, Role, Row, roles_for
from services import Session
from services.people.people import Actor, by_id

INVITE_LASTS = timedelta(hours=24)
"""A link that whoever runs the bot has made on the command line."""
LINK_LASTS = timedelta(days=7)
"""One that an owner has made in the chat."""


class Place(Struct, frozen=True):
    """Where one has a role: at a centre, or in a network."""

    centre_id: int | None
    area_id: int | None
    name: str
    language: str = ""

    @property
    def row(self) -> Row:
        return Row(self.centre_id, area_id=self.area_id)

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that there are to give."""
        return AT_CENTRES if self.area_id is None else IN_NETWORKS


async def place(session: Session, centre_id: int | None, area_id: int | None) -> Place:
    """Raises Gone."""
    row = await session.get(Centre, centre_id) if area_id is None else await session.get(Area, area_id)
    if row is None:
        raise Gone
    return Place(centre_id, area_id, row.name, getattr(row, "language", ""))


async def place_of(session: Session, slug: str, *, network: bool = False) -> Place:
    """The centre, or the network, of this slug. Raises Gone."""
    kind = Area if network else Centre
    found = await session.scalar(select(kind.id).where(kind.slug == slug))
    if found is None:
        raise Gone
    return await (place(session, None, found) if network else place(session, found, None))


async def invite(session: Session, role: Role, centre_slug: str, now: datetime) -> str:
    """A token for a one-time deep link that gives `role` at a centre for whoever uses it within 24 hours. Raises Gone."""
    return await make_link(session, role, await place_of(session, centre_slug), now, lasts=INVITE_LASTS)


async def make_link(
    session: Session, role: Role, where: Place, now: datetime, *, lasts: timedelta, by: int | None = None
) -> str:
    """The same for any place. `by`: the owner who gives it, whose own right must still stand when it is used. Raises Gone."""
    if role not in where.roles:
        raise Gone
    token = secrets.token_urlsafe(24)
    made = {"token_hash": _hash(token), "created_by": by, "created_at": now, "expires_at": now + lasts}
    session.add(Invite(role=role, centre_id=where.centre_id, area_id=where.area_id, **made))
    await session.flush()
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def usable(now: datetime) -> ColumnElement[bool]:
    """SQL, over `Invite`: it can still be used."""
    return Invite.used_at.is_(None) & Invite.revoked_at.is_(None) & (Invite.expires_at > now)


class Accepted(Struct, frozen=True):
    """A role that somebody has taken by a link. `made_by`: None where whoever runs the bot has made the link."""

    role: Role
    place: Place
    invite_id: int
    made_by: int | None


async def accept_invite(session: Session, actor: Actor, token: str, now: datetime) -> Accepted:
    """Take the role. Raises InviteSpent when the link is used, too old or withdrawn, or its maker may give none any more."""
    used = await session.execute(
        update(Invite)
        .where(Invite.token_hash == _hash(token), usable(now))
        .values(used_at=now)
        .returning(Invite.id, Invite.centre_id, Invite.area_id, Invite.role, Invite.created_by)
    )
    row = used.one_or_none()
    if row is None:
        raise InviteSpent
    where = await place(session, row.centre_id, row.area_id)
    if row.created_by is not None and not rights.may(await by_id(session, row.created_by), Action.ROLES, where.row):
        raise InviteSpent
    await assign(session, actor.id, row.centre_id, Role(row.role), row.area_id)
    return Accepted(Role(row.role), where, row.id, row.created_by)


async def assign(
    session: Session, person_id: int, centre_id: int | None, role: Role, area_id: int | None = None
) -> None:
    """Give a role; giving it twice changes nothing."""
    values = {"person_id": person_id, "centre_id": centre_id, "area_id": area_id, "role": role.value}
    await session.execute(insert_once(session, Assignment).values(values))


def holders(action: Action, centre_id: int) -> Select[int]:
    """The ids of those whose role lets them do this at a centre: who is told of what it takes one of them for."""
    return select(Assignment.person_id).where(Assignment.centre_id == centre_id, Assignment.role.in_(roles_for(action)))


async def may(session: Session, action: Action, centre_id: int, person_id: int) -> bool:
    """As `rights.may`, for somebody who does not act but is written to."""
    return await session.scalar(holders(action, centre_id).where(Assignment.person_id == person_id)) is not None


class RoleLine(Struct, frozen=True):
    """One role. `name` is None before consent; `centre` is the slug of the centre, or of the network."""

    number: int
    name: str | None
    telegram_id: int
    role: str
    centre: str


async def roles(session: Session) -> list[RoleLine]:
    """Every role that has been given, by centre; then those in networks."""
    rows = await session.execute(
        select(
            *(Assignment.id, Person.name, Person.telegram_id, Assignment.role),
            func.coalesce(Centre.slug, Area.slug),
        )
        .join(Person, Person.id == Assignment.person_id)
        .outerjoin(Centre, Centre.id == Assignment.centre_id)
        .outerjoin(Area, Area.id == Assignment.area_id)
        .order_by(Centre.slug.is_(None), Centre.slug, Area.slug, Assignment.id)
    )
    return [RoleLine(*row) for row in rows.all()]


async def revoke(session: Session, number: int) -> Any:
    """Take a role away; returns the row's person_id, centre_id, area_id and role. Raises Gone."""
    gone = delete(Assignment).where(Assignment.id == number)
    back = gone.returning(Assignment.person_id, Assignment.centre_id, Assignment.area_id, Assignment.role)
    taken = (await session.execute(back)).one_or_none()
    if taken is None:
        raise Gone
    return taken
