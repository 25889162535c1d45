"""The database and its transactions: SQLite embedded by default, PostgreSQL when one machine is not enough."""

from db.session.asked import Wipe, has_woken, shred, wakes
from db.session.database import AT_ONCE, SHORT, Database
from db.session.dialects import InDialect, insert_once
from db.session.faults import away, refused
from db.session.postgresql import unreached
from db.session.sqlite import BUSY_MS

__all__ = [
    "AT_ONCE",
    "BUSY_MS",
    "SHORT",
    "Database",
    "InDialect",
    "Wipe",
    "away",
    "has_woken",
    "insert_once",
    "refused",
    "shred",
    "unreached",
    "wakes",
]
