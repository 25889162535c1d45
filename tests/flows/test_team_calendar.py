"""What a member of a team has in their calendar: evenings and meetings; and what is called off goes from it."""

from datetime import timedelta

import pytest
from icalendar import Calendar, Event
from sqlalchemy import update

from db.models import Person
from domain.courses import buttons as b
from tests.flows.drafts import MakeStage
from tests.flows.test_calendar_revisions import newest
from tests.flows.test_course_teams import YES
from tests.flows.test_team_reminders import DAY, EVENING, team_of
from tests.stage import Phone, Stage

MEETINGS = 2
"""One to plan, as two of three were over before anybody joined the team; and one to look back."""


async def meetings(phone: Phone) -> dict[str, Event]:
    """The meetings in the newest file, by UID."""
    events: list[Event] = list(Calendar.from_ical(await newest(phone)).walk("VEVENT"))
    assert len(events) == 6 + MEETINGS
    return {str(one["UID"]): one for one in events if "-team-" in str(one["UID"])}


async def in_language(stage: Stage, phone: Phone, language: str) -> None:
    async with stage.app.database.begin() as session:
        await session.execute(update(Person).where(Person.telegram_id == phone.id).values(language=language))


async def call_off(berit: Phone) -> None:
    await berit.say("/courses")
    for label in ("Hvitgården", "Samlinger", "Avlys resten", "Ja, avlys"):
        await berit.press(label)


@pytest.mark.parametrize(
    ("language", "label", "said"),
    [
        ("nb", "Kalenderfil", "Da står de der som avlyst."),
        ("nn", "Kalenderfil", "Då står dei der som avlyste."),
        ("da", "Kalenderfil", "Så står de der som aflyst."),
        ("en", "Calendar file", "They will then show as cancelled."),
    ],
)
async def test_what_was_called_off_is_sent_as_cancelled(stage: Stage, language: str, label: str, said: str) -> None:
    """Under the UID that it had, with a higher number, so that calendars take it away."""
    berit, eivind, _ = await team_of(stage)
    await eivind.forge(b.GetTeamCalendar(1).pack())
    before = await meetings(eivind)
    assert len(before) == MEETINGS
    assert {str(one["STATUS"]) for one in before.values()} == {"CONFIRMED"}
    await in_language(stage, eivind, language)
    await call_off(berit)
    await eivind.refresh()
    assert said in eivind.last
    await eivind.press(label)
    after = await meetings(eivind)
    assert after.keys() == before.keys()
    for uid, one in after.items():
        assert one["SEQUENCE"] > before[uid]["SEQUENCE"]
        assert one["DTSTART"].dt == before[uid]["DTSTART"].dt
    past = {uid for uid, one in before.items() if one["DTSTART"].dt < stage.now}
    assert {uid for uid, one in after.items() if str(one["STATUS"]) == "CONFIRMED"} == past


async def test_a_meeting_that_was_held_by_then_is_not_cancelled(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database)
    berit, eivind, _ = await team_of(stage)
    await stage.turn(EVENING - DAY)
    await call_off(berit)
    await eivind.refresh()
    await eivind.press("Kalenderfil")
    found = sorted((await meetings(eivind)).values(), key=lambda one: one["DTSTART"].dt)
    assert [str(one["STATUS"]) for one in found] == ["CONFIRMED", "CANCELLED"]


async def test_taken_back_within_ten_minutes_they_stand_again(stage: Stage) -> None:
    berit, eivind, _ = await team_of(stage)
    await call_off(berit)
    await eivind.forge(b.GetTeamCalendar(1).pack())
    off = await meetings(eivind)
    await stage.turn(timedelta(minutes=2))
    await berit.press("Angre")
    await eivind.forge(b.GetTeamCalendar(1).pack())
    back = await meetings(eivind)
    assert {str(one["STATUS"]) for one in back.values()} == {"CONFIRMED"}
    assert all(back[uid]["SEQUENCE"] > off[uid]["SEQUENCE"] for uid in off)


async def test_whoever_has_not_answered_has_no_file(stage: Stage) -> None:
    berit, eivind, eldbjorg = await team_of(stage)
    await eldbjorg.press("Jeg kan ikke")
    await eldbjorg.press("Hele kurset")
    await call_off(berit)
    await eivind.refresh()
    assert "Kalenderfil" in eivind.labels()
    await eldbjorg.refresh()
    assert "er avlyst" not in eldbjorg.last
    assert YES not in eldbjorg.labels()
