"""Lets a crowd send updates to the whole bot, batch by batch, and counts what comes of it."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from structlog.testing import capture_logs

from db.models import Inbox
from tests.fuzz.updates import Json, Updates, is_json, press_owed, text_owed
from tests.stage import Stage

BATCH = 100
"""So few that nobody has more waiting than are handled one by one."""
STRANGERS = 12
FAULTS = frozenset({
    "chat_task_fault", "chat_tasks_not_reached", "database_not_reachable", "died", "inbox_not_reachable", "inbox_not_read_ahead",
    "message_fault", "outbox_not_reachable", "plan_fault", "tick_failed", "update_fault", "update_left_for_later",
    "update_not_stored",
})  # fmt: skip
"""What is only logged when something of ours broke."""
Post = Callable[[bytes], Awaitable[int]]


@dataclass
class Findings:
    """What was sent, and all that should not have been."""

    updates: int = 0
    presses: int = 0
    texts: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    unanswered: list[Json] = field(default_factory=list)
    open_rows: int = 0
    alive: bool = False

    @property
    def good(self) -> bool:
        return self.alive and not self.faults and not self.unanswered and not self.open_rows and not self.statuses[500]


async def crowd(stage: Stage) -> list[int]:
    """Participants, a coordinator, and people of whom the bot knows nothing, who all have pressed Start."""
    phones = await stage.participants("Kari", "Ola", "Per")
    people = [one.id for one in (*phones, await stage.coordinator("Berit"))]
    for _ in range(STRANGERS):
        stranger = stage.server.sandbox.state.add_person("Ukjent", language_code="nb")
        stranger.started = True
        people.append(stranger.id)
    return people


async def fuzz(stage: Stage, seed: int, count: int, post: Post | None = None) -> Findings:
    """`count` updates, by getUpdates or, with `post`, by webhook; `post` returns the status of the answer."""
    found = Findings()
    people = await crowd(stage)
    updates = Updates(seed, people)
    with capture_logs([_with_its_cause]) as logs:
        while found.updates < count:
            batch = [updates.next() for _ in range(min(BATCH, count - found.updates))]
            await stage.forget_calls()
            sent = await (_inject(stage, batch) if post is None else _post(found, batch, post))
            await stage.settle(60)
            found.updates += len(batch)
            await _look(stage, found, sent, people)
        await _look_after(stage, found)
    found.faults.update(f"{one['event']} {one.get('cause', '')}".strip() for one in logs if one["event"] in FAULTS)
    return found


def _with_its_cause(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    fault = sys.exc_info()[1]
    return event if fault is None else {**event, "cause": f"{type(fault).__name__}: {fault}"[:300]}


async def _inject(stage: Stage, batch: Sequence[Json]) -> Sequence[Json]:
    await stage.post("updates", updates=batch)
    return batch


async def _post(found: Findings, batch: Sequence[Json], post: Post) -> Sequence[Json]:
    """Those that were taken."""
    bodies = [
        json.dumps({"update_id": found.updates + number, **one}).encode() for number, one in enumerate(batch, 10**6)
    ]
    statuses = await asyncio.gather(*map(post, bodies))
    found.statuses.update(statuses)
    for body, status in zip(bodies, statuses, strict=True):
        assert status == (200 if is_json(body) else 400), (status, body[:200])
    return [one for one, status in zip(batch, statuses, strict=True) if status == 200]


async def _look(stage: Stage, found: Findings, sent: Sequence[Json], people: Sequence[int]) -> None:
    """Whether every press and every text of the batch was answered."""
    calls = await stage.calls()
    answered = {one["params"].get("callback_query_id") for one in calls if one["method"] == "answerCallbackQuery"}
    written = Counter(one["params"].get("chat_id") for one in calls if one["method"] in ("sendMessage", "sendDocument"))
    for update in sent:
        press, writer = press_owed(update, people), text_owed(update, people)
        if press is not None:
            found.presses += 1
            if press not in answered:
                found.unanswered.append(update)
        if writer is not None:
            found.texts += 1
            written[writer] -= 1
            if written[writer] < 0:
                found.unanswered.append(update)


async def _look_after(stage: Stage, found: Findings) -> None:
    """Whether the bot still answers, and owes nobody anything."""
    kari = await stage.person("Kari")
    await kari.start()
    intake = stage.app.intake
    assert intake is not None
    await intake.flush()
    still_open: Any = select(func.count()).where(Inbox.answered_at.is_(None))
    found.open_rows = (await stage.rows(still_open))[0][0]
    found.alive = bool(kari.last) and not stage.app.failed.done()
