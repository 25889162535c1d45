"""*I cannot*, of one session from one of its team, is kept: who, which, and for as long as it stands at that time."""

from datetime import timedelta

import pytest
from icalendar import Calendar, Event
from sqlalchemy import delete, func, select

from db.models import CourseSession, Outbox, Person, TeamAbsence, TeamMember
from domain.courses import buttons as b
from domain.courses.messages import TeamEvening, TeamMemberAway, TeamMemberBack
from domain.delivery import State
from domain.privacy.buttons import Erase
from domain.rights import Role
from domain.running import buttons as running
from domain.setup import buttons as setup
from services.courses import absences
from services.planning import agenda
from tests.flows.drafts import MakeStage
from tests.flows.test_calendar_revisions import newest
from tests.flows.test_course_teams import YES, ask
from tests.flows.test_roles_told import told
from tests.flows.test_team_calendar import in_language
from tests.flows.test_team_reminders import DAY, EVENING, sent, team_of
from tests.stage import CENTRE, COURSE, Phone, Stage

WEEK = timedelta(weeks=1)
SECOND = EVENING + WEEK
CROSS = "✗ Du har sagt at du ikke kan komme"
CANNOT = "Eivind kan ikke komme til samling 2, tir. 8. sep. 18:00."


async def says_no(phone: Phone, which: str = "2: tir. 8. sep. 18:00") -> None:
    """From the card of the course."""
    await phone.forge(b.AskAway(1).pack())
    await phone.press(which)


async def away(stage: Stage) -> list[tuple[int, int]]:
    """Person and session of each absence that counts."""
    async with stage.app.database.begin() as session:
        return [(one.person_id, one.session_id) for one in await absences.of_courses(session, [1])]


async def look(phone: Phone) -> str:
    await phone.forge(b.LookAtCourse(1).pack())
    return phone.last


async def set_up(phone: Phone) -> str:
    await phone.forge(setup.SetUp(1).pack())
    return phone.last


async def version_of(stage: Stage, session_id: int) -> int:
    (row,) = await stage.rows(select(CourseSession.version).where(CourseSession.id == session_id))
    number: int = row.version
    return number


async def move(stage: Stage, berit: Phone, label: str, session_id: int = 2) -> None:
    await berit.forge(running.MoveSession(session_id, await version_of(stage, session_id)).pack())
    for one in (label, "Ja, flytt"):
        await berit.press(one)


async def second(phone: Phone) -> Event:
    """The second session in a file that is fetched now."""
    await phone.forge(b.GetTeamCalendar(1).pack())
    events: list[Event] = list(Calendar.from_ical(await newest(phone)).walk("VEVENT"))
    return next(one for one in events if str(one["SUMMARY"]).startswith("TA TAK") and " 2: " in str(one["SUMMARY"]))


async def test_it_stands_on_their_own_card_and_on_the_coordinators(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database)
    berit, eivind, eldbjorg = await team_of(stage)
    assert CROSS not in await look(eivind)
    await says_no(eivind)
    assert "Du er fortsatt med i kursteamet." in eivind.last
    theirs = await look(eivind)
    assert theirs.count(CROSS) == 1
    assert theirs.index("8. sep") < theirs.index(CROSS) < theirs.index("15. sep")
    assert CROSS not in await look(eldbjorg)
    await eivind.press("Jeg kan ikke")
    assert "✗ 2: tir. 8. sep. 18:00" in eivind.labels()
    assert "1: tir. 1. sep. 18:00" in eivind.labels()
    assert "✗ betyr at du har sagt" in eivind.last
    assert CANNOT in await set_up(berit)
    await berit.press("Kursteam")
    assert CANNOT in berit.last
    await berit.forge(running.ManageSession(2).pack())
    assert "Kan ikke komme, av kursteamet: Eivind" in berit.last
    await berit.forge(running.ManageSession(1).pack())
    assert "av kursteamet" not in berit.last


async def test_taken_back_the_coordinators_hear_at_once_and_nothing_of_it_stands(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database)
    berit, eivind, _ = await team_of(stage)
    await says_no(eivind)
    await eivind.press("Jeg kan likevel")
    assert "får vite nå at du kan komme tirsdag 8. september kl. 18:00" in eivind.last
    await berit.refresh()
    assert "Eivind kan komme likevel tirsdag 8. september kl. 18:00." in berit.last
    assert await told(stage, TeamMemberBack.kind) == [berit.id]
    assert await away(stage) == []
    assert CROSS not in await look(eivind)
    assert CANNOT not in await set_up(berit)
    await eivind.forge(b.CanCome(2, 1).pack())
    assert await told(stage, TeamMemberBack.kind) == [berit.id]
    await says_no(eivind)  # and once more
    assert await told(stage, TeamMemberAway.kind) == [berit.id, berit.id]
    await eivind.forge(b.CannotCome(2, 1).pack())
    assert await told(stage, TeamMemberAway.kind) == [berit.id, berit.id]
    assert len(await away(stage)) == 1


