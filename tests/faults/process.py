"""The bot as whoever runs it has it: a process of its own, with the stand-in for Telegram on this side."""

import asyncio
import os
import signal
import socket
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import insert, update

from db.crypto import KEYS
from db.models import Course, Enrolment, Person
from db.session import Database
from domain.people import CONSENT_VERSION
from domain.signup import Status
from sandbox import ClockFile, Sandbox, SandboxServer
from sandbox.people import People
from sandbox.state import Message
from sandbox.state import Person as Somebody
from tests.faults.forked import Forked
from tests.stage import CENTRE, COURSE, START, TOKEN

CONFIG = """
[telegram]
api_base = "{api}"
{telegram}
[database]
url = "{url}"
[pacing]
per_second = 0
per_chat_seconds = 0
per_group_minute = 0
[log]
format = "{format}"
{more}
"""
ROOT = Path(__file__).parents[2]
MADE: list[bytes] = []
"""The SQLite file that the command line has made, once it has."""
STOPS = 20
"""Seconds that a stop may take, on a machine that has other things to do."""
ANSWERS = ("sendMessage", "editMessageText")


class Place:
    """Sandbox, database, settings and clock; processes come and go."""

    def __init__(self, folder: Path, url: str, key: str, *, seats: int = 18) -> None:
        self.folder, self.url, self.key, self.seats = folder, url, key, seats
        self.clock_file = folder / "clock"
        self.turn(START)
        self.sandbox = Sandbox(token=TOKEN, clock=ClockFile(self.clock_file))
        self.server = SandboxServer(self.sandbox)
        self.database: Database = None  # type: ignore[assignment]
        self.bots: list[Bot] = []

    async def open(self, **config: str) -> None:
        """Listen, and make the database as one does it on the command line, or take a copy of one that was made so."""
        await self.server.start()
        self.configure(**config)
        if self.url.startswith("sqlite"):
            file = Path(self.url.removeprefix("sqlite:///"))
            if not MADE:
                await self._make_database()
                MADE.append(await asyncio.to_thread(file.read_bytes))
            await asyncio.to_thread(file.write_bytes, MADE[0])
            await asyncio.to_thread(file.chmod, 0o600)
        else:
            await self._make_database()
        KEYS.open(self.key)
        self.database = Database(self.url)
        async with self.database.begin() as session:
            await session.execute(update(Course).values(seats=self.seats))

    async def _make_database(self) -> None:
        course = self.folder / "courses.toml"
        course.write_text(CENTRE + COURSE.replace("{seats}", "18"), encoding="utf-8")
        for command in (["migrate"], ["import", str(course)]):
            code, said = await self.command(*command)
            assert code == 0, said

    def configure(self, *, telegram: str = "", more: str = "", style: str = "json", api: str = "") -> None:
        words = CONFIG.format(api=api or self.server.url, telegram=telegram, url=self.url, more=more, format=style)
        (self.folder / "config.toml").write_text(words, encoding="utf-8")

    async def close(self) -> None:
        for bot in self.bots:
            await bot.kill()
        if self.database:
            await self.database.dispose()
        await self.server.stop()

    def turn(self, instant: datetime) -> None:
        part = self.clock_file.with_suffix(".part")
        part.write_text(instant.astimezone(UTC).isoformat())
        part.replace(self.clock_file)

    @property
    def environment(self) -> dict[str, str]:
        secret = {"TELEGRAM_BOT_TOKEN": TOKEN, "MESTRINGSBOT_KEY": self.key, "TELEGRAM_WEBHOOK_SECRET": "right-secret"}
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "MESTRINGSBOT_CONFIG": str(self.folder / "config.toml"),
            **secret,
        }

    async def command(self, *words: str, **environment: str) -> tuple[int, str]:
        """One command of the command line: exit code, and all that it said."""
        log = self.folder / f"said-{monotonic()}"
        code = await Forked(words, {**self.environment, **environment}, self.folder, log).wait()
        return code, log.read_text(encoding="utf-8")

    async def run(self, *, wait: bool = True) -> "Bot":
        """Start the bot; returns when it takes updates."""
        bot = Bot(self, self.folder / f"log-{len(self.bots)}")
        self.bots.append(bot)
        await bot.start()
        if wait:
            await bot.says('"event": "running"')
        return bot

    async def crowd(self, count: int, *, enrolled: bool) -> list[tuple[Somebody, Message]]:
        """People who have agreed long ago, each with a message of the bot's, on which buttons can be pressed."""
        state = self.sandbox.state
        people = [state.add_person(f"Person {number}", language_code="nb") for number in range(count)]
        for one in people:
            one.started = True
        shown = [state.add_message(one.chat(), state.bot, self.sandbox.now(), {"text": "…"}) for one in people]
        since = START - timedelta(days=9)
        async with self.database.begin() as session:
            rows = [
                {
                    "telegram_id": one.id,
                    "language": "nb",
                    "name": one.first_name,
                    "consent_version": CONSENT_VERSION,
                    "consent_at": since,
                    "created_at": since,
                }
                for one in people
            ]
            ids = (await session.scalars(insert(Person).returning(Person.id), rows)).all()
            if enrolled:
                places = [
                    {
                        "course_id": 1,
                        "person_id": one,
                        "status": Status.PLACE,
                        "number": n,
                        "version": 1,
                        "since": since,
                    }
                    for n, one in enumerate(ids, 1)
                ]
                await session.execute(insert(Enrolment), places)
        return list(zip(people, shown, strict=True))

    def press(self, one: tuple[Somebody, Message], data: str) -> None:
        People(self.sandbox).press(one[0].id, one[1].message_id, data)

    def sent(self, *methods: str) -> list[dict[str, Any]]:
        """Calls that Telegram carried out."""
        return [one for one in self.sandbox.calls.since(0) if one["method"] in methods and one["ok"]]

    def count(self, method: str) -> int:
        """How many calls of a method have been carried out; cheap enough to be asked all the time."""
        return sum(one.ok and one.method == method for one in self.sandbox.calls._calls)

    def per_chat(self, *methods: str) -> Counter[int]:
        """How many messages each person has got."""
        return Counter(one["params"]["chat_id"] for one in self.sent(*methods))

    async def rows(self, statement: Any) -> list[Any]:
        async with self.database.begin() as session:
            return list((await session.execute(statement)).all())


