"""Transactions, as many at once as the database bears, and what is wiped after them."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoTurn
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from db.address import read
from db.at_once import Flushing, ShortTransactions
from db.session.asked import WIPE, Wipe
from db.session.postgresql import connecting
from db.session.sqlite import BUSY_MS, be_patient, begin_immediate, checkpoint, making, prepare, vacuum
from db.turns import Turn, Turns

TURN_SECONDS = 10
AT_ONCE = 10
"""Transactions at once on PostgreSQL."""
LOCK_MS = 1000
"""How long wiping waits for those who read a table: it can be done later."""
REWRITTEN = ("evaluation_boxes", "evaluation_drafts", "pulse_boxes", "dialogs", "taken_answers")
BY_AND_BY = ("inbox", "outbox")
"""Tables whose earlier states would tell whose an answer is: small ones, and longer ones."""
SHORT = frozenset((Turn.PRESS, Turn.DOOR, Turn.OUTBOX, Turn.CHATS, Turn.LOOK))
"""Whose transactions are short: on SQLite their statements run at once. The others may read and write for long."""


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
            make = making(self.file)
            event.listen(self.engine.sync_engine, "do_connect", make)
            event.listen(self.engine.sync_engine, "connect", prepare)
            event.listen(self.engine.sync_engine, "connect", be_patient)
            event.listen(self.engine.sync_engine, "begin", begin_immediate)
            self.short: ShortTransactions | None = ShortTransactions(self.file, BUSY_MS / 1000, prepare, make)
        else:
            event.listen(self.engine.sync_engine, "do_connect", connecting(self.address))
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
            wipe: Wipe | None = session.info.get(WIPE)
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
                await connection.run_sync(vacuum)
            await self._empty_log()
        else:
            await self._rewrite_tables(Wipe.ALL)

    async def _empty_log(self) -> None:
        """The write-ahead log holds each page as it was after each transaction, until it is written over."""
        async with self.engine.connect() as connection:
            await connection.run_sync(checkpoint)

    async def _rewrite_tables(self, wipe: "Wipe") -> None:
        """PostgreSQL keeps rows as they were before; a table that is written anew has none."""
        async with self.engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text(f"SET lock_timeout = {LOCK_MS}"))
            try:
                for table in (*REWRITTEN, *(BY_AND_BY if wipe is Wipe.ALL else ())):
                    await connection.execute(text(f"VACUUM (FULL) {table}"))
            except SQLAlchemyError:
                await connection.execute(text("RESET lock_timeout"))
                raise
            # Not in a `finally`: broken off from outside the connection is gone, and what it says to that would be taken
            # for a table that is in use, and the one who was told to end would go on.
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
