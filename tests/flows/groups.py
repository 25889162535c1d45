"""What stories about self-help groups share: a centre whose people look for a group, and how to bring one about."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Group, GroupMember, Person, Wish
from domain.groups import WishState
from domain.groups import buttons as g
from domain.groups.wishes import Answers
from services.groups import proposals, tallies
from services.groups.proposals import ProposedGroup
from tests.stage import OSLO, START, Phone, Stage

NAMES = ("Solveig", "Torbjørn", "Ingeborg", "Hallvard", "Ragnhild", "Asbjørn", "Vigdis", "Oddvar")
GONE, STALE = "fører ikke lenger noe sted", "Noe er endret"
DAY = timedelta(days=1)
FIRST_TUESDAY = datetime(2026, 8, 25, 18, tzinfo=OSLO)
"""The first Tuesday at least five days after the play begins, on Monday 17 August."""


@dataclass
class Play:
    """A stage, its coordinator, and people who look for a group on Tuesdays; the first of them would start one."""

    stage: Stage
    berit: Phone
    people: list[Phone]

    async def propose(self, people: Sequence[Phone], *, slot: str = "tue-18", place: str = "online") -> None:
        ids = [await self.wish_id(one) for one in people]
        async with self.stage.app.database.begin() as session:
            draft = ProposedGroup(tuple(ids), slot, place, "nb", ("sleep",))
            await proposals.propose(session, self.stage.app.library, 1, None, [draft], self.stage.now)
        await self.look()

    async def look(self) -> None:
        """Let everything go out, and let everybody look at their telephone."""
        self.stage.app.sender.wake()
        await self.stage.settle()
        await asyncio.gather(*(one.refresh() for one in [*self.people, self.berit]))

    async def turn(self, to: datetime | timedelta) -> None:
        await self.stage.turn(to)
        await self.look()

    async def running(self, people: Sequence[Phone]) -> Group:
        """A group of these people that has said yes."""
        await self.propose(people)
        await self.stage.together(*(one.tap(g.AnswerProposal, answer="yes") for one in people))
        await self.look()
        return await self.group()

    async def leaves(self, phone: Phone) -> None:
        row = await self.row(phone)
        await phone.forge(g.LeaveGroup(row.group_id, row.version).pack())
        await self.look()

    async def wish(self, phone: Phone) -> Wish:
        rows = await self.stage.rows(select(Wish).join(Person).where(Person.telegram_id == phone.id))
        wish: Wish = rows[0][0]
        return wish

    async def wish_id(self, phone: Phone) -> int:
        return (await self.wish(phone)).id

    async def group(self) -> Group:
        rows = await self.stage.rows(select(Group).order_by(Group.id.desc()))
        group: Group = rows[0][0]
        return group

    async def row(self, phone: Phone) -> GroupMember:
        rows = await self.stage.rows(
            select(GroupMember).join(Person).where(Person.telegram_id == phone.id).order_by(GroupMember.id.desc())
        )
        row: GroupMember = rows[0][0]
        return row

    async def totals(self) -> dict[str, int]:
        async with self.stage.app.database.begin() as session:
            return await tallies.totals(session, 1)

    def nobody_was_named(self) -> None:
        """No message to anybody, coordinator included, holds the name of somebody else."""
        for phone in [*self.people, self.berit]:
            others = [name for name in NAMES if name != phone.name]
            assert not [name for name in others for words in phone.texts if name in words], phone.name


async def play(stage: Stage, number: int = 6) -> Play:
    berit = await stage.coordinator("Berit")
    people = await stage.acquainted(*NAMES[:number])
    for order, phone in enumerate(people):
        await look_for_group(stage, phone, order)
    return Play(stage, berit, people)


async def look_for_group(stage: Stage, phone: Phone, order: int, slot: str = "tue-18") -> None:
    answers = Answers(
        side="self",
        themes=("sleep",),
        slots=(slot,),
        languages=("nb",),
        places=("online",),
        starter=order == 0,
    )
    async with stage.app.database.begin() as session:
        person = (await session.scalars(select(Person).where(Person.telegram_id == phone.id))).one()
        since = START - timedelta(days=30 - order)
        session.add(
            Wish(
                person_id=person.id,
                centre_id=1,
                state=WishState.ACTIVE,
                answers=answers.to_json(),
                code=f"CODE{order:02}",
                since=since,
                consent_at=START,
                consent_version=1,
            )
        )