class Bot:
    """One process."""

    def __init__(self, place: Place, log: Path) -> None:
        self.place, self.log = place, log
        self.process: Forked = None  # type: ignore[assignment]

    async def start(self) -> None:
        words = ("run", "--clock-file", str(self.place.clock_file))
        self.log.touch()
        self.process = Forked(words, self.place.environment, self.place.folder, self.log)

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    async def says(self, words: str, seconds: float = 40) -> None:
        """Wait until it has logged something; fails at once when the process has ended."""
        await until(lambda: words in self.said or self.process.returncode is not None, seconds)
        assert words in self.said, self.said

    async def kill(self) -> None:
        """SIGKILL: no last words."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def stop(self) -> float:
        """SIGTERM; how many seconds it took to end, which it must do with 0."""
        began = monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(self.process.wait(), 60)
        assert code == 0, self.said
        return monotonic() - began

    async def ends(self, seconds: float = 40) -> tuple[int, str]:
        """Exit code and last words of a process that ends by itself."""
        code = await asyncio.wait_for(self.process.wait(), seconds)
        return code, self.said


async def until(happened: Callable[[], object], seconds: float = 40, *, pause: float = 0.01) -> None:
    """Look again and again until something is so; with a longer pause where looking costs something."""
    async with asyncio.timeout(seconds):
        while not happened():
            await asyncio.sleep(pause)


async def until_rows(place: Place, statement: Any, count: int, seconds: float = 40) -> None:
    """Wait until a query of the database counts so many."""
    async with asyncio.timeout(seconds):
        while (await place.rows(statement))[0][0] != count:
            await asyncio.sleep(0.05)


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
