"""A group whose row cannot be read breaks nothing but itself: not its neighbours' deadlines, nor their reminders."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from db.models import Group, GroupMember, Outbox
from domain.delivery import State
from domain.groups import GroupState, MemberState
from domain.groups import buttons as g
from tests.flows.groups import DAY, FIRST_TUESDAY, Play, play
from tests.stage import Stage

ANSWER_WITHIN = timedelta(days=7)


async def states(stage: Stage) -> list[str]:
    return [row[0] for row in await stage.rows(select(Group.state).order_by(Group.id))]


async def broken(stage: Stage, group_id: int) -> None:
    """As a key that was lost could have left it."""
    async with stage.app.database.begin() as session:
        await session.execute(text("UPDATE groups SET shared = 'gAAAA' WHERE id = :id"), {"id": group_id})


async def two_proposals(stage: Stage) -> Play:
    it = await play(stage, 8)
    await it.propose(it.people[:4])
    await it.propose(it.people[4:])
    return it


async def test_deadlines_of_other_groups(any_stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    """The first one's cannot be decided; the second one's passes as ever."""
    it = await two_proposals(any_stage)
    await broken(any_stage, 1)
    await it.turn(ANSWER_WITHIN + timedelta(minutes=1))
    assert await states(any_stage) == [GroupState.PROPOSED, GroupState.DISSOLVED]
    assert it.people[4].saw("Det ble ikke noe av gruppa")
    said = "".join(capfd.readouterr())
    assert "plan_fault" in said
    assert "group=1" in said


async def test_reminders_of_other_groups(stage: Stage) -> None:
    it = await two_proposals(stage)
    await stage.together(*(one.tap(g.AnswerProposal, answer="yes") for one in it.people[:4]))
    async with stage.app.database.begin() as session:
        await session.execute(update(Group).where(Group.id == 2).values(answer_until=stage.now))
    await broken(stage, 2)
    await it.turn(FIRST_TUESDAY - DAY + timedelta(minutes=1))
    assert await states(stage) == [GroupState.RUNNING, GroupState.PROPOSED]
    reminders = select(Outbox.state).where(Outbox.kind == "meeting_reminder")
    assert [row[0] for row in await stage.rows(reminders)] == [State.SENT] * 4


async def test_offers_of_other_groups_lapse(stage: Stage) -> None:
    """Free places in two groups are not taken in time; in the first one, what follows from that breaks."""
    it = await two_proposals(stage)
    await stage.together(*(one.tap(g.AnswerProposal, answer="yes") for one in it.people))
    assert await states(stage) == [GroupState.RUNNING] * 2
    rows = [(await it.row(one)).id for one in (it.people[3], it.people[7])]
    async with stage.app.database.begin() as session:
        offered = update(GroupMember).where(GroupMember.id.in_(rows))
        await session.execute(offered.values(state=MemberState.OFFERED, asked_at=stage.now))
    await broken(stage, 1)
    await it.turn(timedelta(days=3, minutes=1))
    assert (await it.row(it.people[3])).state == MemberState.OFFERED
    assert (await it.row(it.people[7])).state == MemberState.LAPSED
