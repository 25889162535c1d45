"""Somebody sends without end: the first are answered and the newest is, and the others wait for nothing."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, func, select

from bot.handling import AT_ONCE
from bot.intake import Intake
from bot.lanes import BOUND, IN_MEMORY, Item, Lanes
from db.models import Dialog, Enrolment, Inbox
from domain.people import buttons as b
from domain.signup.buttons import Join
from handlers.context import Incoming
from services.mail import inbox
from services.mail.inbox import Letter
from tests.stage import Phone, Stage

FLOOD = 400
OPEN = select(func.count()).where(Inbox.answered_at.is_(None))
NOTE = "Jeg har bare lest de første og den siste"


def text(who: Phone, words: str) -> dict[str, Any]:
    user = {"id": who.id, "is_bot": False, "first_name": who.name, "language_code": "nb"}
    return {
        "message": {"message_id": 1, "date": 0, "from": user, "chat": {"id": who.id, "type": "private"}, "text": words}
    }


def intake_of(stage: Stage) -> Intake:
    assert stage.app.intake is not None
    return stage.app.intake


async def test_a_flood_at_once(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await stage.forget_calls()
    await stage.post("updates", updates=[text(kari, "/privacy"), *[text(kari, "hei")] * FLOOD, text(kari, "/help")])
    await stage.settle(60)
    await intake_of(stage).flush()
    await kari.refresh()
    answers = [one["params"]["text"] for one in await stage.calls("sendMessage")]
    assert BOUND <= len(answers) < FLOOD / 2
    assert sum(NOTE in one for one in answers) == 1
    assert kari.saw("/mittkurs")  # the newest of all
    assert await stage.rows(OPEN) == [(0,)]


async def test_whoever_has_few_waiting_gets_an_answer_to_each(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await stage.forget_calls()
    await stage.post("updates", updates=[text(kari, "hei")] * BOUND)
    await stage.settle()
    answers = [one["params"]["text"] for one in await stage.calls("sendMessage")]
    assert len(answers) >= BOUND
    assert not any(NOTE in one for one in answers)


async def test_a_flood_that_a_process_left_behind(any_stage: Stage) -> None:
    """At the next start it is looked at by numbers; hardly any of it is read."""
    stage = any_stage
    kari, ola = await stage.participant("Kari"), await stage.participant("Ola")
    await stage.app.stop()
    first = stage.server.sandbox.updates._next
    letters = [
        Letter(first + n, kari.id, json.dumps({"update_id": first + n, **text(kari, "hei")})) for n in range(FLOOD)
    ]
    async with stage.app.database.begin() as session:
        await inbox.keep(session, letters, datetime.now(UTC))
    await stage.app.database.dispose()
    stage.server.sandbox.updates._next += FLOOD
    await stage.forget_calls()
    await stage.start_bot()
    read = 0

    def count(*_: Any) -> None:
        nonlocal read
        read += 1

    event.listen(stage.app.database.engine.sync_engine, "before_cursor_execute", count)
    await ola.say("/help")
    assert "/mittkurs" in ola.last
    await stage.settle(60)
    await intake_of(stage).flush()
    assert len(await stage.calls("sendMessage")) <= BOUND + 4
    assert read < FLOOD * 4  # statements: a handful for each that was handled, none for the others
    assert await stage.rows(OPEN) == [(0,)]


async def test_nobody_waits_for_the_turns_at_telegram_of_those_who_flood(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A press is handled before a single one of all those who wrote before it has got their answer."""
    kari = await stage.participant("Kari")
    await stage.forget_calls()
    crowd = await stage.acquainted(*(f"Per {number}" for number in range(3 * AT_ONCE)))
    turns, given, waiting = asyncio.Semaphore(0), 0, 0

    async def turn(*_: Any) -> None:
        nonlocal waiting
        waiting += 1
        await turns.acquire()

    monkeypatch.setattr(stage.app.pacing, "turn", turn)
    await stage.post("updates", updates=[text(one, "/help") for one in crowd])
    async with asyncio.timeout(20):
        while waiting < AT_ONCE:
            await asyncio.sleep(0.01)
    await stage.post(f"users/{kari.id}/press", message_id=kari.messages[-1]["message_id"], data=Join(1).pack())
    while not await _soon(stage, select(Enrolment.status)):
        turns.release()
        given += 1
    assert given == 0
    assert await stage.calls("sendMessage") == []
    for _ in range(4 * len(crowd)):
        turns.release()
    await stage.settle(60)


