"""The dates of a known course, where its file has changed: evenings follow the file, and one moved in the chat stays.

What the file said last is kept with each evening (`filed_at`): only where it says something else now is anything moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.models import CourseSession
from services import Session
from services.courses import changes


@dataclass
class Followed:
    """The earlier starts of evenings that were moved, by id; and in sentences, what was moved and what stays."""

    moved: dict[int, datetime] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


async def follow(
    session: Session, course_id: int, written: Sequence[datetime], zone: ZoneInfo, now: datetime
) -> Followed:
    """Bring the evenings of a locked course to what the file says, where it says something new."""
    rows = await session.scalars(
        select(CourseSession).where(CourseSession.course_id == course_id).order_by(CourseSession.position)
    )
    evenings = rows.all()
    asked: dict[int, datetime] = {}
    stays: dict[int, str] = {}
    for row, at in zip(evenings, written, strict=False):
        known, row.filed_at = row.filed_at, at
        if row.starts_at == at or known == at:
            continue
        if reason := _stays(row, known, at, now):
            stays[row.id] = reason
        else:
            asked[row.id] = at
    stays |= _in_the_way(evenings, asked)
    found = Followed()
    for row in evenings:
        name, was = f"evening {row.position}", _local(row.starts_at, zone)
        if row.id in stays:
            found.notes.append(f"{name} stays at {was}: {stays[row.id]}")
        elif row.id in asked:
            found.moved[row.id] = row.starts_at
            found.told.append(f"{name}: {was} → {_local(asked[row.id], zone)}")
            changes.move_to(row, asked[row.id])
    await session.flush()
    return found


def _in_the_way(evenings: Sequence[CourseSession], asked: dict[int, datetime]) -> dict[int, str]:
    """Why some of those that the file moves cannot: another evening of the course, which stays, is held then.

    One that stays because of that may be in the way of the next.
    """
    found: dict[int, str] = {}
    while True:
        moving = {number: at for number, at in asked.items() if number not in found}
        stands = [one for one in evenings if one.id not in moving and one.cancelled_at is None]
        more = {
            row.id: f"evening {other.position} is held then"
            for row in evenings
            for other in stands
            if row.id in moving and _meet(row, moving[row.id], other)
        }
        if not more:
            return found
        found |= more


def _meet(row: CourseSession, at: datetime, other: CourseSession) -> bool:
    """Whether an evening that began `at` would be held while the other one is."""
    return at < other.ends_at and other.starts_at < at + (row.ends_at - row.starts_at)


def _stays(row: CourseSession, known: datetime | None, at: datetime, now: datetime) -> str:
    """Why an evening is not moved to where the file has it now; empty when it is."""
    if row.cancelled_at is not None:
        return "it has been cancelled"
    if row.starts_at <= now:
        return "it has begun"
    if known is None:
        return "it was moved in the chat"
    return "the new time is over" if at <= now else ""


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
