"""A group's own chat, over HTTP: connected by one button, let in by one's own link, left, lost; and whoever tries to get in."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from db.group_models import ChatTask, Group, GroupMember
from db.models import Inbox, Outbox, Person
from domain import buttons as b
from domain import group_buttons as g
from domain import round_buttons as r
from domain.chats import Task, startgroup_link
from domain.timing import slots_between
from handlers.chats import picked
from services import people as people_
from services import privacy
from tests.flows.test_group_life import GONE, Play, play
from tests.stage import OSLO, Phone, Stage

RIGHTS = ["invite_users", "restrict_members", "pin_messages"]
SECRET = "Dette er bare mellom oss fire"
TURNED_AWAY = "Jeg kunne ikke slippe deg inn"
READY = "Alt er i orden med gruppechatten"
BOT = 1234567890


@dataclass
class Chat:
    """A running group's play, and the Telegram group beside it."""

    it: Play
    id: int = 0
    people: list[Phone] = field(default_factory=list)

    @property
    def stage(self) -> Stage:
        return self.it.stage

    async def link(self, phone: Phone) -> str:
        """The address behind the button that adds the bot."""
        await phone.forge(g.ChatHelp((await self.it.group()).id).pack())
        return address(phone, "Legg meg til")

    async def link_again(self, phone: Phone) -> str:
        """The same link; once there is a chat, no button shows it."""
        return startgroup_link("mestringsbot", (await self.it.group()).chat_token or "")

    async def make(self, phone: Phone, *others: Phone, kind: str = "group") -> int:
        """A Telegram group, without the bot."""
        body = {"title": "Tirsdag", "owner_id": phone.id, "type": kind, "member_ids": [one.id for one in others]}
        return int((await self.stage.post("groups", **body))["id"])

    async def add(self, chat_id: int, phone: Phone, link: str, rights: list[str] | None = None) -> int:
        """Use the link: as Telegram does, single rights make a supergroup first."""
        query = parse_qs(urlsplit(link).query)
        asked = query["admin"][0].split(" ") if rights is None else rights
        body = {"by": phone.id, "payload": query["startgroup"][0], "admin_rights": asked}
        added = await self.stage.post(f"groups/{chat_id}/add_bot", **body)
        await self.it.look()
        return int(added["id"])

    async def connect(self, phone: Phone, rights: list[str] | None = None) -> None:
        self.id = await self.add(await self.make(phone), phone, await self.link(phone), rights)

    async def act(self, action: str, **body: Any) -> Any:
        """Something that a person does in the chat."""
        done = await self.stage.post(f"groups/{self.id}/{action}", **body)
        await self.it.look()
        return done

    async def join(self, phone: Phone, link: str) -> str:
        """The status that comes of following a link, or Telegram's refusal."""
        body = {"user_id": phone.id, "invite_link": link}
        async with self.stage.http.post("/sandbox/groups/join", json=body) as response:
            said = await response.json()
        await self.it.look()
        return str(said.get("status") or said["error"])

    async def view(self, chat_id: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = await self.stage.get(f"groups/{chat_id or self.id}")
        return found

    async def place(self, phone_id: int, chat_id: int = 0) -> str:
        members = (await self.view(chat_id))["members"]
        return next((one["status"] for one in members if one["user"]["id"] == phone_id), "left")

    async def said(self) -> list[str]:
        """What the bot has said in the chat."""
        return [one["text"] for one in (await self.view())["messages"] if one["from_bot"] and one["text"]]

    async def links(self) -> dict[str, dict[str, Any]]:
        return {one["invite_link"]: one for one in (await self.view())["links"]}

    async def own_link(self, phone: Phone) -> str:
        """The link in the newest message that has one."""
        await phone.refresh()
        return address(phone, "Til gruppechatten")

    async def come_in(self, phone: Phone) -> None:
        """Promise, and use the link that comes."""
        await phone.forge(g.PromiseSilence((await self.it.row(phone)).id).pack())
        await self.it.look()
        assert await self.join(phone, await self.own_link(phone)) == "requested"
        assert await self.place(phone.id) == "member"

    async def tasks(self) -> list[ChatTask]:
        rows = await self.stage.rows(select(ChatTask).where(ChatTask.state.in_((Task.QUEUED, Task.HELD))))
        return [row[0] for row in rows]


def address(phone: Phone, label: str) -> str:
    for message in reversed(phone.messages):
        for button in (one for row in message.get("buttons") or [] for one in row):
            if label in button["text"]:
                return str(button["url"])
    raise AssertionError(f"{phone.name} sees no link {label!r}: {phone.labels()}")


async def running(stage: Stage, number: int = 4) -> Chat:
    it = await play(stage, number)
    await it.running(it.people)
    return Chat(it, people=it.people)


async def test_from_the_button_to_goodbye(any_stage: Stage) -> None:
    chat = await running(any_stage, 5)
    solveig, torbjorn, ingeborg, hallvard, _ = chat.people
    await connected(chat, solveig)
    await let_in(chat, torbjorn, ingeborg, hallvard)
    await lives_with_the_clock(chat, solveig)
    await leaves(chat, hallvard)
    await closed(chat, solveig)
    chat.it.nobody_was_named()


async def connected(chat: Chat, solveig: Phone) -> None:
    await chat.connect(solveig)
    group = await chat.it.group()
    assert (group.chat_id, group.chat_ready) == (chat.id, True)
    assert READY in solveig.last
    [rules] = await chat.said()
    assert "Det som blir sagt i gruppa, blir i gruppa" in rules
    assert len((await chat.view())["chat"]["pinned"]) == 1
    assert await chat.links() == {}  # nobody has promised yet
    assert not [one for one in chat.people[1:] if one.saw("lenke til gruppechatten")]


async def let_in(chat: Chat, *people: Phone) -> None:
    for phone in people:
        await chat.come_in(phone)
    links = await chat.links()
    assert len(links) == len(people)
    assert all(one["is_revoked"] and one["creates_join_request"] for one in links.values())
    names = {one["name"] for one in links.values()}
    assert names == {f"m{(await chat.it.row(one)).id}" for one in people}
    rows = await chat.stage.rows(select(GroupMember.invite_link, GroupMember.link_used_at, GroupMember.promise_at))
    assert all(link is None for link, *_ in rows)
    await chat.act("message", user_id=people[0].id, text="Hei alle")
    assert len(await chat.said()) == 1  # the bot answers nothing


async def lives_with_the_clock(chat: Chat, solveig: Phone) -> None:
    """The reminder a day before the first meeting, and one question a week from when the group wants it."""
    first = datetime(2026, 8, 25, 18, tzinfo=OSLO)
    await chat.it.turn(first - timedelta(days=1) + timedelta(minutes=1))
    assert ["Snart møtes vi" in one for one in await chat.said()] == [False, True]
    await solveig.forge(g.ChatHelp((await chat.it.group()).id).pack())
    await solveig.press("Still oss et spørsmål i uka")
    assert "Én gang i uka" in solveig.last
    for week in (1, 2):
        await chat.it.turn(next_question(chat.stage))
        assert sum("Ukas spørsmål" in one for one in await chat.said()) == week
    first_question, second_question = [one for one in await chat.said() if "Ukas spørsmål" in one]
    assert first_question != second_question
    await solveig.press("Ikke flere spørsmål")
    await chat.it.turn(next_question(chat.stage))
    assert sum("Ukas spørsmål" in one for one in await chat.said()) == 2


def next_question(stage: Stage) -> datetime:
    """A minute after the programme's next weekly hour."""
    slot = stage.app.library.programmes["ta-tak"].weekly.slot
    return next(slots_between(stage.now, stage.now + timedelta(days=8), slot, OSLO)) + timedelta(minutes=1)


async def leaves(chat: Chat, hallvard: Phone) -> None:
    group, row = await chat.it.group(), await chat.it.row(hallvard)
    await hallvard.forge(g.LeaveGroup(group.id, row.version).pack())
    await chat.it.look()
    assert await chat.place(hallvard.id) == "left"  # not banned for ever: they may come back as members
    assert await chat.tasks() == []
    assert not [one for one in (await chat.stage.rows(select(ChatTask.telegram_id))) if one[0]]


async def closed(chat: Chat, solveig: Phone) -> None:
    group = await chat.it.group()
    await solveig.forge(g.CloseGroup(group.id, group.version).pack())
    await chat.it.look()
    assert "jeg går ut av chatten" in (await chat.said())[-1]
    assert await chat.place(BOT) == "left"
    assert (await chat.it.group()).chat_id is None
    assert await chat.place(chat.people[1].id) == "member"


async def test_links_wait_for_the_promise_and_come_anew(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    group_id = (await chat.it.group()).id
    await torbjorn.forge(g.GetChatLink(group_id).pack())
    assert "trenger jeg løftet ditt" in torbjorn.last
    await torbjorn.press("Jeg lover det") if "Jeg lover det" in torbjorn.labels() else await torbjorn.tap(
        g.PromiseSilence
    )
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
    await torbjorn.forge(g.PromiseSilence((await chat.it.row(torbjorn)).id).pack())
    await chat.it.look()
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
    await ingeborg.forge(g.PromiseSilence((await chat.it.row(ingeborg)).id).pack())
    await chat.it.look()
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
    await ingeborg.forge(g.PromiseSilence((await chat.it.row(ingeborg)).id).pack())
    await chat.it.look()
    unused = await chat.own_link(ingeborg)
    for phone in (torbjorn, ingeborg):
        if erased:
            await phone.forge(b.Erase().pack())
        else:
            row = await chat.it.row(phone)
            await phone.forge(g.LeaveGroup(row.group_id, row.version).pack())
        await chat.it.look()
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
    await torbjorn.forge(g.PromiseSilence((await chat.it.row(torbjorn)).id).pack())
    await chat.it.look()
    await stage.post("faults", kind="500", method="approveChatJoinRequest", count=0)
    await chat.join(torbjorn, await chat.own_link(torbjorn))
    assert "approve" in [one.action for one in await chat.tasks()]
    row = await chat.it.row(torbjorn)
    await torbjorn.forge(g.LeaveGroup(row.group_id, row.version).pack())
    async with stage.http.delete("/sandbox/faults") as response:
        assert response.status == 200
    await wait_for_no_tasks(chat)
    assert await chat.place(torbjorn.id) == "left"


async def wait_for_no_tasks(chat: Chat) -> None:
    async with asyncio.timeout(10):
        while await chat.tasks():
            chat.stage.app.chats.wake()
            await asyncio.sleep(0.1)


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
        assert "så jeg går igjen" in words[0]
        assert (await chat.it.group()).chat_id is None
    forged = startgroup_link("mestringsbot", "x" * 24)
    theirs = await chat.add(await chat.make(solveig), solveig, forged)
    assert await chat.place(BOT, theirs) == "left"


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
    await torbjorn.forge(g.PromiseSilence((await chat.it.row(torbjorn)).id).pack())
    await chat.it.look()
    assert not torbjorn.saw("lenke til gruppechatten")
    await solveig.press("Se etter igjen")
    assert "det mangler fortsatt noe" in solveig.last
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
    row = await chat.it.row(torbjorn)
    await torbjorn.forge(g.LeaveGroup(row.group_id, row.version).pack())
    await chat.it.look()
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
    await torbjorn.forge(g.PromiseSilence((await chat.it.row(torbjorn)).id).pack())
    await chat.it.look()
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
    await ingeborg.forge(g.PromiseSilence((await chat.it.row(ingeborg)).id).pack())
    await chat.it.look()
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
    assert "Snart møtes vi" in (await chat.said())[-1]
    assert await chat.place(BOT) == "administrator"  # the two minutes for strange chats are over


async def test_a_move_that_nobody_told_of(stage: Stage) -> None:
    """The messages of the move were lost: the first call to the old number is told the new one."""
    chat = await running(stage, 5)
    solveig, torbjorn, *_ = chat.people
    whole = [*RIGHTS, "change_info", "delete_messages", "manage_video_chats", "manage_tags"]
    await chat.connect(solveig, rights=whole)
    await chat.come_in(torbjorn)
    box = stage.server.sandbox
    box.updates.allowed = ["message"]
    new = box.groups.upgrade(chat.id).id
    box.updates.drop()
    row = await chat.it.row(torbjorn)
    await torbjorn.forge(g.LeaveGroup(row.group_id, row.version).pack())
    await chat.it.look()
    assert (await chat.it.group()).chat_id == new
    assert await chat.place(torbjorn.id, new) == "left"


async def test_a_second_chat_is_for_the_starter_to_choose(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, ingeborg, _ = chat.people
    await chat.connect(solveig)
    first = chat.id
    await chat.come_in(torbjorn)
    second = await chat.add(await chat.make(ingeborg), ingeborg, await chat.link_again(ingeborg))
    assert (await chat.it.group()).chat_id == first
    assert "Jeg er lagt til i en chat til" in solveig.last
    group = await chat.it.group()
    await ingeborg.forge(g.SwitchChat(group.id, group.chat_version, 1).pack())
    assert (await chat.it.group()).chat_id == first  # not hers to decide
    await solveig.press("Nei, behold den vi har")
    await chat.it.look()
    assert (await chat.place(BOT, first), await chat.place(BOT, second)) == ("administrator", "left")
    third = await chat.add(await chat.make(ingeborg), ingeborg, await chat.link_again(ingeborg))
    await solveig.press("Ja, den nye")
    await chat.it.look()
    assert (await chat.it.group()).chat_id == third
    assert await chat.place(BOT, first) == "left"
    chat.id = third
    assert await chat.join(torbjorn, await chat.own_link(torbjorn)) == "requested"
    assert await chat.place(torbjorn.id) == "member"


async def test_a_second_chat_that_nobody_chooses(stage: Stage) -> None:
    chat = await running(stage)
    solveig, _, ingeborg, _ = chat.people
    await chat.connect(solveig)
    second = await chat.add(await chat.make(ingeborg), ingeborg, await chat.link_again(ingeborg))
    await chat.it.turn(timedelta(hours=1))
    assert await chat.place(BOT, second) == "administrator"
    await chat.it.turn(timedelta(days=3))
    assert await chat.place(BOT, second) == "left"
    assert (await chat.it.group()).chat_proposed is None
    assert await chat.place(BOT) == "administrator"


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


async def test_only_the_starter_decides_about_the_chat(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    group_id = (await chat.it.group()).id
    await torbjorn.forge(g.NoChat(group_id).pack())
    assert "igangsetteren" in torbjorn.last
    await solveig.forge(g.ChatHelp(group_id).pack())
    await solveig.press("Vi klarer oss uten chat")
    assert "Gruppa er uten egen chat" in solveig.last
    assert (await chat.it.group()).no_chat
    await chat.connect(torbjorn)  # any member may make it all the same
    group = await chat.it.group()
    assert (group.chat_id, group.no_chat) == (chat.id, False)
    assert READY in torbjorn.last
    assert READY in solveig.last
    await torbjorn.forge(g.WeeklyQuestion(group_id, 1).pack())
    assert "igangsetteren" in torbjorn.last
    await torbjorn.forge(g.NoChat(group_id).pack())
    assert (await chat.it.group()).chat_id == chat.id


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
    row = await chat.it.row(torbjorn)
    await torbjorn.forge(g.LeaveGroup(row.group_id, row.version).pack())
    await chat.it.look()
    assert await chat.place(torbjorn.id) == "creator"
    assert "du styrer gruppechatten" in torbjorn.last
    assert "styrer gruppechatten, og da kan jeg ikke ta dem ut" in solveig.last
    assert await chat.tasks() == []


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


async def test_a_crash_loses_no_task(stage: Stage) -> None:
    chat = await running(stage, 5)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await chat.come_in(torbjorn)
    await stage.post("faults", kind="500", method="banChatMember", count=0)
    row = await chat.it.row(torbjorn)
    await torbjorn.forge(g.LeaveGroup(row.group_id, row.version).pack())
    assert [one.action for one in await chat.tasks()] == ["remove"]
    await stage.app.stop()
    async with stage.http.delete("/sandbox/faults") as response:
        assert response.status == 200
    await stage.start_bot()
    await wait_for_no_tasks(chat)
    assert await chat.place(torbjorn.id) == "left"


async def test_what_is_stored_of_the_chat_is_told_and_goes(stage: Stage) -> None:
    chat = await running(stage, 5)
    solveig, torbjorn, *_ = chat.people
    await chat.connect(solveig)
    await torbjorn.forge(g.PromiseSilence((await chat.it.row(torbjorn)).id).pack())
    await chat.it.look()
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


async def test_the_coordinator_may_make_the_chat(stage: Stage) -> None:
    chat = await running(stage)
    solveig, torbjorn, *_ = chat.people
    berit, group_id = chat.it.berit, (await chat.it.group()).id
    await berit.forge(r.ManageGroup(group_id).pack())
    await berit.press("Gruppechatten")
    link = address(berit, "Legg meg til")
    chat.id = await chat.add(await chat.make(berit), berit, link)
    assert READY in berit.last
    assert READY in solveig.last
    assert "Min lenke til chatten" not in berit.labels()
    await berit.press("Tilbake")
    await chat.come_in(torbjorn)
    await chat.come_in(solveig)  # who looks after the group, and has a link like everybody else
    assert await chat.place(berit.id) == "creator"


async def test_a_chat_belongs_to_one_group(stage: Stage) -> None:
    """Somebody who is in two groups uses the second one's link in the first one's chat."""
    chat = await running(stage, 8)
    first, people = await chat.it.group(), chat.people
    await chat.connect(people[0])
    async with stage.app.database.begin() as session:
        other = Group(
            centre_id=1, state="running", slot="wed-18", place="online", language="nb", shared="", chat_token="y" * 24,
            answer_until=stage.now, created_at=stage.now, started_at=stage.now,
        )  # fmt: skip
        session.add(other)
        await session.flush()
        person = (await session.scalars(select(Person).where(Person.telegram_id == people[0].id))).one()
        row = GroupMember(group_id=other.id, person_id=person.id, state="member", asked_at=stage.now, version=1)
        session.add(row)
    await chat.add(chat.id, people[0], startgroup_link("mestringsbot", "y" * 24))
    assert "hører til en annen gruppe" in people[0].last
    chats = await stage.rows(select(Group.id, Group.chat_id).order_by(Group.id))
    assert [tuple(one) for one in chats] == [(first.id, chat.id), (first.id + 1, None)]
    assert await chat.place(BOT) == "administrator"
