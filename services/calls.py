"""Somebody wishes to be rung by their centre, and its coordinators are told so: name and number, and nothing else."""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import delete, select

from db.models import Assignment, Centre, Outbox, Person
from domain.calls.messages import CallWished
from domain.errors import Gone
from domain.rights import Action
from services import Session
from services.courses import CentreView, centre_view, contacts
from services.mail import outbox
from services.people import Actor, holders, may, reachable
from services.programmes import Library

WISHED_FOR = timedelta(days=7)
"""A coordinator who could not be reached is told of it so long afterwards."""


class Wish(Struct, frozen=True):
    """Where somebody wants to be rung: `phone` None when none is stored; `told` when a coordinator hears of it."""

    centre: CentreView
    phone: str | None
    told: bool = False


class Wisher(Struct, frozen=True):
    """Whom a coordinator is asked to ring; they may have taken their number back since."""

    name: str
    phone: str | None
    centre: CentreView


async def wish(session: Session, actor: Actor, centre_id: int, now: datetime) -> Wish:
    """Tell the centre's coordinators, once a day at most; asked again the same day it stays told. Raises ConsentNeeded, Gone.

    Without a number nobody is told, nor where nobody can be reached.
    """
    actor.must_have_consented()
    centre = next((one for one in await contacts.centres(session, actor) if one.id == centre_id), None)
    if centre is None:
        raise Gone
    found = Wish(centre, actor.phone)
    told = holders(Action.PEOPLE, centre_id)
    heard = told.join(Person, Person.id == Assignment.person_id).where(reachable()).limit(1)
    if actor.phone is None or await session.scalar(heard) is None:
        return found
    message = CallWished(actor.id, centre_id, now.astimezone(centre.zone).toordinal())
    await outbox.put(session, message, told, due_at=now, not_after=now + WISHED_FOR)
    return replace(found, told=True)


async def wish_view(
    session: Session,
    library: Library,  # noqa: ARG001 - every loader is called in the same way
    message: CallWished,
    person_id: int,
    now: datetime,  # noqa: ARG001 - every loader is called in the same way
) -> Wisher | None:
    """None when they are gone, or the person no longer coordinates."""
    if not await may(session, Action.PEOPLE, message.centre_id, person_id):
        return None
    wisher = await session.scalar(select(Person).where(Person.id == message.wisher_id))
    centre = await session.get(Centre, message.centre_id)
    if wisher is None or centre is None:
        return None
    return Wisher(wisher.name or "?", wisher.phone, centre_view(centre))


async def forget_person(session: Session, person_id: int) -> None:
    """That somebody wished to be rung goes with them, from the rows of those who were told, too."""
    wisher = Outbox.params["wisher_id"].as_integer()
    await session.execute(delete(Outbox).where(Outbox.kind == CallWished.kind, wisher == person_id))
