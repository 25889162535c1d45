"""Long sums in a process of their own, so that nobody waits for them."""

import asyncio
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from domain.matching import Lock, Matching, Pool, match

SECONDS = 5.0


class Worker:
    """One process, started when it is first needed; several askers wait their turn."""

    def __init__(self) -> None:
        self._executor: ProcessPoolExecutor | None = None

    async def match(self, pool: Pool, seed: int, locks: Sequence[Lock] = ()) -> Matching:
        """The groups of a pool (see `domain.matching.match`)."""
        if self._executor is None:
            # "spawn": a fork would take the database's connections and the event loop along.
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(1, mp_context=context)
        work = partial(match, pool, seed=seed, locks=tuple(locks), seconds=SECONDS)
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    async def stop(self) -> None:
        if self._executor is not None:
            executor, self._executor = self._executor, None
            await asyncio.to_thread(executor.shutdown, wait=True, cancel_futures=True)
