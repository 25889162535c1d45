"""Somebody stands in at one evening of a course: asked for that alone, and told of nothing else."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import delete, select

from db.models import Assignment, Course, Outbox, TeamMember
from domain.courses import Answer
from domain.courses import buttons as b
from domain.courses.messages import TeamEvening, TeamMeeting, TeamMemberLost, TeamShort
from domain.rights import Role
from domain.running import buttons as running
from domain.setup import buttons as setup
from services.courses import lost
from tests.flows.drafts import MakeStage
from tests.flows.test_calendar_revisions import newest
from tests.flows.test_course_teams import YES, answers
from tests.flows.test_roles import invited, person_id
from tests.flows.test_roles_told import told
from tests.flows.test_team_calendar import in_language
from tests.flows.test_team_reminders import DAY, EVENING, sent, team_of
from tests.stage import Phone, Stage

WEEK = timedelta(weeks=1)
SECOND = "tirsdag 8. september kl. 18:00"


async def asked(stage: Stage) -> tuple[Phone, Phone, Phone]:
    """The professional cannot come to the second evening, and another one is asked from the word of it."""
    berit, eivind, _ = await team_of(stage)
    ivar = await invited(stage, "Ivar", Role.PROFESSIONAL)
    await eivind.forge(b.CannotCome(2, 1).pack())
    await berit.refresh()
    assert f"Eivind kan ikke komme {SECOND}." in berit.last
    await berit.press("Spør en fagperson")
    assert "Bare til samling 2, tir. 8. sep. 18:00." in berit.last
    await berit.press("Ivar")
    await ivar.refresh()
    return berit, eivind, ivar


async def look(phone: Phone) -> str:
    await phone.forge(b.LookAtCourse(1).pack())
    return phone.last


async def card(phone: Phone) -> str:
    await phone.forge(b.ManageCourse(1).pack())
    return phone.last


async def test_asked_for_that_evening_and_no_other(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database)
    berit, _, ivar = await asked(stage)
    assert "Ivar har fått spørsmålet for samling 2, tir. 8. sep. 18:00." in berit.last
    assert "Kan du være med én gang?" in ivar.last
    assert "8. sep" in ivar.last
    assert not any(day in ivar.last for day in ("1. sep", "15. sep", "22. sep", "Kursteamet møtes"))
    assert "Med i kursteamet: Eldbjørg (erfaren bruker)" in ivar.last
    await ivar.press(YES)
    assert f"Du er med {SECOND}, bare den ene gangen" in ivar.last
    await berit.refresh()
    assert f"Ivar kan komme {SECOND}." in berit.last
    assert await answers(stage) == {Role.PROFESSIONAL: 1, Role.EXPERIENCED_USER: 1}
    assert "Eivind kan ikke komme til samling 2, tir. 8. sep. 18:00. Ivar kommer i stedet." in await card(berit)
    await berit.forge(setup.SetUp(1).pack())
    assert "Ivar, fagperson: blir med, bare samling 2 (tir. 8. sep. 18:00)" in berit.last
    assert "Ivar kommer i stedet." in berit.last


async def test_their_view_reminder_and_calendar_are_of_that_evening(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database)
    _, eivind, ivar = await asked(stage)
    await ivar.press(YES)
    theirs = await look(ivar)
    assert "Du er med som fagperson bare denne ene gangen: tir. 8. sep. 18:00" in theirs
    assert not any(day in theirs for day in ("1. sep", "15. sep", "Kursteamet møtes"))
    await ivar.forge(b.GetTeamCalendar(1).pack())
    (only,) = Calendar.from_ical(await newest(ivar)).walk("VEVENT")
    assert " 2: " in str(only["SUMMARY"])
    await stage.turn(EVENING - DAY)
    assert [await sent(stage, TeamEvening.kind, one) for one in (eivind, ivar)] == [1, 0]
    await stage.turn(EVENING + WEEK - DAY)
    assert [await sent(stage, TeamEvening.kind, one) for one in (eivind, ivar)] == [1, 1]
    await ivar.refresh()
    assert "Sammen med deg: Eldbjørg (erfaren bruker)" in ivar.last
    assert await told(stage, TeamShort.kind) == []
    assert await sent(stage, TeamMeeting.kind, ivar) == 0
    await stage.turn(EVENING + 2 * WEEK - DAY)
    assert [await sent(stage, TeamEvening.kind, one) for one in (eivind, ivar)] == [2, 1]


async def test_a_no_leads_to_the_next_one(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, _, ivar = await asked(stage)
    assert "Ivar har fått spørsmål om å komme i stedet." in await card(berit)
    await ivar.press("Jeg kan ikke")
    assert f"får vite at du ikke kan være med {SECOND}" in ivar.last
    await berit.refresh()
    assert berit.saw(f"Ivar kan ikke komme {SECOND}.")
    assert not berit.saw("mangler kurset")
    assert "Ingen andre er spurt ennå." in await card(berit)
    await berit.forge(setup.ShowTeam(1).pack())
    await berit.press("Spør noen til samling 2")
    await berit.press("Ivar")
    await ivar.refresh()
    await ivar.press(YES)
    assert "bare den ene gangen" in ivar.last


async def test_who_stands_in_cannot_after_all_and_can_again(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, _, ivar = await asked(stage)
    await ivar.press(YES)
    await ivar.press("Jeg kan ikke")
    assert "Hele kurset" not in ivar.labels()
    await ivar.press("2: tir. 8. sep. 18:00")
    assert "Du er fortsatt med" not in ivar.last
    await berit.refresh()
    assert berit.saw(f"Ivar kan ikke komme {SECOND}.")
    assert (await card(berit)).count("Ingen andre er spurt ennå.") == 2
    await ivar.press("Jeg kan likevel")
    assert "Ivar kommer i stedet." in await card(berit)


async def test_where_all_are_asked_that_is_said(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    await eivind.forge(b.CannotCome(2, 1).pack())
    await berit.refresh()
    await berit.press("Spør en fagperson")
    all_asked = (
        "Alle fagpersonene ved LMS-Sandefjord er spurt allerede. Den som deler ut roller, kan sende en lenke til flere."
    )
    assert all_asked in berit.last
    await berit.forge(setup.ShowCandidates(1, "professional").pack())
    assert all_asked in berit.last


async def test_who_stood_in_may_be_asked_for_another_evening_afterwards(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, _, ivar = await asked(stage)
    await ivar.press(YES)
    await stage.turn(EVENING + WEEK + timedelta(hours=6))
    await berit.forge(setup.ShowStandIns(4, "professional").pack())
    await berit.press("Ivar")
    await ivar.refresh()
    assert "22. sep" in ivar.last
    await ivar.press(YES)
    assert await stage.rows(select(TeamMember.session_id).where(TeamMember.session_id.is_not(None))) == [(4,)]


async def test_a_moved_evening_is_told_and_another_one_is_not(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, _, ivar = await asked(stage)
    await ivar.press(YES)
    before = ivar.last
    for number in (3, 2):
        await berit.forge(running.MoveSession(number, 1).pack())
        await berit.press("En dag senere")
        await berit.press("Ja, flytt")
        await ivar.refresh()
        if number == 3:
            assert ivar.last == before
    assert "Samling 2: tir. 8. sep. 18:00 → ons. 9. sep. 18:00" in ivar.last
    assert "Samling 3" not in ivar.last


async def test_who_stands_in_at_another_session_is_not_counted_among_those_who_are_told(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url)
    berit, _, ivar = await asked(stage)
    await ivar.press(YES)
    two, three = "2 i kursteamet får også beskjed.", "3 i kursteamet får også beskjed."
    for button, said in (
        (running.AskCancelSession(3, 1), two),
        (running.AskCancelSession(2, 1), three),
        (running.MoveAllLater(3, 1), two),
        (running.MoveAllLater(1, 1), three),
        (running.AskCancelCourse(1), three),
        (running.ConfirmMoveAll(1, 1), three),
        (running.CancelSession(3, 2), two),
        (running.CancelCourse(1, 0), three),
    ):
        await berit.forge(button.pack())
        assert said in berit.last, button


async def test_an_experienced_user_signs_first(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, _, eldbjorg = await team_of(stage)
    arne = await invited(stage, "Arne", Role.EXPERIENCED_USER)
    vera = await invited(stage, "Vera", Role.EXPERIENCED_USER)
    await eldbjorg.forge(b.CannotCome(2, 1).pack())
    await berit.forge(setup.AskStandIn(2, await person_id(stage, arne), "experienced_user").pack())
    assert "taushetserklæringen" in berit.last
    await berit.say("12.8.2026")
    assert "Arne har fått spørsmålet for samling 2" in berit.last
    await arne.refresh()
    assert "Kan du være med én gang?" in arne.last
    await berit.forge(setup.AskStandIn(2, await person_id(stage, vera), "experienced_user").pack())
    await berit.press("Underskrevet i dag")
    await vera.refresh()
    assert "Kan du være med én gang?" in vera.last


async def test_only_who_sets_it_up_asks_and_only_for_what_is_to_come(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    ivar = await invited(stage, "Ivar", Role.PROFESSIONAL)
    who = await person_id(stage, ivar)
    await eivind.forge(setup.AskStandIn(2, who, "professional").pack())
    for button in (setup.AskStandIn(99, who, "professional"), setup.AskStandIn(2, who, "owner")):
        await berit.forge(button.pack())
    await stage.turn(EVENING + timedelta(minutes=1))
    await berit.forge(setup.AskStandIn(1, who, "professional").pack())
    assert await stage.rows(select(TeamMember.id).where(TeamMember.session_id.is_not(None))) == []


async def test_no_yes_to_an_evening_that_is_off(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, _, ivar = await asked(stage)
    await berit.forge(running.CancelSession(2, 1).pack())
    (row,) = await stage.rows(select(Course.version))
    await ivar.forge(b.JoinTeam(3, 1, row.version).pack())
    assert await stage.rows(select(TeamMember.state).where(TeamMember.id == 3)) == [(Answer.ASKED,)]


async def test_a_course_that_is_a_draft_again_has_none_and_they_are_told(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database)
    berit, _, ivar = await asked(stage)
    await ivar.press(YES)
    ((edition,),) = await stage.rows(select(Course.edition))
    await berit.forge(setup.DoWhole(1, edition, "back").pack())
    assert "utkast" in berit.last
    await ivar.refresh()
    assert sum("Du er ikke lenger med i kursteamet" in one for one in ivar.texts) == 1
    assert await stage.rows(select(TeamMember.id).where(TeamMember.session_id.is_not(None))) == []
    assert await answers(stage) == {Role.PROFESSIONAL: 1, Role.EXPERIENCED_USER: 1}


async def test_who_is_asked_for_one_evening_is_not_said_to_be_asked_for_another(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url)
    berit, _, ivar = await asked(stage)
    who = await person_id(stage, ivar)
    await berit.forge(setup.AskStandIn(3, who, "professional").pack())
    assert "Derfor er det ikke sendt noe nytt spørsmål." in berit.last
    await ivar.press(YES)
    await ivar.forge(b.CannotCome(3, 1).pack())
    assert "Ivar kan ikke" not in await card(berit), "the third evening is not theirs"
    await berit.forge(running.CancelSession(2, 1).pack())
    await berit.forge(setup.AskStandIn(3, who, "professional").pack())
    assert "Ivar har fått spørsmålet for samling 3" in berit.last, "nothing holds them any more"


async def test_nothing_is_said_any_more_of_an_evening_that_is_over(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    _, _, ivar = await asked(stage)
    await ivar.press(YES)
    await stage.turn(EVENING + WEEK + DAY)
    await ivar.forge(b.DeclineTeam(3, 1).pack())
    assert await stage.rows(select(TeamMember.state).where(TeamMember.id == 3)) == [(Answer.YES,)]


async def test_once_it_is_over_the_course_is_nothing_of_theirs(make_stage: MakeStage, either_database: str) -> None:
    """Neither its card, nor its news, nor their leaving."""
    stage = await make_stage(either_database)
    berit, _, ivar = await asked(stage)
    await ivar.press(YES)
    assert "bare denne ene gangen" in await look(ivar)
    await stage.turn(EVENING + WEEK + DAY)
    await ivar.refresh()
    heard = len(ivar.texts)
    assert "Dette er for dem som koordinerer kurset." in await look(ivar)
    ((edition,),) = await stage.rows(select(Course.edition))
    await berit.forge(setup.WriteLine(1, "place").pack())
    await berit.say("Rådhuset")
    await berit.press("Ja, endre")
    await stage.turn(timedelta(hours=1))
    who = await person_id(stage, ivar)
    async with stage.app.database.begin() as session:
        await session.execute(delete(Assignment).where(Assignment.person_id == who))
        await lost.without_role(session, who, stage.now)
    await stage.settle()
    await ivar.refresh()
    assert len(ivar.texts) <= heard + 1, "but for the answer to the press"
    assert not await stage.rows(select(Outbox.id).where(Outbox.kind == TeamMemberLost.kind))
    assert (await stage.rows(select(Course.edition))) != [(edition,)], "the place was changed"


async def test_the_card_says_what_the_team_of_a_published_course_lacks(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    lacks = "Dette mangler i kursteamet:\nEn fagperson som har sagt ja."
    assert lacks not in await card(berit)
    await eivind.forge(b.DeclineTeam(1, 1).pack())
    assert lacks in await card(berit)
    await berit.forge(setup.SetUp(1).pack())
    assert lacks in berit.last
    await stage.turn(EVENING + 8 * WEEK)
    assert lacks not in await card(berit)


@pytest.mark.parametrize(
    ("language", "question", "instead"),
    [
        ("nn", "Kan du vere med éin gong?", "Ivar er spurd om å kome i staden."),
        ("da", "Kan du være med én gang?", "Ivar er spurgt om at komme i stedet."),
        ("en", "Can you come this once?", "Ivar has been asked to come instead."),
    ],
)
async def test_in_each_language(stage: Stage, language: str, question: str, instead: str) -> None:
    berit, eivind, _ = await team_of(stage)
    ivar = await invited(stage, "Ivar", Role.PROFESSIONAL)
    await eivind.forge(b.CannotCome(2, 1).pack())
    for phone in (berit, ivar):
        await in_language(stage, phone, language)
    await berit.forge(setup.AskStandIn(2, await person_id(stage, ivar), "professional").pack())
    await ivar.refresh()
    assert question in ivar.last
    assert instead in await card(berit)


async def test_whoever_may_not_ask_learns_of_no_session_whether_it_is_there(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url)
    kari = await stage.enrolled("Kari")
    heard = []
    for number in (2, 999):
        await kari.forge(setup.ShowStandIns(number, "professional").pack())
        heard.append(kari.last)
    assert heard[0] == heard[1]
