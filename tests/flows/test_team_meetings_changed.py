"""A team's own meetings are given another time on the card, or cancelled; the team and the coordinators hear of it."""

from datetime import datetime, timedelta

from icalendar import Calendar
from sqlalchemy import select

from db.models import ChosenMeeting, CourseSession, Outbox, Person
from domain.courses import buttons as courses_buttons
from domain.courses.messages import TeamMeeting, TeamNews
from domain.delivery import State
from domain.running import buttons as running
from domain.setup import buttons as b
from tests.flows.drafts import Counted, MakeStage, drafted, known, newest, published, team_of, with_team
from tests.stage import CENTRE, OSLO, Phone, Stage

SOON = timedelta(minutes=10)
DAY = timedelta(days=1)
TURNED = datetime(2026, 10, 21, tzinfo=OSLO)
PLANNING = "tir. 25. aug. 17:00"
"""As the programme proposes it: two weeks before the first Tuesday."""


async def opened(berit: Counted) -> None:
    await berit.say("/courses")
    await berit.press("Mestringstreff")
    if "Endre kurset" in berit.phone.labels():
        await berit.press("Endre kurset")
    await berit.press("Teammøter")


async def news(stage: Stage, phone: Phone) -> int:
    mine = select(Outbox.id).join(Person).where(Person.telegram_id == phone.id, Outbox.kind == TeamNews.kind)
    return len(await stage.rows(mine.where(Outbox.state == State.SENT)))


async def meetings_in_calendar(phone: Phone) -> dict[str, tuple[int, str, str]]:
    """By UID: SEQUENCE, STATUS and start."""
    await phone.forge(courses_buttons.GetTeamCalendar(1).pack())
    document = next(one["document"] for one in reversed(phone.messages) if one.get("document"))
    async with phone.stage.http.get(document["url"]) as response:
        content = await response.read()
    events = [one for one in Calendar.from_ical(content).walk("VEVENT") if "-team-" in one["UID"]]
    return {str(one["UID"]): (int(one["SEQUENCE"]), str(one["STATUS"]), f"{one.start:%d.%m. %H:%M}") for one in events}


async def test_another_time_for_a_draft_whose_team_has_said_yes(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, batch=CENTRE)
    nora = await stage.coordinator("Nora")
    berit = Counted(await stage.coordinator("Berit"))
    eivind, eldbjorg = await team_of(stage)
    await drafted(stage, berit)
    await with_team(berit, eivind, eldbjorg)
    await opened(berit)
    assert f"Planleggingsmøte: {PLANNING}, 2 timer" in berit.last
    await berit.press(PLANNING)
    assert "Når skal teammøtet være i stedet?" in berit.last
    await berit.say("26.8. kl. 13.30")
    assert "Endret. Planleggingsmøte: ons. 26. aug. 13:30." in berit.last
    assert "2 i kursteamet får melding om det. Meldingen går ut om ti minutter" in berit.last
    await stage.turn(SOON)
    for phone in (eivind, eldbjorg, nora):
        await phone.refresh()
        assert f"Planleggingsmøte: {PLANNING} → ons. 26. aug. 13:30" in phone.last
        assert "Samling" not in phone.last
    assert "Åpne kurset" in nora.labels()
    assert [await news(stage, one) for one in (eivind, nora, berit.phone)] == [1, 1, 0]
    await stage.turn(datetime(2026, 8, 24, 17, 0, tzinfo=OSLO))
    assert not await stage.rows(select(Outbox.id).where(Outbox.kind == TeamMeeting.kind))


