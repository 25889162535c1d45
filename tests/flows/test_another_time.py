"""Who asks for another time is not asked for the same one again; and Norwegian is one language, however one writes it."""

from domain.groups import WishState
from domain.groups import buttons as g
from domain.groups.wishes import Answers
from domain.people import buttons as b
from tests.flows.groups import play
from tests.stage import Stage


async def test_the_time_that_did_not_suit_is_no_longer_one_of_ones_own(stage: Stage) -> None:
    group = await play(stage)
    solveig = group.people[0]
    await solveig.say("/groups")
    await solveig.tap(g.ShowStep, step="change")
    await solveig.tap(g.ShowStep, step="slots")
    await solveig.tap(g.Toggle, value="wed-18")
    await group.propose(group.people)
    await solveig.tap(g.AnswerProposal, answer="other")
    assert "Jeg har tatt bort tirsdager kl. 18:00 fra tidene dine" in solveig.last
    wish = await group.wish(solveig)
    assert (wish.state, Answers.of_json(wish.answers).slots) == (WishState.ACTIVE, ("wed-18",))
    await solveig.tap(g.ShowStep, step="slots")
    await solveig.tap(g.Toggle, value="tue-18")
    assert Answers.of_json((await group.wish(solveig)).answers).slots == ("wed-18", "tue-18")


async def test_both_ways_of_writing_norwegian_are_one_spoken_language(stage: Stage) -> None:
    for language in ("nb", "nn"):
        phone = await stage.participant(language.title())
        await phone.say("/language")
        await phone.tap(b.ChooseLanguage, language=language)
        await phone.say("/groups")
        await phone.tap(g.Agree, side="self")
        await phone.tap(g.ShowStep, step="slots")
        await phone.tap(g.ShowStep, step="places")
        assert [one for one in phone.labels() if one.removeprefix("✓ ") in ("Norsk", "Dansk", "English")] == [
            "✓ Norsk",
            "Dansk",
            "English",
        ]
