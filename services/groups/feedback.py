"""What members say of their group: a problem for the coordinator, and the answer after six weeks."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.group_models import Group, Pulse, PulseDone, Trouble
from db.models import Centre
from db.session import insert_once
from domain.errors import Gone, RoundClosed, TooLong
from domain.group_messages import PulseAsked, TroubleTold
from domain.groups import PULSE_AFTER, GroupState, MemberState
from domain.timing import QuietHours, Window, after_quiet, earlier
from services import Session, outbox
from services.groups import meetings, views
from services.groups.life import Told, home
from services.groups.views import GroupView, Home
from services.people import Actor
from services.programmes import Library

TROUBLE_LIMIT = 1000
PULSE_LASTS = timedelta(days=14)
HELPS = ("yes", "partly", "no")


async def may_tell(session: Session, library: Library, actor: Actor, group_id: int) -> GroupView:
    """The group of which one is, or was, a member, to tell its coordinator something. Raises Gone, ConsentNeeded."""
    actor.must_have_consented()
    row = await views.membership(session, group_id, actor.id)
    if row is None or row.state not in (MemberState.MEMBER, MemberState.LEFT):
        raise Gone
    return await views.load(session, library, group_id)


async def tell_trouble(
    session: Session, library: Library, actor: Actor, group_id: int, text: str, now: datetime
) -> GroupView:
    """Tell the coordinators of a problem. Raises TooLong, Gone."""
    group = await may_tell(session, library, actor, group_id)
    if not 0 < len(text.strip()) <= TROUBLE_LIMIT:
        raise TooLong(len(text), TROUBLE_LIMIT)
    row = Trouble(group_id=group_id, person_id=actor.id, text=text.strip(), created_at=now)
    session.add(row)
    await session.flush()
    await outbox.put(session, TroubleTold(row.id), views.coordinators(group.centre.id), due_at=now)
    return group


async def answer_pulse(
    session: Session, library: Library, actor: Actor, group_id: int, helps: str, running: bool, now: datetime
) -> Home:
    """Keep the answer without the person, once; `helps` `-`: the first tap, nothing is kept. Raises RoundClosed, Gone."""
    group, _ = await views.member(session, actor, group_id)
    if await session.get(PulseDone, (group_id, actor.id)) is not None:
        raise RoundClosed
    if helps in HELPS:
        await session.execute(insert_once(session, PulseDone).values(group_id=group_id, person_id=actor.id))
        session.add(Pulse(centre_id=group.centre_id, running=running, helps=helps))
        await session.flush()
    elif helps != "-":
        raise Gone
    return await home(session, library, actor, group_id, now)


async def pulse_view(
    session: Session, library: Library, message: PulseAsked, person_id: int, now: datetime
) -> Home | None:
    """The group, unless the person has answered."""
    if await session.get(PulseDone, (message.group_id, person_id)) is not None:
        return None
    return await views.home(session, library, message.group_id, person_id, now)


async def trouble_view(
    session: Session, library: Library, message: TroubleTold, person_id: int, _now: datetime
) -> Told | None:
    """That there is something to read, not what; None when it has been erased, or the person no longer coordinates."""
    row = await session.get(Trouble, message.trouble_id)
    if row is None:
        return None
    view = await views.load(session, library, row.group_id)
    return Told(view, view.people) if await views.coordinates(session, view.centre.id, person_id) else None


async def plan(session: Session, quiet: QuietHours, window: Window) -> int:
    """The question after six weeks."""
    written = 0
    around = window.shifted(-PULSE_AFTER).widened(meetings.HOUR_CHANGE)
    found = await session.execute(
        select(Group.id, Group.started_at, Centre.time_zone)
        .join(Centre, Centre.id == Group.centre_id)
        .where(Group.started_at > around.after, Group.started_at <= around.until, Group.state == GroupState.RUNNING)
        .order_by(Group.started_at, Group.id)
    )
    for group_id, started_at, zone_name in found.all():
        assert started_at is not None
        zone = ZoneInfo(zone_name)
        due = earlier(started_at, -PULSE_AFTER, zone)
        if window.holds(due) and window.until < due + PULSE_LASTS:
            at = after_quiet(due, due + PULSE_LASTS, quiet, zone)
            people = views.members(group_id)
            written += await outbox.put(session, PulseAsked(group_id), people, due_at=at, not_after=due + PULSE_LASTS)
    return written
