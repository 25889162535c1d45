"""Who comes into a group's chat: members by a link of their own, and nobody else, whatever they hold in their hands."""

import pytest
from sqlalchemy import func, select

from db.models import Person
from domain.groups import buttons as g
from domain.privacy import buttons as b
from tests.flows.group_chats import running
from tests.stage import Stage

TURNED_AWAY = "Jeg kunne ikke slippe deg inn"


async def test_links_wait_for_the_promise_and_come_anew(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    group_id = (await chat.it.group()).id
    await torbjorn.forge(g.GetChatLink(group_id).pack())
    assert "trenger jeg løftet ditt" in torbjorn.last
    await torbjorn.tap(g.PromiseSilence)
    await chat.connect(solveig)
    link = await chat.own_link(torbjorn)
    await torbjorn.forge(g.GetChatLink(group_id).pack())
    assert await chat.own_link(torbjorn) == link  # the one that is open, not another
    assert await chat.join(torbjorn, link) == "requested"
    await chat.act("leave", user_id=torbjorn.id)
    assert await chat.join(torbjorn, link) == "INVITE_HASH_EXPIRED"
    await torbjorn.forge(g.GetChatLink(group_id).pack())
    await chat.it.look()
    new = await chat.own_link(torbjorn)
    assert new != link
    assert await chat.join(torbjorn, new) == "requested"
    assert await chat.place(torbjorn.id) == "member"


async def test_strangers_are_declined_and_learn_nothing(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, ingeborg, _ = chat.people
    await chat.connect(solveig)
    await chat.promise(torbjorn)
    link = await chat.own_link(torbjorn)
    stranger, known = await stage.person("Ukjent"), await stage.participant("Kjent")
    people = (await stage.rows(select(func.count()).select_from(Person)))[0][0]
    for phone in (stranger, known, ingeborg, stranger):
        assert await chat.join(phone, link) == "requested"
        assert await chat.place(phone.id) == "left"
        await phone.refresh()
    assert (await chat.view())["requests"] == []
    assert stranger.messages == []
    assert (await stage.rows(select(func.count()).select_from(Person)))[0][0] == people
    assert TURNED_AWAY in known.last
    assert "gruppe" not in known.last
    assert "trenger jeg løftet ditt" in ingeborg.last  # a member, but before the promise
    assert await chat.join(torbjorn, link) == "requested"
    assert await chat.place(torbjorn.id) == "member"  # the link is still its owner's


async def test_second_use_and_a_borrowed_link(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, ingeborg, _ = chat.people
    await chat.connect(solveig)
    await chat.come_in(torbjorn)
    await chat.promise(ingeborg)
    own = await chat.own_link(ingeborg)
    await stage.post("faults", kind="500", method="revokeChatInviteLink", count=0)
    assert await chat.join(ingeborg, own) == "requested"
    assert await chat.place(ingeborg.id) == "member"
    await chat.act("leave", user_id=ingeborg.id)
    assert await chat.join(ingeborg, own) == "requested"  # Telegram still takes it, the bot does not
    assert await chat.place(ingeborg.id) == "left"
    assert "Hver av dere har sin egen" in ingeborg.last
    assert [one.action for one in await chat.tasks()] == ["revoke"]


@pytest.mark.parametrize("erased", [False, True])
async def test_whoever_leaves_is_kept_out(stage: Stage, erased: bool) -> None:
    chat = await running(stage, 5)
    solveig, torbjorn, ingeborg, *_ = chat.people
    await chat.connect(solveig)
    await chat.come_in(torbjorn)
    await chat.promise(ingeborg)
    unused = await chat.own_link(ingeborg)
    for phone in (torbjorn, ingeborg):
        if erased:
            await phone.forge(b.Erase().pack())
        else:
            await chat.it.leaves(phone)
        assert await chat.place(phone.id) == "left"
    assert await chat.join(ingeborg, unused) == "INVITE_HASH_EXPIRED"
    solveigs = (await stage.post(f"groups/{chat.id}/link", by=solveig.id, creates_join_request=True))["invite_link"]
    for phone in (torbjorn, ingeborg):
        assert await chat.join(phone, solveigs) == "requested"
        assert await chat.place(phone.id) == "left"
    assert (await chat.it.group()).chat_id == chat.id


async def test_whoever_leaves_before_being_let_in(stage: Stage) -> None:
    """The request waits at a Telegram that does not answer; by the time it does, the person has left the group."""
    chat = await running(stage, 5)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.promise(torbjorn)
    await stage.post("faults", kind="500", method="approveChatJoinRequest", count=0)
    await chat.join(torbjorn, await chat.own_link(torbjorn))
    assert "approve" in [one.action for one in await chat.tasks()]
    await chat.it.leaves(torbjorn)
    await chat.telegram_recovers()
    assert await chat.place(torbjorn.id) == "left"


async def test_strangers_added_by_hand_are_taken_out(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.come_in(torbjorn)
    berit, stranger, another = chat.it.berit, await stage.person("Ukjent"), await stage.person("Nabo")
    await chat.act("add", user_id=berit.id, by=solveig.id)
    assert await chat.place(berit.id) == "member"  # the centre's coordinator may be there
    for phone in (stranger, another):
        await chat.act("add", user_id=phone.id, by=solveig.id)
        assert await chat.place(phone.id) == "left"
    assert sum("Noen som ikke er med i gruppa" in one for one in solveig.texts) == 1
    assert not torbjorn.saw("Noen som ikke er med")
    assert (await stage.rows(select(Person).where(Person.telegram_id == stranger.id))) == []


async def test_whoever_runs_the_chat_and_leaves_the_group(stage: Stage) -> None:
    chat = await running(stage, 5)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(torbjorn)
    await chat.it.leaves(torbjorn)
    assert await chat.place(torbjorn.id) == "creator"
    assert "du styrer gruppechatten" in torbjorn.last
    assert "styrer gruppechatten, og da kan jeg ikke ta dem ut" in solveig.last
    assert await chat.tasks() == []
