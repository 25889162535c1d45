"""A yes to being on a team is a yes to the course as it stood above the button; what is new is told as what has changed."""

from datetime import timedelta

from sqlalchemy import select

from db.models import Course, CourseSession, Outbox, Person, TeamMember
from domain.courses import Answer
from domain.courses import buttons as b
from domain.courses.messages import TeamNews
from domain.delivery import State
from domain.rights import Role
from domain.running import buttons as running
from domain.setup import buttons as setup
from services import people
from tests.flows.drafts import YES, Counted, MakeStage, drafted, known, published, team_of
from tests.stage import CENTRE, Phone, Stage

SOON = timedelta(minutes=11)


async def asked(stage: Stage, berit: Counted) -> Phone:
    """A professional who has a question before them, and the card of the draft before the coordinator."""
    professional, _ = await team_of(stage)
    await drafted(stage, berit)
    for label in ("Kursteam", "Spør Eivind", "Tilbake"):
        await berit.press(label)
    await professional.refresh()
    return professional


async def later(berit: Counted) -> None:
    """The first date is a day later."""
    for label in ("Datoer", "1: ", "9", "17:00"):
        await berit.press(label)


async def state(stage: Stage) -> str:
    return str((await stage.rows(select(TeamMember.state)))[0].state)


async def test_a_yes_to_older_dates_shows_them_as_they_are(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    eivind = await asked(stage, berit)
    assert "1. tir. 8. sep. 17:00" in eivind.last
    await later(berit)
    await eivind.press(YES)
    assert await state(stage) == Answer.ASKED
    assert "1. ons. 9. sep. 17:00" in eivind.last
    assert YES in eivind.labels()
    await eivind.press(YES)
    assert await state(stage) == Answer.YES
    assert "Du er med i kursteamet" in eivind.last
    await stage.turn(SOON)
    await eivind.refresh()
    assert "nytt om kurset" not in eivind.last  # they have seen it
    assert {row.state for row in await stage.rows(select(Outbox.state).where(Outbox.kind == TeamNews.kind))} == {
        State.DROPPED
    }


async def test_an_older_button_asks_anew(make_stage: MakeStage, sqlite_url: str) -> None:
    """Those that were sent before buttons knew what stood above them."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    eivind = await asked(stage, berit)
    await eivind.forge(b.AskedBefore(1, 1).pack())
    assert "Vil du være med i kursteamet?" in eivind.last
    assert await state(stage) == Answer.ASKED
    await eivind.press(YES)
    assert await state(stage) == Answer.YES


async def test_a_forged_version_is_no_yes(make_stage: MakeStage, sqlite_url: str) -> None:
    """Of the future, or none: it is asked as the course is now."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    eivind = await asked(stage, berit)
    await later(berit)
    for seen in (9999, 0):
        await eivind.forge(b.JoinTeam(1, 1, seen).pack())
        assert await state(stage) == Answer.ASKED
        assert "1. ons. 9. sep. 17:00" in eivind.last
        assert eivind.last.startswith("Kurset er endret siden du ble spurt. Se hvordan det er nå, og svar på nytt.")


async def test_whoever_is_asked_answers_below_what_changed(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    eivind = await asked(stage, berit)
    await later(berit)
    await stage.turn(SOON)
    await eivind.refresh()
    assert "Samling 1: tir. 8. sep. 17:00 → ons. 9. sep. 17:00" in eivind.last
    assert "Samling 2" not in eivind.last
    assert "Planleggingsmøte: tir. 25. aug. 17:00 → ons. 26. aug. 17:00" in eivind.last
    assert eivind.labels() == [YES, "Jeg kan ikke"]
    await eivind.press(YES)
    assert await state(stage) == Answer.YES


async def test_what_was_taken_back_before_it_was_told_is_no_news(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    eivind = await asked(stage, berit)
    await later(berit)
    for label in ("1: ", "8", "17:00"):
        await berit.press(label)
    await stage.turn(SOON)
    await eivind.refresh()
    assert "Vil du være med i kursteamet?" in eivind.last


async def test_place_and_a_moved_evening_of_a_published_course(make_stage: MakeStage, either_database: str) -> None:
    """As it was and as it is, and no more; then what is cancelled."""
    stage = await make_stage(either_database, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    eivind = await known(stage, "Eivind")
    await berit.say("/courses")
    for label in ("Hvitgården", "Samlinger", "3 ·", "Flytt", "En dag senere", "Ja, flytt"):
        await berit.press(label)
    await eivind.refresh()
    assert "Samling 3: tir. 22. sep. 17:00 → ons. 23. sep. 17:00" in eivind.last
    assert "Samling 1" not in eivind.last
    await berit.say("/courses")
    for label in ("Hvitgården", "Endre kurset", "Sted", "Et annet sted"):
        await berit.press(label)
    await berit.say("Biblioteket")
    await berit.press("Ja")
    await eivind.refresh()
    assert "Sted: Biblioteket\n(før: Hvitgården)" in eivind.last
    assert "Samling" not in eivind.last
    await berit.say("/courses")
    for label in ("Biblioteket", "Samlinger", "6 ·", "Avlys", "Ja, avlys"):
        await berit.press(label)
    await eivind.refresh()
    assert "Samling 6, tir. 13. okt. 17:00: avlyst" in eivind.last
    assert "Evalueringsmøte: tir. 27. okt. 17:00 → tir. 20. okt. 17:00" in eivind.last
    assert "Jeg kan ikke" in eivind.labels()


async def test_nobody_says_yes_to_a_course_that_is_called_off(make_stage: MakeStage, either_database: str) -> None:
    """Nor is anybody asked, neither by an old button nor after a no; taken back, one may again."""
    stage = await make_stage(either_database, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    course = await published(stage, berit)
    eivind = await known(stage, "Eivind")
    (siri,) = await stage.acquainted("Siri")
    async with stage.app.database.begin() as session:
        number = (await session.scalars(select(Person.id).where(Person.telegram_id == siri.id))).one()
        await people.assign(session, number, 1, Role.PROFESSIONAL)
    await berit.phone.forge(setup.AskMember(course.id, number, Role.PROFESSIONAL).pack())
    await siri.refresh()
    assert YES in siri.labels()
    old = siri.button(YES)
    await eivind.forge(b.DeclineTeam(1, 1).pack())
    await berit.say("/courses")
    for label in ("Hvitgården", "Samlinger", "Avlys resten av kurset", "Ja, avlys alt"):
        await berit.press(label)
    version = (await stage.rows(select(Course.version)))[0].version
    for data in (old, b.JoinTeam(3, 1, version).pack()):
        await siri.forge(data)
        assert "virker ikke lenger" in siri.last
    await eivind.forge(b.JoinTeam(1, 1, version).pack())
    assert "virker ikke lenger" in eivind.last
    states = select(TeamMember.state).order_by(TeamMember.id)
    assert [row.state for row in await stage.rows(states)] == [Answer.NO, Answer.YES, Answer.ASKED]
    await berit.phone.forge(setup.AskMember(course.id, 2, Role.PROFESSIONAL).pack())
    assert [row.state for row in await stage.rows(states)] == [Answer.NO, Answer.YES, Answer.ASKED]
    first = (await stage.rows(select(CourseSession).order_by(CourseSession.id)))[0][0]
    await berit.phone.forge(running.TakeBackCancel(first.id, first.version).pack())
    await siri.press(YES)
    assert "Du er med i kursteamet" in siri.last
