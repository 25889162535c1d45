"""The date of a course with one session is written as soon as one looks at it; one of another year is shown with its year."""

import pytest

from domain.setup import buttons as setup
from tests.flows.drafts import Counted, MakeStage
from tests.flows.test_team_calendar import in_language
from tests.stage import CENTRE


async def test_the_only_date_is_changed_in_words_at_once(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await berit.say("/courses")
    await berit.press("Nytt kurs")
    await berit.press("Åpen temakveld")
    for written, shown in (("8.9. kl. 18", "tir. 8. sep. 18:00"), ("9.9. kl. 19", "ons. 9. sep. 19:00")):
        await berit.press("Datoer")
        await berit.say(written)
        assert f"Datoer: {shown}" in berit.last
    await berit.press("Datoer")
    assert "Dette kurset selv: 9." in berit.last
    await berit.press("Tilbake")
    assert f"Datoer: {shown}" in berit.last, "there is no list of one date in between"


@pytest.mark.parametrize(
    ("language", "question", "refusal"),
    [
        ("nb", "tirsdag 29. februar 2028", "Den datoen er tirsdag 29. februar 2028, så ukedagen stemmer ikke."),
        ("nn", "tysdag 29. februar 2028", "Den datoen er tysdag 29. februar 2028, så vekedagen stemmer ikkje."),
        ("da", "tirsdag den 29. februar 2028", "Den dato er tirsdag den 29. februar 2028, så ugedagen passer ikke."),
        ("en", "Tuesday 29 February 2028", "That date is Tuesday 29 February 2028, so the weekday does not fit."),
    ],
)
async def test_a_date_of_another_year_is_shown_with_its_year(
    make_stage: MakeStage, sqlite_url: str, language: str, question: str, refusal: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = await stage.coordinator("Berit")
    await in_language(stage, berit, language)
    await berit.forge(setup.MakeDraft(1, "temakveld", 0).pack())
    await berit.tap(setup.ShowDates)
    await berit.say("29.2.")
    assert question in berit.last
    await berit.tap(setup.ShowMonth)
    await berit.say("mandag 29.2. kl. 18" if language != "en" else "Monday 29 February 18:00")
    assert refusal in berit.last
