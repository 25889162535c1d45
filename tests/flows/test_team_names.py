"""With whom one holds a course: said to those of its team, when they are asked, on the card, in the reminder."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import delete, update

from db.models import Assignment, Person
from domain.courses import buttons as b
from domain.courses.messages import TeamShort
from domain.rights import Role
from tests.flows.drafts import MakeStage
from tests.flows.test_calendar_revisions import newest
from tests.flows.test_course_teams import YES, ask, sign
from tests.flows.test_roles import invited
from tests.flows.test_roles_told import told
from tests.flows.test_team_calendar import in_language
from tests.flows.test_team_reminders import DAY, EVENING, team_of
from tests.stage import Phone, Stage

WEEK = timedelta(weeks=1)
WITH = ("Sammen med deg: Eldbjørg (erfaren bruker)", "Sammen med deg: Eivind (fagperson)")


async def look(phone: Phone) -> str:
    await phone.forge(b.LookAtCourse(1).pack())
    return phone.last


async def nameless(stage: Stage, phone: Phone) -> None:
    async with stage.app.database.begin() as session:
        await session.execute(update(Person).where(Person.telegram_id == phone.id).values(name=None))


async def test_on_the_card_of_the_course(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database)
    _, eivind, eldbjorg = await team_of(stage)
    assert WITH[0] in await look(eivind)
    assert WITH[1] in await look(eldbjorg)
    await nameless(stage, eivind)
    assert "Sammen med deg: en fagperson uten navn" in await look(eldbjorg)


async def test_whoever_is_asked_reads_who_is_there_and_who_is_asked_as_well(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    eldbjorg = await invited(stage, "Eldbjørg", Role.EXPERIENCED_USER)
    turid = await invited(stage, "Turid", Role.PROFESSIONAL)
    await sign(stage, berit, eldbjorg, date(2026, 8, 17))
    await ask(stage, berit, eivind, Role.PROFESSIONAL)
    assert "Med i kursteamet" not in eivind.last
    assert "Også spurt" not in eivind.last
    await eivind.press(YES)
    assert "Ingen andre er med i kursteamet ennå." in await look(eivind)
    await ask(stage, berit, turid, Role.PROFESSIONAL)
    await ask(stage, berit, eldbjorg, Role.EXPERIENCED_USER)
    assert "Med i kursteamet: Eivind (fagperson)" in eldbjorg.last
    assert "Også spurt, uten svar ennå: Turid (fagperson)" in eldbjorg.last
    assert "Eldbjørg (" not in eldbjorg.last


async def test_in_the_reminder_those_who_come(make_stage: MakeStage, either_database: str) -> None:
    """Whoever cannot is not named; and that nobody comes in a role is said to the rest and to the coordinators."""
    stage = await make_stage(either_database)
    berit, eivind, eldbjorg = await team_of(stage)
    await eldbjorg.forge(b.CannotCome(2, 1).pack())
    await stage.turn(EVENING - DAY)
    for phone, said in zip((eivind, eldbjorg), WITH, strict=True):
        await phone.refresh()
        assert said in phone.last
        assert "denne gangen" not in phone.last
    assert await told(stage, TeamShort.kind) == []
    await stage.turn(EVENING + WEEK - DAY)
    await eivind.refresh()
    assert "8. september" in eivind.last
    assert "Sammen med deg" not in eivind.last
    assert "Ingen erfaren bruker er med denne gangen. Koordinatoren vet det." in eivind.last
    await berit.refresh()
    assert "I morgen mangler kursteamet noen" in berit.last
    assert "Ingen erfaren bruker er med." in berit.last
    assert "Spør en erfaren bruker" in berit.labels()
    assert await told(stage, TeamShort.kind) == [berit.id]


async def test_no_word_of_a_lack_that_is_over_by_then(make_stage: MakeStage, sqlite_url: str) -> None:
    """The coordinator could not be reached, and until they can somebody can come after all."""
    stage = await make_stage(sqlite_url)
    berit, _, eldbjorg = await team_of(stage)
    await eldbjorg.forge(b.CannotCome(2, 1).pack())
    await berit.block()
    await stage.turn(EVENING + WEEK - DAY)
    await eldbjorg.forge(b.CanCome(2, 1).pack())
    await berit.unblock()
    await berit.say("/start")
    await stage.turn(timedelta(hours=1))
    await berit.refresh()
    assert not berit.saw("I morgen mangler kursteamet noen")


async def test_in_the_calendar_what_one_speaks_about_and_no_name(stage: Stage) -> None:
    _, eivind, _ = await team_of(stage)
    await eivind.forge(b.GetTeamCalendar(1).pack())
    events = list(Calendar.from_ical(await newest(eivind)).walk("VEVENT"))
    first = next(one for one in events if " 1: " in str(one["SUMMARY"]))
    lines = str(first["DESCRIPTION"]).splitlines()
    parts = [one for one in stage.app.library.programmes["ta-tak"].session[0].part if one.title]
    assert parts
    for part in parts:
        assert any(part.title["nb"] in line and "," in line for line in lines)
    assert not any("Eldbjørg" in str(one.get("DESCRIPTION", "")) for one in events)


async def test_what_was_over_before_one_joined_is_not_in_their_calendar(make_stage: MakeStage, sqlite_url: str) -> None:
    """But what was over since stays: a file that is fetched anew takes nothing out of a calendar."""
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    await stage.turn(EVENING + timedelta(days=8))
    turid = await invited(stage, "Turid", Role.PROFESSIONAL)
    await ask(stage, berit, turid, Role.PROFESSIONAL)
    await turid.press(YES)
    counts = {}
    for phone in (eivind, turid):
        await phone.forge(b.GetTeamCalendar(1).pack())
        events = list(Calendar.from_ical(await newest(phone)).walk("VEVENT"))
        counts[phone.name] = len([one for one in events if "-team-" in str(one["UID"])]), len(events)
    assert counts == {"Eivind": (2, 8), "Turid": (1, 5)}


async def test_who_has_lost_the_role_is_not_named(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    _, eivind, _ = await team_of(stage)
    async with stage.app.database.begin() as session:
        await session.execute(delete(Assignment).where(Assignment.role == Role.EXPERIENCED_USER))
    assert "Ingen andre er med i kursteamet ennå." in await look(eivind)


@pytest.mark.parametrize(
    ("language", "said", "none"),
    [
        ("nn", "Saman med deg: ein erfaren brukar utan namn", "Ingen erfaren brukar er med denne gongen."),
        ("da", "Sammen med dig: en erfaren bruger uden navn", "Ingen erfaren bruger er med denne gang."),
        ("en", "Together with you: a peer supporter without a name", "There is no peer supporter this time."),
    ],
)
async def test_in_each_language(stage: Stage, language: str, said: str, none: str) -> None:
    _, eivind, eldbjorg = await team_of(stage)
    await nameless(stage, eldbjorg)
    await in_language(stage, eivind, language)
    assert said in await look(eivind)
    await eldbjorg.forge(b.CannotCome(1, 1).pack())
    await stage.turn(EVENING - DAY)
    await eivind.refresh()
    assert none in eivind.last
