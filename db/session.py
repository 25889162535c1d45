"""The database and its transactions: SQLite embedded by default, PostgreSQL when one machine is not enough."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import Enum
from importlib import import_module
from pathlib import Path
from sqlite3 import IntegrityError as IntegrityFault
from typing import Any

from sqlalchemy import Connection, Executable, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as NoTurn
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from db import files
from db.address import Address, read
from db.at_once import Flushing, ShortTransactions
from db.turns import Turn, Turns

BUSY_MS = 5000
TURN_SECONDS = 10
AT_ONCE = 10
"""Transactions at once on PostgreSQL."""
_NOT_THESE_VALUES = ("22", "23")
"""Classes of SQLSTATE: data that cannot be, and constraints that are broken."""
READERS_MS, LOCK_MS = 100, 1000
"""How long wiping waits for those who read the database: it can be done later."""
REWRITTEN = ("evaluation_boxes", "evaluation_drafts", "pulse_boxes", "dialogs", "taken_answers")
BY_AND_BY = ("inbox", "outbox")
"""Tables whose earlier states would tell whose an answer is: small ones, and longer ones."""
_WIPE = "wipe"
SHORT = frozenset((Turn.PRESS, Turn.DOOR, Turn.OUTBOX, Turn.CHATS))
"""Whose transactions are short: on SQLite their statements run at once. The others may read and write for long."""


class Wipe(Enum):
    """When what has been written over and deleted is to be wiped from the files, too.

    `NOW`; `ANSWERED`, once more after the first of the following transactions that forgets what people have written;
    `ALL`, once more by and by, in longer tables as well.
    """

    NOW = "now"
    ANSWERED = "answered"
    ALL = "all"


class Database:
    """Opens transactions, as many at once as the database bears: on SQLite one. Who has to wait waits here, by turns."""

    def __init__(self, url: str, *, at_once: int = AT_ONCE) -> None:
        """Raises AddressFault."""
        self.address = read(url)
        self.file = Path(self.address.file) if self.address.file is not None else None
        self.is_sqlite = self.file is not None
        driver = "sqlite+aiosqlite" if self.is_sqlite else "postgresql+asyncpg"
        # One connection more than there are turns: the lead's lock holds one for as long as the process lives.
        options: dict[str, Any] = {} if self.is_sqlite else {"pool_size": at_once + 1, "max_overflow": 0}
        # An error that quoted its values would quote names and texts.
        url_ = URL.create(driver, database=self.address.file)
        self.engine = create_async_engine(url_, hide_parameters=True, **options)
        if self.file is not None:
            make = _making(self.file)
            event.listen(self.engine.sync_engine, "do_connect", make)
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "connect", _be_patient)
            event.listen(self.engine.sync_engine, "begin", _begin_immediate)
            self.short: ShortTransactions | None = ShortTransactions(self.file, BUSY_MS / 1000, _prepare_sqlite, make)
        else:
            event.listen(self.engine.sync_engine, "do_connect", _connecting(self.address))
            self.short = None
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, sync_session_class=Flushing)
        self.turns = Turns(1 if self.is_sqlite else at_once)
        self._shredding = asyncio.Lock()
        self._left = {Wipe.ANSWERED, Wipe.ALL}  # an earlier process may have been killed before it wiped

    @asynccontextmanager
    async def begin(self, turn: Turn = Turn.PRESS) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends, rolled back when it raises. Await no network inside.

        `turn` says in which line to wait for it. Never begin a second one inside: there may be no turn left for it.
        """
        async with self._in_turn(turn):
            async with self._opened(turn) as session:
                yield session
            wipe: Wipe | None = session.info.get(_WIPE)
            if wipe is Wipe.NOW or wipe in self._left:
                await self._shred(wipe)

    def _opened(self, turn: Turn) -> AbstractAsyncContextManager[AsyncSession]:
        if self.short is not None and turn in SHORT:
            return self.short.begin()
        return self._sessions.begin()

    async def _shred(self, wipe: "Wipe") -> None:
        """Wipe what transactions that stand have left in the files. What cannot be done now is done another time."""
        self._left |= {Wipe.ANSWERED, Wipe.ALL} if wipe is Wipe.NOW else {wipe}
        async with self._shredding:
            try:
                await (self._empty_log() if self.is_sqlite else self._rewrite_tables(wipe))
            except (SQLAlchemyError, sqlite3.Error, OSError):
                return
            self._left.discard(wipe)

    async def wipe(self) -> None:
        """After a migration: nothing that it has deleted or written over is in the files any longer."""
        if self.is_sqlite:
            async with self.engine.connect() as connection:
                await connection.run_sync(_vacuum)
            await self._empty_log()
        else:
            await self._rewrite_tables(Wipe.ALL)

    async def _empty_log(self) -> None:
        """The write-ahead log holds each page as it was after each transaction, until it is written over."""
        async with self.engine.connect() as connection:
            await connection.run_sync(_checkpoint)

    async def _rewrite_tables(self, wipe: "Wipe") -> None:
        """PostgreSQL keeps rows as they were before; a table that is written anew has none."""
        async with self.engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text(f"SET lock_timeout = {LOCK_MS}"))
            try:
                for table in (*REWRITTEN, *(BY_AND_BY if wipe is Wipe.ALL else ())):
                    await connection.execute(text(f"VACUUM (FULL) {table}"))
            finally:
                await connection.execute(text("RESET lock_timeout"))

    @asynccontextmanager
    async def _in_turn(self, turn: Turn) -> AsyncIterator[None]:
        """Raises SQLAlchemy's TimeoutError when those before hold the database for too long: another process may have it."""
        if not self.turns.taken():
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

    @asynccontextmanager
    async def outside(self) -> AsyncIterator[Any]:
        """SQLite's own connection (aiosqlite) in one's turn, for what cannot stand in a transaction."""
        async with self._in_turn(Turn.UPKEEP), self.engine.connect() as connection:
            try:
                yield (await connection.get_raw_connection()).driver_connection
            except sqlite3.Error as error:
                raise OperationalError("outside", None, error) from error

    async def dispose(self) -> None:
        if self.short is not None:
            self.short.dispose()
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


