"""SQLite without a trip to another thread for each statement: the statements of short transactions run at once.

A statement of ours takes some ten microseconds, a trip to the driver's thread and back several times that. So they run on
the loop's own thread; only what may wait goes elsewhere: the commit, which waits for the disk, to a thread, and the beginning,
which may wait for another process, to the loop's clock.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RootTransaction, create_engine, event, orm
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

LOOK_AGAIN = 0.005
"""Seconds after which a file that another process is writing to is tried again."""


class Flushing(orm.Session):
    """Writes what has changed before any statement, as SQLAlchemy does of itself before those that give objects."""

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        self.flush()
        return super().execute(statement, params, **options)

    def scalar(self, statement: Any, params: Any = None, **options: Any) -> Any:
        self.flush()
        return super().scalar(statement, params, **options)

    def scalars(self, statement: Any, params: Any = None, **options: Any) -> Any:
        self.flush()
        return super().scalars(statement, params, **options)


class AtOnce(AsyncSession):
    """An asynchronous session like any other, of which nothing has to be waited for: what is awaited is done already.

    Use cases cannot tell the difference. Streaming and bare connections are not for it.
    """

    def __init__(self, connection: Connection) -> None:
        """In the transaction that is open on `connection`, and which somebody else ends."""

        def bound(**options: Any) -> Flushing:
            return Flushing(**{**options, "bind": connection})

        as_class: Any = bound  # SQLAlchemy itself would have a connection of an asynchronous engine
        super().__init__(sync_session_class=as_class, expire_on_commit=False, join_transaction_mode="rollback_only")

    async def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        return self.sync_session.execute(statement, params, **options)

    async def scalar(self, statement: Any, params: Any = None, **options: Any) -> Any:
        return self.sync_session.scalar(statement, params, **options)

    async def scalars(self, statement: Any, params: Any = None, **options: Any) -> Any:
        return self.sync_session.scalars(statement, params, **options)

    async def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        return self.sync_session.get(entity, ident, **options)

    async def get_one(self, entity: Any, ident: Any, **options: Any) -> Any:
        return self.sync_session.get_one(entity, ident, **options)

    async def flush(self, objects: Any = None) -> None:
        self.sync_session.flush(objects)


class ShortTransactions:
    """Opens them on one file, one at a time: the caller sees to that."""

    def __init__(
        self, file: Path, patience: float, prepare: Callable[[Any, Any], None], make: Callable[..., None]
    ) -> None:
        """`patience`: seconds for which another process is waited for. `prepare` and `make`: what a connection needs."""
        self.patience = patience
        # The connection is used by one thread at a time, but not always by the same one.
        self.engine = create_engine(
            URL.create("sqlite", database=str(file)),
            hide_parameters=True,
            connect_args={"check_same_thread": False, "timeout": 0},
        )
        event.listen(self.engine, "do_connect", make)
        event.listen(self.engine, "connect", prepare)
        event.listen(self.engine, "begin", _begin_immediate)
        self._connection: Connection | None = None
        self._thread: ThreadPoolExecutor | None = None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends, rolled back when it raises. Raises OperationalError when locked."""
        connection, transaction = await self._started()
        driver: Any = connection.connection.driver_connection
        before = driver.total_changes
        session = AtOnce(connection)
        try:
            yield session
            session.sync_session.flush()
            if not transaction.is_active:
                pass  # the block has rolled it back
            elif driver.total_changes == before:
                transaction.commit()  # nothing is to be written down: the disk is not waited for
                await asyncio.sleep(0)  # whoever reads again and again lets others in between
            else:
                await self._elsewhere(transaction.commit)
        finally:
            session.sync_session.close()
            if transaction.is_active:
                transaction.rollback()
            elif connection.get_transaction() is not None:
                # A commit that failed, as on a full disk: SQLAlchemy has given it up, the file may still hold it open.
                connection.invalidate()
                self._let_go()

    async def _started(self) -> tuple[Connection, RootTransaction]:
        """Waits while another process writes."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self.patience
        while True:
            try:
                self._connection = self._connection or self.engine.connect()
                return self._connection, self._connection.begin()
            except sqlite3.Error as error:
                self._let_go()
                if not _is_busy(error) or loop.time() >= until:
                    raise OperationalError("BEGIN", None, error) from error
            await asyncio.sleep(LOOK_AGAIN)

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def _elsewhere(self, work: Callable[[], None]) -> None:
        """In the other thread, to its end: whoever gives up waiting goes when it is over."""
        self._thread = self._thread or ThreadPoolExecutor(1, thread_name_prefix="commit")
        done = asyncio.get_running_loop().run_in_executor(self._thread, work)
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            while not done.done():  # however often: the connection is the other thread's until then
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([done])
            raise

    def dispose(self) -> None:
        """Close what is open; whoever begins another transaction opens it anew."""
        self._let_go()
        self.engine.dispose()
        if self._thread is not None:
            self._thread.shutdown(wait=False)
            self._thread = None


def _begin_immediate(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN IMMEDIATE")


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
