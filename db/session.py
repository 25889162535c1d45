"""The database and its transactions: SQLite embedded by default, PostgreSQL when one machine is not enough."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from sqlite3 import IntegrityError as IntegrityFault
from typing import Any

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as NoTurn
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from db.turns import Turn, Turns

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
BUSY_MS = 5000
TURN_SECONDS = 10
AT_ONCE = 10
"""Transactions at once on PostgreSQL."""
_NOT_THESE_VALUES = ("22", "23")
"""Classes of SQLSTATE: data that cannot be, and constraints that are broken."""


class Database:
    """Opens transactions, as many at once as the database bears: on SQLite one. Who has to wait waits here, by turns."""

    def __init__(self, url: str, *, at_once: int = AT_ONCE) -> None:
        address = make_url(url)
        address = address.set(drivername=_DRIVERS.get(address.drivername, address.drivername))
        self.url = address
        self.is_sqlite = address.get_backend_name() == "sqlite"
        # One connection more than there are turns: the lead's lock holds one for as long as the process lives.
        options: dict[str, Any] = {} if self.is_sqlite else {"pool_size": at_once + 1, "max_overflow": 0}
        self.engine = create_async_engine(address, **options)
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_immediate)
        else:
            event.listen(self.engine.sync_engine, "do_connect", _connect)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self.turns = Turns(1 if self.is_sqlite else at_once)

    @asynccontextmanager
    async def begin(self, turn: Turn = Turn.PRESS) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends, rolled back when it raises. Await no network inside.

        `turn` says in which line to wait for it. Never begin a second one inside: there may be no turn left for it.
        """
        async with self._in_turn(turn), self._sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def _in_turn(self, turn: Turn) -> AsyncIterator[None]:
        """Raises SQLAlchemy's TimeoutError when those before hold the database for too long: another process may have it."""
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self.turns.take(turn)
        except TimeoutError as error:
            raise NoTurn("no turn at the database") from error
        try:
            yield
        finally:
            self.turns.give_back()

    async def alone(self, session: AsyncSession, number: int) -> None:
        """Wait for one's turn under `number` until the transaction ends; on SQLite every transaction is alone anyway."""
        if not self.is_sqlite:
            await session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})

    async def dispose(self) -> None:
        await self.engine.dispose()


def refused(error: BaseException) -> bool:
    """Whether these values will never be taken, however often it is tried."""
    if not isinstance(error, SQLAlchemyError):
        return isinstance(error, OverflowError | ValueError | TypeError)  # the drivers' own, from before the statement
    if not isinstance(error, DBAPIError):
        return isinstance(error, StatementError)  # a column's own type did not know what to do with the value
    driver = error.orig.__cause__ if error.orig else None
    state = getattr(error.orig, "sqlstate", None) or ""
    return state[:2] in _NOT_THESE_VALUES or isinstance(driver, ValueError) or isinstance(error.orig, IntegrityFault)


def away(error: BaseException) -> bool:
    """Whether the database is away, locked or busy: worth trying again for as long as it takes.

    What SQLAlchemy finds wrong by itself (a row that is not there) is a fault of ours, and the same at every try.
    """
    return isinstance(error, NoTurn | DBAPIError) and not refused(error)


def wakes(session: AsyncSession) -> None:
    """Something goes into a queue: whoever works it off is to look as soon as this transaction stands, not when idle."""
    session.info["wakes"] = True


def has_woken(session: AsyncSession) -> bool:
    """Whether anything has gone into a queue in this transaction."""
    return "wakes" in session.info


def insert_once(session: AsyncSession, table: type[Any]) -> Any:
    """An INSERT that leaves a row that is there already alone (ON CONFLICT DO NOTHING, in the database's own dialect)."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing()


def _connect(dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
    """A server that is away is a fault of the database's like any other; asyncpg raises the socket's own error."""
    try:
        return dialect.connect(*arguments, **options)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise OperationalError("connect", None, error) from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver would begin transactions by itself, deferred, and those fail at once as "locked" when they come to write.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_MS}",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