async def test_of_several_changes_one_message_tells_and_of_one_taken_back_none(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    nora = await stage.coordinator("Nora")
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    eivind = await known(stage, "Eivind")
    await opened(berit)
    for label in (PLANNING, "En dag senere", "ons. 26. aug.", "En uke senere"):
        await berit.press(label)
    await stage.turn(SOON)
    await eivind.refresh()
    assert f"Planleggingsmøte: {PLANNING} → ons. 2. sep. 17:00" in eivind.last
    assert await news(stage, eivind) == 1
    assert await news(stage, nora) == 1
    await opened(berit)
    for label in ("ons. 2. sep.", "Avlys teammøtet", "avlyst", "En dag senere"):
        await berit.press(label)
    await berit.press("ons. 26. aug.")
    await berit.say("2.9. kl. 17")
    await stage.turn(SOON)
    assert await news(stage, eivind) == 1


async def test_who_coordinates_hears_of_a_meeting_though_something_else_changes_after_it(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    nora = await stage.coordinator("Nora")
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    eivind = await known(stage, "Eivind")
    await opened(berit)
    await berit.press("tir. 27. okt.")
    await berit.press("Avlys teammøtet")
    await berit.say("/courses")
    for label in ("Hvitgården", "Endre kurset", "Sted", "Et annet sted"):
        await berit.press(label)
    await berit.say("Biblioteket")
    await berit.press("Ja")
    await stage.turn(SOON)
    off = "Evalueringsmøte, tir. 27. okt. 17:00: avlyst"
    for phone in (nora, eivind):
        await phone.refresh()
        assert off in phone.last
    assert "Sted" not in nora.last
    assert "Sted: Biblioteket" in eivind.last


async def test_reminders_and_calendars_follow(make_stage: MakeStage, either_database: str) -> None:
    """The same UID with a higher SEQUENCE; one that is cancelled stands there as cancelled, and nobody is reminded of it.

    The first one was over when they joined.
    """
    stage = await make_stage(either_database, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    course = await published(stage, berit)
    eivind = await known(stage, "Eivind")
    before = await meetings_in_calendar(eivind)
    await opened(berit)
    await berit.press(PLANNING)
    await berit.say("26.8. kl. 13")
    await berit.press("tir. 27. okt.")
    await berit.press("Avlys teammøtet")
    assert "Evalueringsmøte er avlyst." in berit.last
    after = await meetings_in_calendar(eivind)
    assert list(after) == list(before) == [f"{course.slug}-team-{number}" for number in (2, 3)]
    assert all(after[uid][0] > before[uid][0] for uid in before)
    assert [one[1:] for one in after.values()] == [("CONFIRMED", "26.08. 13:00"), ("CANCELLED", "27.10. 17:00")]
    await stage.turn(datetime(2026, 8, 24, 17, 30, tzinfo=OSLO))
    await eivind.refresh()
    assert "Evalueringsmøte, tir. 27. okt. 17:00: avlyst" in eivind.last
    await stage.turn(datetime(2026, 8, 25, 13, 0, tzinfo=OSLO))
    await eivind.refresh()
    assert "Planleggingsmøte for kursteamet" in eivind.last
    assert "onsdag 26. august kl. 13:00, 2 timer" in eivind.last
    told = len(await stage.rows(select(Outbox.id).where(Outbox.kind == TeamMeeting.kind)))
    await stage.turn(datetime(2026, 10, 27, 17, 0, tzinfo=OSLO))
    assert len(await stage.rows(select(Outbox.id).where(Outbox.kind == TeamMeeting.kind))) == told


async def test_one_that_was_chosen_does_not_move_with_the_course(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await drafted(stage, berit)
    await opened(berit)
    await berit.press(PLANNING)
    await berit.say("26.8. kl. 13")
    await berit.press("Tilbake")
    await berit.press("Datoer")
    await berit.press("Alle fra ny")
    await berit.press("15")
    await berit.press("17:00")
    assert "Teamet møtes: ons. 26. aug. 13:00, tir. 3. nov. 17:00" in berit.last
    await berit.press("Teammøter")
    await berit.press("ons. 26. aug.")
    await berit.press("Som foreslått: tir. 1. sep. 17:00")
    assert await stage.rows(select(ChosenMeeting.course_id)) == []
    assert "Endret. Planleggingsmøte: tir. 1. sep. 17:00." in berit.last
    assert "får melding" not in berit.last


async def test_what_cannot_be(make_stage: MakeStage, sqlite_url: str) -> None:
    """Nothing that has been, no number that there is not, nobody without the right, not over what a colleague has decided."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    course = await published(stage, berit)
    eivind, kari = await known(stage, "Eivind"), (await stage.acquainted("Kari"))[0]
    await opened(berit)
    await berit.press(PLANNING)
    await berit.say("1.8.2026 kl. 13")
    assert "Det tidspunktet er passert." in berit.last
    at = int(datetime(2026, 8, 26, 13, 0, tzinfo=OSLO).timestamp()) // 60
    await berit.say("26.8.2027 kl. 13")
    assert "Endret. Planleggingsmøte: tor. 26. aug. 2027 13:00." in berit.last
    await berit.press("tor. 26. aug. 2027")
    await berit.press("Som foreslått")
    course = await newest(stage)
    for phone in (eivind, kari):
        await phone.forge(b.ChooseMeeting(course.id, course.edition, 2, at).pack())
    await berit.phone.forge(b.ChooseMeeting(course.id, course.edition, 9, at).pack())
    await berit.phone.forge(b.ChooseMeeting(course.id, course.edition + 5, 2, at).pack())
    assert await stage.rows(select(ChosenMeeting.course_id)) == []
    await stage.turn(datetime(2026, 9, 10, 12, 0, tzinfo=OSLO))
    await opened(berit)
    assert f"Planleggingsmøte: {PLANNING}, dagen er forbi" in berit.last
    await berit.phone.forge(b.ShowMeeting(course.id, 2).pack())
    assert "Når skal teammøtet" not in berit.last


async def test_the_meeting_after_a_course_that_is_called_off_late_is_not_put_into_the_past(
    make_stage: MakeStage, either_database: str
) -> None:
    """The last session was held five weeks ago: it is counted from the next that there would have been, and reminded of."""
    stage = await make_stage(either_database, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    eivind = await known(stage, "Eivind")
    for number in (6, 5, 4, 3):
        (row,) = await stage.rows(select(CourseSession).where(CourseSession.position == number))
        await berit.phone.forge(running.MoveSession(row[0].id, row[0].version).pack())
        await berit.say(f"{row[0].starts_at.astimezone(OSLO) + timedelta(days=35):%d.%m.%Y kl. %H}")
        await berit.press("Ja, flytt")
    await stage.turn(datetime(2026, 10, 20, 12, 0, tzinfo=OSLO))
    before = await meetings_in_calendar(eivind)
    await berit.say("/courses")
    for label in ("Hvitgården", "Samlinger", "Avlys resten av kurset", "Ja, avlys alt"):
        await berit.press(label)
    await eivind.refresh()
    assert "Evalueringsmøte: tir. 1. des. 17:00 → tir. 10. nov. 17:00" in eivind.last
    after = await meetings_in_calendar(eivind)
    uid = list(before)[-1]
    assert after[uid][1:] == ("CONFIRMED", "10.11. 17:00")
    assert after[uid][0] > before[uid][0]
    await stage.turn(datetime(2026, 11, 9, 16, 59, tzinfo=OSLO))
    assert not await stage.rows(select(Outbox.id).where(Outbox.kind == TeamMeeting.kind, Outbox.due_at > TURNED))
    await stage.turn(datetime(2026, 11, 9, 17, 0, tzinfo=OSLO))
    await eivind.refresh()
    assert "tirsdag 10. november kl. 17:00, 2 timer" in eivind.last
