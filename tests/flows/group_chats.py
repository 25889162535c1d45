"""A running group and the Telegram group beside it: made, connected, joined, looked into."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select, update

from db.models import ChatTask
from domain.groups import buttons as g
from domain.groups.chats import Task, startgroup_link
from tests.flows.groups import Play, play
from tests.stage import Phone, Stage

RIGHTS = ["invite_users", "restrict_members", "pin_messages"]
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
        """The address behind the button that adds the bot, for a member who has promised."""
        await self.promise(phone)
        await phone.forge(g.ChatHelp((await self.it.group()).id).pack())
        return address(phone, "Legg meg til")

    async def link_again(self, phone: Phone) -> str:
        """The same link."""
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

    async def second(self, phone: Phone) -> int:
        """Another chat, connected by the same link; once there is a chat, no button shows it."""
        await self.promise(phone)
        return await self.add(await self.make(phone), phone, await self.link_again(phone))

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

    async def promise(self, phone: Phone) -> None:
        """Promise confidentiality; the link comes when there is a chat."""
        await phone.forge(g.PromiseSilence((await self.it.row(phone)).id).pack())
        await self.it.look()

    async def come_in(self, phone: Phone) -> None:
        """Promise, and use the link that comes."""
        await self.promise(phone)
        assert await self.join(phone, await self.own_link(phone)) == "requested"
        assert await self.place(phone.id) == "member"

    async def tasks(self) -> list[ChatTask]:
        rows = await self.stage.rows(select(ChatTask).where(ChatTask.state.in_((Task.QUEUED, Task.HELD))))
        return [row[0] for row in rows]

    async def telegram_recovers(self) -> None:
        """Telegram answers again, and what waits to be tried again is tried now."""
        await self.stage.mend()
        async with asyncio.timeout(10):
            while await self.tasks():
                async with self.stage.app.database.begin() as session:
                    await session.execute(update(ChatTask).values(retry_at=None))
                self.stage.app.chats.wake()
                await self.it.look()


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
