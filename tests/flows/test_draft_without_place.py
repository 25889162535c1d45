"""What the team of a draft reads while nobody has decided yet where it will be: no comma stands for it."""

import pytest

from domain.courses import buttons as courses
from domain.setup import buttons as setup
from tests.flows.drafts import YES, MakeStage, team_of
from tests.flows.test_team_calendar import in_language
from tests.stage import CENTRE


@pytest.mark.parametrize(
    ("language", "left"),
    [
        ("nb", "i kursteamet for Åpen temakveld. Ring LMS-Sandefjord"),
        ("nn", "i kursteamet for Open temakveld. Ring LMS-Sandefjord"),
        ("da", "på Åben temaaften. Ring til LMS-Sandefjord"),
        ("en", "for Open theme evening. Ring LMS-Sandefjord"),
    ],
)
async def test_nothing_stands_for_a_place_that_nobody_knows(
    make_stage: MakeStage, sqlite_url: str, language: str, left: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = await stage.coordinator("Berit")
    eivind, _ = await team_of(stage)
    await berit.forge(setup.MakeDraft(1, "temakveld", 0).pack())
    await berit.press("Datoer")
    await berit.say("15.9. kl. 18")
    await berit.press("Kursteam")
    await berit.press("Spør Eivind (fagperson)")
    await eivind.refresh()
    await eivind.press(YES)
    await in_language(stage, eivind, language)
    await eivind.forge(courses.LookAtCourse(1).pack())
    assert eivind.last.split("\n")[1] == "LMS-Sandefjord"
    await berit.press("Eivind")
    await berit.press("Ta ut av kursteamet")
    await eivind.refresh()
    assert left in eivind.last
