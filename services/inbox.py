"""Updates on their way in: stored first, forgotten last."""

from datetime import datetime, timedelta

from db.inbox import Letter, forget, keep, mark_answered, mark_handled, open_letters
from services import Session

__all__ = ["Letter", "forget_old", "keep", "mark_answered", "mark_handled", "open_letters"]

KEPT_FOR = timedelta(days=14)


async def forget_old(session: Session, now: datetime) -> int:
    """Drop rows that only served to recognise an update that comes twice."""
    return await forget(session, now - KEPT_FOR)
