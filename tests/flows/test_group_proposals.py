"""A group is proposed without names: too few say yes, nobody answers in time, one place is still free."""

from datetime import timedelta

from domain.groups import GroupState, WishState
from domain.groups import buttons as g
from tests.flows.groups import DAY, GONE, STALE, play
from tests.stage import START, Stage


async def test_too_few_say_yes(stage: Stage) -> None:
    it = await play(stage, 5)
    people = it.people
    await it.propose(people)
    await people[0].tap(g.AnswerProposal, answer="yes")
    await people[1].tap(g.AnswerProposal, answer="no")
    assert "De andre får ikke vite at du fikk forslaget" in people[1].last
    assert (await it.wish(people[1])).state == WishState.PAUSED
    await people[2].tap(g.AnswerProposal, answer="yes")
    await people[2].press("Jeg kan ikke likevel")
    await it.look()
    assert (await it.group()).state == GroupState.DISSOLVED
    for one in (people[0], people[3], people[4]):
        assert "ble ikke noe av gruppa" in one.last
        wish = await it.wish(one)
        assert wish.state == WishState.ACTIVE
        assert wish.since == START - timedelta(days=30 - people.index(one))
    await people[3].tap(g.AnswerProposal, answer="yes")
    assert STALE in people[3].last
    assert await it.totals() == {"groups_dissolved": 1}
    it.nobody_was_named()


async def test_silence_at_the_deadline_dissolves(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.propose(it.people)
    for one in it.people[:3]:
        await one.tap(g.AnswerProposal, answer="yes")
    await it.turn(START + 7 * DAY)
    assert "ble ikke noe av gruppa" in it.people[0].last
    assert "jeg leter ikke for deg nå" in it.people[3].last
    assert [(await it.wish(one)).state for one in it.people] == [WishState.ACTIVE] * 3 + [WishState.PAUSED]


async def test_next_best_is_offered_what_is_free(stage: Stage) -> None:
    it = await play(stage, 6)
    inside, outside = it.people[:5], it.people[5]
    await it.propose(inside)
    await inside[4].tap(g.AnswerProposal, answer="no")
    for one in inside[:4]:
        await one.tap(g.AnswerProposal, answer="yes")
    await it.look()
    assert "ledig plass til deg" in outside.last
    assert "4 personer er med fra før" in outside.last
    old = await it.row(outside)
    await inside[0].forge(g.AnswerFreePlace(old.id, old.version, 1).pack())
    assert GONE in inside[0].last
    await outside.tap(g.AnswerFreePlace, yes=1)
    assert "Velkommen i gruppa" in outside.last
    assert outside.messages[-1]["document"]["file_name"] == "treff.ics"
    await it.look()
    assert "Nå er dere 5" in inside[1].last
    it.nobody_was_named()


async def test_an_offer_that_is_not_answered_lapses(stage: Stage) -> None:
    it = await play(stage, 5)
    await it.running(it.people[:4])
    assert "ledig plass" in it.people[4].last
    await it.turn(3 * DAY)
    assert "Fristen gikk ut" in it.people[4].last
    await it.people[4].tap(g.AnswerFreePlace, yes=1)
    assert STALE in it.people[4].last
    assert (await it.wish(it.people[4])).state == WishState.PAUSED
