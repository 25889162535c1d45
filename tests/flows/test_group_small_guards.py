"""Small guards in a group: nobody takes over only to close it, nobody answers before being asked, no list tells who is gone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Meeting, Person, Trouble, Wish
from domain.ballots import Box
from domain.groups import GroupState
from domain.groups import buttons as g
from domain.privacy import buttons as b
from services import ballots
from services.groups import pairs
from services.people import arrive
from tests.flows.groups import DAY, GONE, Play, play
from tests.stage import Phone, Stage

NOT_YET = "når du har vært igangsetter i et døgn"


async def taken_over(it: Play, one: Phone) -> None:
    """The first starter gives it up, and somebody else takes over."""
    group = await it.running(it.people)
    await it.people[0].forge(g.WithdrawAsStarter(group.id).pack())
    await one.forge(g.TakeOver(group.id, (await it.group()).version).pack())
    assert "Nå er du igangsetter" in one.last


async def test_nobody_takes_over_to_close(stage: Stage) -> None:
    it = await play(stage, 4)
    one = it.people[2]
    await taken_over(it, one)
    close = g.CloseGroup(1, (await it.group()).version).pack()
    for press in (g.AskClose(1).pack(), close):
        await one.forge(press)
        assert NOT_YET in one.last
    assert (await it.group()).state == GroupState.RUNNING
    await it.turn(DAY)
    await one.forge(close)
    assert (await it.group()).state == GroupState.CLOSED


async def test_whoever_is_alone_may_close(stage: Stage) -> None:
    it = await play(stage, 4)
    one = it.people[2]
    await taken_over(it, one)
    for other in (it.people[0], it.people[1], it.people[3]):
        await other.forge(g.LeaveGroup(1, (await it.row(other)).version).pack())
    await one.forge(g.CloseGroup(1, (await it.group()).version).pack())
    assert (await it.group()).state == GroupState.CLOSED


async def test_six_weeks_are_six_weeks(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    answer = g.AnswerPulse(1, 1, "yes").pack()
    await it.turn(timedelta(weeks=6, minutes=-1))
    await it.people[1].forge(answer)
    assert GONE in it.people[1].last
    await it.turn(timedelta(minutes=1))
    await it.people[1].forge(answer)
    assert await answers(stage) == 1
    await it.turn(timedelta(days=14))
    await it.people[2].forge(answer)
    assert "kan ikke svare på disse spørsmålene lenger" in it.people[2].last
    assert await answers(stage) == 1


async def answers(stage: Stage) -> int:
    async with stage.app.database.begin() as session:
        return (await ballots.of_centre(session, 1)).polls


async def test_an_answer_of_another_version_breaks_no_board(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    box = Box()
    for number, said in enumerate([*["yes"] * 4, "perhaps"]):
        box.put(f"1.{90 + number}", {"running": "yes", "helps": said, "colour": "blue"})
    async with stage.app.database.begin() as session:
        await ballots.put_back_pulses(session, 1, box)
    await berit.forge(g.ManageGroups(1).pack())
    assert "Etter seks uker har 5 svart" in berit.last


@pytest.mark.parametrize("apart", [0, 1])
async def test_the_list_of_codes_tells_nothing_of_an_erasure(any_stage: Stage, apart: int) -> None:
    it = await play(any_stage, 2)
    kari, ola = it.people
    mine, his = await it.wish_id(kari), await it.wish_id(ola)
    async with any_stage.app.database.begin() as session:
        (await session.get_one(Wish, his)).code = "KX7A2B"
    await kari.forge(g.NamePerson(mine, apart).pack())
    await kari.say("KX7A2B")
    before = kari.last
    await ola.forge(b.Erase().pack())
    assert await any_stage.rows(select(Person.id).where(Person.telegram_id == ola.id)) == []
    await kari.forge(g.ShowCodes(mine).pack())
    assert kari.last == before
    await kari.forge(g.NamePerson(mine, 1 - apart).pack())
    await kari.say("kx7 a2b")
    assert "KX7 A2B" in kari.last  # can be said anew, and taken back
    async with any_stage.app.database.begin() as session:
        actor = await arrive(session, kari.id, any_stage.now)
        named = (await pairs.codes(session, actor, mine)).named
        assert [(one.code, one.apart) for one in named] == [("KX7A2B", not apart)]
        assert (await pairs.forget(session, actor, named[0].pair_id)).named == ()


async def test_a_coordinator_who_cannot_be_reached_has_not_been_told(stage: Stage) -> None:
    it = await play(stage, 4)
    group = await it.running(it.people)
    async with stage.app.database.begin() as session:
        berit = (await session.scalars(select(Person).where(Person.telegram_id == it.berit.id))).one()
        berit.blocked_at = stage.now
    await it.people[1].forge(g.TellTrouble(group.id).pack())
    assert "får beskjed" not in it.people[1].last
    assert "+47 00 00 00 00" in it.people[1].last
    await it.people[1].say("Hjelp")
    assert await stage.rows(select(Trouble)) == []


async def test_a_place_can_be_seen(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    meeting = (await stage.rows(select(Meeting)))[0][0]
    await it.people[0].forge(g.ChangePlace(meeting.id, meeting.version).pack())
    await it.people[0].say("\u200b\u202e")
    assert (await stage.rows(select(Meeting.place)))[0][0] == ""
    await it.people[0].say("Biblioteket\u200b,  2. etasje")
    assert (await stage.rows(select(Meeting.place)))[0][0] == "Biblioteket, 2. etasje"
