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
    found = Followed()
    for row, at in zip(rows.all(), written, strict=False):
        known, row.filed_at = row.filed_at, at
        if row.starts_at == at or known == at:
            continue
        name = f"evening {row.position}"
        if reason := _stays(row, known, at, now):
            found.notes.append(f"{name} stays at {_local(row.starts_at, zone)}: {reason}")
            continue
        found.moved[row.id] = row.starts_at
        found.told.append(f"{name}: {_local(row.starts_at, zone)} → {_local(at, zone)}")
        changes.move_to(row, at)
    await session.flush()
    return found


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
