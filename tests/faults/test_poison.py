"""One update that cannot be is one update: those beside it, behind it and after the next start are handled."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import force_setattr
from sqlalchemy import func, insert, select, text, update

from bot.door import admit, number_of, offset_after
from bot.doors import ALLOWED
from bot.intake import Intake
from bot.transport import AiohttpRequest
from db.crypto import KEYS
from db.models import Inbox, Person
from db.session import Database, away, refused
from domain.signup import buttons as b
from services.mail import inbox
from services.mail.inbox import Letter
from tests.faults.test_webhook import press
from tests.stage import Stage

OPEN = select(Inbox.update_id).where(Inbox.answered_at.is_(None))
HUGE = 10**400
SENDERS: list[Any] = [2**63, 2**70, HUGE, -(2**63) - 1, -5, 0, 1.5, True, None, "5", "", [], {}, float("inf"), "\ud83d"]
DATES: list[Any] = [2**70, HUGE, -(2**70), -1, 1e300, float("nan"), None, "x", [], True]


def message(number: Any, who: Any, words: Any = "/help", **more: Any) -> dict[str, Any]:
    user = {"id": who, "is_bot": False, "first_name": "Kari", "language_code": "nb"}
    chat = {"id": who, "type": "private"}
    return {
        "update_id": number,
        "message": {"message_id": 1, "date": 0, "from": user, "chat": chat, "text": words, **more},
    }


async def test_a_batch_with_impossible_updates_in_it(any_stage: Stage) -> None:
    kari, ola = await any_stage.participant("Kari"), await any_stage.participant("Ola")
    bad = [message(0, one) for one in SENDERS]
    bad += [{"callback_query": {**press(0, 1, "x")["callback_query"], "from": {"id": one}}} for one in SENDERS]
    odd = [message(0, kari.id, date=one) for one in DATES]
    odd += [message(0, kari.id, words) for words in ("\0", "/start \0", "/start c_\0", "\ud83d", "a\udc00")]
    await any_stage.post("updates", updates=[*bad, message(0, ola.id), *odd])
    await any_stage.settle(30)
    await ola.refresh()
    assert "/mittkurs" in ola.last
    await kari.refresh()
    assert sum("/mittkurs" in words for words in kari.texts) == len(DATES)
    assert len(kari.texts) >= len(odd)
    assert any_stage.app.intake is not None
    await any_stage.app.intake.flush()
    assert await any_stage.rows(OPEN) == []


async def test_a_number_that_nobody_can_store(any_stage: Stage) -> None:
    """What cannot even be noted is passed over; one number twice in a batch is one update."""
    kari = await any_stage.participant("Kari")
    numbers: list[Any] = [2**63, HUGE, -1, 1.0, True, None, "7", [], float("nan")]
    batch: list[Any] = [message(one, kari.id) for one in numbers] + [None, 5, "x", [], [message(8, kari.id)], {}]
    intake = any_stage.app.intake
    assert intake is not None
    assert await intake.keep([*batch, message(5, kari.id), message(5, kari.id), *batch, message(2**63 - 1, kari.id)])
    await any_stage.settle()
    await kari.refresh()
    assert sum("/mittkurs" in words for words in kari.texts) == 2


async def test_bad_rows_of_an_earlier_version(any_stage: Stage) -> None:
    kari = await any_stage.participant("Kari")
    await any_stage.app.stop()
    written = [
        json.dumps(message(1, kari.id, date=2**70)), json.dumps(message(1, 2**70)), "", "{", "[]", "null", '"x"', "[" * 10**5,
        json.dumps({"in_chat": 5, "update_id": 1}), json.dumps({"in_chat": {}, "by": {}, "update_id": 1}),
    ]  # fmt: skip
    database = Database(any_stage.url)
    async with database.begin() as session:
        rows = [Letter(number, kari.id, one) for number, one in enumerate(written, 1)]
        await inbox.keep(session, [*rows, Letter(100, kari.id, json.dumps(message(100, kari.id)))], datetime.now(UTC))
        unreadable = insert(Inbox).values(update_id=50, telegram_id=kari.id, received_at=datetime.now(UTC))
        await session.execute(unreadable.values(payload="x"))
        await session.execute(text("UPDATE inbox SET payload = 'not a token' WHERE update_id = 50"))
        await session.execute(update(Inbox).where(Inbox.update_id.in_((2, 4))).values(handled_at=datetime.now(UTC)))
    await database.dispose()
    await any_stage.start_bot()
    await any_stage.settle(30)
    await kari.refresh()
    assert "/mittkurs" in kari.last
    intake = any_stage.app.intake
    assert intake is not None
    assert await intake.catch_up() == 0
    assert await any_stage.rows(OPEN) == []


NO_TEXT = select(Person.id).where(Person.language == "\0")
NO_NUMBER = select(Person.id).where(Person.telegram_id == 2**70)


async def test_a_value_that_the_database_will_not_have_is_no_database_that_is_away(either_database: str) -> None:
    KEYS.open("wNXPlKbhDgYVZvUDnTJDjVpVwAZ0eRrFmDOZbvpJU0E=")
    database = Database(either_database)
    twice = {"update_id": 1, "received_at": datetime.now(UTC)}
    for statement in (NO_NUMBER, insert(Inbox).values([twice, twice]), *([] if database.is_sqlite else [NO_TEXT])):
        with pytest.raises(Exception) as raised:  # noqa: PT011 - each driver has its own
            async with database.begin() as session:
                await session.execute(statement)
        assert refused(raised.value), statement
        assert not away(raised.value), statement
    await database.dispose()


async def test_a_letter_that_the_database_will_not_have_is_left_out(any_stage: Stage) -> None:
    kari = await any_stage.participant("Kari")
    intake = any_stage.app.intake
    assert intake is not None
    arrivals = admit([message(number, kari.id) for number in (1, 2, 3)])
    force_setattr(arrivals[1].letter, "telegram_id", 2**70)
    assert await intake._keep(arrivals, None)
    await any_stage.settle()
    await kari.refresh()
    assert sum("/mittkurs" in words for words in kari.texts) == 2


async def test_every_press_that_can_be_is_answered(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await stage.forget_calls()
    presses = []
    for number, one in enumerate(DATES):
        query: dict[str, Any] = press(number, kari.id, b.AskJoin(1).pack())["callback_query"]
        shown = {"message_id": 1, "date": one, "chat": {"id": kari.id, "type": "private"}}
        presses += [{"callback_query": {**query, "message": shown}}, {"callback_query": {**query, "data": one}}]
    for chat in ({}, {"id": 2**70}, {"id": None}, [], 5, None):
        query = press(len(presses), kari.id, b.AskJoin(1).pack())["callback_query"]
        presses.append({"callback_query": {**query, "message": {"message_id": 1, "date": 1, "chat": chat}}})
    await stage.post("updates", updates=presses)
    await stage.settle(30)
    assert len(await stage.calls("answerCallbackQuery")) == len(presses)


whole = st.integers(-3, 40) | st.sampled_from([2**63 - 1, 2**63, HUGE])
numbers = st.lists(whole | st.sampled_from([None, 1.5, "x", True]), max_size=12)


@settings(max_examples=200)
@given(numbers, st.integers(1, 4))
def test_whatever_has_a_number_is_passed_sooner_or_later(given_numbers: list[Any], limit: int) -> None:
    """A server forgets from the front what lies below the offset; nothing is asked for again for ever."""
    pending = [{"update_id": one} for one in given_numbers if type(one) is int]
    possible = [one["update_id"] for one in pending if number_of(one) is not None]
    seen, offset = [], 0
    for _ in range(3 * len(pending) + 1):
        while pending and pending[0]["update_id"] < offset:
            pending.pop(0)
        batch = pending[:limit]
        seen += [one["update_id"] for one in batch]
        offset = offset_after(batch, offset)
    assert not pending
    if possible == sorted(set(possible)) and len(possible) == len(given_numbers):
        assert set(possible) <= set(seen)


def raw(number: int, more: str = "0") -> str:
    return f'{{"update_id": {number}, "x": {more}}}'


BODIES = [
    raw(1),
    raw(2, "[" * 10**5),
    raw(3),
    raw(4, "1" + "0" * 5000),
    raw(5, '"\\ud83d"'),
    '{"x": 1, "update_id": 6, "y": ' + "[" * 10**5,
    raw(7),
]


@asynccontextmanager
async def telegram(pending: list[str]) -> AsyncIterator[str]:
    """A Bot API server that has these updates, one after the other from number 1 on, whatever stands in them."""

    async def answer(request: web.BaseRequest) -> web.Response:
        asked = await request.post()
        first, limit = max(int(str(asked["offset"])), 1) - 1, int(str(asked["limit"]))
        batch = ",".join(pending[first : first + limit])
        return web.Response(text=f'{{"ok": true, "result": [{batch}]}}', content_type="application/json")

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


class Noting(Intake):
    """Only writes down what it was given."""

    def __init__(self, fetch: Any) -> None:
        super().__init__(None, None, fetch)  # type: ignore[arg-type]
        self.kept: list[int] = []

    async def keep(self, updates: Any, *, within: float | None = None) -> bool:
        self.kept += [one["update_id"] for one in updates]
        if 7 in self.kept:
            self.close()
        return True


async def test_a_batch_that_cannot_be_read_is_read_one_by_one() -> None:
    request = AiohttpRequest(connections=2)
    await request.initialize()
    async with telegram(BODIES) as address:

        async def fetch(offset: int, limit: int) -> list[Any]:
            return await request.updates(address, offset=offset, limit=limit, seconds=0, allowed=ALLOWED)

        intake = Noting(fetch)
        await asyncio.wait_for(intake.poll(), 20)
    await request.shutdown()
    assert intake.kept == [1, 3, 5, 7]


async def test_where_nothing_else_is_left_the_way_on_is_found(stage: Stage) -> None:
    """Rows are counted after a batch of nothing but nonsense: noted once, and not again."""
    await stage.post("updates", updates=[{"message": 5}] * 150)
    await stage.settle()
    assert await stage.rows(select(func.count()).where(Inbox.payload.is_(None))) == [(150,)]
