"""How SQLite is opened, waited for, and emptied of what was."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from db import files

BUSY_MS = 5000
READERS_MS = 100
"""How long wiping waits for those who read the database: it can be done later."""


def making(file: Path) -> Callable[..., None]:
    """What makes the file, readable by nobody else, before it is connected to."""

    def make(*_: Any) -> None:
        files.make(file)

    return make


def prepare(connection: Any, _record: Any) -> None:
    # The driver would begin transactions by itself, deferred, and those fail at once as "locked" when they come to write.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def be_patient(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.close()


def checkpoint(connection: Connection) -> None:
    cursor = connection.connection.cursor()  # beneath SQLAlchemy, which would begin a transaction
    cursor.execute("PRAGMA busy_timeout")
    (patience,) = cursor.fetchone() or (BUSY_MS,)
    cursor.execute(f"PRAGMA busy_timeout={READERS_MS}")
    try:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (busy, *_) = cursor.fetchone() or (0,)
    finally:
        cursor.execute(f"PRAGMA busy_timeout={patience}")
        cursor.close()
    if busy:
        raise sqlite3.OperationalError("somebody else reads the database")


def vacuum(connection: Connection) -> None:
    connection.connection.cursor().execute("VACUUM")  # here, too


def begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
