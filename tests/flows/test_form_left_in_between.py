"""The form about self-help groups, left in between: the way back stands where one would look, until it is finished."""

from datetime import timedelta

import pytest

from domain.groups import buttons as g
from domain.people import LANGUAGES
from domain.signup import buttons as b
from tests.stage import FIRST, Phone, Stage

GO_ON = {
    "nb": "Fortsett på skjemaet",
    "nn": "Hald fram på skjemaet",
    "da": "Fortsæt på skemaet",
    "en": "Go on with the form",
}
NONSENSE = "blomkål"


async def begun(stage: Stage, language: str = "nb") -> Phone:
    """On the course, and at the second question of the form."""
    (kari,) = await stage.acquainted("Kari", language=language)
    await kari.start("c_ta-tak-host")
    await kari.tap(b.AskJoin)
    await kari.tap(b.Join)
    await kari.say("/groups")
    await kari.tap(g.Agree, side="relative")
    await kari.tap(g.Toggle, field="themes")
    await kari.tap(g.ShowStep, step="slots")
    return kari


@pytest.mark.parametrize("language", LANGUAGES)
async def test_days_later_the_way_back_stands_where_one_looks(stage: Stage, language: str) -> None:
    kari = await begun(stage, language)
    where = kari.last
    await stage.turn(timedelta(days=3))
    for look in ("/mycourse", "/start", NONSENSE):
        await kari.say(look)
        assert GO_ON[language] in kari.labels(), (look, kari.labels())
    assert GO_ON[language] in kari.last, "it is said, too, where one has written something in between"
    assert kari.labels()[0] == GO_ON[language]
    assert kari.labels().count(GO_ON[language]) == 1
    await kari.press(GO_ON[language])
    assert kari.last == where


async def test_my_course_by_its_button_and_in_words(stage: Stage) -> None:
    kari = await begun(stage)
    await kari.forge(b.MyCourse(1).pack())
    assert GO_ON["nb"] in kari.labels()
    await kari.say("kurset mitt")
    assert GO_ON["nb"] in kari.labels()
    assert "skjemaet" not in kari.last, "what was asked for is answered, and no more"


async def test_finished_or_never_begun_there_is_nothing_to_go_on_with(stage: Stage) -> None:
    kari = await begun(stage)
    await kari.tap(g.Toggle, field="slots")
    for step in ("places", "age"):
        await kari.tap(g.ShowStep, step=step)
    await kari.tap(g.ChooseAge)
    await kari.tap(g.FinishWish)
    (ola,) = await stage.acquainted("Ola")
    for phone in (kari, ola):
        for look in ("/mycourse", "/start", NONSENSE):
            await phone.say(look)
            assert GO_ON["nb"] not in phone.labels(), look
            assert "skjemaet" not in phone.last


async def test_whoever_is_on_no_course_finds_it_on_my_course_too(stage: Stage) -> None:
    kari = await begun(stage)
    await kari.leave()
    await stage.turn(FIRST)
    await kari.say("/mycourse")
    assert GO_ON["nb"] in kari.labels()