async def test_whoever_has_not_heard_of_it_hears_nothing(make_stage: MakeStage, sqlite_url: str) -> None:
    """Taken back before the word of it has gone out: neither goes."""
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    await berit.block()
    await says_no(eivind)
    await eivind.press("Jeg kan likevel")
    await berit.unblock()
    await berit.say("/start")
    await stage.turn(timedelta(minutes=1))
    await berit.refresh()
    assert not any("Eivind kan" in one for one in berit.texts)
    assert (await told(stage, TeamMemberAway.kind), await told(stage, TeamMemberBack.kind)) == ([], [])


async def test_no_reminder_of_that_session_but_of_the_others(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database)
    _, eivind, eldbjorg = await team_of(stage)
    await says_no(eivind)
    async with stage.app.database.begin() as session:
        ahead = await agenda.coming(session, stage.app.library, stage.now, EVENING + 3 * WEEK, stage.app.settings.quiet)
    counts = {one.number: one.count for one in ahead if one.kind == TeamEvening.kind}
    assert (counts[1], counts[2], counts[3]) == (2, 1, 2)
    await stage.turn(EVENING - DAY)
    assert [await sent(stage, TeamEvening.kind, one) for one in (eivind, eldbjorg)] == [1, 1]
    await stage.turn(SECOND - DAY)
    assert [await sent(stage, TeamEvening.kind, one) for one in (eivind, eldbjorg)] == [1, 2]
    await stage.turn(SECOND + WEEK - DAY)
    assert [await sent(stage, TeamEvening.kind, one) for one in (eivind, eldbjorg)] == [2, 3]


async def test_a_reminder_that_waits_for_the_morning_is_not_sent_after_all(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    """It is queued in the quiet hours, and then they say that they cannot: it is looked at once more when it goes."""
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE.replace("18:00", "07:00"))
    _, eivind, eldbjorg = await team_of(stage)
    await stage.turn(EVENING.replace(hour=7) - DAY)
    queued = select(func.count()).where(Outbox.kind == TeamEvening.kind, Outbox.state == State.QUEUED)
    assert await stage.rows(queued) == [(2,)]
    await eivind.forge(b.CannotCome(1, 1).pack())
    await stage.turn(timedelta(hours=1))
    assert [await sent(stage, TeamEvening.kind, one) for one in (eivind, eldbjorg)] == [0, 1]


async def test_in_their_calendar_it_is_cancelled_and_comes_back_each_with_a_higher_number(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database)
    _, eivind, eldbjorg = await team_of(stage)
    first = await second(eivind)
    await says_no(eivind)
    await eivind.press("Kalenderfil")
    off = await second(eivind)
    assert (str(off["UID"]), str(off["STATUS"])) == (str(first["UID"]), "CANCELLED")
    assert off["SEQUENCE"] > first["SEQUENCE"]
    other = await second(eldbjorg)
    assert (str(other["STATUS"]), other["SEQUENCE"]) == ("CONFIRMED", first["SEQUENCE"])
    await stage.turn(timedelta(minutes=1))
    await eivind.forge(b.CanCome(2, 1).pack())
    back = await second(eivind)
    assert str(back["STATUS"]) == "CONFIRMED"
    assert back["SEQUENCE"] > off["SEQUENCE"]
    assert back["DTSTAMP"].dt > off["DTSTAMP"].dt
    assert await second(eivind) == back


async def test_a_moved_session_is_another_one_and_the_news_of_it_says_so(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database)
    berit, eivind, eldbjorg = await team_of(stage)
    await says_no(eivind)
    off = await second(eivind)
    await move(stage, berit, "En dag senere")
    for phone in (eivind, eldbjorg):
        await phone.refresh()
    lapsed = "Du sa at du ikke kunne komme til samling 2. Det gjelder ikke den nye tida"
    assert lapsed in eivind.last
    assert "Samling 2: tir. 8. sep. 18:00 → ons. 9. sep. 18:00" in eivind.last
    assert lapsed not in eldbjorg.last
    assert await away(stage) == []
    assert CROSS not in await look(eivind)
    assert "kan ikke komme" not in await set_up(berit)
    moved = await second(eivind)
    assert str(moved["STATUS"]) == "CONFIRMED"
    assert moved["SEQUENCE"] > off["SEQUENCE"]
    await stage.turn(SECOND)  # a day before the new time
    assert await sent(stage, TeamEvening.kind, eivind) == 1


