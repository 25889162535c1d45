"""People: who is acting, what they agreed to, what they may do."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, SQLColumnExpression, bindparam, delete, exists, func, select, update
from sqlalchemy.exc import NoResultFound

from db.models import Assignment, Centre, Course, Enrolment, Person, columns, table
from db.session import InDialect
from domain.errors import ConsentNeeded, Gone
from domain.people import CONSENT_HOLDS, CONSENT_VERSION, clean_name
from domain.rights import Action, Grant, Role, where
from services import Session
from services.people import grants

STRANGERS_KEPT_FOR = timedelta(days=30)


class Actor(Struct, frozen=True):
    """The person who acts, with the roles that they have (`domain/rights.py`).

    `away_since`: since when they could not be reached, on the one occasion when they have just come back.
    `new`: the row has just been made, so nothing else can be kept of them yet.
    """

    id: int
    telegram_id: int
    language: str | None
    name: str | None
    phone: str | None
    consented: bool
    paused: bool
    grants: frozenset[Grant]
    away_since: datetime | None = None
    shows_name: bool = False
    new: bool = False

    def must_have_consented(self, course_id: int = 0) -> None:
        """Raises ConsentNeeded, which leads back to the consent screen and on to the same course."""
        if not self.consented:
            raise ConsentNeeded(course_id)

    @property
    def has_role(self) -> bool:
        """Whether they work with the courses; such a person need not have agreed to being a participant."""
        return bool(self.grants)

    @property
    def roles(self) -> frozenset[Role]:
        """Which they have, wherever that is."""
        return frozenset(one.role for one in self.grants)

    @property
    def coordinates(self) -> bool:
        """Whether they run the courses of any centre."""
        return bool(where(self, Action.SEE))


_P, _A = columns(Person), columns(Assignment)
_READ = select(
    *(_P.id, _P.telegram_id, _P.language, _P.name, _P.phone, _P.consent_version, _P.paused_at, _P.blocked_at),
    *(_P.shows_name, _A.role, _A.centre_id, _A.area_id),
).outerjoin(table(Assignment), _A.person_id == _P.id)
_BY_TELEGRAM_ID = _READ.where(_P.telegram_id == bindparam("telegram_id"))
_BY_ID = _READ.where(_P.id == bindparam("id"))
_MAKE = InDialect(lambda insert: insert(table(Person)).on_conflict_do_nothing().returning(_P.id))
_CHANGE = update(table(Person)).where(_P.id == bindparam("person"))
_SPEAKS = _CHANGE.values(language=bindparam("language"))
_AGREES = _CHANGE.values(
    {one: bindparam(one) for one in ("consent_version", "consent_at", "name")}
    | {"shows_name": func.coalesce(_P.shows_name, True)}
).returning(_P.shows_name)
_HERE_AGAIN = _CHANGE.values(blocked_at=None)
_ROLES = frozenset(Role)
_LATER = datetime(9999, 1, 1, tzinfo=UTC)


async def arrive(session: Session, telegram_id: int, now: datetime) -> Actor:
    """The person behind a Telegram id; a row with nothing but the id is made for somebody new."""
    rows = (await session.execute(_BY_TELEGRAM_ID, {"telegram_id": telegram_id})).all()
    if not rows:
        made = await session.execute(_MAKE.of(session), {"telegram_id": telegram_id, "created_at": now})
        if (number := made.scalar_one_or_none()) is not None:
            none: frozenset[Grant] = frozenset()
            return Actor(number, telegram_id, None, None, None, consented=False, paused=False, grants=none, new=True)
        rows = (await session.execute(_BY_TELEGRAM_ID, {"telegram_id": telegram_id})).all()
    person = rows[0]
    if person.blocked_at is not None:  # whoever writes to us has unblocked us
        await session.execute(_HERE_AGAIN, {"person": person.id})
    return replace(await _actor(session, rows, now), away_since=person.blocked_at)


async def known(session: Session, telegram_id: int, now: datetime) -> Actor | None:
    """As `arrive`, for somebody who does not write to us: nothing is kept of strangers, and nobody has come back."""
    rows = (await session.execute(_BY_TELEGRAM_ID, {"telegram_id": telegram_id})).all()
    return await _actor(session, rows, now) if rows else None


async def by_id(session: Session, person_id: int) -> Actor:
    """The person with this row, as they would act now; not what they may as a stand-in. Raises SQLAlchemy's NoResultFound."""
    rows = (await session.execute(_BY_ID, {"id": person_id})).all()
    if not rows:
        raise NoResultFound
    return await _actor(session, rows, _LATER)


async def _actor(session: Session, rows: Sequence[Any], now: datetime) -> Actor:
    """Out of the rows of one person, one for each role; another version may have given roles that this one does not know."""
    person = rows[0]
    return Actor(
        id=person.id,
        telegram_id=person.telegram_id,
        language=person.language,
        name=person.name,
        phone=person.phone,
        consented=person.consent_version is not None and person.consent_version >= CONSENT_HOLDS,
        paused=person.paused_at is not None,
        grants=await grants.of(session, person.id, [row for row in rows if row.role in _ROLES], now),
        shows_name=bool(person.shows_name),
    )


async def _person(session: Session, actor: Actor) -> Person:
    person = await session.get(Person, actor.id)
    if person is None:
        raise Gone
    return person


