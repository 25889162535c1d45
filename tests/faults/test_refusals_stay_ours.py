"""Telegram refuses, and quotes in every way what somebody wrote: nothing of it is logged, stored or shown."""

import io
import logging
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
import structlog
from sqlalchemy import select
from telegram.error import TelegramError

from bot import logs
from db.models import ChatTask, Outbox
from domain.delivery import State, Why
from domain.signup import buttons as b
from tests.flows.group_chats import running
from tests.stage import FIRST, TOKEN, Stage

MARK = "Kontrabassen"
QUOTES = (
    f'can\'t parse entities: tag "{MARK}" at byte offset 3',
    f"wrong HTTP URL 'https://t.me/+{MARK}' for «{MARK}» specified",
    f"{MARK} er min, bot{TOKEN}",
    f"not enough rights to send {MARK} to the chat",
)
WORDS = {why.value for why in Why}


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Logs as `run` writes them, with all that goes to standard error. What is set up for the process is put back."""
    usual, root, written = structlog.get_config(), logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    for hooks, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(hooks, name, getattr(hooks, name))
    monkeypatch.setattr(sys, "stderr", written)
    logs.set_up("debug", "json")
    yield written
    structlog.configure(**usual)
    root.handlers[:], root.level = handlers, level


async def check(stage: Stage, said: io.StringIO, *events: str) -> None:
    log = said.getvalue()
    for event in events:
        assert event in log, "the faults that were ordered must have been met"
    assert MARK not in log
    assert TOKEN not in log
    assert MARK not in repr(await stage.dump())
    for table in (Outbox, ChatTask):
        for (reason,) in await stage.rows(select(table.reason).where(table.reason.is_not(None))):
            assert reason.partition(" ")[0] in WORDS


@pytest.mark.parametrize("quoting", QUOTES)
async def test_to_a_person(stage: Stage, said: io.StringIO, quoting: str) -> None:
    kari = await stage.enrolled("Kari")
    berit = await stage.coordinator()
    for method in ("editMessageText", "sendMessage"):
        await stage.post("faults", kind="400", method=method, reason=quoting)
    await kari.forge(b.GetCalendar(1).pack())
    await stage.post("faults", kind="400", method="sendMessage", reason=quoting, chat_id=kari.id)
    await stage.turn(FIRST - timedelta(days=7))
    await stage.post("faults", kind="400", method="sendMessage", reason=quoting, chat_id=kari.id)
    await berit.forge("write.1")
    await berit.say("Husk niste.")
    await berit.forge("send.1")
    await stage.settle()
    await stage.app._progress()
    await berit.refresh()
    assert MARK not in "".join(berit.texts)
    await check(stage, said, "answer_refused", "message_refused")
    assert await stage.rows(select(Outbox.state)) == [(State.FAILED,), (State.FAILED,)]


async def test_in_a_groups_chat(stage: Stage, said: io.StringIO) -> None:
    chat = await running(stage, 5)
    solveig, torbjorn, astrid, *_ = chat.people
    await chat.connect(solveig)
    await chat.come_in(torbjorn)
    methods = ("createChatInviteLink", "revokeChatInviteLink", "banChatMember", "unbanChatMember")
    for method, quoting in zip(methods, QUOTES, strict=True):
        await stage.post("faults", kind="400", method=method, reason=quoting)
    await chat.promise(astrid)
    await chat.it.leaves(torbjorn)
    for phone in chat.people:
        await phone.refresh()
        assert MARK not in "".join(phone.texts)
    await check(stage, said, "chat_task_failed")


def test_whatever_an_exception_says(said: io.StringIO) -> None:
    """Thrown in a thread, thrown away, logged by a library, given as a reason."""
    error = TelegramError(f"{MARK} https://api.telegram.org/bot{TOKEN}/sendMessage")
    thread = threading.Thread(target=_throw, args=(error,))
    thread.start()
    thread.join()
    sys.unraisablehook(SimpleNamespace(exc_type=type(error), exc_value=error, exc_traceback=None))  # type: ignore[arg-type]
    logging.getLogger("telegram").error(MARK, exc_info=error)
    structlog.get_logger().error("refused", reason=f"{MARK} er min")
    log = said.getvalue()
    assert log.count("died_in_passing") == 2
    assert log.count("TelegramError") == 3
    assert MARK not in log
    assert TOKEN not in log


def _throw(error: Exception) -> None:
    raise error
