"""The people of one autumn: eighteen who have been on a course together, and the groups that come of it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.models import Group
from domain.buttons import Payload, unpack
from domain.groups import MemberState
from domain.signup.buttons import AskJoin, Join
from tests.flows.group_chats import RIGHTS
from tests.flows.groups import Play
from tests.stage import OSLO, Phone, Stage

ON_WEDNESDAYS = ("Solveig", "Torbjørn", "Ingeborg", "Vigdis", "Hallvard", "Ragnhild")
ON_THURSDAYS = ("Gudrun", "Sverre", "Dagfinn", "Tordis", "Oddvar", "Aslaug")
LEFT_OVER = ("Asbjørn", "Borghild")
"""They can only come on Mondays."""
CONTENT_AS_IT_IS = ("Eyvind", "Magnhild", "Leidulf", "Halldis")
LOOKING = (*ON_WEDNESDAYS, *ON_THURSDAYS, *LEFT_OVER)
EVERYBODY = (*LOOKING, *CONTENT_AS_IT_IS)
STARTERS = ("Solveig", "Gudrun")
WHOLE = [*RIGHTS, "change_info", "delete_messages", "manage_video_chats", "manage_tags"]
"""All that an administrator of a plain group has: with it, the group stays a plain one."""


def oslo(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=OSLO)


ASKED = oslo(10, 7, 10, 30)
"""The morning after the last evening, on a Wednesday."""
THURSDAYS_START = oslo(10, 15, 16)
WEDNESDAYS_START = oslo(10, 21, 19)


@dataclass
class Circle(Play):
    """One group, by the time it meets: those who were asked, and its row."""

    slot: str = ""

    async def group(self) -> Group:
        rows = await self.stage.rows(select(Group).where(Group.slot == self.slot))
        group: Group = rows[0][0]
        return group

    async def states(self) -> list[str]:
        """What became of each who was asked."""
        return [(await self.row(one)).state for one in self.people]

    async def members(self) -> list[Phone]:
        return [one for one in self.people if (await self.row(one)).state == MemberState.MEMBER]


@dataclass
class Autumn:
    """The stage with everybody on it."""

    stage: Stage
    berit: Phone
    people: dict[str, Phone]
    codes: dict[str, str] = field(default_factory=dict)
    """Of those who look for a group, the private code that they may give to others."""
    out: dict[str, int] = field(default_factory=dict)
    """Whoever is out of a group: the last call before; nothing of any group may reach them later."""

    def those(self, *names: str) -> list[Phone]:
        return [self.people[name] for name in names]

    async def all_tap(self, names: tuple[str, ...], kind: type[Payload], **values: Any) -> None:
        """They all press such a button, at the same time."""
        await self.stage.together(*(one.tap(kind, **values) for one in self.those(*names)))

    async def look(self) -> None:
        """Everybody looks at their telephone."""
        await asyncio.gather(*(one.refresh() for one in (*self.people.values(), self.berit)))

    async def turn(self, to: datetime) -> None:
        await self.stage.turn(to)
        await self.look()

    async def is_out(self, name: str) -> None:
        self.out[name] = (await self.stage.calls())[-1]["n"]

    def who_may(self, kind: type[Payload]) -> list[str]:
        """Those whose newest message with words has such a button."""
        return [name for name, one in self.people.items() if kind in _offered(one)]

    def who_last_read(self, words: str) -> list[str]:
        """Those whose newest message holds these words."""
        return [name for name, one in self.people.items() if words in one.last]

    def who_saw(self, words: str) -> set[str]:
        return {name for name, one in self.people.items() if one.saw(words)}


def _offered(phone: Phone) -> set[type[Payload]]:
    newest = next((one for one in reversed(phone.messages) if one.get("text")), {})
    return {type(unpack(one["data"])) for row in newest.get("buttons", []) for one in row if one.get("data")}


async def signed_up(stage: Stage) -> Autumn:
    """Everybody has a place on the course."""
    berit, people = await stage.coordinator("Berit"), await stage.participants(*EVERYBODY)
    it = Autumn(stage, berit, dict(zip(EVERYBODY, people, strict=True)))
    await it.all_tap(EVERYBODY, AskJoin)
    await it.all_tap(EVERYBODY, Join)
    return it


async def calendar(phone: Phone) -> str:
    """The newest calendar file of meetings that somebody has been sent."""
    document = next(one["document"] for one in reversed(phone.messages) if one.get("document"))
    assert document["file_name"] == "treff.ics"
    async with phone.stage.http.get(document["url"]) as response:
        return (await response.read()).decode()