def shred(session: AsyncSession, wipe: Wipe = Wipe.NOW) -> None:
    """What this transaction writes over or deletes shall be in the files no longer once it stands.

    With another `wipe` only if there has been a transaction that asked for it `NOW`.
    """
    session.info[_WIPE] = wipe


class InDialect:
    """A statement that is made once, when it is first needed, in the words of the database: one that `insert` begins."""

    def __init__(self, make: Callable[[Callable[[type[Any]], Any]], Executable]) -> None:
        self._make = make
        self._made: dict[str, Executable] = {}

    def of(self, session: AsyncSession) -> Executable:
        """The one that this session's database understands."""
        dialect = session.get_bind().dialect.name
        if dialect not in self._made:
            self._made[dialect] = self._make(_insert_of(dialect))
        return self._made[dialect]


def insert_once(session: AsyncSession, table: type[Any]) -> Any:
    """An INSERT that leaves a row that is there already alone (ON CONFLICT DO NOTHING, in the database's own dialect)."""
    return _insert_of(session.get_bind().dialect.name)(table).on_conflict_do_nothing()


def _insert_of(dialect: str) -> Callable[[type[Any]], Any]:
    """Of the database's own dialect; the other one is not loaded."""
    insert: Callable[[type[Any]], Any] = import_module(f"sqlalchemy.dialects.{dialect}").insert
    return insert


def unreached() -> tuple[type[Exception], ...]:
    """What asyncpg raises where there is no server, none of its kind, or none that lets us in."""
    import asyncpg  # here and below, as nobody needs it on SQLite

    return OSError, ValueError, KeyError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError


def _connecting(address: Address) -> Callable[..., Any]:
    """How a connection to PostgreSQL is made: by asyncpg's own reading of the address, which knows libpq's parameters."""
    import asyncpg

    patience = {"timeout": address.connect_timeout} if address.connect_timeout else {}

    def connect(dialect: Any, _record: Any, _arguments: Any, _options: Any) -> Any:
        async def call(*_: Any, **__: Any) -> Any:
            return await asyncpg.connect(address.dsn, **patience)

        try:
            return dialect.connect(async_creator_fn=call)
        except unreached() as error:
            # A server that is away is a fault of the database's like any other.
            raise OperationalError("connect", None, error) from error

    return connect


def _making(file: Path) -> Callable[..., None]:
    def make(*_: Any) -> None:
        files.make(file)

    return make


def _prepare_sqlite(connection: Any, _record: Any) -> None:
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


def _be_patient(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.close()


def _checkpoint(connection: Connection) -> None:
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


def _vacuum(connection: Connection) -> None:
    connection.connection.cursor().execute("VACUUM")  # here, too


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
