"""Use cases, one module a noun. Each takes an open session, never commits, and never talks to Telegram."""

from sqlalchemy.exc import SQLAlchemyError as DatabaseFault
from sqlalchemy.ext.asyncio import AsyncSession as Session

from db.session import Database, away, has_woken, refused
from db.turns import Turn

__all__ = ["Database", "DatabaseFault", "Session", "Turn", "away", "has_woken", "refused"]