async def test_back_at_the_time_at_which_they_cannot_it_counts_again(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    await says_no(eivind)
    await move(stage, berit, "En dag senere")
    moved = await second(eivind)
    await berit.forge(running.MoveSession(2, await version_of(stage, 2)).pack())
    await berit.say("8.9. kl. 18")
    await berit.press("Ja, flytt")
    await eivind.refresh()
    assert "Du har sagt at du ikke kan komme til samling 2. Det gjelder fortsatt." in eivind.last
    assert len(await away(stage)) == 1
    again = await second(eivind)
    assert str(again["STATUS"]) == "CANCELLED"
    assert again["SEQUENCE"] > moved["SEQUENCE"]


async def test_called_off_and_taken_back_they_still_cannot(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    await says_no(eivind)
    await berit.forge(running.CancelSession(2, 1).pack())
    assert await away(stage) == []
    await stage.turn(timedelta(minutes=2))
    await berit.press("Angre")
    assert len(await away(stage)) == 1
    assert CANNOT in await set_up(berit)


@pytest.mark.parametrize("how", ["leaves", "is taken off", "is erased"])
async def test_with_whoever_goes_it_goes(make_stage: MakeStage, either_database: str, how: str) -> None:
    stage = await make_stage(either_database)
    berit, eivind, eldbjorg = await team_of(stage)
    await says_no(eivind)
    await says_no(eldbjorg)
    if how == "leaves":
        await eivind.forge(b.DeclineTeam(1, 1).pack())
    elif how == "is taken off":
        await berit.forge(setup.RemoveMember(1).pack())
    else:
        await eivind.forge(Erase().pack())
    assert await stage.rows(select(TeamAbsence.member_id)) == [(2,)]
    assert "Eivind kan ikke komme" not in await set_up(berit)
    if how == "leaves":
        await ask(stage, berit, eivind, Role.PROFESSIONAL)
        await eivind.press(YES)
        assert CROSS not in await look(eivind)


async def test_a_deleted_session_takes_it_along(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database)
    _, eivind, _ = await team_of(stage)
    await says_no(eivind)
    async with stage.app.database.begin() as session:
        await session.execute(delete(CourseSession).where(CourseSession.id == 2))
    assert await stage.rows(select(TeamAbsence.member_id)) == []


async def test_nobody_else_says_it_and_nothing_of_what_has_begun(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    _, eivind, _ = await team_of(stage)
    await says_no(eivind)
    for phone in (await stage.enrolled("Kari"), await stage.coordinator("Turid", "sandefjord")):
        await phone.forge(b.CanCome(2, 1).pack())
        assert "virker ikke lenger" in phone.last
    assert len(await away(stage)) == 1
    await eivind.forge(b.CanCome(2, 7).pack())
    assert len(await away(stage)) == 1
    await stage.turn(SECOND)
    await eivind.forge(b.CanCome(2, 1).pack())
    assert "har begynt" in eivind.last
    assert len(await away(stage)) == 1


async def test_a_word_from_before_it_was_kept_still_goes_out(make_stage: MakeStage, sqlite_url: str) -> None:
    """Put into the outbox by an earlier form of the program, without when it was said."""
    stage = await make_stage(sqlite_url)
    berit, _, _ = await team_of(stage)
    async with stage.app.database.begin() as session:
        number = (await session.scalars(select(Person.id).where(Person.telegram_id == berit.id))).one()
        params = {"member_id": 1, "session_id": 2, "version": 1}
        row = {"kind": TeamMemberAway.kind, "params": params, "priority": 1, "due_at": stage.now, "state": State.QUEUED}
        session.add(Outbox(key="earlier", person_id=number, attempts=0, **row))
    await stage.turn(timedelta(minutes=1))
    await berit.refresh()
    assert "Eivind kan ikke komme tirsdag 8. september kl. 18:00." in berit.last


@pytest.mark.parametrize(
    ("language", "no", "cross", "back", "coordinator", "lapsed"),
    [
        ("nb", "ikke kan komme tirsdag 8. september", CROSS, "Jeg kan likevel", CANNOT, "gjelder ikke den nye tida"),
        (
            *("nn", "ikkje kan kome tysdag 8. september", "✗ Du har sagt at du ikkje kan kome", "Eg kan likevel"),
            *("Eivind kan ikkje kome til samling 2", "gjeld ikkje den nye tida"),
        ),
        (
            *("da", "ikke kan komme tirsdag", "✗ Du har sagt, at du ikke kan komme", "Jeg kan alligevel"),
            *("Eivind kan ikke komme til mødegang 2", "gælder ikke det nye tidspunkt"),
        ),
        (
            *("en", "cannot come on Tuesday 8 September", "✗ You have said that you cannot come", "I can after all"),
            *("Eivind cannot come to session 2", "does not count for the new time"),
        ),
    ],
)
async def test_in_each_language(
    stage: Stage, language: str, no: str, cross: str, back: str, coordinator: str, lapsed: str
) -> None:
    berit, eivind, _ = await team_of(stage)
    for phone in (berit, eivind):
        await in_language(stage, phone, language)
    await eivind.forge(b.CannotCome(2, 1).pack())
    assert no in eivind.last
    assert back in eivind.labels()
    assert cross in await look(eivind)
    assert coordinator in await set_up(berit)
    await eivind.forge(b.CanCome(2, 1).pack())
    await berit.refresh()
    assert "Eivind" in berit.last
    await eivind.forge(b.CannotCome(2, 1).pack())
    await in_language(stage, berit, "nb")
    await move(stage, berit, "En dag senere")
    await eivind.refresh()
    assert lapsed in eivind.last
    assert await stage.rows(select(func.count()).select_from(TeamMember)) == [(2,)]
