"""What a centre's groups come to: figures by month, without people, so that they survive erasure."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from db.models import Centre, Pulse, Tally
from db.session import insert_once
from domain.evaluation import SHOWN_FROM
from services import Session

STARTED, CLOSED, DISSOLVED = "groups_started", "groups_closed", "groups_dissolved"
JOINED, LEFT, STAYED = "members_joined", "members_left", "members_to_the_end"
"""Whoever has joined has left, was there to the end, or is a member now."""


async def add(session: Session, centre_id: int, what: str, now: datetime, number: int = 1) -> None:
    """Count something in the month it is now at the centre."""
    if not number:
        return
    zone = ZoneInfo((await session.get_one(Centre, centre_id)).time_zone)
    month = now.astimezone(zone).strftime("%Y-%m")
    await session.execute(insert_once(session, Tally).values(centre_id=centre_id, what=what, month=month, count=0))
    await session.execute(
        update(Tally)
        .where(Tally.centre_id == centre_id, Tally.what == what, Tally.month == month)
        .values(count=Tally.count + number)
        .execution_options(synchronize_session=False)
    )


async def totals(session: Session, centre_id: int) -> dict[str, int]:
    """Everything that was ever counted for a centre; what never happened is not in it."""
    found = await session.execute(
        select(Tally.what, func.sum(Tally.count)).where(Tally.centre_id == centre_id).group_by(Tally.what)
    )
    return {what: int(number) for what, number in found.all()}


@dataclass(frozen=True)
class Pulses:
    """How many answers after six weeks are shown, five more at a time; the rest is None before. `helps`: yes, partly, no."""

    answered: int
    running: int | None
    helps: dict[str, int] | None


async def show_in_fives(session: Session, centre_id: int) -> None:
    """When five are there that have not been shown yet, they are from now on: two looks never tell one answer apart."""
    # A weaker lock than FOR UPDATE: whoever has just put in an answer shares the centre's row already.
    await session.execute(select(Centre.id).where(Centre.id == centre_id).with_for_update(key_share=True))
    waiting = (Pulse.centre_id == centre_id) & (Pulse.step == 0)
    found = await session.execute(select(func.count()).where(waiting))
    if found.scalar_one() >= SHOWN_FROM:
        last = await session.scalar(select(func.max(Pulse.step)).where(Pulse.centre_id == centre_id)) or 0
        await session.execute(update(Pulse).where(waiting).values(step=last + 1))


async def pulses(session: Session, centre_id: int) -> Pulses:
    """What members of all groups of a centre answered, counted."""
    found = await session.execute(
        select(Pulse.running, Pulse.helps, func.count())
        .where(Pulse.centre_id == centre_id, Pulse.step > 0)
        .group_by(Pulse.running, Pulse.helps)
    )
    counts = found.all()
    answered = sum(number for *_, number in counts)
    if answered < SHOWN_FROM:
        return Pulses(answered, None, None)
    helps = dict.fromkeys(("yes", "partly", "no"), 0)
    for _, said, number in counts:
        if said in helps:  # else an answer of another version of ours
            helps[said] += number
    return Pulses(answered, sum(number for running, _, number in counts if running), helps)
