"""However often people come and go, the members of a group are asked at most once a day, and no search is forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import Group, GroupMember, Outbox
from domain.groups import MemberState
from domain.groups import buttons as g
from domain.privacy import buttons as b
from services.groups import proposals, seeking
from tests.flows.crowds import crowd
from tests.flows.groups import DAY, Play, look_for_group, play
from tests.stage import Phone, Stage


async def questions(stage: Stage) -> int:
    """How many questions about somebody new have been queued for members."""
    rows = await stage.rows(select(func.count()).where(Outbox.kind == "newcomer_asked"))
    return int(rows[0][0])


async def considered(stage: Stage) -> int:
    rows = await stage.rows(select(func.count()).where(GroupMember.state == MemberState.CONSIDERED))
    return int(rows[0][0])


async def newcomer(it: Play, name: str = "Gudrun") -> Phone:
    """Somebody who comes to look for a group after the others have theirs."""
    phone = await it.stage.participant(name)
    await look_for_group(it.stage, phone, 10 + len(it.people))
    it.people.append(phone)
    await back_and_forth(it, phone)
    return phone


async def back_and_forth(it: Play, phone: Phone) -> None:
    wish_id = await it.wish_id(phone)
    await phone.forge(g.PauseWish(wish_id).pack())
    await phone.forge(g.ResumeWish(wish_id).pack())


async def test_pausing_and_looking_again_rings_nobody_s_telephone(any_stage: Stage) -> None:
    it = await play(any_stage, 4)
    await it.running(it.people)
    one = await newcomer(it)
    assert await questions(any_stage) == 4
    for _ in range(3):
        await back_and_forth(it, one)
    assert await questions(any_stage) == 4
    await it.turn(DAY - timedelta(minutes=1))
    assert await questions(any_stage) == 4
    await it.turn(timedelta(minutes=1))
    assert await questions(any_stage) == 8
    assert (await it.row(one)).state == MemberState.CONSIDERED


async def test_erasing_and_beginning_anew_does_not_either(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    one = await newcomer(it)
    for _ in range(2):
        await one.forge(b.Erase().pack())
        await one.start()
        await one.press("Norsk bokmål")
        await one.press("Ja, og jeg har fylt 18")
        await one.forge(g.Agree(1, 0, "self").pack())
        wish_id = await it.wish_id(one)
        for field, value in (("slots", "tue-18"), ("places", "online")):
            await one.forge(g.Toggle(wish_id, field, value, 1).pack())
        await one.forge(g.FinishWish(wish_id).pack())
    assert await questions(stage) == 4
    await it.turn(DAY)
    assert await questions(stage) == 8


async def test_another_group_is_asked_meanwhile(stage: Stage) -> None:
    """The brake is each group's own: whoever comes is thought of by one that has not been asked today."""
    it = await play(stage, 8)
    await it.running(it.people[:4])
    for one in it.people[4:]:  # each has been offered a place in the first group
        await one.tap(g.AnswerFreePlace, yes=0)
        await one.forge(g.ResumeWish(await it.wish_id(one)).pack())
    await it.running(it.people[4:])
    first, second = await newcomer(it, "Gudrun"), await newcomer(it, "Herdis")
    groups = {(await it.row(one)).group_id for one in (first, second)}
    assert groups == {1, 2}


@pytest.mark.parametrize("groups", [12])
async def test_many_groups_look_a_few_at_a_time(stage: Stage, groups: int) -> None:
    stage.without_ticks()
    ids = await crowd(stage, 4 * groups + 20, groups, alike=True)
    async with stage.app.database.begin() as session:
        await seeking.look_all(session, stage.app.library, 1, stage.now)
    assert await considered(stage) == seeking.AT_ONCE
    found = []
    for _ in range(3):
        await stage.app.plan()
        found.append(await considered(stage))
    assert found == [2 * seeking.AT_ONCE, groups, groups]
    assert len(ids) == 68
    assert await stage.rows(select(Group.id).where(Group.look_at.is_not(None))) == []


async def test_many_proposals_that_fall_at_once(stage: Stage) -> None:
    """A few are decided at each tick, and then the groups with a place look: nothing waits for a press."""
    stage.without_ticks()
    ids = await crowd(stage, 4 * 3 + 4 * 8, 3, alike=True)
    async with stage.app.database.begin() as session:
        drafts = [
            proposals.ProposedGroup(tuple(ids[start : start + 4]), "tue-18", "online", "nb", ())
            for start in range(12, 44, 4)
        ]
        await proposals.propose(session, stage.app.library, 1, None, drafts, stage.now)
    stage._write(stage.now + 7 * DAY)
    open_ = []
    for _ in range(3):
        await stage.app.plan()
        rows = await stage.rows(select(func.count()).where(Group.state == "proposed"))
        open_.append(int(rows[0][0]))
    assert open_ == [3, 0, 0]
    assert await questions(stage) == 0  # who did not answer looks no more
