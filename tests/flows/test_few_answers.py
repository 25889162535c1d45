"""Fewer than five answers are shown to nobody: neither who asks nor who answers is promised anything else."""

import pytest

from domain.evaluation import buttons as b
from domain.people import LANGUAGES
from tests.domain.polls import QUESTIONS
from tests.flows.test_polls_without_names import CLOSED, crowd_on_the_course, send
from tests.flows.test_team_calendar import in_language
from tests.stage import Stage

PROMISED = {
    "nb": ("hvis minst fem har svart da", "Evalueringen er lukket", "leses først når flere har svart"),
    "nn": ("viss minst fem har svart då", "Evalueringa er lukka", "blir først lese når fleire har svart"),
    "da": ("hvis mindst fem har svaret da", "Evalueringen er lukket", "læses først, når flere har svaret"),
    "en": (
        "if at least five people have answered by then",
        "The questions are closed",
        "is read only once several people have answered",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_of_two_answers_nothing_is_promised(stage: Stage, language: str) -> None:
    while_open, closed, who_writes = PROMISED[language]
    berit = await stage.coordinator("Berit", language=language)
    crowd = await crowd_on_the_course(stage, 3)
    for phone in crowd[:2]:
        await send(phone, 2, "Det er godt å være her.")
    await in_language(stage, crowd[2], language)
    await crowd[2].forge(b.OpenEvaluation(1, "midway").pack())
    await crowd[2].forge(b.ShowQuestion(1, "midway", QUESTIONS).pack())
    assert who_writes in crowd[2].last
    await berit.forge(b.ShowResults(1, "midway").pack())
    assert while_open in berit.last
    await stage.turn(CLOSED)
    await berit.forge(b.ShowResults(1, "midway").pack())
    assert closed in berit.last
    assert while_open not in berit.last
