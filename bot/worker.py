"""Long sums and leaflets in a process of their own: nobody waits for them, nor for a process that does not answer."""

import asyncio
import multiprocessing
import signal
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING, Any

import structlog
from msgspec import Struct

from domain.errors import Expected, SearchFailed
from domain.groups.matching import Lock, Matching, Pool, match

if TYPE_CHECKING:
    from texts.leaflet.paper import Names, Printed, Sheet

log = structlog.get_logger()
SECONDS = 5.0
Job = tuple[Callable[..., Any], tuple[Any, ...]]
PATIENCE = 30.0
"""Seconds for one try, reading and scoring a large pool and the start of the process included."""
RESTS_AFTER = 60.0
"""Seconds: a coordinator may want a leaflet in four languages on two papers; then the memory is given back."""
TRIES = 2
GRACE = 5.0
"""Seconds to wait for a process that was killed: at worst it is left to the system."""


class Fault(Struct, frozen=True):
    """What broke in the process: its kind, and where, without what it was about."""

    kind: str
    at: list[str]


class Worker:
    """One process, started when it is first needed; several askers wait their turn.

    A process that has died, or does not answer in time, is replaced, and asked once more. What it does is `name` in the log;
    where it cannot be done, `failure` is raised. With `rests_after` it ends when nobody has asked for so many seconds.
    """

    def __init__(
        self,
        name: str = "matching",
        failure: type[Expected] = SearchFailed,
        *,
        rests_after: float | None = None,
    ) -> None:
        self.patience = PATIENCE
        self._name, self._failure, self._rests_after = name, failure, rests_after
        self._rest: asyncio.TimerHandle | None = None
        self._resting: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._running: tuple[SpawnProcess, Connection] | None = None
        self._stopped = False

    @property
    def pid(self) -> int | None:
        """The number of the process, if there is one."""
        return self._running[0].pid if self._running else None

    async def match(self, pool: Pool, seed: int, locks: Sequence[Lock] = ()) -> Matching:
        """The groups of a pool (see `domain.matching.match`)."""
        found: Matching = await self._do(_match, pool, seed, tuple(locks))
        return found

    async def draw(self, sheet: "Sheet | Names") -> "Printed":
        """A leaflet, or a list of what courses are called, as files."""
        made: Printed = await self._do(_draw, sheet)
        return made

    async def _do(self, work: Callable[..., Any], *arguments: object) -> Any:
        """What `work` returns. Raises the failure, at the latest after all tries' patience.

        That is also how long one waits for those before.
        """
        try:
            async with asyncio.timeout(TRIES * self.patience), self._turn:
                for _ in range(TRIES):
                    if (found := await self._try((work, arguments))) is not None:
                        return found
        except TimeoutError:
            log.warning(f"{self._name}_took_too_long")
        finally:
            self._rest_later()
        raise self._failure

    async def _try(self, job: Job) -> Any:
        """None when the process died over it, or took too long; then the next try gets another one."""
        if self._stopped:
            return None
        try:
            async with asyncio.timeout(self.patience):
                found = await asyncio.to_thread(_ask, self._connection(), job)
        except (TimeoutError, OSError, EOFError) as error:
            log.warning(f"{self._name}_worker_lost", reason=type(error).__name__)
            await self._kill()
            return None
        except BaseException:
            await self._kill()  # it would answer whoever asks next with what was asked before
            raise
        if isinstance(found, Fault):
            log.error(f"{self._name}_fault", fault=found.kind, at=found.at)
            raise self._failure
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

    def _rest_later(self) -> None:
        """A process that few need gives back what it has loaded."""
        if self._rest is not None:
            self._rest.cancel()
        if self._rests_after is not None and self._running is not None and not self._stopped:
            self._rest = asyncio.get_running_loop().call_later(self._rests_after, self._go_to_rest)

    def _go_to_rest(self) -> None:
        self._resting = asyncio.create_task(self._end_in_turn())

    async def _end_in_turn(self) -> None:
        async with self._turn:
            await self._kill()

    async def _kill(self) -> None:
        if self._running is not None:
            (process, connection), self._running = self._running, None
            process.kill()  # one that hangs does not hear a polite word
            await asyncio.to_thread(process.join, GRACE)
            connection.close()

    async def stop(self) -> None:
        """Whatever it is at: what it would have found belongs to nobody any longer."""
        self._stopped = True
        self._rest_later()
        await self._kill()


def _match(pool: Pool, seed: int, locks: tuple[Lock, ...]) -> Matching:
    return match(pool, seed=seed, locks=locks, seconds=SECONDS)


def _draw(sheet: "Sheet | Names") -> "Printed":
    from texts.leaflet.printing import make  # loads what nobody else needs

    return make(sheet)


def _ask(connection: Connection, job: Job) -> Any:
    """Blocks; ends with EOFError or OSError when the process is killed."""
    connection.send(job)
    return connection.recv()


def _serve(connection: Connection) -> None:
    """The process: one job after the other until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the bot, which ends us
    while True:
        try:
            work, arguments = connection.recv()
        except (EOFError, OSError):
            return
        try:
            found = work(*arguments)
        except Exception as error:
            places = traceback.extract_tb(error.__traceback__)[-4:]
            found = Fault(type(error).__name__, [f"{one.filename}:{one.lineno} {one.name}" for one in places])
        connection.send(found)