async def _soon(stage: Stage, statement: Any) -> bool:
    """Whether there is such a row, once nothing more happens by itself."""
    for _ in range(100):
        await asyncio.sleep(0.01)
        if await stage.rows(statement):
            return True
    return False


def test_what_happens_in_a_group_chat_is_many_peoples() -> None:
    lanes = Lanes()
    assert not any(lanes.put(Item(number, -100))[1] for number in range(FLOOD))
    assert sum(1 for _ in lanes._lanes[-100]) == FLOOD


def test_what_is_held_in_memory_is_bounded() -> None:
    lanes = Lanes()
    items = [Item(number, 1 + number % 100, incoming=Incoming(number, 1)) for number in range(100 * BOUND)]
    for item in items:
        lanes.put(item)
    assert sum(one.incoming is not None for one in items) == IN_MEMORY
    for key in range(1, 101):
        while lanes.first(key) is not None:
            lanes.done(key)
        lanes.close(key)
    assert not lanes.busy
    assert lanes._held == 0


def test_who_comes_late_stands_where_their_number_is() -> None:
    """Behind those in hand; of one person only."""
    lanes = Lanes()
    for number in (5, 9, 7):
        lanes.put(Item(number, 1))
    assert lanes.first(1) is not None
    for number in (6, 4):
        lanes.put(Item(number, 1))
    lanes.put(Item(3, 2))
    lanes.hold(1, 2)
    lanes.put(Item(2, 1))
    assert [one.update_id for one in lanes._lanes[1]] == [5, 4, 2, 6, 7, 9]
    lanes.done(1)
    lanes.done(1)
    lanes.put(Item(1, 1))
    assert [one.update_id for one in lanes._lanes[1]] == [1, 2, 6, 7, 9]


def test_of_a_flood_the_first_and_the_newest_are_left() -> None:
    lanes, put_away = Lanes(), []
    for number in range(FLOOD):
        _, before = lanes.put(Item(number, 7))
        put_away += [before.update_id] if before else []
    assert put_away == list(range(BOUND, FLOOD - 1))
    order, said = [], []
    while (item := lanes.first(7)) is not None:
        order.append(item.update_id)
        said += [item.update_id] if item.after_others else []
        lanes.done(7)
    assert order == [*range(BOUND), FLOOD - 1]
    assert said == [FLOOD - 1]


def test_what_would_be_put_away_at_once_is_not_even_stored() -> None:
    lanes = Lanes()

    def sifted(*batch: tuple[int | None, range]) -> list[int]:
        updates = [(number, person) for person, numbers in batch for number in numbers]
        return [number for number, _ in lanes.sift(updates, lambda one: one[1])]

    kept = sifted((7, range(100)), (8, range(100, 110)), (None, range(200, 300)))
    assert kept == [*range(BOUND), 99, *range(100, 110), *range(200, 300)]
    for number in (*range(BOUND), 99):
        lanes.put(Item(number, 7))
    assert sifted((7, range(300, 400))) == [399]


async def test_a_dialogue_survives_a_flood_of_others(stage: Stage) -> None:
    """Whoever is asked for a name is not disturbed by somebody else's flood."""
    kari, ola = await stage.participant("Kari"), await stage.participant("Ola")
    await kari.say("/privacy")
    await kari.tap(b.ChangeName)
    flood = [text(ola, "hei")] * FLOOD
    await asyncio.gather(stage.post("updates", updates=flood), stage.post(f"users/{kari.id}/message", text="Kari N."))
    await stage.settle(60)
    assert not await stage.rows(select(Dialog.person_id).where(Dialog.step == "name"))
    await kari.refresh()
    assert kari.saw("Kari N.")
