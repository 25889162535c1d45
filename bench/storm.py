"""(i) A thousand people press while a notice goes to a thousand, at Telegram's limits: how long does each wait for an answer?"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bench.figures import Figure, beside, in_turns
from bench.house import Crowd, queue_notice
from bench.server import Server
from bench.trees import Tree, Workshop
from bot.settings import Pacing
from domain.signup import buttons as b

PEOPLE, QUICK_PEOPLE = 1_000, 100
A_SECOND = 20
"""Presses; Telegram lets 30 messages a second through, so that the notice has what the answers leave."""
ALLOWED = 25
"""Messages a second by which everybody gets the message on which they press, before."""


async def measure(houses: Workshop, *, quick: bool) -> list[Figure]:
    """One storm after the other, each on a database of its own and against the same server."""
    people = QUICK_PEOPLE if quick else PEOPLE
    async with Server(limits=True) as server:
        messages = await _messages(server, await server.people(people))
        storms = {tree.name: partial(storm, tree, server, messages) for tree in houses.trees}
        values = await in_turns(1, storms)
    name = f"{people:,} press, notice to {people:,}"
    goals = {"press to answer, p99": 1.0}
    return [
        beside("i", f"{name}: {what}", _unit(what), found, no_more_than=goals.get(what))
        for what, found in values.items()
    ]


def _unit(what: str) -> str:
    return "s" if what.startswith(("press", "longest")) else "a second"


async def _messages(server: Server, chats: Sequence[int]) -> dict[int, int]:
    """The message on which each will press: chat -> message."""
    found: dict[int, int] = {}
    for number, chat in enumerate(chats):
        begin = time.monotonic()
        sent = await server.api("sendMessage", chat_id=chat, text="…")
        assert sent["ok"], (number, sent)
        found[chat] = sent["result"]["message_id"]
        await asyncio.sleep(max(0.0, 1 / ALLOWED - (time.monotonic() - begin)))
    return found


async def storm(tree: Tree, server: Server, messages: Mapping[int, int]) -> dict[str, float]:
    """Everybody looks at the course that they are on; the notice is queued as the first one presses."""
    path = tree.database(Crowd(people=len(messages), seats=len(messages)))
    await server.drop_updates()
    await asyncio.sleep(1.5)  # nobody begins in the other's second
    async with tree.bot(path, server.url, pacing=Pacing()) as bot:
        await server.forget_calls()
        await bot.ask(forget=True)
        queue_notice(path, len(messages))
        begin = time.time()
        by_chat, by_press = await _press(server, messages)
        calls = await server.calls_until(lambda calls: len(_edits(calls)) == len(messages), 180)
        turns = (await bot.ask())["turns"]
    edits, stopped = _edits(calls), _stopped(calls)
    lasted = max(edits.values()) - begin
    copies = [one for one in calls if one["ok"] and one["method"] == "sendMessage" and one["at"] < begin + lasted]
    return {
        **_waits("the button's clock stops", [stopped[press] - at for press, at in by_press.items()]),
        **_waits("answer", [edits[chat] - at for chat, at in by_chat.items()]),
        "copies of the notice": len(copies) / lasted,
        **{f"turns of {name}": turn["count"] / lasted for name, turn in turns.items() if turn["count"]},
        **{f"longest between two turns of {name}": turn["gap"] for name, turn in turns.items() if turn["count"]},
    }


async def _press(server: Server, messages: Mapping[int, int]) -> tuple[dict[int, float], dict[str, float]]:
    """When each pressed, in seconds since 1970: by chat, and by the number of the press."""
    by_chat: dict[int, float] = {}
    by_press: dict[str, float] = {}
    begin = time.monotonic()
    for number, (chat, message) in enumerate(messages.items()):
        await asyncio.sleep(max(0.0, begin + number / A_SECOND - time.monotonic()))
        by_chat[chat] = time.time()
        data = b.MyCourse(1).pack()
        pressed = await server.post(f"users/{chat}/press", message_id=message, data=data)
        by_press[pressed["callback_query_id"]] = by_chat[chat]
    return by_chat, by_press


def _edits(calls: Sequence[dict[str, Any]]) -> dict[int, float]:
    """When the message of each was changed, by chat."""
    return {one["params"]["chat_id"]: one["at"] for one in calls if one["method"] == "editMessageText" and one["ok"]}


def _stopped(calls: Sequence[dict[str, Any]]) -> dict[str, float]:
    """When the clock on each button was stopped, by the number of the press."""
    answers = (one for one in calls if one["method"] == "answerCallbackQuery")
    return {str(one["params"]["callback_query_id"]): one["at"] for one in answers}


def _waits(what: str, seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {f"press to {what}, p{part}": ordered[len(ordered) * part // 100] for part in (50, 99)}
