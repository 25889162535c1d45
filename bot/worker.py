"""Long sums in a process of their own, so that nobody waits for them; and nobody waits for a process that does not answer."""

import asyncio
import multiprocessing
import signal
import traceback
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

import structlog
from msgspec import Struct

from domain.errors import SearchFailed
from domain.groups.matching import Lock, Matching, Pool, match

log = structlog.get_logger()
SECONDS = 5.0
PATIENCE = 30.0
"""Seconds for one try, reading and scoring a large pool and the start of the process included."""
TRIES = 2
GRACE = 5.0
"""Seconds to wait for a process that was killed: at worst it is left to the system."""


class Fault(Struct, frozen=True):
    """What broke in the process: its kind, and where, without what it was about."""

    kind: str
    at: list[str]


class Worker:
    """One process, started when it is first needed; several askers wait their turn.

    A process that has died, or does not answer in time, is replaced, and asked once more.
    """

    def __init__(self) -> None:
        self.patience = PATIENCE
        self._turn = asyncio.Lock()
        self._running: tuple[SpawnProcess, Connection] | None = None
        self._stopped = False

    @property
    def pid(self) -> int | None:
        """The number of the process, if there is one."""
        return self._running[0].pid if self._running else None

    async def match(self, pool: Pool, seed: int, locks: Sequence[Lock] = ()) -> Matching:
        """The groups of a pool (see `domain.matching.match`). Raises SearchFailed, at the latest after all tries' patience.

        That is also how long one waits for those before.
        """
        try:
            async with asyncio.timeout(TRIES * self.patience), self._turn:
                for _ in range(TRIES):
                    if (found := await self._try(pool, seed, tuple(locks))) is not None:
                        return found
        except TimeoutError:
            log.warning("matching_took_too_long")
        raise SearchFailed

    async def _try(self, pool: Pool, seed: int, locks: tuple[Lock, ...]) -> Matching | None:
        """None when the process died over it, or took too long; then the next try gets another one."""
        if self._stopped:
            return None
        try:
            async with asyncio.timeout(self.patience):
                found = await asyncio.to_thread(_ask, self._connection(), (pool, seed, locks))
        except (TimeoutError, OSError, EOFError) as error:
            log.warning("matching_worker_lost", reason=type(error).__name__)
            await self._kill()
            return None
        except BaseException:
            await self._kill()  # it would answer whoever asks next with what was asked before
            raise
        if isinstance(found, Fault):
            log.error("matching_fault", fault=found.kind, at=found.at)
            raise SearchFailed
        return found

    def _connection(self) -> Connection:
        if self._running is None:
            # "spawn": a fork would take the database's connections and the event loop along.
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs,), daemon=True)
            process.start()
            theirs.close()  # so that its death is seen as the end of what can be read
            self._running = process, ours
        return self._running[1]

    async def _kill(self) -> None:
        if self._running is not None:
            (process, connection), self._running = self._running, None
            process.kill()  # one that hangs does not hear a polite word
            await asyncio.to_thread(process.join, GRACE)
            connection.close()

    async def stop(self) -> None:
        """Whatever it is at: what it would have found belongs to nobody any longer."""
        self._stopped = True
        await self._kill()


def _ask(connection: Connection, job: tuple[Pool, int, tuple[Lock, ...]]) -> Matching | Fault:
    """Blocks; ends with EOFError or OSError when the process is killed."""
    connection.send(job)
    found: Matching | Fault = connection.recv()
    return found


def _serve(connection: Connection) -> None:
    """The process: one job after the other until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the bot, which ends us
    while True:
        try:
            pool, seed, locks = connection.recv()
        except (EOFError, OSError):
            return
        try:
            found: Matching | Fault = match(pool, seed=seed, locks=locks, seconds=SECONDS)
        except Exception as error:
            places = traceback.extract_tb(error.__traceback__)[-4:]
            found = Fault(type(error).__name__, [f"{one.filename}:{one.lineno} {one.name}" for one in places])
        connection.send(found)
