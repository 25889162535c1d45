"""What one answers to a proposal, a free place or a question about somebody new is shown to nobody, coordinators included."""

from domain.groups import MemberState
from domain.groups import buttons as g
from tests.flows.groups import NAMES, Play, look_for_group, play
from tests.stage import Stage


async def shown(it: Play) -> str:
    """The group as the coordinator sees it."""
    await it.berit.forge(g.ManageGroup((await it.group()).id).pack())
    return it.berit.last


def named(words: str) -> set[str]:
    return {name for name in NAMES if name in words}


async def test_a_no_to_a_proposal(stage: Stage) -> None:
    it = await play(stage, 6)
    await it.berit.forge(g.FindGroups(1).pack())
    await it.berit.press("Godkjenn og spør alle")
    await it.berit.press("Ja, spør dem")
    assert "hvor mange som har svart" in it.berit.last
    await it.look()
    await it.people[2].tap(g.AnswerProposal, answer="no")
    assert "De andre får ikke vite at du fikk forslaget" in it.people[2].last
    assert "ser bare hvem som ble med" in it.people[2].last
    await it.people[3].tap(g.AnswerProposal, answer="other")
    await it.people[0].tap(g.AnswerProposal, answer="yes")
    words = await shown(it)
    assert "Vil være med: 1. Har ikke svart ennå: 3." in words
    assert named(words) == set()
    for one in (it.people[1], it.people[4], it.people[5]):
        await one.tap(g.AnswerProposal, answer="yes")
    words = await shown(it)
    assert "Solveig, igangsetter" in words
    assert named(words) == {it.people[n].name for n in (0, 1, 4, 5)}


async def test_a_free_place(stage: Stage) -> None:
    it = await play(stage, 5)
    await it.running(it.people[:4])
    passing = it.people[4]
    assert (await it.row(passing)).state == MemberState.OFFERED
    words = await shown(it)
    assert "1 ledig plass er tilbudt" in words
    assert named(words) == {one.name for one in it.people[:4]}
    await passing.tap(g.AnswerFreePlace, yes=0)
    assert "De andre får ikke vite at det var deg jeg spurte" in passing.last
    words = await shown(it)
    assert "tilbudt" not in words
    assert named(words) == {one.name for one in it.people[:4]}


async def test_somebody_of_whom_members_are_asked(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    newcomer = await stage.participant("Oddvar")
    it.people.append(newcomer)
    await look_for_group(stage, newcomer, 9)
    await newcomer.forge(g.PauseWish(await it.wish_id(newcomer)).pack())
    before = await shown(it)
    await newcomer.forge(g.ResumeWish(await it.wish_id(newcomer)).pack())
    await it.look()
    assert (await it.row(newcomer)).state == MemberState.CONSIDERED
    assert await shown(it) == before
    await it.people[1].tap(g.AnswerNewcomer, yes=0)
    assert await shown(it) == before
