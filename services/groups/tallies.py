"""What a centre's groups come to: figures by month, without people, so that they survive erasure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import func, select, update

from db.models import Centre, Tally
from db.session import insert_once
from domain.ballots import Sums
from services import Session, ballots

STARTED, CLOSED, DISSOLVED = "groups_started", "groups_closed", "groups_dissolved"
JOINED, LEFT, STAYED = "members_joined", "members_left", "members_to_the_end"
"""Whoever has joined has left, was there to the end, or is a member now."""
RUNNING, HELPS = "running", "helps"
"""The two questions after six weeks."""


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


class Pulses(Struct, frozen=True):
    """How many answers after six weeks are shown, five more at a time; the rest is None before. `helps`: yes, partly, no."""

    answered: int
    running: int | None
    helps: dict[str, int] | None


async def pulses(session: Session, centre_id: int) -> Pulses:
    """What members of all groups of a centre answered, counted: of five at least who have no role there, as with polls."""
    box = await ballots.of_centre(session, centre_id)
    if not box.enough(ballots.answers_of(box, await ballots.team(session, centre_id))):
        return Pulses(0, None, None)
    helps, running = (box.sums.get(question, Sums()).shown for question in (HELPS, RUNNING))
    answered = sum(running.values())
    return Pulses(answered, running.get("yes", 0), {said: helps.get(said, 0) for said in ("yes", "partly", "no")})
