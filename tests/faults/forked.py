"""Processes of the bot without the second that each would take to import it.

One process imports everything once, and each that is asked for is forked from it: its number, its signals, its exit code,
its environment and its folder are its own. That the real command line starts, runs and ends is tested in `tests/cli/`.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from pathlib import Path

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["bot.cli", "bot.app"])


class Forked:
    """`mestringsbot` with these words; what it says goes into `log`."""

    def __init__(self, words: tuple[str, ...], environment: dict[str, str], folder: Path, log: Path) -> None:
        self._process = _SERVER.Process(target=_command_line, args=(words, environment, str(folder), str(log)))
        self._process.start()

    @property
    def returncode(self) -> int | None:
        """None while it runs; negative if a signal ended it."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    async def wait(self) -> int:
        """The exit code, once there is one."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        self._process.join()
        assert self._process.exitcode is not None
        return self._process.exitcode


def _command_line(words: tuple[str, ...], environment: dict[str, str], folder: str, log: str) -> None:
    """In the new process."""
    from bot.cli import main

    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.close(said)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["mestringsbot", *words]
    main()
