"""A title that names what somebody has stands on paper alone: nothing that goes out says it, nor the programme's slug."""

import json
from datetime import timedelta

from msgspec.structs import replace
from sqlalchemy import update

from db.models import Course
from domain.courses import buttons as c
from domain.evaluation import buttons as e
from domain.people import LANGUAGES
from domain.running import buttons as r
from services.programmes import Library
from tests.flows.test_calendar_revisions import newest
from tests.stage import FIRST, Phone, Stage

ON_PAPER, FOR_WHOM, SLUG = "Hemmelig navn", "For deg som har noe hemmelig.", "hemmelig-slug"
WEEK = timedelta(days=7)


def give_two_titles(library: Library) -> None:
    """One more programme: as TA TAK, with another title and another sentence on paper, and a slug that tells."""
    title, for_whom = (dict.fromkeys(LANGUAGES, one) for one in (ON_PAPER, FOR_WHOM))
    one = replace(library.programmes["ta-tak"], slug=SLUG, title=title, for_whom_on_paper=for_whom)
    assert one.private
    library.programmes[SLUG] = one


async def test_what_is_on_paper_is_never_sent(stage: Stage) -> None:
    give_two_titles(stage.app.library)
    async with stage.app.database.begin() as session:
        await session.execute(update(Course).values(programme=SLUG))
    berit, kari = await stage.coordinator("Berit"), await stage.enrolled("Kari")
    calendar = await newest(kari)
    await a_course_for(stage, kari)
    await what_coordinators_see(berit)
    said = [await stage.calls(), kari.chat, berit.chat]
    told = json.dumps(said, ensure_ascii=False) + calendar.decode()
    assert told.count("TA TAK") > 20
    assert "hemmelig" not in told.lower()


async def a_course_for(stage: Stage, kari: Phone) -> None:
    """Reminders, the calendar, a thought of the week, both polls, a copy of everything, and what comes afterwards."""
    await kari.say("/mycourse")
    await kari.press("Kalenderfil")
    for after in (-WEEK, timedelta(hours=-2), 4 * timedelta(days=1), 2 * WEEK + timedelta(hours=3)):
        await stage.turn(FIRST + after)
    await kari.tap(e.OpenEvaluation)
    await kari.say("/mydata")
    for after in (5 * WEEK + timedelta(hours=3), 6 * WEEK, 8 * WEEK, 12 * WEEK):
        await stage.turn(FIRST + after)
    await kari.refresh()
    assert kari.saw("Etter kurset")


async def what_coordinators_see(berit: Phone) -> None:
    for command in ("/courses", "/start"):
        await berit.say(command)
    for button in (c.ManageCourse(1), c.ListPeople(1, 0), r.ListSessions(1), e.ShowResults(1, "midway")):
        await berit.forge(button.pack())
    await berit.refresh()
