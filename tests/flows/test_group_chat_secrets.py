"""What is kept of a chat, and what is not; and buttons and links that are not one's own."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.models import Group, Inbox, Outbox
from domain.groups import buttons as g
from domain.groups.chats import startgroup_link
from domain.privacy import buttons as b
from handlers.chats import picked
from services import people as people_
from services import privacy
from tests.flows.group_chats import BOT, RIGHTS, running
from tests.flows.groups import GONE
from tests.stage import Stage

SECRET = "Dette er bare mellom oss fire"


async def test_a_copied_token_opens_nothing(stage: Stage) -> None:
    chat = await running(stage)
    solveig = chat.people[0]
    link = await chat.link(solveig)
    stranger, known = await stage.person("Ukjent"), await stage.participant("Kjent")
    for phone in (stranger, known):
        theirs = await chat.add(await chat.make(phone, kind="supergroup"), phone, link)
        assert await chat.place(BOT, theirs) == "left"
        words = [one["text"] for one in (await chat.view(theirs))["messages"] if one["from_bot"] and one["text"]]
        assert len(words) == 1
        assert "så jeg går ut av denne" in words[0]
        assert (await chat.it.group()).chat_id is None
    forged = startgroup_link("mestringsbot", "x" * 24)
    theirs = await chat.add(await chat.make(solveig), solveig, forged)
    assert await chat.place(BOT, theirs) == "left"


async def test_buttons_of_another_group(stage: Stage) -> None:
    chat = await running(stage)
    await chat.connect(chat.people[0])
    other = await stage.participant("Utenfor")
    group = await chat.it.group()
    before = await stage.dump(without=("inbox", "dialogs", "notes"))
    await stage.forget_calls()
    for kind in (g.ChatHelp, g.CheckChat, g.GetChatLink, g.NoChat):
        await other.forge(kind(group.id).pack())
        assert GONE in other.last, kind
    await other.forge(g.WeeklyQuestion(group.id, 1).pack())
    assert GONE in other.last
    await other.forge(g.SwitchChat(group.id, group.chat_version, 1).pack())
    assert GONE in other.last
    turid = await stage.coordinator("Turid")  # of this centre: she may help, but has no link of her own
    await turid.forge(g.GetChatLink(group.id).pack())
    assert "lenke til chatten" not in turid.last
    assert await stage.dump(without=("inbox", "dialogs", "notes", "people", "assignments", "invites")) == {
        name: rows for name, rows in before.items() if name not in ("people", "assignments", "invites")
    }
    methods = {one["method"] for one in await stage.calls()}
    assert methods.isdisjoint({"getChatMember", "createChatInviteLink", "approveChatJoinRequest", "leaveChat"})


async def test_nothing_that_is_said_is_stored(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.come_in(torbjorn)
    count = select(func.count(), func.max(Inbox.update_id)).select_from(Inbox)
    before = await stage.rows(count)
    for phone in (solveig, torbjorn):
        sent = await chat.act("message", user_id=phone.id, text=SECRET)
        await chat.act("message", user_id=phone.id, text=f"/mygroup {SECRET}")
        await chat.act("message", user_id=phone.id, text=f"/start@mestringsbot {SECRET}")
        await chat.act("message", user_id=phone.id, photo=True, caption=SECRET)
        await chat.act("edit", user_id=phone.id, message_id=sent["message_id"], text=f"{SECRET}!")
    await chat.act("title", title=SECRET, by=solveig.id)
    assert await stage.rows(count) == before
    await chat.act("promote", user_id="bot", rights=RIGHTS[:2], by=solveig.id)  # an update that is kept has the title
    rows = await stage.dump()
    assert SECRET not in repr(rows)
    await stage.app.intake.flush()
    open_ = await stage.rows(select(Inbox.payload).where(Inbox.payload.is_not(None)))
    assert open_ == []
    folder = Path(stage.url.removeprefix("sqlite:///")).parent
    assert not [one for one in folder.glob("test.db*") if SECRET.encode() in one.read_bytes()]
    out, err = capfd.readouterr()
    assert SECRET not in out + err


def test_what_is_picked_out_of_a_group() -> None:
    """Half of what Telegram promises, or nothing of it, is no fault of the bot's."""
    chat, person = {"id": -5, "type": "group", "title": SECRET}, {"id": 7, "first_name": SECRET}
    kept = picked({"update_id": 1, "chat_join_request": {"chat": chat, "from": person, "bio": SECRET, "date": 1}})
    assert kept is not None
    assert SECRET not in repr(kept)
    for broken in ({}, {"text": 5}, {"new_chat_members": [5]}, {"migrate_to_chat_id": None}, {"text": SECRET}):
        assert picked({"update_id": 1, "message": {"chat": chat, "from": person, **broken}}) is None
    assert picked({"update_id": 1, "my_chat_member": {"chat": chat, "from": person}}) is None
    assert picked({"update_id": 1, "edited_message": {"chat": chat, "from": person, "text": SECRET}}) is None


async def test_what_is_stored_of_the_chat_is_told_and_goes(stage: Stage) -> None:
    chat = await running(stage, 5)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.promise(torbjorn)
    link = await chat.own_link(torbjorn)
    async with stage.app.database.begin() as session:
        actor = await people_.arrive(session, torbjorn.id, stage.now)
        [told] = (await privacy.export(session, actor))["groups"]
    assert told["own_link_to_chat"] == link
    await torbjorn.forge(b.Erase().pack())
    await chat.it.look()
    kept = await stage.dump(without=("inbox",))
    assert link not in repr(kept)
    assert str(torbjorn.id) not in repr(kept)
    assert await chat.join(torbjorn, link) == "INVITE_HASH_EXPIRED"
    assert [row for row in await stage.rows(select(Outbox.state)) if row[0] == "failed"] == []
    assert (await stage.rows(select(Group.chat_by)))[0][0] is not None
