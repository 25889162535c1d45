"""Confidentiality comes before a group's chat: for whoever makes it, and for whoever is added to it by hand."""

from datetime import timedelta

from sqlalchemy import select

from db.models import Outbox
from domain.groups import buttons as g
from tests.flows.group_chats import BOT, READY, RIGHTS, running
from tests.stage import Stage

FIRST = "Før du lager chatten, trenger jeg løftet ditt"
ADDED = "Noen la deg til i gruppechatten. Før du kan være med der"


async def test_whoever_makes_the_chat_promises_first(stage: Stage) -> None:
    chat = await running(stage)
    solveig = chat.people[0]
    await solveig.forge(g.ChatHelp((await chat.it.group()).id).pack())
    assert FIRST in solveig.last
    assert "Legg meg til" not in solveig.labels()
    await solveig.press("Det lover jeg")
    await solveig.press("Gruppechatten")
    assert FIRST not in solveig.last
    assert "Legg meg til" in solveig.labels()
    await chat.connect(solveig)
    assert READY in solveig.last


async def test_a_link_that_was_handed_on_connects_nothing_before_the_promise(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    link = await chat.link(solveig)
    theirs = await chat.add(await chat.make(torbjorn), torbjorn, link)
    assert (await chat.it.group()).chat_id is None
    assert FIRST in torbjorn.last
    await chat.it.turn(timedelta(minutes=3))
    assert await chat.place(BOT, theirs) == "left"
    await torbjorn.press("Det lover jeg")
    chat.id = await chat.add(await chat.make(torbjorn), torbjorn, link)
    assert (await chat.it.group()).chat_id == chat.id
    assert READY in torbjorn.last


async def test_a_second_chat_needs_the_promise_too(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.add(await chat.make(torbjorn), torbjorn, await chat.link_again(torbjorn))
    assert FIRST in torbjorn.last
    assert not solveig.saw("lagt til i en chat til")
    assert (await chat.it.group()).chat_proposed is None


async def test_added_by_hand(stage: Stage) -> None:
    """Taken out, asked for the promise in private, and then in by a link of one's own. Nobody else is told."""
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    before = len(solveig.texts)
    for _ in range(2):
        await chat.act("add", user_id=torbjorn.id, by=solveig.id)
        assert await chat.place(torbjorn.id) == "left"
    assert sum(ADDED in one for one in torbjorn.texts) == 1
    assert len(solveig.texts) == before
    await torbjorn.press("Det lover jeg")
    await chat.it.look()
    assert await chat.join(torbjorn, await chat.own_link(torbjorn)) == "requested"
    assert await chat.place(torbjorn.id) == "member"
    await chat.act("leave", user_id=torbjorn.id)
    await chat.act("add", user_id=torbjorn.id, by=solveig.id)
    assert await chat.place(torbjorn.id) == "member"  # who has promised may be added


async def test_by_a_link_that_is_not_ours(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    telegrams = (await stage.post(f"groups/{chat.id}/link", by=solveig.id))["invite_link"]
    assert await chat.join(torbjorn, telegrams) == "member"
    assert await chat.place(torbjorn.id) == "left"
    assert ADDED in torbjorn.last


async def test_promised_before_the_bot_could_take_anybody_out(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig, rights=["invite_users"])
    await chat.act("add", user_id=torbjorn.id, by=solveig.id)
    assert await chat.place(torbjorn.id) == "member"
    await chat.promise(torbjorn)
    await chat.act("promote", user_id="bot", rights=RIGHTS, by=solveig.id)
    assert READY in solveig.last
    assert await chat.place(torbjorn.id) == "member"
    assert await chat.tasks() == []
    assert (await stage.rows(select(Outbox).where(Outbox.state == "failed"))) == []
