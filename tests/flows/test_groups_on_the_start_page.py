"""The start page and /groups lead to the proposal that waits, to the group that one is in, and coordinators to those who look."""

from datetime import timedelta

from domain.groups import buttons as g
from tests.flows.groups import GONE, play
from tests.stage import FIRST, Stage


async def test_who_is_asked_sees_the_proposal_first(any_stage: Stage) -> None:
    it = await play(any_stage, 5)
    await it.propose(it.people)
    phone = it.people[1]
    for words in ("/start", "/groups"):
        await phone.say(words)
        assert "Se forslaget" in phone.labels()
        assert "Gruppa mi" not in phone.labels()
    assert phone.labels()[0] == "Se forslaget"
    assert "Tider" not in phone.labels()  # what one looks for is behind one button
    await phone.press("Se det jeg har svart")
    assert "Se forslaget" in phone.labels()
    assert "Hvis du endrer noe" in phone.last
    await phone.press("Endre svarene")
    assert "Tider" in phone.labels()
    await phone.say("/groups")
    await phone.press("Se forslaget")
    await phone.tap(g.AnswerProposal, answer="yes")
    await phone.say("/groups")
    await phone.press("Se forslaget")
    assert "Takk, du har sagt ja" in phone.last
    await phone.press("Jeg kan ikke likevel")
    await phone.say("/start")
    assert "Se forslaget" not in phone.labels()


async def test_who_is_in_a_group_finds_it(stage: Stage) -> None:
    it = await play(stage, 5)
    await it.running(it.people)
    phone = it.people[1]
    for words in ("/start", "/groups"):
        await phone.say(words)
        await phone.press("Gruppa mi")
        assert "Fast tid: tirsdager" in phone.last
    await it.leaves(phone)
    await phone.say("/start")
    assert "Gruppa mi" not in phone.labels()


async def test_proposal_is_shown_to_nobody_else(stage: Stage) -> None:
    it = await play(stage, 5)
    await it.propose(it.people[:4])
    asked = await it.row(it.people[0])
    for phone in (it.people[4], it.berit):
        await phone.forge(g.ShowProposal(asked.id).pack())
        assert "Takk, du har sagt ja" not in phone.last
        assert "Hvor mange" not in phone.last
    assert GONE in it.people[4].last


async def test_who_was_on_a_course_may_look_for_a_group(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await stage.turn(FIRST + timedelta(weeks=30))
    await kari.say("/start")
    assert "Selvhjelpsgrupper" in kari.labels()
    eva = await stage.participant("Eva")
    await eva.say("/start")
    assert "Selvhjelpsgrupper" not in eva.labels()
    await eva.say("/groups")
    await eva.tap(g.Agree, side="self")
    await eva.say("/start")
    assert "Selvhjelpsgrupper" in eva.labels()


async def test_coordinator_sees_when_enough_look(stage: Stage) -> None:
    it = await play(stage, 5)
    await it.berit.say("/start")
    await it.berit.press("5 leter etter en gruppe")
    assert "5 personer" in it.berit.last
    await it.propose(it.people)
    await it.berit.say("/start")
    assert not any("leter etter" in label for label in it.berit.labels())


async def test_too_few_are_not_told_of(stage: Stage) -> None:
    it = await play(stage, 3)
    await it.berit.say("/start")
    assert not any("leter etter" in label for label in it.berit.labels())
    for phone in it.people:
        await phone.forge(g.ManageGroups(1).pack())
        assert "Dette er for dem som koordinerer" in phone.last