async def blocked(session: Session, telegram_id: int, now: datetime) -> None:
    """The person has blocked the bot: nothing is tried until they come back."""
    await session.execute(update(Person).where(Person.telegram_id == telegram_id).values(blocked_at=now))


def reachable() -> ColumnElement[bool]:
    """SQL, over `Person`: what the bot sends this person can reach them now. Whoever counts who is told asks here.

    They have blocked the bot or deleted their account when it is false, until they write again.
    """
    return Person.blocked_at.is_(None)


def out_of_reach(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """SQL: the bot cannot reach the person of this id now; found by the id, so that it costs what is asked of."""
    return exists().where(Person.id == person_id, ~reachable())


RING_SHOWN = 10


class ToRing(Struct, frozen=True):
    """Somebody whom the bot cannot reach. `name` is None before consent, `phone` when none was given."""

    name: str | None
    phone: str | None


class Reach(Struct, frozen=True):
    """Of some people: how many are told, and whom to ring, `RING_SHOWN` by name in order of name, `more` beside them."""

    told: int = 0
    ring: tuple[ToRing, ...] = ()
    more: int = 0

    @property
    def anybody(self) -> bool:
        return bool(self.told or self.ring)


async def reach(session: Session, among: Select[int]) -> Reach:
    """Whom the bot reaches now among those whom the one-column select of ids names. For coordinators: it holds names."""
    rows = await session.execute(
        select(Person.id, reachable().label("reached")).where(Person.id.in_(among)).order_by(Person.id)
    )
    found = rows.all()
    return await ring(session, [row.id for row in found if not row.reached], told=sum(row.reached for row in found))


async def ring(session: Session, ids: Collection[int], *, told: int = 0) -> Reach:
    """As `reach`, where it is known already who is to be rung (ids) and how many are `told`."""
    if not ids:
        return Reach(told)
    rows = await session.execute(select(Person.name, Person.phone).where(Person.id.in_(ids)))
    people = sorted((ToRing(*row) for row in rows.all()), key=lambda one: (one.name or "").casefold())
    return Reach(told, tuple(people[:RING_SHOWN]), max(0, len(people) - RING_SHOWN))


async def choose_language(session: Session, actor: Actor, language: str) -> Actor:
    """Returns the person as they are from now on."""
    await session.execute(_SPEAKS, {"person": actor.id, "language": language})
    return replace(actor, language=language)


async def consent(session: Session, actor: Actor, first_name: str, last_name: str | None, now: datetime) -> Actor:
    """Agreed to what is stored, and that I am an adult. From here on the name is kept, as Telegram shows it.

    Returns the person as they are from now on.
    """
    name = actor.name or clean_name(first_name, last_name) or "?"
    agreed = {"person": actor.id, "consent_version": CONSENT_VERSION, "consent_at": now, "name": name}
    shows_name: bool = (await session.execute(_AGREES, agreed)).scalar_one()
    return replace(actor, consented=True, name=name, shows_name=shows_name)


async def rename(session: Session, actor: Actor, name: str) -> None:
    (await _person(session, actor)).name = name


async def set_phone(session: Session, actor: Actor, phone: str | None) -> None:
    (await _person(session, actor)).phone = phone


async def show_name(session: Session, actor: Actor, shown: bool) -> None:
    """Whether the coordinators see by name what the person answers about an evening, or only count them."""
    (await _person(session, actor)).shows_name = shown


async def country(session: Session, actor: Actor) -> str:
    """The country (ISO 3166) of the centre where the person is on a course; of any centre for somebody who is on none."""
    found: str | None = await session.scalar(
        select(Centre.country)
        .outerjoin(Course, Course.centre_id == Centre.id)
        .outerjoin(Enrolment, (Enrolment.course_id == Course.id) & (Enrolment.person_id == actor.id))
        .order_by(Enrolment.id.is_(None), Centre.id)
        .limit(1)
    )
    return found or "NO"


async def pause(session: Session, actor: Actor, now: datetime | None) -> None:
    """Stop the weekly messages from now on; None lets them come again."""
    (await _person(session, actor)).paused_at = now


async def with_roles(session: Session) -> list[tuple[int, str | None, frozenset[Role]]]:
    """Telegram id, language and roles of everybody who has any."""
    found: dict[tuple[int, str | None], set[Role]] = {}
    known = Assignment.role.in_(list(Role))
    for row in await session.execute(
        select(Person.telegram_id, Person.language, Assignment.role).join(Assignment).where(known)
    ):
        found.setdefault((row.telegram_id, row.language), set()).add(Role(row.role))
    return [(*who, frozenset(roles)) for who, roles in found.items()]


async def forget_strangers(session: Session, now: datetime) -> None:
    """Whoever never agreed to anything is not kept: after 30 days even the number goes."""
    await session.execute(
        delete(Person).where(
            Person.consent_version.is_(None),
            Person.created_at < now - STRANGERS_KEPT_FOR,
            Person.id.not_in(select(Assignment.person_id)),
        )
    )


async def erase(session: Session, actor: Actor) -> None:
    """Delete the person and all that hangs on the row. The caller has given back the seats before."""
    await session.execute(delete(Person).where(Person.id == actor.id))
