"""Somebody new comes to a group: the members are asked without a name, one no is enough, and nobody learns whose it was."""

from datetime import timedelta

from sqlalchemy import select

from db.models import GroupMember
from domain.groups import WishState
from domain.groups import buttons as g
from services.groups import seeking
from tests.flows.groups import GONE, look_for_group, play
from tests.stage import Stage


async def test_one_leaves_and_one_joins(any_stage: Stage) -> None:
    stage = any_stage
    it = await play(stage, 4)
    people = it.people
    group = await it.running(people)
    await people[3].say("/mygroup")
    await people[3].tap(g.AskLeaveGroup)
    await people[3].tap(g.LeaveGroup)
    assert "Takk for at du var med" in people[3].last
    await it.look()
    assert "har nå 3 medlemmer" in it.berit.last
    assert not any("slutte" in words or "forlatt" in words for one in people[:3] for words in one.texts[3:])
    await people[3].forge(g.ShowGroup(group.id).pack())
    assert GONE in people[3].last
    newcomer = await stage.participant("Gudrun")
    it.people.append(newcomer)
    await look_for_group(stage, newcomer, 9)
    wish_id = await it.wish_id(newcomer)
    async with stage.app.database.begin() as session:
        await seeking.look(session, stage.app.library, wish_id, stage.now)
    await it.look()
    assert all("Kan det komme en ny" in one.last for one in people[:3])
    assert "ledig plass" not in newcomer.last
    row = await it.row(newcomer)
    await people[3].forge(g.AnswerNewcomer(row.id, row.version, 1).pack())
    assert GONE in people[3].last
    for one in people[:3]:
        assert "ledig plass" not in newcomer.last
        await one.tap(g.AnswerNewcomer, yes=1)
    await it.look()
    assert "ledig plass til deg" in newcomer.last
    await newcomer.tap(g.AnswerFreePlace, yes=1)
    await it.look()
    assert "Nå er dere 4" in people[0].last
    assert await it.totals() == {"groups_started": 1, "members_joined": 5, "members_left": 1}
    it.nobody_was_named()


async def test_a_no_to_newcomers_leaves_no_trace_of_anybody(stage: Stage) -> None:
    it = await play(stage, 6)
    people, passing, waiting = it.people[:4], it.people[4], it.people[5]
    await waiting.say("/groups")
    await waiting.tap(g.PauseWish)
    group = await it.running(people)
    await passing.tap(g.AnswerFreePlace, yes=0)
    assert "helt i orden" in passing.last
    await waiting.tap(g.ResumeWish)
    await it.look()
    await people[1].tap(g.AnswerNewcomer, yes=1)
    await people[2].tap(g.AnswerNewcomer, yes=0)
    assert "spør ikke igjen" in people[2].last
    await people[3].tap(g.AnswerNewcomer, yes=1)
    assert GONE in people[3].last
    await it.look()
    assert not waiting.saw("ledig plass")
    rows = await stage.rows(select(GroupMember.state).where(GroupMember.group_id == group.id))
    assert sorted(row.state for row in rows) == ["member"] * 4 + ["no"]
    assert (await it.wish(waiting)).state == WishState.ACTIVE
    await people[0].say("/mygroup")
    assert "Det kommer ingen nye" in people[0].last
    await people[0].press("Igangsetter")
    await people[0].press("Åpne for nye")
    await it.turn(timedelta(days=1))
    assert "Kan det komme en ny" in people[3].last
