"""The conversation a person is in the middle of: a row, so that a restart loses nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from db.models import Dialog
from services import Session
from services.people.people import Actor

LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class Open:
    """Which step awaits text, and what it needs to know (ids only: what people write goes into encrypted columns)."""

    step: str
    draft: dict[str, Any]


async def ask(session: Session, actor: Actor, step: str, now: datetime, **draft: int | str) -> None:
    """From now on the person's next text belongs to `step`; a dialogue that was open before is over."""
    await session.merge(Dialog(person_id=actor.id, step=step, draft=draft, expires_at=now + LASTS))


async def current(session: Session, actor: Actor, now: datetime) -> Open | None:
    """What is awaited from this person, if anything."""
    row = await session.get(Dialog, actor.id)
    return Open(row.step, row.draft) if row and row.expires_at > now else None


async def end(session: Session, actor: Actor) -> None:
    """Nothing is awaited any more."""
    await session.execute(delete(Dialog).where(Dialog.person_id == actor.id))


async def end_about(session: Session, person_id: int, *steps: str, **ids: int) -> None:
    """None of these steps is awaited any more where it carries these ids: what it is about has ended for this person."""
    row = await session.get(Dialog, person_id)
    if row is not None and row.step in steps and ids.items() <= row.draft.items():
        await session.delete(row)
        await session.flush()
