"""Tasks in chats: a row that cannot be carried out is set aside, and stands in nobody's way."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text, update

from db.models import ChatTask
from domain.groups.chats import Action, Task
from services.groups.chat import tasks as chat_tasks
from services.groups.chat import work as chat_work
from services.groups.chat.work import Outcome
from tests.flows.group_chats import running
from tests.stage import Stage

BROKEN = ("unknown action", "unknown language", "another key")


async def put_broken(stage: Stage, which: str, group_id: int) -> None:
    """Rows as another version, or another key, could have left them; they are due before all others."""
    due = stage.now - timedelta(days=1)
    async with stage.app.database.begin() as session:
        if which == "unknown language":
            await chat_tasks.put(session, Action.NOT_OURS, None, -9, due_at=due, subject=99)
            return
        action = "mute" if which == "unknown action" else Action.REVOKE
        row = {"key": which, "group_id": group_id, "chat_id": -9, "action": action, "due_at": due}
        await session.execute(insert(ChatTask).values(**row, telegram_id=5, link="x", state=Task.QUEUED, attempts=0))
        if which == "another key":
            await session.execute(text("UPDATE chat_tasks SET link = 'gAAAA' WHERE chat_id = -9"))


async def set_aside(stage: Stage) -> list[tuple[str, str | None]]:
    rows = await stage.rows(select(ChatTask.state, ChatTask.reason).where(ChatTask.chat_id == -9))
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("which", BROKEN)
async def test_a_broken_row_is_set_aside(any_stage: Stage, which: str, capfd: pytest.CaptureFixture[str]) -> None:
    chat = await running(any_stage)
    await put_broken(any_stage, which, (await chat.it.group()).id)
    await chat.connect(chat.people[0])
    assert len(await chat.said()) == 1
    assert await set_aside(any_stage) == [("failed", "fault")]
    kept = await any_stage.rows(select(ChatTask.telegram_id, ChatTask.link).where(ChatTask.chat_id == -9))
    assert [tuple(row) for row in kept] == [(None, None)]
    assert "".join(capfd.readouterr()).count("chat_task_fault") == 1  # not once a second


async def test_a_broken_row_in_the_same_chat(any_stage: Stage) -> None:
    chat = await running(any_stage)
    await chat.connect(chat.people[0])
    await put_broken(any_stage, "unknown action", (await chat.it.group()).id)
    async with any_stage.app.database.begin() as session:
        await session.execute(update(ChatTask).where(ChatTask.chat_id == -9).values(chat_id=chat.id))
    await chat.come_in(chat.people[1])


async def test_what_breaks_in_writing_down_keeps_nothing_else_from_it(any_stage: Stage) -> None:
    """The group of one outcome is gone; the other one's task is done all the same."""
    now, real = any_stage.now, datetime.now(UTC)
    later = now + timedelta(days=365)  # so that the bot itself leaves them alone
    async with any_stage.app.database.begin() as session:
        for number, action in enumerate((Action.INVITE, Action.LEAVE)):
            await chat_tasks.put(session, action, None, -9 - number, due_at=later, subject=1)
        found = [await chat_tasks.claim(session, one) for one in await session.scalars(select(ChatTask.id))]
        outcomes = [Outcome(found[0], "https://t.me/+x"), Outcome(found[1])]
        assert [await chat_work.settle(session, one, now, real) for one in outcomes] == [False, True]
    assert await set_aside(any_stage) == [("failed", "fault")]
    assert await any_stage.rows(select(ChatTask.id).where(ChatTask.chat_id == -10)) == []
