"""Telegram says no, says nothing, or says too much at once."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select
from tenacity import wait_none

from bot import polling
from bot.app import App
from bot.clock import SystemClock
from bot.handling import PERHAPS_TOLD
from bot.settings import DatabaseSection, Settings, Telegram
from db.migrate import upgrade
from db.models import Note, Outbox, Person
from domain.delivery import State, Why
from sandbox import Sandbox, SandboxServer
from sandbox.faults import BROKEN
from services.mail import notes
from tests.faults.conftest import MakePlace
from tests.faults.process import until
from tests.stage import FIRST, TOKEN, Phone, Stage

WEEK_BEFORE = FIRST - timedelta(days=7)
SENDS = ("sendMessage", "editMessageText", "sendDocument")


@pytest.fixture
def impatient(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The usual stage, whose bot tries again at once instead of after seconds and minutes."""
    monkeypatch.setattr(polling, "AGAIN_AFTER", 0.05)
    stage.app.sender.retry_in = lambda attempts: 0.05 if attempts < 7 else None
    stage.app.intake.handling.retries = (0.05,)  # type: ignore[union-attr]
    stage.app.messenger.backoff = wait_none()
    return stage


async def until_rows(stage: Stage, statement: Any, wanted: list[Any], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while (found := await stage.rows(statement)) != wanted:
            assert found is not None
            await asyncio.sleep(0.02)


async def sends(stage: Stage, since: float = 0) -> list[dict[str, Any]]:
    return [one for one in await stage.calls() if one["method"] in SENDS and one["at"] >= since]


async def write_notice(stage: Stage) -> tuple[Phone, Phone]:
    """A coordinator and a participant; the notice is written, and one press away from going out."""
    kari = await stage.enrolled("Kari")
    berit = await stage.coordinator()
    await berit.forge("write.1")
    await berit.say("Husk niste.")
    return berit, kari


async def test_429_halts_everything_until_it_is_over(impatient: Stage) -> None:
    kari, ola = await impatient.participant("Kari"), await impatient.participant("Ola")
    await impatient.post("faults", kind="429", method="sendMessage", retry_after=1)
    began = time.time()
    await impatient.post(f"users/{kari.id}/message", text="/help")
    await impatient.post(f"users/{ola.id}/message", text="/help")
    await impatient.settle()
    first, *later = await sends(impatient, began)
    # Those that were on their way already could not be called back.
    assert first["error_code"] == 429
    assert [one["ok"] for one in later] == [True, True]
    assert {one["params"]["chat_id"] for one in later} == {kari.id, ola.id}
    assert all(one["at"] - first["at"] >= 0.99 for one in later if one["params"]["chat_id"] == kari.id)
    assert max(one["at"] for one in later) - first["at"] < 2


async def test_a_halt_is_kept_for_the_next_start_and_never_shortened(impatient: Stage) -> None:
    kari = await impatient.participant("Kari")
    impatient.app.pacing.halt(60)
    impatient.app.pacing.halt(2)
    await until_rows(impatient, select(Note.name).where(Note.name == notes.HALTED_UNTIL), [(notes.HALTED_UNTIL,)])
    await asyncio.sleep(0.1)
    async with impatient.app.database.begin() as session:
        until_ = await notes.read_instant(session, notes.HALTED_UNTIL)
        assert until_ is not None
        assert until_ - datetime.now(UTC) > timedelta(seconds=50)
        ends = datetime.now(UTC) + timedelta(seconds=3)
        await notes.write_instant(session, notes.HALTED_UNTIL, ends)
    await impatient.app.stop()
    await impatient.start_bot()
    await impatient.post(f"users/{kari.id}/message", text="/help")
    began = time.time()
    await impatient.settle()
    assert all(one["at"] >= ends.timestamp() for one in await sends(impatient, began))
    await kari.refresh()
    assert "/mittkurs" in kari.last


async def test_a_stop_does_not_wait_for_a_long_halt(impatient: Stage) -> None:
    """Whoever waits for an answer is told where they are by the next start; planned messages stay queued."""
    kari = await impatient.enrolled("Kari")
    await impatient.post("faults", kind="429", retry_after=120, method="sendMessage")
    impatient._write(WEEK_BEFORE)
    await impatient.app.plan()
    await until_rows(impatient, select(Note.name).where(Note.name == notes.HALTED_UNTIL), [(notes.HALTED_UNTIL,)])
    await impatient.post(f"users/{kari.id}/message", text="/help")
    began = time.monotonic()
    await impatient.app.stop()
    assert time.monotonic() - began < 6
    await impatient.start_bot()
    assert await impatient.rows(select(Outbox.state, Outbox.attempts)) == [(State.QUEUED, 0)]


async def test_403_nothing_more_is_tried_until_they_write(impatient: Stage) -> None:
    kari = await impatient.enrolled("Kari")
    await impatient.post("faults", kind="403", method="sendMessage", chat_id=kari.id)
    await impatient.turn(WEEK_BEFORE)
    await until_rows(impatient, select(Outbox.state), [(State.BLOCKED,)])
    assert await impatient.rows(select(Person.id).where(Person.blocked_at.is_not(None))) != []
    calls = len(await impatient.calls("sendMessage"))
    await impatient.turn(FIRST - timedelta(days=1))
    await until_rows(impatient, select(Outbox.state), [(State.BLOCKED,), (State.BLOCKED,)])
    assert len(await impatient.calls("sendMessage")) == calls
    await kari.say("/help")
    await impatient.turn(FIRST - timedelta(hours=2))
    await until_rows(impatient, select(Outbox.state), [(State.BLOCKED,), (State.BLOCKED,), (State.SENT,)])


@pytest.mark.parametrize(
    ("kind", "copies"), [("500", 1), ("bad_gateway_html", 1), ("no_answer", 1), ("lost_answer", 3), ("done_502", 3)]
)
async def test_a_reminder_is_sent_again(impatient: Stage, kind: str, copies: int) -> None:
    kari = await impatient.enrolled("Kari")
    seen = len(kari.messages)
    await impatient.post("faults", kind=kind, method="sendMessage", count=2)
    await impatient.turn(WEEK_BEFORE)
    await until_rows(impatient, select(Outbox.state), [(State.SENT,)])
    await kari.refresh()
    assert len(kari.messages) - seen == copies
    assert await impatient.rows(select(Outbox.attempts)) == [(3,)]


async def test_a_reminder_outlasts_a_long_outage(impatient: Stage) -> None:
    """It is tried for as long as it is of use; then it expires."""
    await impatient.enrolled("Kari")
    impatient.app.sender.retry_in = lambda _attempts: None
    impatient.app.sender.last_wait = 0.05
    await impatient.post("faults", kind="500", method="sendMessage", count=3)
    await impatient.turn(WEEK_BEFORE)
    await until_rows(impatient, select(Outbox.state, Outbox.attempts), [(State.SENT, 4)])
    await impatient.post("faults", kind="500", method="sendMessage", count=0)
    await impatient.turn(FIRST - timedelta(hours=2))
    await asyncio.sleep(0.3)
    await impatient.turn(FIRST)
    first_two = select(Outbox.state).order_by(Outbox.id).limit(2)  # the next evening's has come due by now
    await until_rows(impatient, first_two, [(State.SENT,), (State.EXPIRED,)])


NOT_CARRIED_OUT = ("500", "bad_gateway_html", "no_answer")
CARRIED_OUT = ("lost_answer", "done_cut_short", *BROKEN)
UNCERTAIN = (*NOT_CARRIED_OUT, *CARRIED_OUT)
"""Every way in which nobody can tell whether the call was carried out."""


async def test_a_notice_is_never_sent_twice_by_itself(impatient: Stage) -> None:
    """Whichever way the answer failed: it is held, and sent again at the coordinator's word only."""
    berit, kari = await write_notice(impatient)
    people = {kind: await impatient.enrolled(kind) for kind in UNCERTAIN}
    for kind, phone in people.items():
        await impatient.post("faults", kind=kind, method="sendMessage", chat_id=phone.id)
    await berit.forge("send.1")
    states = select(Outbox.state, func.count()).group_by(Outbox.state).order_by(Outbox.state)
    held = [(State.SENT, 1), (State.UNKNOWN, len(UNCERTAIN))]
    await until_rows(impatient, states, held)
    await asyncio.sleep(0.3)
    assert await impatient.rows(states) == held
    assert await _copies(people) == {kind: int(kind in CARRIED_OUT) for kind in UNCERTAIN}
    reasons = {reason for (reason,) in await impatient.rows(select(Outbox.reason)) if reason}
    assert reasons <= {Why.NO_ANSWER, Why.SERVER_FAULT, Why.NOT_UNDERSTOOD}
    await impatient.show_progress()
    await berit.refresh()
    await berit.press("Send på nytt")
    await until_rows(impatient, states, [(State.SENT, len(UNCERTAIN) + 1)])
    assert await _copies(people) == {kind: 1 + (kind in CARRIED_OUT) for kind in UNCERTAIN}
    await kari.refresh()
    assert sum("Husk niste." in words for words in kari.texts) == 1


async def _copies(people: dict[str, Phone]) -> dict[str, int]:
    for phone in people.values():
        await phone.refresh()
    return {kind: sum("Husk niste." in words for words in phone.texts) for kind, phone in people.items()}


async def test_a_notice_that_certainly_did_not_arrive_is_tried_again(impatient: Stage) -> None:
    berit, kari = await write_notice(impatient)
    await impatient.post("faults", kind="429", method="sendMessage", chat_id=kari.id, retry_after=1)
    await berit.forge("send.1")
    await until_rows(impatient, select(Outbox.state), [(State.SENT,)])
    await kari.refresh()
    assert sum("Husk niste." in words for words in kari.texts) == 1


@pytest.mark.parametrize("kind", ["500", "lost_answer", "done_502", "done_odd_result"])
async def test_a_reply_that_may_have_arrived_is_not_sent_again(impatient: Stage, kind: str) -> None:
    """Whether it did or not, the person is told where they are a little later."""
    kari = await impatient.participant("Kari")
    await impatient.post("faults", kind=kind, method="sendMessage")
    await kari.say("/help")
    assert sum("/mittkurs" in words for words in kari.texts) == int(kind in CARRIED_OUT)
    assert impatient.app.intake is not None
    assert await impatient.app.intake.catch_up() == 1
    await impatient.settle()
    await kari.refresh()
    assert "Jeg var borte et øyeblikk" in kari.last
    assert sum("/mittkurs" in words for words in kari.texts) == int(kind in CARRIED_OUT)


async def test_who_may_have_been_told_where_they_are_is_told_a_few_times_only(impatient: Stage) -> None:
    kari = await impatient.participant("Kari")
    await impatient.post("faults", kind="done_502", method="sendMessage", count=0)
    await kari.say("/help")
    intake = impatient.app.intake
    assert intake is not None
    while await intake.catch_up():
        await impatient.settle()
    await kari.refresh()
    assert sum("Jeg var borte et øyeblikk" in words for words in kari.texts) == PERHAPS_TOLD


@pytest.mark.parametrize("kind", ["500", "bad_gateway_html", "no_answer", "lost_answer"])
async def test_an_answer_is_tried_again_at_once(impatient: Stage, kind: str) -> None:
    kari = await impatient.participant("Kari")
    await impatient.post("faults", kind=kind, method="answerCallbackQuery", count=0)
    await impatient.post("faults", kind=kind, method="editMessageText", count=2)
    await kari.press("Meld meg på")
    assert "Ja, meld meg på" in kari.labels()


async def test_who_got_no_answer_is_told_where_they_are(impatient: Stage) -> None:
    kari = await impatient.participant("Kari")
    await kari.press("Meld meg på")
    for method in SENDS:
        await impatient.post("faults", kind="500", method=method, count=0)
    await kari.press("Ja, meld meg på")
    assert not kari.saw("Du har fått plass")
    intake = impatient.app.intake
    assert intake is not None
    assert await intake.catch_up() == 1
    await impatient.settle()
    assert not kari.saw("Du har fått plass")
    impatient.server.sandbox.faults.clear()
    assert await intake.catch_up() == 1
    await impatient.settle()
    await kari.refresh()
    assert "plass" in kari.last
    assert await intake.catch_up() == 0


async def test_updates_that_cannot_be_fetched_come_later(impatient: Stage) -> None:
    kari = await impatient.participant("Kari")
    for kind in ("500", "bad_gateway_html", "no_answer"):
        await impatient.post("faults", kind=kind, method="getUpdates")
    await kari.say("/help")
    await kari.say("/help")
    assert sum("/mittkurs" in words for words in kari.texts) == 2
    failed = [one for one in await impatient.calls("getUpdates") if not one["ok"]]
    assert len(failed) == 3


async def test_somebody_else_polls_with_the_same_token(impatient: Stage) -> None:
    kari = await impatient.participant("Kari")
    address = f"{impatient.server.url}/bot{TOKEN}/getUpdates"
    async with aiohttp.ClientSession() as http, http.post(address, data={"timeout": 0}) as answer:
        assert answer.status == 200
    await kari.say("/help")
    assert "/mittkurs" in kari.last
    assert [one["error_code"] for one in await impatient.calls("getUpdates") if not one["ok"]] == [409]


async def test_a_webhook_that_could_not_be_removed_is_removed_later(impatient: Stage) -> None:
    kari = await impatient.participant("Kari")
    await impatient.app.stop()
    address = f"{impatient.server.url}/bot{TOKEN}/setWebhook"
    async with aiohttp.ClientSession() as http, http.post(address, data={"url": "http://127.0.0.1:9/"}) as answer:
        assert answer.status == 200
    await impatient.post("faults", kind="500", method="deleteWebhook")
    await impatient.start_bot()
    await kari.say("/help")
    assert "/mittkurs" in kari.last


async def test_a_token_that_telegram_refuses(make_place: MakePlace) -> None:
    place = await make_place()
    code, said = await place.command("run", TELEGRAM_BOT_TOKEN="1234567890:WRONG")
    assert code == 2
    assert said.splitlines() == ["mestringsbot: Telegram refuses the token: see TELEGRAM_BOT_TOKEN"]


async def test_telegram_out_of_reach_at_the_start(tmp_path: Path) -> None:
    """The bot waits, and goes on when Telegram is back."""
    first = SandboxServer(Sandbox(token=TOKEN))
    await first.start()
    await first.stop()
    url = f"sqlite:///{tmp_path}/test.db"
    await upgrade(url)
    telegram = Telegram(api_base=first.url, token=TOKEN)
    app = App(
        Settings(telegram=telegram, database=DatabaseSection(url=url), keys=Fernet.generate_key().decode()),
        SystemClock(),
    )
    starting = asyncio.create_task(app.start())
    await asyncio.sleep(0.3)
    assert not starting.done()
    sandbox = Sandbox(token=TOKEN)
    second = SandboxServer(sandbox, port=int(first.url.rsplit(":", 1)[1]))
    await second.start()
    try:
        await asyncio.wait_for(starting, 40)
        await until(lambda: any(one["method"] == "setMyCommands" for one in sandbox.calls.since(0)))
    finally:
        await app.stop()
        await second.stop()
