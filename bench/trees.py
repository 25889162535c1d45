"""This tree and an earlier one, the baseline: databases in the form of each, and its bot as a process of its own."""

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from bench.house import KEY, NOW, PROGRAMME, UNPACED, Crowd, Houses
from bench.server import TOKEN
from bot.settings import Pacing

HERE = Path(__file__).parent.parent
INSIDE = Path(__file__).with_name("inside.py")
READY_SECONDS = 60
MODULES = ("bot", "db", "domain", "handlers", "scheduler", "services", "texts")


@dataclass(frozen=True)
class Tree:
    """A tree of the project, its name in the table, and the databases in its form."""

    name: str
    root: Path
    houses: Houses

    def database(self, crowd: Crowd) -> Path:
        """A new database in this tree's form."""
        return self.houses.database(crowd)

    def content(self, programmes: int) -> Path:
        """The tree's own content, with one programme under so many names and no other."""
        folder = self.houses.file(f"content-{programmes}")
        if not folder.exists():
            shutil.copytree(self.root / "content", folder)
            file = folder / "programmes" / f"{PROGRAMME}.toml"
            for other in file.parent.glob("*.toml"):
                if other != file:
                    other.unlink()
            # What fits next is not there any longer.
            text = re.sub(r"^leads_to = .*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
            file.write_text(text, encoding="utf-8")
            for number in range(1, programmes):
                slug = f"{PROGRAMME}-{number}"
                more = re.sub(rf'^slug = "{PROGRAMME}"', f'slug = "{slug}"', text, count=1, flags=re.MULTILINE)
                file.with_name(f"{slug}.toml").write_text(more, encoding="utf-8")
        return folder

    @asynccontextmanager
    async def process(self, do: str, database: Path, **more: Any) -> AsyncIterator["Process"]:
        """`inside.py` at work in this tree, until the block ends."""
        order = {"do": do, "database": str(database), "key": KEY, "token": TOKEN, "start": NOW.isoformat(), **more}
        begin = time.time()
        running = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", str(INSIDE), json.dumps(order)),
            env={**os.environ, "PYTHONPATH": str(self.root)},
            cwd=self.root,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        process = Process(running, begin)
        try:
            async with asyncio.timeout(READY_SECONDS):
                await process.answer()
            yield process
        finally:
            await process.end()

    @asynccontextmanager
    async def command(self, database: Path, url: str, programmes: int) -> AsyncIterator["Watched"]:
        """`mestringsbot run`, as it is started anywhere: nothing of ours runs in its process."""
        config, clock = self.houses.file("config.toml"), self.houses.file("clock")
        config.write_text(
            f'[telegram]\napi_base = "{url}"\n[content]\ndirectory = "{self.content(programmes)}"\n[log]\nlevel = "error"\n'
        )
        clock.write_text(NOW.isoformat())
        given = {
            "PYTHONPATH": str(self.root),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "DATABASE_URL": f"sqlite:///{database}",
            "MESTRINGSBOT_KEY": KEY,
        }
        words = ("-P", "-m", "bot", "--config", str(config), "run", "--clock-file", str(clock))
        running = await asyncio.create_subprocess_exec(
            sys.executable, *words, env={**os.environ, **given}, cwd=self.root
        )
        try:
            yield Watched(running.pid)
        finally:
            running.terminate()
            await running.wait()

    @asynccontextmanager
    async def bot(
        self,
        database: Path,
        url: str,
        *,
        pacing: Pacing = UNPACED,
        in_flight: int = 4,
        programmes: int = 1,
        disk: float = 0,
    ) -> AsyncIterator["Process"]:
        """The whole bot of this tree. `disk`: seconds by which each commit that writes takes longer than on this machine."""
        content = str(self.content(programmes))
        given = {"url": url, "pacing": asdict(pacing), "in_flight": in_flight, "content": content, "disk": disk}
        async with self.process("run", database, **given) as process:
            yield process


class Workshop(Houses):
    """Where a run of the benchmarks is made: databases of this tree's form, and the trees that are measured."""

    def __init__(self, folder: Path) -> None:
        """The folder is made where there is none."""
        super().__init__(folder)
        self.trees: list[Tree] = []
        """This tree, and the earlier one that is measured beside it, if any."""


@dataclass(frozen=True)
class Watched:
    """A process as Linux tells of it."""

    pid: int

    def cpu(self) -> float:
        """Processor seconds so far."""
        user, system = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes that it has."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Process:
    """A process that answers orders. `began`: in seconds since 1970."""

    def __init__(self, process: asyncio.subprocess.Process, began: float) -> None:
        self._process, self.began = process, began

    async def ask(self, **order: Any) -> dict[str, Any]:
        """What it has to say, such as its processor seconds so far (`cpu`) and its memory in bytes (`rss`)."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": "mark", **order}).encode() + b"\n")
        return await self.answer()

    async def answer(self) -> dict[str, Any]:
        """The next line that is an answer."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            if line.startswith(b"{"):
                found: dict[str, Any] = json.loads(line)
                return found
        raise RuntimeError("the process that was measured has ended")

    def halt(self) -> None:
        """From now on it gets no processor at all."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    async def end(self) -> None:
        """As a stop of the bot; killed where it takes too long."""
        if self._process.returncode is None:
            self.go_on()
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                await asyncio.wait_for(self._process.wait(), READY_SECONDS)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()


@contextmanager
def checked_out(where: str | None, folder: Path, repository: Path = HERE) -> Iterator[Path | None]:
    """The tree at a path, or that of a commit, which is checked out below `folder` for as long as the block lasts."""
    if where is None or Path(where).is_dir():
        yield Path(where).resolve() if where else None
        return
    root = folder / "baseline"
    git = ["git", "-C", str(repository), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(root), where], check=True)
    try:
        yield root
    finally:
        subprocess.run([*git, "remove", "--force", str(root)], check=True)


def commit_of(root: Path) -> str:
    """The short name of the commit of a tree."""
    found = subprocess.run(["git", "-C", str(root), "rev-parse", "--short", "HEAD"], capture_output=True, check=True)
    return found.stdout.decode().strip()


async def tree(name: str, root: Path, folder: Path) -> Tree:
    """A tree with a folder for its databases, in which the pattern of all others is ready."""
    found = Tree(name, root, Houses(folder))
    # Also where Python is told to keep nothing: what a start costs is what every start but the first one costs.
    compiling = await asyncio.create_subprocess_exec(sys.executable, "-m", "compileall", "-q", *MODULES, cwd=root)
    assert await compiling.wait() == 0
    async with found.process("migrate", found.houses.pattern):
        pass
    return found
