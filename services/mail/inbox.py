"""Updates on their way in: stored first, forgotten last."""

from datetime import datetime, timedelta

from db.mail.inbox import (
    PAGE,
    Letter,
    Waiting,
    forget,
    forget_person,
    keep,
    left_behind,
    mark_answered,
    mark_handled,
    open_letters,
    payloads,
)
from services import Session

__all__ = [
    "PAGE", "Letter", "Waiting", "forget_old", "forget_person", "keep", "left_behind", "mark_answered", "mark_handled",
    "open_letters", "payloads",
]  # fmt: skip

KEPT_FOR = timedelta(days=14)


async def forget_old(session: Session, now: datetime) -> int:
    """Drop rows that only served to recognise an update that comes twice."""
    return await forget(session, now - KEPT_FOR)
