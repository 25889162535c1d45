"""What members say of their group six weeks after it began."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.models import Centre, Group, GroupMember, Pulse, PulseDone
from db.session import insert_once
from domain.errors import Gone, RoundClosed
from domain.groups import PULSE_AFTER, GroupState
from domain.groups.messages import PulseAsked
from domain.timing import QuietHours, Window, earlier
from services import Session
from services.groups import meetings, moments, tallies, views
from services.groups.life import home
from services.groups.moments import Moment
from services.groups.views import Home
from services.people import Actor
from services.programmes import Library

PULSE_LASTS = timedelta(days=14)
HELPS = ("yes", "partly", "no")


async def answer_pulse(
    session: Session, library: Library, actor: Actor, group_id: int, helps: str, running: bool, now: datetime
) -> Home:
    """Keep the answer without the person, once; `helps` `-`: the first tap, nothing is kept.

    Raises Gone, before it is asked for too; RoundClosed.
    """
    group, _ = await views.member(session, actor, group_id)
    asked = earlier(group.started_at or now, -PULSE_AFTER, ZoneInfo(await _zone(session, group)))
    if now < asked:
        raise Gone
    if now >= asked + PULSE_LASTS:
        raise RoundClosed
    if await session.get(PulseDone, (group_id, actor.id)) is not None:
        raise RoundClosed
    if helps in HELPS:
        await session.execute(insert_once(session, PulseDone).values(group_id=group_id, person_id=actor.id))
        session.add(Pulse(centre_id=group.centre_id, running=running, helps=helps))
        await session.flush()
        await tallies.show_in_fives(session, group.centre_id)
    elif helps != "-":
        raise Gone
    return await home(session, library, actor, group_id, now)


async def _zone(session: Session, group: Group) -> str:
    return (await session.get_one(Centre, group.centre_id)).time_zone


async def pulse_view(
    session: Session, library: Library, message: PulseAsked, person_id: int, now: datetime
) -> Home | None:
    """The group, unless the person has answered."""
    if await session.get(PulseDone, (message.group_id, person_id)) is not None:
        return None
    return await views.home(session, library, message.group_id, person_id, now)


async def plan(session: Session, quiet: QuietHours, window: Window) -> int:
    return await moments.put(session, await due(session, window), quiet, window)


async def due(session: Session, window: Window) -> list[Moment]:
    """The question after six weeks, to those who have not answered it."""
    around = window.shifted(-PULSE_AFTER).widened(meetings.HOUR_CHANGE)
    rows = await session.execute(
        select(Group.id, Group.started_at, Centre.time_zone)
        .join(Centre, Centre.id == Group.centre_id)
        .where(Group.started_at > around.after, Group.started_at <= around.until, Group.state == GroupState.RUNNING)
        .order_by(Group.started_at, Group.id)
    )
    found = []
    for group_id, started_at, zone_name in rows.all():
        assert started_at is not None
        zone = ZoneInfo(zone_name)
        at = earlier(started_at, -PULSE_AFTER, zone)
        answered = select(PulseDone.person_id).where(PulseDone.group_id == group_id)
        people = views.members(group_id).where(GroupMember.person_id.not_in(answered))
        if window.holds(at):
            found.append(Moment(group_id, at, at + PULSE_LASTS, zone, PulseAsked(group_id), people))
    return found
