"""A draft made like an earlier course is offered its weekday and its hour."""

from datetime import datetime

import pytest
from sqlalchemy import select, update

from db.models import CourseDraft, CourseSession
from domain.setup import buttons as setup
from tests.flows.drafts import Counted, MakeStage, newest, published, starts
from tests.flows.test_team_calendar import in_language
from tests.stage import CENTRE, OSLO, Stage


async def copied(stage: Stage) -> Counted:
    """Of a course on Tuesdays from 8 September at 17:00, of which the first and the third were moved by hand."""
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    for position, at in ((1, datetime(2026, 9, 9, 12, tzinfo=OSLO)), (3, datetime(2026, 9, 24, 10, tzinfo=OSLO))):
        async with stage.app.database.begin() as session:
            here = CourseSession.course_id == 1, CourseSession.position == position
            await session.execute(update(CourseSession).where(*here).values(starts_at=at))
    await stage.turn(datetime(2026, 11, 2, 12, 0, tzinfo=OSLO))
    await berit.say("/courses")
    await berit.press("Nytt kurs")
    await berit.press("Mestringstreff")
    await berit.press("Begynte ons. 9. sep. · Hvitgården")
    return berit


async def dates(stage: Stage) -> list[str]:
    draft = await newest(stage)
    (row,) = await stage.rows(select(CourseDraft.dates).where(CourseDraft.course_id == draft.id))
    return list(row.dates)


async def test_the_same_weekday_and_hour_a_year_on_is_one_press(make_stage: MakeStage, either_database: str) -> None:
    """Without what was moved by hand: all follow in the programme's rhythm."""
    stage = await make_stage(either_database, batch=CENTRE)
    berit = await copied(stage)
    assert (await starts(stage, 1))[0] == "09.09. 12:00"
    await berit.press("Datoer")
    assert "Kurset dere begynner fra, hadde denne tida: tirsdag 15. september kl. 17:00." in berit.last
    await berit.press("tir. 14. sep. 17:00")
    found = [datetime.fromisoformat(one) for one in await dates(stage)]
    assert [(one.weekday(), one.hour) for one in found] == [(1, 17)] * len(found)
    assert found[0] == datetime(2027, 9, 14, 17)
    await berit.press("Datoer")
    assert "Kurset dere begynner fra" not in berit.last


async def test_from_another_date_the_hour_is_offered_first(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = await copied(stage)
    await berit.press("Datoer")
    await berit.month("Februar 2027")
    await berit.press("9")
    assert berit.phone.labels()[0] == "17:00, som sist"
    assert berit.phone.labels().count("17:00") == 0
    await berit.press("17:00, som sist")
    assert (await dates(stage))[0] == "2027-02-09T17:00"


async def test_what_is_like_no_earlier_course_is_offered_nothing(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    for label in ("Nytt kurs", "Mestringstreff", "Begynn på nytt", "Datoer"):
        if label == "Nytt kurs":
            await berit.say("/courses")
        await berit.press(label)
    assert "begynner fra" not in berit.last


@pytest.mark.parametrize(
    ("language", "said", "same"),
    [
        ("nb", "Den øverste knappen er samme ukedag", "17:00, som sist"),
        ("nn", "Den øvste knappen er same vekedag", "17:00, som sist"),
        ("da", "Den øverste knap er samme ugedag", "17:00, som sidst"),
        ("en", "The button at the top is the same weekday", "17:00, as last time"),
    ],
)
async def test_in_each_language(make_stage: MakeStage, sqlite_url: str, language: str, said: str, same: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = await copied(stage)
    await in_language(stage, berit.phone, language)
    draft = await newest(stage)
    await berit.phone.forge(setup.ShowMonth(draft.id, 0, 0).pack())
    assert said in berit.last
    await berit.press("20")
    assert same in berit.phone.labels()
