"""The bot's own place in a chat: rights it lacks, chats that vanish or move, tasks that a crash interrupts."""

from datetime import datetime, timedelta

from domain.groups.chats import Task
from tests.flows.group_chats import BOT, READY, RIGHTS, running
from tests.stage import OSLO, Stage


async def test_a_chat_nobody_connects(stage: Stage) -> None:
    chat = await running(stage)
    stranger = await stage.person("Ukjent")
    chat.id = await chat.make(stranger, kind="supergroup")
    await chat.act("add_bot", by=stranger.id)
    assert await chat.place(BOT) == "member"
    await chat.it.turn(timedelta(minutes=3))
    assert await chat.place(BOT) == "left"
    assert await chat.said() == []


async def test_nobody_in_the_chat_can_send_the_bot_away(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.come_in(torbjorn)
    for words in (
        "/start@mestringsbot g_" + "x" * 20,
        "/start",
        "/start hemmelig",
        "/mygroup",
        "/courses@mestringsbot",
    ):
        await chat.act("message", user_id=torbjorn.id, text=words)
    await chat.it.turn(timedelta(minutes=10))
    assert await chat.place(BOT) == "administrator"
    assert len(await chat.said()) == 1


async def test_missing_rights_and_how_they_are_mended(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig, rights=[])
    assert "Chatten er koblet til, men jeg mangler noe" in solveig.last
    assert "Invite Users via Link" in solveig.last
    assert "Ban Users" in solveig.last
    await chat.promise(torbjorn)
    assert not torbjorn.saw("lenke til gruppechatten")
    await solveig.press("Sjekk igjen")
    assert "noe mangler fortsatt" in solveig.last
    assert await chat.said() == []
    promoted = await chat.act("promote", user_id="bot", rights=["invite_users"], by=solveig.id)
    chat.id = promoted["id"]  # single rights make it a supergroup
    await chat.it.look()
    assert (await chat.it.group()).chat_id == chat.id
    assert "Ban Users" in solveig.last
    assert "Invite Users" not in solveig.last
    await chat.act("promote", user_id="bot", rights=RIGHTS[:2], by=solveig.id)
    assert READY in solveig.last
    assert len(await chat.said()) == 1
    assert await chat.join(torbjorn, await chat.own_link(torbjorn)) == "requested"
    assert await chat.place(torbjorn.id) == "member"


async def test_rights_taken_away_and_given_back(stage: Stage) -> None:
    """Removing somebody waits for the right to do it."""
    chat = await running(stage, 5)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.come_in(torbjorn)
    await chat.act("promote", user_id="bot", rights=["invite_users"], by=solveig.id)
    assert "Ban Users" in solveig.last
    await chat.it.leaves(torbjorn)
    assert await chat.place(torbjorn.id) == "member"
    assert [one.state for one in await chat.tasks()] == [Task.HELD]
    await chat.act("promote", user_id="bot", rights=RIGHTS, by=solveig.id)
    assert await chat.place(torbjorn.id) == "left"
    assert await chat.tasks() == []
    assert len(await chat.said()) == 1  # the rules are not said again


async def test_the_bot_is_removed_and_comes_back(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.come_in(torbjorn)
    await chat.act("remove", user_id="bot", by=solveig.id)
    group = await chat.it.group()
    assert (group.chat_id, group.chat_ready, group.state) == (None, False, "running")
    assert "Jeg er ikke lenger i gruppechatten" in solveig.last
    await torbjorn.refresh()
    assert not torbjorn.saw("ikke lenger i gruppechatten")
    await chat.connect(solveig)
    assert READY in solveig.last
    assert await chat.join(torbjorn, await chat.own_link(torbjorn)) == "requested"


async def test_a_chat_that_is_gone_is_noticed_when_it_is_used(stage: Stage) -> None:
    """The update that told of it was lost; the next thing that is done there finds out."""
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    stage.server.sandbox.state.groups[chat.id].members.pop(BOT)
    await chat.promise(torbjorn)
    assert (await chat.it.group()).chat_id is None
    assert "Jeg er ikke lenger i gruppechatten" in solveig.last
    assert await chat.tasks() == []


async def test_a_group_upgraded_to_a_supergroup_keeps_working(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, ingeborg, _ = chat.people
    whole = [*RIGHTS, "change_info", "delete_messages", "manage_video_chats", "manage_tags"]
    await chat.connect(solveig, rights=whole)
    old = chat.id
    assert (await chat.view())["chat"]["type"] == "group"
    await chat.come_in(torbjorn)
    await chat.promise(ingeborg)
    before = await chat.own_link(ingeborg)
    chat.id = int((await stage.post(f"groups/{old}/upgrade"))["id"])
    await chat.it.look()
    assert (await chat.it.group()).chat_id == chat.id
    after = await chat.own_link(ingeborg)
    assert after != before
    assert await chat.join(ingeborg, before) == "requested"
    assert await chat.place(ingeborg.id) == "left"
    assert await chat.join(ingeborg, after) == "requested"
    assert await chat.place(ingeborg.id) == "member"
    await chat.it.turn(datetime(2026, 8, 24, 18, 1, tzinfo=OSLO))
    assert "Snart møtes dere" in (await chat.said())[-1]
    assert await chat.place(BOT) == "administrator"  # the two minutes for strange chats are over


async def test_a_move_that_nobody_told_of(stage: Stage) -> None:
    """The messages of the move were lost: the first call to the old number is told the new one."""
    chat = await running(stage, 5)
    solveig, torbjorn, *_ = chat.people
    whole = [*RIGHTS, "change_info", "delete_messages", "manage_video_chats", "manage_tags"]
    await chat.connect(solveig, rights=whole)
    await chat.come_in(torbjorn)
    box = stage.server.sandbox
    wanted, box.updates.allowed = box.updates.allowed, ("message",)
    new = box.groups.upgrade(chat.id).id
    box.updates.drop()
    box.updates.allowed = wanted  # else the press would be lost too, unless the bot asks anew just before
    await chat.it.leaves(torbjorn)
    assert (await chat.it.group()).chat_id == new
    assert await chat.place(torbjorn.id, new) == "left"


async def test_a_crash_loses_no_task(stage: Stage) -> None:
    chat = await running(stage, 5)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.come_in(torbjorn)
    await stage.post("faults", kind="500", method="banChatMember", count=0)
    await chat.it.leaves(torbjorn)
    assert [one.action for one in await chat.tasks()] == ["remove"]
    await stage.app.stop()
    await stage.mend()
    await stage.start_bot()
    await chat.telegram_recovers()
    assert await chat.place(torbjorn.id) == "left"
