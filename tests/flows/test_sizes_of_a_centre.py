"""A centre may ask for larger groups than others: from the draft to the end its own least counts."""

from msgspec.structs import replace

from domain.groups import GroupState
from domain.groups import buttons as g
from tests.flows.groups import Play, play
from tests.stage import Stage


async def of_five(stage: Stage, number: int) -> Play:
    """People at a centre whose groups have five members or more."""
    it = await play(stage, number)
    library = stage.app.library
    library.own_groups["sandefjord"] = replace(library.groups, least=5, aim=(5, 7))
    return it


async def asked(it: Play) -> None:
    await it.berit.forge(g.FindGroups(1).pack())
    await it.berit.press("Godkjenn og spør alle")
    await it.berit.press("Ja, spør dem")
    await it.look()


async def test_five_start_a_group_of_five(stage: Stage) -> None:
    it = await of_five(stage, 5)
    await asked(it)
    assert "minst 5 sier ja" in it.people[0].last
    for one in it.people:
        await one.tap(g.AnswerProposal, answer="yes")
    assert (await it.group()).state == GroupState.RUNNING
    await it.people[4].forge(g.LeaveGroup(1, (await it.row(it.people[4])).version).pack())
    await it.look()
    assert "har nå 4 medlemmer" in it.berit.last


async def test_four_do_not(stage: Stage) -> None:
    it = await of_five(stage, 5)
    await asked(it)
    for one in it.people[:4]:
        await one.tap(g.AnswerProposal, answer="yes")
    await it.people[4].tap(g.AnswerProposal, answer="no")
    assert (await it.group()).state == GroupState.DISSOLVED


async def test_four_are_no_draft(stage: Stage) -> None:
    it = await of_five(stage, 5)
    await it.berit.forge(g.FindGroups(1).pack())
    await it.people[0].forge(g.PauseWish(await it.wish_id(it.people[0])).pack())
    await it.berit.forge(g.ShowRound(1).pack())
    assert "Hver trenger fra 5 til 8 personer" in it.berit.last
    assert "Godkjenn og spør alle" not in it.berit.labels()
