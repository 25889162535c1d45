"""Who is asked where a course is to be may write it there and then, whether or not there are places to tap."""

import pytest
from sqlalchemy import select

from db.models import Course
from domain.people import LANGUAGES
from domain.setup import buttons as b
from tests.flows.drafts import MakeStage
from tests.flows.test_team_reminders import team_of
from tests.stage import Stage

OR_WRITE = {
    "nb": "Trykk på et sted, eller skriv navnet på det som en melding.",
    "nn": "Trykk på ein stad, eller skriv namnet på han som ei melding.",
    "da": "Tryk på et sted, eller skriv dets navn som en besked.",
    "en": "Tap a venue, or write its name as a message.",
}
YES = {"nb": "Ja, endre", "nn": "Ja, endre", "da": "Ja, ændr det", "en": "Yes, change it"}
FIRST_ONE = {
    "nb": ("Skriv navnet på stedet som en melding", "Et annet sted"),
    "nn": ("Skriv namnet på staden som ei melding", "Ein annan stad"),
    "da": ("Skriv stedets navn som en besked", "Et andet sted"),
    "en": ("Write the name of the venue as a message", "Somewhere else"),
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_place_is_written_where_it_is_asked_for(stage: Stage, language: str) -> None:
    """Of a course that is published nothing has changed until it is confirmed."""
    berit = await stage.coordinator("Berit", language=language)
    await berit.forge(b.ShowPlaces(1).pack())
    assert "Hvitgården" in berit.last
    await berit.say("Biblioteket")
    assert "Biblioteket" in berit.last
    assert await stage.rows(select(Course.place)) == [("Hvitgården",)]
    await berit.press(YES[language])
    assert await stage.rows(select(Course.place)) == [("Biblioteket",)]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_of_the_first_place_of_a_centre_it_is_not_said_that_it_is_another(
    make_stage: MakeStage, sqlite_url: str, language: str
) -> None:
    stage = await make_stage(sqlite_url)
    await team_of(stage)
    hanne = await stage.coordinator("Hanne", language=language)
    await hanne.forge(b.MakeDraft(1, "mestringstreff", 0).pack())
    await hanne.forge(b.ShowPlaces(2).pack())
    assert OR_WRITE[language] in hanne.last, "there is the other course's"
    await hanne.forge(b.UsePlace(2, 1, 1).pack())
    await hanne.forge(b.ShowPlaces(2).pack())
    said, label = FIRST_ONE[language]
    assert said in hanne.last, "nothing is left to tap"
    assert label in hanne.labels(), "as it has one"
