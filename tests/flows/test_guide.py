"""The guide for coordinators, as it comes out of the chat."""

import re

import pytest

from domain.courses import buttons as b
from domain.people import LANGUAGES
from tests.stage import Phone, Stage

LABELS = {"nb": "Veiledning", "nn": "Rettleiing", "da": "Vejledning", "en": "Guide"}
NAMES = {"nb": "veiledning.html", "nn": "rettleiing.html", "da": "vejledning.html", "en": "guide.html"}


async def sent(stage: Stage, phone: Phone) -> tuple[str, str]:
    """The name of the file that came last, and what is in it."""
    document = phone.messages[-1]["document"]
    async with stage.http.get(document["url"]) as answer:
        return document["file_name"], await answer.text()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_help_gives_a_coordinator_the_guide_in_their_language(stage: Stage, language: str) -> None:
    berit = await stage.coordinator("Berit", language=language)
    assert LABELS[language] in berit.labels()  # already below the welcome
    await berit.say("/help")
    await berit.press(LABELS[language])
    name, page = await sent(stage, berit)
    assert name == NAMES[language]
    assert f'<html lang="{language}">' in page
    assert page.count("data:image/png;base64,") > 10
    assert "https://" not in page
    assert berit.last  # below the file it says what it is
    assert berit.labels() != []


async def test_whoever_coordinates_nothing_is_not_offered_it_and_does_not_get_it(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await kari.say("/help")
    assert LABELS["nb"] not in kari.labels()
    await kari.forge(b.SendGuide().pack())
    assert "document" not in kari.messages[-1]
    assert re.search("koordiner", kari.last)


async def test_in_ones_own_words_help_leads_to_it_too(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    await berit.say("hjelp")
    await berit.press(LABELS["nb"])
    assert (await sent(stage, berit))[0] == NAMES["nb"]
