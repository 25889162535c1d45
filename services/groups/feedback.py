"""What members say of their group six weeks after it began."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.models import Assignment, Centre, Group, GroupMember
from domain.errors import ForParticipants, Gone, RoundClosed
from domain.groups import PULSE_AFTER, GroupState
from domain.groups.messages import PulseAsked
from domain.timing import QuietHours, Window, earlier
from services import Session, ballots
from services.courses import quiet_hours
from services.groups import homes, meetings, moments, tallies, views
from services.groups.homes import Home
from services.groups.life import home
from services.groups.moments import Moment
from services.mail.batches import Batch
from services.people import Actor
from services.programmes import Library

PULSE_LASTS = timedelta(days=14)
DAY = timedelta(days=1)
"""More than a change of the clocks moves."""
HELPS = ("yes", "partly", "no")


async def answer_pulse(
    session: Session, library: Library, actor: Actor, group_id: int, helps: str, running: bool, now: datetime
) -> Home:
    """Count the answer without the person, once; `helps` `-`: the first tap, nothing is kept.

    Raises Gone, before it is asked for too; RoundClosed; ForParticipants.
    """
    group, _ = await views.member(session, actor, group_id)
    asked = earlier(group.started_at or now, -PULSE_AFTER, ZoneInfo(await _zone(session, group)))
    if now < asked:
        raise Gone
    if now >= asked + PULSE_LASTS:
        raise RoundClosed
    team = await ballots.team(session, group.centre_id)
    if actor.id in team:
        raise ForParticipants
    # A weaker lock than FOR UPDATE: whoever puts in a row that refers to the centre shares its row already.
    await session.execute(select(Centre.id).where(Centre.id == group.centre_id).with_for_update(key_share=True))
    box = await ballots.of_centre(session, group.centre_id)
    who = ballots.member(group_id, actor.id)
    if who in box.roll:
        raise RoundClosed
    if helps in HELPS:
        answers = {tallies.RUNNING: "yes" if running else "no", tallies.HELPS: helps}
        box.put(who, answers, team=ballots.answers_of(box, team))
        await ballots.put_back_pulses(session, group.centre_id, box)
    elif helps != "-":
        raise Gone
    return await home(session, library, actor, group_id, now)


async def _zone(session: Session, group: Group) -> str:
    return (await session.get_one(Centre, group.centre_id)).time_zone


async def pulse_views(session: Session, library: Library, batch: Batch[PulseAsked], now: datetime) -> dict[int, Home]:
    """Groups, but for those who have answered, or have a role at the centre."""
    theirs = await homes.told(session, library, batch, now)
    centres = {home.group.centre.id for home in theirs.values()}
    teams = await ballots.teams(session, centres)
    answered = await ballots.answered(session, centres)
    found = {}
    for one in batch:
        home = theirs.get(one.row)
        if home is None or one.person_id in teams[home.group.centre.id]:
            continue
        if ballots.member(one.message.group_id, one.person_id) not in answered[home.group.centre.id]:
            found[one.row] = home
    return found


async def forget_old(session: Session, now: datetime) -> None:
    """Who has answered need be known only as long as their group is asked."""
    asked = await session.scalars(select(Group.id).where(Group.started_at > now - PULSE_AFTER - PULSE_LASTS - DAY))
    await ballots.forget_groups(session, set(asked))


async def plan(session: Session, quiet: QuietHours, window: Window) -> int:
    return await moments.put(session, await due(session, window), quiet, window)


def asked(window: Window) -> Window:
    """Where the start of a group lies that is asked."""
    return window.shifted(-PULSE_AFTER).widened(meetings.HOUR_CHANGE)


async def due(session: Session, window: Window) -> list[Moment]:
    """The question after six weeks, which nobody can have answered before it is asked; not to the centre's team."""
    around = asked(window)
    rows = await session.execute(
        select(Group.id, Group.started_at, Group.centre_id, Centre.time_zone, Centre.quiet_from, Centre.quiet_to)
        .join(Centre, Centre.id == Group.centre_id)
        .where(Group.started_at > around.after, Group.started_at <= around.until, Group.state == GroupState.RUNNING)
        .order_by(Group.started_at, Group.id)
    )
    found = []
    for group_id, started_at, centre_id, zone_name, *hours in rows.all():
        assert started_at is not None
        zone = ZoneInfo(zone_name)
        at = earlier(started_at, -PULSE_AFTER, zone)
        team = select(Assignment.person_id).where(Assignment.centre_id == centre_id)
        people = views.members(group_id).where(GroupMember.person_id.not_in(team))
        if window.holds(at):
            quiet = quiet_hours(*hours)
            found.append(Moment(group_id, at, at + PULSE_LASTS, zone, PulseAsked(group_id), people, quiet=quiet))
    return found
