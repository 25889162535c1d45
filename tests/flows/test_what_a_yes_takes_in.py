"""Whoever is asked to be on a team reads what a yes takes in: sessions, the team's own meetings, and the languages spoken."""

import pytest

from domain.courses import Answer
from domain.people import LANGUAGES
from domain.rights import Role
from domain.setup import buttons as b
from services.courses import load
from services.courses.team import Member, Standing
from services.setup.asking import Question
from services.setup.meetings import planned
from tests.flows.drafts import YES, Counted, MakeStage, drafted, team_of
from tests.stage import CENTRE, Stage
from texts import teams
from texts.catalog import Catalog

MEETINGS = "Planleggingsmøte: tir. 25. aug. 17:00, 2 timer"


async def test_the_question_tells_when_the_team_meets_and_what_is_spoken(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    eivind, _ = await team_of(stage)
    await drafted(stage, berit)
    for label in ("Kursteam", "Spør Eivind"):
        await berit.press(label)
    await eivind.refresh()
    assert "Hvitgården\nSpråk: norsk" in eivind.last
    assert f"Kursteamet møtes\n{MEETINGS}" in eivind.last
    assert "Evalueringsmøte: tir. 27. okt. 17:00" in eivind.last


async def test_a_meeting_at_another_time_is_in_the_question_and_a_cancelled_one_is_not(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    eivind, _ = await team_of(stage)
    course = await drafted(stage, berit)
    for label in ("Teammøter", "tir. 25. aug. 17:00", "En dag senere", "tir. 27. okt.", "Avlys teammøtet"):
        await berit.press(label)
    await berit.phone.forge(b.ShowTeam(course.id).pack())
    await berit.press("Spør Eivind")
    await eivind.refresh()
    assert "Planleggingsmøte: ons. 26. aug. 17:00" in eivind.last
    assert "Evalueringsmøte" not in eivind.last
    await eivind.press(YES)
    assert "Du er med i kursteamet" in eivind.last


@pytest.mark.parametrize("language", LANGUAGES)
async def test_in_four_languages(stage: Stage, language: str) -> None:
    t = Catalog().of(language)
    async with stage.app.database.begin() as session:
        course = await load(session, stage.app.library, 1)
    member = Member(1, 1, None, Role.PROFESSIONAL, Answer.ASKED, 1, stage.now, None)
    text = teams.asked(t, Question(Standing(course, member), planned(course, {}), stage.now)).text
    assert t("setup.line.languages", what=t.spoken("no")) in text
    assert t("setup.preview.team") in text
    assert text.count(t.plain("setup.meeting.looking_back")) == 1
