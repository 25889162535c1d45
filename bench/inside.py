"""Runs inside the tree that is measured, this one or an earlier one: nothing of the benchmarks is known here but JSON.

`python -P bench/inside.py '{"do": "run", ...}'` with PYTHONPATH set to the tree. Orders come in as lines, answers go out
as lines; what a tree logs besides is passed over by whoever reads them. The same file serves both trees, so that both are
asked the same.
"""

import asyncio
import inspect
import json
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

PAGE = 4096
Answer = dict[str, Any]


class Clock:
    """The machine's time, shifted so that it began at `start`."""

    def __init__(self, start: str) -> None:
        self._shift = datetime.fromisoformat(start) - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift


class Turns:
    """How often something had its turn, how long the longest took, and the longest time from one's end to the next's."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.count, self.longest, self.gap = 0, 0.0, 0.0
        self._last: float | None = None

    def timed(self, plain: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def turn(*values: Any, **named: Any) -> Any:
            begin = time.perf_counter()
            try:
                return await plain(*values, **named)
            finally:
                end = time.perf_counter()
                self.count += 1
                self.longest = max(self.longest, end - begin)
                self.gap = max(self.gap, end - (self._last or end))
                self._last = end

        return turn

    def to_json(self) -> Answer:
        return {"count": self.count, "longest": self.longest, "gap": self.gap}


class Statements:
    """SQL statements that this process sends from now on, without BEGIN and COMMIT."""

    def __init__(self) -> None:
        from sqlalchemy import Engine, event

        self.count = 0
        event.listen(Engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.count += not statement.startswith("BEGIN")


def slow_disk(seconds: float) -> None:
    """From now on each commit that writes anything takes so much longer, as on a disk that is slow to say "it is written"."""

    class Slow(sqlite3.Connection):
        written = 0

        def commit(self) -> None:
            if self.total_changes != self.written:
                self.written = self.total_changes
                time.sleep(seconds)
            super().commit()

    sqlite3.connect = partial(sqlite3.connect, factory=Slow)  # type: ignore[assignment]


async def migrate(order: Answer) -> None:
    from db.migrate import upgrade

    await upgrade(f"sqlite:///{order['database']}")
    say({"ready": True})


async def run(order: Answer) -> None:
    """The whole bot, as `mestringsbot run` starts it."""
    if order["disk"]:
        slow_disk(order["disk"])
    from bot import logs
    from bot.app import App
    from bot.intake import Intake
    from bot.settings import Content, DatabaseSection, Pacing, Sending, Settings, Telegram
    from scheduler.sender import Sender

    logs.set_up("error")
    settings = Settings(
        telegram=Telegram(api_base=order["url"], token=order["token"]),
        database=DatabaseSection(url=f"sqlite:///{order['database']}"),
        pacing=Pacing(**order["pacing"]),
        sending=Sending(in_flight=order["in_flight"]),
        content=Content(directory=order["content"]),
        keys=order["key"],
    )
    turns, statements = {name: Turns() for name in ("planner", "intake", "outbox")}, Statements()
    app: Any = App(settings, Clock(order["start"]))
    app.plan = turns["planner"].timed(app.plan)
    for name, owner, method in (("intake", Intake, "keep"), ("outbox", Sender, "_round")):
        if hasattr(owner, method):
            setattr(owner, method, turns[name].timed(getattr(owner, method)))
    await app.start()

    async def answer(asked: Answer) -> Answer:
        told = {name: one.to_json() for name, one in turns.items()}
        if asked.get("forget"):
            for one in turns.values():
                one.forget()
        return {
            "cpu": time.process_time(),
            "rss": resident(),
            "statements": statements.count,
            "turns": told,
        }

    say({"ready": True, "cpu": time.process_time()})
    await orders(answer)
    await app.stop()


async def look(order: Answer) -> None:
    """The planner alone, on a database in which nothing is due; the clock goes on by a second each tick."""
    from db.crypto import KEYS
    from db.session import Database
    from domain.timing import QuietHours
    from services.programmes import read_library

    try:
        from services.planning import planner
    except ImportError:  # before there were rooms
        from services import planner  # type: ignore[no-redef, attr-defined, unused-ignore]
    turns: dict[str, Any] = {"planner": (), "look": ()}
    if "turn" in inspect.signature(Database.begin).parameters:  # an earlier tree has none there
        from db.turns import Turn

        turns = {one.value: (one,) for one in Turn}

    KEYS.open(order["key"])
    database, library = Database(f"sqlite:///{order['database']}"), read_library(Path(order["content"]))
    quiet = QuietHours(datetime.min.time(), datetime.min.time())
    now, statements = datetime.fromisoformat(order["start"]), Statements()

    async def has_work() -> bool:
        if not hasattr(planner, "has_work"):  # an earlier tree asks as it plans
            return True
        async with database.begin(*turns["look"]) as session:
            found: bool = await planner.has_work(session, library, quiet, now)
            return found

    async def answer(asked: Answer) -> Answer:
        nonlocal now
        begin, fewest = time.process_time(), 10**9
        for _ in range(asked["count"]):
            before, now = statements.count, now + timedelta(seconds=1)
            if await has_work():
                async with database.begin(*turns["planner"]) as session:
                    assert await planner.plan(session, library, quiet, now) == 0
            fewest = min(fewest, statements.count - before)
        return {"cpu": (time.process_time() - begin) / asked["count"], "statements": fewest}

    say({"ready": True})
    await orders(answer)
    await database.dispose()


async def orders(answer: Callable[[Answer], Awaitable[Answer]]) -> None:
    """Until the other side says no more."""
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        say(await answer(json.loads(line)))


def say(answer: Answer) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def resident() -> int:
    """Bytes of memory that the process has; 0 where the system does not tell."""
    file = Path("/proc/self/statm")
    return int(file.read_text().split()[1]) * PAGE if file.exists() else 0


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    asyncio.run({"migrate": migrate, "run": run, "look": look}[given["do"]](given))
