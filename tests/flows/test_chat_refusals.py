"""What Telegram refuses in a group's chat: who is told, what is tried anew, and what is not kept for it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import ChatTask, Group
from domain.groups import buttons as g
from domain.groups.chats import ANONYMOUS, Task
from domain.privacy import buttons as b
from tests.flows.group_chats import BOT, Chat, running
from tests.stage import Phone, Stage

REMAINS = "Noen som ikke hører til i gruppechatten, kan fortsatt være der"
FORGOTTEN = "kan ikke prøve igjen"
NAMELESS = "anonym som administrator her"


async def with_one_in(stage: Stage) -> tuple[Chat, Phone, Phone]:
    """Solveig looks after the chat, Torbjørn is in it."""
    chat = await running(stage, 5)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.come_in(torbjorn)
    return chat, solveig, torbjorn


async def tried_out(chat: Chat) -> None:
    """Every try that there is, at once."""
    async with asyncio.timeout(10):
        while await chat.stage.rows(select(ChatTask).where(ChatTask.state == Task.QUEUED)):
            async with chat.stage.app.database.begin() as session:
                await session.execute(update(ChatTask).values(retry_at=None))
            chat.stage.app.chats.wake()
            await chat.it.look()


@pytest.mark.parametrize("fault", [{"kind": "500"}, {"kind": "400", "reason": "SOMETHING_NEW"}])
async def test_who_could_not_be_taken_out(stage: Stage, fault: dict[str, str]) -> None:
    chat, solveig, torbjorn = await with_one_in(stage)
    await stage.post("faults", **fault, method="banChatMember", count=0)
    await chat.it.leaves(torbjorn)
    await tried_out(chat)
    assert REMAINS in solveig.last
    assert not [one for one in (torbjorn, chat.it.berit) if one.saw(REMAINS)]
    assert [one.state for one in await chat.tasks()] == [Task.HELD]
    await solveig.press("Sjekk igjen")
    await tried_out(chat)
    assert REMAINS in solveig.last  # in vain again
    await stage.mend()
    async with stage.app.database.begin() as session:
        await session.execute(update(Group).values(chat_looked_at=None))  # some seconds later
    await solveig.press("Sjekk igjen")
    await chat.it.look()
    assert await chat.place(torbjorn.id) == "left"
    assert await chat.tasks() == []


async def test_who_has_gone_by_themselves(stage: Stage) -> None:
    chat, solveig, torbjorn = await with_one_in(stage)
    await stage.post("faults", kind="400", reason="USER_NOT_PARTICIPANT", method="banChatMember", count=0)
    await chat.it.leaves(torbjorn)
    assert await chat.tasks() == []
    assert not solveig.saw(REMAINS)


NOT_LET_IN = {
    "USER_CHANNELS_TOO_MUCH": "så mange grupper og kanaler som Telegram tillater",
    "USER_PRIVACY_RESTRICTED": "innstillingene dine i Telegram",
    "HIDE_REQUESTER_MISSING": "var borte før jeg fikk svart",
    "INVITE_HASH_EXPIRED": "var borte før jeg fikk svart",
    "SOMETHING_NEW 'Torbjørn'": "de som passer på chatten, har fått vite det",
    "USERS_TOO_MUCH": "de som passer på chatten, har fått vite det",
}
THEIRS = tuple(NOT_LET_IN)[:4]


@pytest.mark.parametrize("reason", NOT_LET_IN)
async def test_who_could_not_be_let_in_is_told_why_and_asks_for_another_link(stage: Stage, reason: str) -> None:
    """No link comes by itself, to be refused again; whoever can mend it knows, once."""
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.promise(torbjorn)
    first = await chat.own_link(torbjorn)
    await stage.post("faults", kind="400", reason=reason, method="approveChatJoinRequest", count=0)
    assert await chat.join(torbjorn, first) == "requested"
    assert await chat.place(torbjorn.id) == "left"
    await torbjorn.refresh()
    assert NOT_LET_IN[reason] in torbjorn.last
    await torbjorn.press("Min lenke til chatten")
    await chat.it.look()
    second = await chat.own_link(torbjorn)
    assert second != first
    assert await chat.join(torbjorn, second) == "requested"
    await torbjorn.refresh()
    assert NOT_LET_IN[reason] in torbjorn.last
    await solveig.refresh()
    keepers = [one for one in solveig.texts if "Jeg får ikke sluppet et medlem inn" in one]
    assert len(keepers) == (0 if reason in THEIRS else 1)
    assert not [one for one in keepers if "Torbjørn" in one]
    await stage.mend()
    await torbjorn.press("Min lenke til chatten")
    await chat.it.look()
    assert await chat.join(torbjorn, await chat.own_link(torbjorn)) == "requested"
    assert await chat.place(torbjorn.id) == "member"
    assert await chat.tasks() == []


async def test_whose_request_is_answered_already(stage: Stage) -> None:
    """As after a crash: it was done, and nothing more comes of it."""
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.promise(torbjorn)
    link = await chat.own_link(torbjorn)
    await stage.post("faults", kind="done_502", method="approveChatJoinRequest")
    await chat.join(torbjorn, link)
    await stage.post("faults", kind="400", reason="HIDE_REQUESTER_MISSING", method="approveChatJoinRequest")
    await tried_out(chat)
    assert await chat.place(torbjorn.id) == "member"
    assert await chat.own_link(torbjorn) == link
    assert (await chat.it.row(torbjorn)).link_used_at is not None
    assert await chat.tasks() == []


@pytest.mark.parametrize(
    ("method", "reason", "told", "hint"),
    [
        ("createChatInviteLink", "INVITES_TOO_MUCH", "Jeg får ikke laget lenker", "for mange lenker"),
        ("createChatInviteLink", "WHATEVER", "Jeg får ikke laget lenker", "uten å si hvorfor"),
        (
            "sendMessage",
            "not enough rights to send text messages to the chat",
            "Jeg får ikke skrevet",
            "mangler en rettighet",
        ),
        ("sendMessage", "CHAT_RESTRICTED", "Jeg får ikke skrevet", "uten å si hvorfor"),
        (
            "pinChatMessage",
            "not enough rights to manage pinned messages in the chat",
            "feste meldingen selv",
            "rettighet",
        ),
        ("createChatInviteLink", "CHAT_ADMIN_REQUIRED", "Jeg får ikke laget lenker", "mangler en rettighet"),
    ],
)
async def test_whoever_looks_after_the_chat_hears_once_of_what_does_not_work(
    stage: Stage, method: str, reason: str, told: str, hint: str
) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    chat.id = await chat.make(solveig, kind="supergroup")
    link = await chat.link(solveig)
    await chat.promise(torbjorn)
    await stage.post("faults", kind="400", reason=reason, method=method, chat_id=chat.id, count=0)
    await chat.add(chat.id, solveig, link)
    await tried_out(chat)
    await solveig.refresh()
    [found] = [one for one in solveig.texts if told in one]
    assert hint in found
    assert not torbjorn.saw(told)
    before = len(await stage.calls(method))
    await stage.turn(timedelta(days=1))
    assert len(await stage.calls(method)) == before
    await stage.mend()
    await solveig.press("Sjekk igjen")
    await tried_out(chat)
    assert await chat.own_link(torbjorn)
    assert len(await chat.said()) == 1
    await solveig.refresh()
    assert not [one for one in solveig.texts if told in one]  # in its place stands the chat's page


@pytest.mark.parametrize("first", ["erased", "held"])
async def test_nobodys_number_waits_for_a_right(stage: Stage, first: str) -> None:
    """The bot may not remove anybody; whoever deletes themselves, then or before, is not kept for that."""
    chat, solveig, torbjorn = await with_one_in(stage)
    await chat.act("promote", user_id="bot", rights=["invite_users"], by=solveig.id)
    if first == "held":
        await chat.it.leaves(torbjorn)
        assert [one.telegram_id for one in await chat.tasks()] == [torbjorn.id]
    await torbjorn.forge(b.Erase().pack())
    await chat.it.look()
    assert await chat.tasks() == []
    assert str(torbjorn.id) not in repr(await stage.dump(without=("inbox",)))
    assert FORGOTTEN in solveig.last
    assert "Sjekk igjen" not in solveig.labels()


async def test_many_looks_at_the_rights_are_one(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig, rights=["invite_users"])
    await stage.forget_calls()
    group_id = (await chat.it.group()).id
    for phone in (solveig, torbjorn, solveig, torbjorn, solveig):
        await phone.forge(g.CheckChat(group_id).pack())
        assert "mangler noe" in phone.last
    assert len(await stage.calls("getChatMember")) == 1


async def last_calls(stage: Stage) -> list[str]:
    return [one["method"] for one in await stage.calls() if one["method"] in ("revokeChatInviteLink", "leaveChat")]


async def test_the_old_chats_links_are_closed(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, ingeborg, _ = chat.people
    await chat.connect(solveig)
    await chat.promise(torbjorn)
    link, old = await chat.own_link(torbjorn), chat.id
    await stage.post("faults", kind="500", method="revokeChatInviteLink")
    await chat.second(ingeborg)
    await stage.forget_calls()
    await solveig.press("Ja, den nye")
    await chat.it.look()
    assert (await chat.links())[link]["is_revoked"]
    assert await chat.place(BOT, old) == "left"
    assert await last_calls(stage) == ["revokeChatInviteLink"] * 3 + ["leaveChat"]  # Ingeborg had a link, too
    assert await chat.own_link(torbjorn) != link


async def test_links_of_a_chat_that_was_lost_are_closed_when_it_comes_back(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.promise(torbjorn)
    link, add = await chat.own_link(torbjorn), await chat.link_again(solveig)
    await chat.act("remove", user_id="bot", by=solveig.id)
    assert (await chat.it.group()).chat_id is None
    await chat.act("unban", user_id="bot", by=solveig.id)
    chat.id = await chat.add(chat.id, solveig, add)
    assert (await chat.links())[link]["is_revoked"]
    assert await chat.tasks() == []
    assert await chat.join(torbjorn, await chat.own_link(torbjorn)) == "requested"
    assert await chat.place(torbjorn.id) == "member"


async def test_goodbye_comes_after_the_last_link(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.promise(torbjorn)
    link = await chat.own_link(torbjorn)
    await stage.post("faults", kind="500", method="revokeChatInviteLink")
    group = await chat.it.group()
    await stage.forget_calls()
    await solveig.forge(g.CloseGroup(group.id, group.version).pack())
    await chat.it.look()
    assert (await chat.links())[link]["is_revoked"]
    assert await chat.place(BOT) == "left"
    assert await last_calls(stage) == ["revokeChatInviteLink", "revokeChatInviteLink", "leaveChat"]
    assert "jeg går ut av chatten" in (await chat.said())[-1]


async def test_an_administrator_without_a_name(stage: Stage) -> None:
    """Telegram says that GroupAnonymousBot has started the bot: it says what is to be done, and goes."""
    chat = await running(stage)
    solveig = chat.people[0]
    link = await chat.link(solveig)
    chat.id = await chat.make(solveig, kind="supergroup")
    await chat.act("add_bot", by=solveig.id)
    await started_by_nobody(chat, link.partition("startgroup=")[2].partition("&")[0], 900_001)
    assert NAMELESS in (await chat.said())[-1]
    assert await chat.place(BOT) == "left"
    await chat.connect(solveig)
    await started_by_nobody(chat, "g_" + "x" * 24, 900_002)
    assert await chat.place(BOT) == "administrator"
    assert not [one for one in await chat.said() if NAMELESS in one]


async def started_by_nobody(chat: Chat, payload: str, update_id: int) -> None:
    message = {
        "message_id": 5,
        "date": 1,
        "chat": {"id": chat.id, "type": "supergroup", "title": "x"},
        "sender_chat": {"id": chat.id, "type": "supergroup", "title": "x"},
        "from": {"id": ANONYMOUS, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"},
        "text": f"/start@mestringsbot {payload}",
    }
    assert chat.stage.app.intake is not None
    await chat.stage.app.intake.keep([{"update_id": update_id, "message": message}])
    await chat.it.look()
