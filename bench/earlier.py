"""Sign-up and sender of this tree and of an earlier one, each in a process of its own, driven by the same hands."""

import asyncio
import itertools
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.figures import Figure, beside, in_turns
from bench.house import SEATS, Crowd, queue_reminders, unsettled
from bench.server import Server, at_once
from bench.trees import Process, Tree, Workshop
from domain.people import buttons as b
from domain.signup import buttons as signup_buttons

RATE, COST, STATEMENTS = "rate", "cost", "statements"
TEXTS = ("sendMessage", "editMessageText")
SLOW_DISK = 0.005
"""Seconds until a commit is on a disk that is slow to say so."""
Act = tuple[int, str, dict[str, Any]]
"""Who does what, with what."""


@dataclass(frozen=True)
class Spent:
    """Processor seconds, and SQL statements, of a process."""

    cpu: float
    statements: int

    def since(self, begin: "Spent") -> "Spent":
        return Spent(self.cpu - begin.cpu, self.statements - begin.statements)

    def each(self, number: int) -> dict[str, float]:
        """Milliseconds and statements of one of so many."""
        return {COST: 1000 * self.cpu / number, STATEMENTS: self.statements / number}


async def _spent(bot: Process) -> Spent:
    told = await bot.ask()
    return Spent(told["cpu"], told["statements"])


async def signup(houses: Workshop, *, quick: bool) -> list[Figure]:
    """(a) The way from Start to a place: updates a second, and processor time for each."""
    people, rounds = (36, 1) if quick else (54, 6)
    async with Server() as server:
        ways, slow = (
            {tree.name: partial(_take_way, tree, server, people, disk) for tree in houses.trees}
            for disk in (0, SLOW_DISK)
        )
        values, on_slow = await in_turns(rounds, ways), await in_turns(max(1, rounds // 3), slow)
    return [
        beside("a", "sign-up, a process", "updates/s", values[RATE], at_least=3),
        beside("a", "sign-up, processor an update", "ms", values[COST]),
        beside("a", "sign-up, SQL statements an update", "", values[STATEMENTS], no_more_than=6),
        beside("a", f"sign-up, a process, {SLOW_DISK * 1000:.0f} ms a commit", "updates/s", on_slow[RATE]),
    ]


async def sender(houses: Workshop, *, quick: bool) -> list[Figure]:
    """(b) Reminders to different people, without limits: messages a second, and processor time for each."""
    people, rounds = (200, 1) if quick else (500, 6)
    figures: list[Figure] = []
    async with Server() as server:
        await server.people(people)
        for in_flight in (4, 64):
            bots = {tree.name: partial(_send, tree, server, people, in_flight) for tree in houses.trees}
            values = await in_turns(rounds, bots)
            what = f"sender, a process, {in_flight} in flight"
            figures.append(beside("b", what, "messages/s", values[RATE], at_least={4: 2, 64: 3}[in_flight]))
            figures.append(beside("b", f"{what}, processor a message", "ms", values[COST]))
            most = 1 if in_flight == 64 else None
            figures.append(beside("b", f"{what}, SQL statements a message", "", values[STATEMENTS], no_more_than=most))
    return figures


async def _send(tree: Tree, server: Server, people: int, in_flight: int) -> dict[str, float]:
    path = tree.database(Crowd(people=people))
    await server.drop_updates()
    async with tree.bot(path, server.url, in_flight=in_flight) as bot:
        await _deliver(bot, server, path, people // 5, "warm")
        calls, spent = await _deliver(bot, server, path, people, "round")
    sent = [one["at"] for one in calls if one["method"] == "sendMessage"]
    return {RATE: (len(sent) - 1) / (max(sent) - min(sent)), **spent.each(people)}


async def _deliver(
    bot: Process, server: Server, path: Path, people: int, name: str
) -> tuple[list[dict[str, Any]], "Spent"]:
    """The calls, and what was spent from queueing until the last is settled on disk."""
    await server.forget_calls()
    begin = await _spent(bot)
    queue_reminders(path, people, name)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        async with asyncio.timeout(120):
            while unsettled(reader):
                await asyncio.sleep(0.02)
    return await server.calls(), (await _spent(bot)).since(begin)


async def _take_way(tree: Tree, server: Server, people: int, disk: float) -> dict[str, float]:
    path = tree.database(Crowd(empty_courses=people // SEATS + 1))
    await server.drop_updates()
    async with tree.bot(path, server.url, disk=disk) as bot:
        way = Way(server, bot)
        await way.take(SEATS)  # warm: SQLAlchemy has compiled its statements
        found = await way.take(people)
    _must_have_places(path, SEATS + people)
    return found


class Way:
    """A bot, and the server by which people reach it."""

    def __init__(self, server: Server, bot: Process) -> None:
        self._server, self._bot = server, bot
        self._seats = itertools.count()

    async def take(self, people: int) -> dict[str, float]:
        """New people take the whole way, step by step, all at once."""
        crowd = await self._server.strangers(people)
        course = {person: next(self._seats) // SEATS + 1 for person in crowd}
        starts = [(one, "start", {"payload": f"c_course-{course[one]}"}) for one in crowd]
        spent = [await self._step(starts)]
        messages = {person: await self._server.newest(person) for person in crowd}
        for button in (lambda n: b.ChooseLanguage("nb", n), b.GiveConsent, signup_buttons.AskJoin, signup_buttons.Join):
            presses: list[Act] = [
                (one, "press", {"message_id": messages[one], "data": button(course[one]).pack()}) for one in crowd
            ]
            spent.append(await self._step(presses))
        updates = len(spent) * people
        whole = Spent(sum(one.cpu for _, one in spent), sum(one.statements for _, one in spent))
        return {RATE: updates / sum(seconds for seconds, _ in spent), **whole.each(updates)}

    async def _step(self, acts: Sequence[Act]) -> tuple[float, Spent]:
        """Everybody acts while the bot is halted; seconds, and what was spent, until everybody has their answer."""
        await self._server.forget_calls()
        self._bot.halt()
        await at_once(16, [partial(self._server.post, f"users/{who}/{what}", **body) for who, what, body in acts])
        begin = time.time()
        self._bot.go_on()
        before = await _spent(self._bot)
        calls = await self._server.calls_until(lambda calls: len(_answered(calls)) == len(acts))
        spent = (await _spent(self._bot)).since(before)
        await asyncio.sleep(0.6)  # what was answered is noted: the next step begins with nothing left
        return max(_answered(calls).values()) - begin, spent


def _must_have_places(path: Path, count: int) -> None:
    """Raises AssertionError."""
    with closing(sqlite3.connect(path)) as reader:
        found = reader.execute("SELECT status, count(*) FROM enrolments GROUP BY status").fetchall()
    assert found == [("place", count)], found


def _answered(calls: Sequence[dict[str, Any]]) -> dict[int, float]:
    """Who has got an answer, and when."""
    return {one["params"]["chat_id"]: one["at"] for one in calls if one["method"] in TEXTS and one["ok"]}
