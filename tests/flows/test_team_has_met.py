"""A meeting at which the team has planned its course is not announced once more when the first evening moves or is off."""

from datetime import timedelta

from sqlalchemy import select

from db.models import ChosenMeeting
from domain.courses.messages import TeamMeeting
from domain.running import buttons as running
from domain.setup import buttons as setup
from tests.flows.drafts import MakeStage
from tests.flows.test_team_reminders import DAY, EVENING, sent, team_of
from tests.stage import Stage

HELD = EVENING - timedelta(days=7)
"""The last of TA TAK's three planning meetings: Tuesday 25 August at 18:00."""


async def test_one_that_has_been_stays_when_the_first_evening_moves(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database)
    berit, eivind, _ = await team_of(stage)
    await stage.turn(HELD - DAY)
    await stage.turn(HELD + 3 * DAY)
    assert await sent(stage, TeamMeeting.kind, eivind) == 1
    await berit.forge(running.MoveAllLater(1, 1).pack())
    await berit.press("Ja, flytt alle")
    await eivind.refresh()
    assert "Samling 1: tir. 1. sep. 18:00 → tir. 8. sep. 18:00" in eivind.last
    assert "Planleggingsmøte" not in eivind.last
    assert "Evalueringsmøte: tir. 20. okt. 18:00 → tir. 27. okt. 18:00" in eivind.last, "this one is to come"
    await berit.forge(setup.ShowMeetings(1).pack())
    assert "Planleggingsmøte: tir. 25. aug. 18:00" in berit.last
    await stage.turn(EVENING + DAY)
    assert await sent(stage, TeamMeeting.kind, eivind) == 1, "nobody is reminded of it again"


async def test_nor_when_it_is_called_off_and_taken_back(stage: Stage) -> None:
    berit, eivind, _ = await team_of(stage)
    await stage.turn(HELD + 3 * DAY)
    await berit.forge(running.CancelSession(1, 1).pack())
    await eivind.refresh()
    assert "avlyst" in eivind.last
    assert "Planleggingsmøte" not in eivind.last
    await berit.press("Angre avlysningen")
    await eivind.refresh()
    assert "blir holdt likevel" in eivind.last
    assert "Planleggingsmøte" not in eivind.last


async def test_one_that_nobody_was_there_for_is_proposed_anew(stage: Stage) -> None:
    """The team has been asked after the time that the programme would have had; a later first evening leaves time for it."""
    await stage.turn(HELD + DAY)
    berit, eivind, _ = await team_of(stage)
    await berit.forge(running.MoveAllLater(1, 1).pack())
    await berit.press("Ja, flytt alle")
    await eivind.refresh()
    assert "Planleggingsmøte: tir. 25. aug. 18:00 → tir. 1. sep. 18:00" in eivind.last
    assert await stage.rows(select(ChosenMeeting)) == []
