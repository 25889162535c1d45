"""Whoever is asked to be on a team and gets no messages cannot answer: who asks sees that they have to be rung."""

import pytest

from domain.people import LANGUAGES
from domain.rights import Role
from domain.setup import buttons as b
from tests.flows.drafts import MakeStage
from tests.flows.test_course_teams import ask
from tests.flows.test_roles import invited
from tests.stage import Stage

RING = {
    "nb": "(må ringes, får ikke meldinger)",
    "nn": "(må ringjast, får ikkje meldingar)",
    "da": "(skal ringes op, får ikke beskeder)",
    "en": "(has to be rung, gets no messages)",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_card_says_whom_to_ring(stage: Stage, language: str) -> None:
    berit, eivind = (
        await stage.coordinator("Berit", language=language),
        await invited(stage, "Eivind", Role.PROFESSIONAL),
    )
    await berit.forge(b.ShowTeam(1).pack())
    assert RING[language] not in berit.last
    await eivind.block()
    await ask(stage, berit, eivind, Role.PROFESSIONAL)
    for press in (b.ShowTeam(1), b.SetUp(1)):
        await berit.forge(press.pack())
        assert RING[language] in next(line for line in berit.last.split("\n") if "Eivind, " in line)


async def test_it_is_no_longer_said_of_whoever_is_back(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    await eivind.block()
    await ask(stage, berit, eivind, Role.PROFESSIONAL)
    await eivind.unblock()
    await berit.forge(b.ShowTeam(1).pack())
    assert "Eivind, fagperson" in berit.last
    assert RING["nb"] not in berit.last
