"""(a) How many updates a second are handled on the way from Start to a place on a course."""

import asyncio
import itertools
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bench import earlier
from bench.echo import AiogramEcho, Contestant, Gate, PtbEcho
from bench.figures import Figure, Measure, compare, side_by_side
from bench.house import SEATS, Crowd, Houses
from bench.server import Server, at_once
from bench.trees import Workshop
from bot.app import App
from bot.metrics import UPDATES
from domain.people import buttons as b
from domain.signup import buttons as signup_buttons

LOOK_EVERY = 0.002
_courses = itertools.count(1)


class _GatedApp(App):
    """Our whole bot; only what it fetches may be held back."""

    gate: Gate

    async def _fetch(self, offset: int, limit: int) -> list[Any]:
        updates = await super()._fetch(offset, limit)
        await self.gate.passed()
        return updates


class OurBot:
    """Started and stopped as `mestringsbot run` does it."""

    def __init__(self, houses: Houses, path: Path, url: str) -> None:
        self._houses, self._path, self._url = houses, path, url
        self.gate = Gate()

    async def start(self) -> None:
        self._app = self._houses.app(self._path, self._url, kind=_GatedApp)
        self._app.gate = self.gate
        await self._app.start()

    async def stop(self) -> None:
        self.gate.open()
        await self._app.stop()

    @property
    def done(self) -> int:
        """Updates whose answers have been given, since this process began."""
        samples = (sample for metric in UPDATES.collect() for sample in metric.samples)
        return int(
            sum(one.value for one in samples if one.name.endswith("_total") and one.labels["outcome"] == "handled")
        )


async def measure(houses: Workshop, *, quick: bool) -> list[Figure]:
    """Ours against the smallest bots of others, which get the very same updates."""
    people, rounds = (36, 1) if quick else (54, 4)
    async with Server() as server:
        path = houses.database(Crowd(empty_courses=(rounds + 1) * people // SEATS))
        ours = OurBot(houses, path, server.url)
        others: dict[str, Contestant] = {
            "python-telegram-bot echo": PtbEcho(server.url, concurrent=False),
            "python-telegram-bot echo, concurrent": PtbEcho(server.url, concurrent=True),
            "aiogram 3 echo": AiogramEcho(server.url),
        }
        calls: dict[str, list[float]] = {name: [] for name in ["ours", *others]}
        await _round(server, ours, SEATS, calls["ours"])  # warm: SQLAlchemy has compiled its statements
        contestants: dict[str, Measure] = {"ours": lambda: _round(server, ours, people, calls["ours"])}
        for name, bot in others.items():
            contestants[name] = _of(server, bot, people, calls[name])
        rates = await side_by_side(rounds, contestants)
    _must_have_places(path, rounds * people + SEATS)
    name = "python-telegram-bot echo"
    goals = {name: 0.4}
    figures = [
        compare("a", "sign-up", "updates/s", rates["ours"], other, rates[other], at_least=goals.get(other))
        for other in others
    ]
    mine, theirs = ([a * b for a, b in zip(rates[one], calls[one][-rounds:], strict=True)] for one in ("ours", name))
    figures.append(compare("a", "sign-up, Bot API calls it makes", "calls/s", mine, name, theirs))
    return figures + await earlier.signup(houses, quick=quick)


def _of(server: Server, bot: Contestant, people: int, calls: list[float]) -> Measure:
    return lambda: _round(server, bot, people, calls)


async def _round(server: Server, bot: Contestant, people: int, calls: list[float]) -> float:
    """New people take the whole way, step by step, all at once; updates a second. Notes the calls for each update."""
    crowd = await server.strangers(people)
    await server.drop_updates()
    await bot.start()
    await server.forget_calls()
    first = next(_courses) if isinstance(bot, OurBot) else 1
    for _ in range(len(crowd) // SEATS - 1):
        next(_courses) if isinstance(bot, OurBot) else None
    course = {person: first + number // SEATS for number, person in enumerate(crowd)}
    start = [("start", {"payload": f"c_course-{course[person]}"}) for person in crowd]
    seconds = await _step(server, bot, list(zip(crowd, start, strict=True)))
    messages = {person: await server.newest(person) for person in crowd}
    for button in (lambda n: b.ChooseLanguage("nb", n), b.GiveConsent, signup_buttons.AskJoin, signup_buttons.Join):
        wishes = [
            ("press", {"message_id": messages[person], "data": button(course[person]).pack()}) for person in crowd
        ]
        seconds += await _step(server, bot, list(zip(crowd, wishes, strict=True)))
    made = (await server.get("calls"))["calls"]
    calls.append(sum(one["method"] not in ("getUpdates", "getMe") for one in made) / (5 * people))
    await bot.stop()
    return 5 * people / seconds


async def _step(server: Server, bot: Contestant, acts: list[tuple[int, tuple[str, dict[str, Any]]]]) -> float:
    """Everybody acts while the gate is shut; seconds from its opening until the bot is done with all."""
    bot.gate.shut()
    before = bot.done

    def act(person: int, what: str, body: dict[str, Any]) -> Callable[[], Awaitable[Any]]:
        return lambda: server.post(f"users/{person}/{what}", **body)

    await at_once(16, [act(person, what, body) for person, (what, body) in acts])
    begin = time.perf_counter()
    bot.gate.open()
    async with asyncio.timeout(60):
        while bot.done - before < len(acts):
            await asyncio.sleep(LOOK_EVERY)
    return time.perf_counter() - begin


def _must_have_places(path: Path, count: int) -> None:
    with closing(sqlite3.connect(path)) as reader:
        found = reader.execute("SELECT status, count(*) FROM enrolments GROUP BY status").fetchall()
    assert found == [("place", count)], found
