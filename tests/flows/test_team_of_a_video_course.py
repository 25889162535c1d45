"""Whoever holds a course by video gets the way into it where participants get it: in the reminder, and on the card."""

from sqlalchemy import update

from db.models import Course
from domain.courses import buttons as b
from domain.rights import Role
from tests.flows.drafts import MakeStage
from tests.flows.test_course_teams import ask
from tests.flows.test_roles import invited
from tests.flows.test_team_reminders import DAY, EVENING, team_of
from tests.stage import Phone, Stage

LINK = "https://example.org/mote"


async def by_video(make_stage: MakeStage, url: str) -> tuple[Stage, Phone, Phone]:
    """The stage, with one of the team and the coordinator."""
    stage = await make_stage(url)
    berit, eivind, _ = await team_of(stage)
    await stage.rows(update(Course).values(video_link=LINK).returning(Course.id))
    return stage, eivind, berit


async def test_the_reminder_to_the_team_has_the_link(make_stage: MakeStage, either_database: str) -> None:
    stage, eivind, _ = await by_video(make_stage, either_database)
    await stage.turn(EVENING - DAY)
    await eivind.refresh()
    assert "Påminnelse til kursteamet" in eivind.last
    assert f"\nVideo: {LINK}\n" in eivind.last


async def test_the_course_as_its_team_sees_it_has_the_link(make_stage: MakeStage, either_database: str) -> None:
    """Whoever is asked, and has not said yes, does not get it."""
    stage, eivind, berit = await by_video(make_stage, either_database)
    await eivind.forge(b.LookAtCourse(1).pack())
    assert f"\nVideo: {LINK}" in eivind.last
    turid = await invited(stage, "Turid", Role.PROFESSIONAL)
    await ask(stage, berit, turid, Role.PROFESSIONAL)
    assert LINK not in turid.last
    await turid.forge(b.LookAtCourse(1).pack())
    assert LINK not in turid.last


async def test_a_course_at_a_place_has_no_line_for_it(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    _, eivind, _ = await team_of(stage)
    await stage.turn(EVENING - DAY)
    await eivind.refresh()
    assert "Påminnelse til kursteamet" in eivind.last
    assert "Video" not in eivind.last
    await eivind.forge(b.LookAtCourse(1).pack())
    assert "Video" not in eivind.last
