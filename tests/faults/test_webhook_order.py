"""After a crash, what was stored comes before what Telegram brings while the bot starts; also from other people."""

import asyncio
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.intake import Intake
from db.models import Enrolment, Inbox, Person
from db.session import Database
from domain.people.buttons import ChangeName
from domain.privacy.buttons import ShowPrivacy
from domain.signup import Status
from domain.signup import buttons as b
from handlers.together import FULL
from services.mail import inbox
from services.mail.inbox import Letter
from tests.conftest import KEY
from tests.faults.test_webhook import Hooked, press
from tests.stage import StageOptions


async def test_nobody_is_overtaken_while_the_bot_starts(
    tmp_path: Any, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Hooked(tmp_path, sqlite_url, KEY, StageOptions(seats=1))
    await stage.open()
    try:
        kari, ola = await stage.participant("Kari"), await stage.participant("Ola")
        async with stage.app.database.begin() as session:
            letter = press(10**6, kari.id, b.Join(1).pack())
            session.add(Inbox(update_id=10**6, telegram_id=kari.id, payload=json.dumps(letter), received_at=stage.now))
        await stage.app.stop()
        go_on = _slow_look(monkeypatch)
        starting = asyncio.create_task(stage.start_bot())
        pressing = asyncio.create_task(_until_heard(stage, press(10**6 + 1, ola.id, b.Join(1).pack())))
        await asyncio.sleep(0.5)
        assert not pressing.done()
        go_on.set()
        await starting
        assert await pressing == 200
        await stage.settle()
        rows = await stage.rows(select(Person.telegram_id, Enrolment.status).join(Enrolment))
        assert {tuple(row) for row in rows} == {(kari.id, Status.PLACE), (ola.id, Status.WAITING)}
    finally:
        await stage.close()


async def test_the_end_of_a_text_that_comes_before_its_beginning(
    tmp_path: Any, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the answer to what was said before them is on its way, the two stand in line: by their numbers."""
    stage = Hooked(tmp_path, sqlite_url, KEY, StageOptions())
    await stage.open()
    try:
        kari = await stage.participant("Kari")
        await kari.say("/privacy")
        await kari.tap(ChangeName)
        go_on, turn = asyncio.Event(), stage.app.pacing.turn

        async def wait_for_turn(*which: Any) -> None:
            await go_on.wait()
            await turn(*which)

        monkeypatch.setattr(stage.app.pacing, "turn", wait_for_turn)
        for number, words in ((1, "x" * 81), (3, "Ola"), (2, "y" * FULL)):
            assert await stage.call(say(10**6 + number, kari.id, words)) == 200
        go_on.set()
        await stage.settle()
        assert await stage.rows(select(Person.name)) == [("Kari",)]
        await kari.refresh()
        first, whole = kari.texts[-2:]
        assert "Det ble 81 tegn" in first
        assert f"Det ble {FULL + 3} tegn" in whole
    finally:
        await stage.close()


async def test_hundreds_of_updates_in_any_order_and_more_than_once(tmp_path: Any, either_database: str) -> None:
    """What lies in the inbox already, what comes newest first, and what comes again later: each press is answered once."""
    stage = Hooked(tmp_path, either_database, KEY, StageOptions())
    await stage.open()
    try:
        crowd = await stage.acquainted(*(f"Ola {number}" for number in range(12)))
        numbers = range(10**6, 10**6 + 30 * len(crowd))
        letters = [press(one, crowd[one % len(crowd)].id, ShowPrivacy().pack()) for one in numbers]
        await stage.app.stop()
        database = Database(stage.url)
        async with database.begin() as session:
            left = [
                Letter(one["update_id"], one["callback_query"]["from"]["id"], json.dumps(one)) for one in letters[::7]
            ]
            await inbox.keep(session, left, datetime.now(UTC))
        await database.dispose()
        await stage.start_bot()
        chance = random.Random(5)
        arriving = [*letters[::-1], *chance.sample(letters, 120), *letters[:40]]
        for at in range(0, len(arriving), 40):
            found = await asyncio.gather(*(stage.call(one) for one in arriving[at : at + 40]))
            assert set(found) == {200}
        await stage.settle(60)
        answered = [one["params"]["callback_query_id"] for one in await stage.calls("answerCallbackQuery")]
        assert sorted(map(int, answered)) == list(numbers)
        assert (await stage.rows(select(func.count()).where(Inbox.update_id >= numbers[0])))[0][0] == len(numbers)
        assert not await stage.rows(select(Inbox.update_id).where(Inbox.handled_at.is_(None)))
        for one in chance.sample(letters, 30):  # once more, when all of it is over
            assert await stage.call(one) == 200
        await stage.settle()
        assert len(await stage.calls("answerCallbackQuery")) == len(numbers)
    finally:
        await stage.close()


def say(number: int, person: int, words: str) -> dict[str, Any]:
    somebody = {"id": person, "is_bot": False, "first_name": "Kari", "language_code": "nb"}
    chat = {"id": person, "type": "private"}
    message = {"message_id": number, "date": 1_790_000_000, "from": somebody, "chat": chat, "text": words}
    return {"update_id": number, "message": message}


async def test_a_start_that_fails_keeps_nobody_waiting(
    tmp_path: Any, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Hooked(tmp_path, sqlite_url, KEY, StageOptions())
    await stage.open()
    try:
        kari = await stage.participant("Kari")
        await stage.app.stop()
        _slow_look(monkeypatch)
        starting = asyncio.create_task(stage.start_bot())
        pressing = asyncio.create_task(_until_heard(stage, press(10**6, kari.id, b.Join(1).pack())))
        await asyncio.sleep(0.5)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        assert await pressing == 200  # it is stored: the next start handles it
        monkeypatch.undo()
        await stage.start_bot()
        await stage.settle()
        assert await stage.rows(select(Enrolment.status)) == [(Status.PLACE,)]
    finally:
        await stage.close()


def _slow_look(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Between opening the port and the first look at the inbox there is time for somebody else."""
    look: Callable[..., Any] = Intake.catch_up
    go_on = asyncio.Event()

    async def wait_and_look(self: Intake, *arguments: Any) -> int:
        await go_on.wait()
        return int(await look(self, *arguments))

    monkeypatch.setattr(Intake, "catch_up", wait_and_look)
    return go_on


async def _until_heard(stage: Hooked, update: dict[str, Any]) -> int:
    """As Telegram does: again until somebody listens."""
    while True:
        try:
            return await stage.call(update)
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.02)
