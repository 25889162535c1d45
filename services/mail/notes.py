"""Small facts that must outlive the process."""

from datetime import datetime

from db.models import Note
from services import Session

PLANNED_UNTIL = "planned_until"
HALTED_UNTIL = "halted_until"
USERNAME = "username"
CLOCK_FILE = "clock_file"


async def read(session: Session, name: str) -> str | None:
    note = await session.get(Note, name)
    return note.value if note else None


async def write(session: Session, name: str, value: str) -> None:
    await session.merge(Note(name=name, value=value))


async def read_instant(session: Session, name: str) -> datetime | None:
    value = await read(session, name)
    return datetime.fromisoformat(value) if value else None


async def write_instant(session: Session, name: str, value: datetime) -> None:
    await write(session, name, value.isoformat())
