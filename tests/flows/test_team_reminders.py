"""Those who hold a course are reminded of their evenings and of their meetings, and say when they cannot come."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from db.models import Assignment, Outbox, Person, TeamMember
from domain.courses import Answer
from domain.courses.messages import TeamEvening, TeamMeeting, TeamMemberAway
from domain.delivery import State
from domain.rights import Role
from services.planning import agenda
from tests.flows.drafts import Counted, MakeStage, drafted, newest, with_team
from tests.flows.drafts import team_of as helpers_of
from tests.flows.test_course_teams import YES, ask, sign
from tests.flows.test_roles import invited
from tests.stage import CENTRE, COURSE, OSLO, Phone, Stage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENING = datetime(2026, 9, 1, 18, 0, tzinfo=OSLO)
PLANNING = EVENING - timedelta(days=14)
"""The second of the two meetings that the programme proposes."""
LAST = EVENING + timedelta(days=35)


async def team_of(stage: Stage) -> tuple[Phone, Phone, Phone]:
    """A coordinator, a professional and an experienced user who have said yes."""
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    eldbjorg = await invited(stage, "Eldbjørg", Role.EXPERIENCED_USER)
    await sign(stage, berit, eldbjorg, date(2026, 8, 17))
    for phone, role in ((eivind, Role.PROFESSIONAL), (eldbjorg, Role.EXPERIENCED_USER)):
        await ask(stage, berit, phone, role)
        await phone.press(YES)
    return berit, eivind, eldbjorg


async def sent(stage: Stage, kind: str, phone: Phone) -> int:
    mine = select(Outbox.id).join(Person).where(Person.telegram_id == phone.id, Outbox.kind == kind)
    return len(await stage.rows(mine.where(Outbox.state == State.SENT)))


async def test_the_day_before_an_evening(make_stage: MakeStage, either_database: str) -> None:
    """With who speaks for how long, and how many come; each in their language. Who only coordinates has more of them."""
    stage = await make_stage(either_database)
    berit, eivind, eldbjorg = await team_of(stage)
    await eldbjorg.say("/language")
    await eldbjorg.press("English")
    kari = await stage.enrolled("Kari")
    await kari.say("/mycourse")
    await kari.press("Jeg kan ikke")
    await stage.turn(EVENING - DAY - HOUR)
    assert await stage.rows(select(Outbox.id).where(Outbox.kind == TeamEvening.kind)) == []
    await stage.turn(EVENING - DAY)
    for phone in (eivind, berit, eldbjorg):
        await phone.refresh()
    assert "Påminnelse til kursteamet" in eivind.last
    assert "tirsdag 1. september kl. 18:00" in eivind.last
    assert "Én er påmeldt. Én har sagt fra om å ikke komme." in eivind.last
    assert "Reminder for the course team" in eldbjorg.last
    assert "Påminnelse til kursteamet" not in berit.last
    assert [await sent(stage, TeamEvening.kind, one) for one in (eivind, eldbjorg, berit, kari)] == [1, 1, 0, 0]


async def test_who_cannot_come_to_an_evening_tells_the_coordinators_at_once(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    await stage.turn(EVENING - DAY)
    await eivind.press("Jeg kan ikke")
    assert "Du er fortsatt med i kursteamet." in eivind.last
    await berit.refresh()
    assert "Eivind kan ikke komme tirsdag 1. september kl. 18:00." in berit.last
    await berit.press("Spør en fagperson")
    away = select(Outbox.id).where(Outbox.kind == TeamMemberAway.kind)
    assert len(await stage.rows(away)) == 1
    await eivind.forge("teamaway.1.1")
    assert len(await stage.rows(away)) == 1
    kari = await stage.enrolled("Kari")
    await kari.forge("teamaway.1.1")
    assert len(await stage.rows(away)) == 1


async def test_one_evening_or_the_whole_course(make_stage: MakeStage, sqlite_url: str) -> None:
    """Weeks ahead, from the card: an evening is chosen and the rest stays theirs; the way back changes nothing."""
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    await eivind.say("/courses")
    await eivind.press("Hvitgården")
    await eivind.press("Jeg kan ikke")
    assert "Hva kan du ikke være med på?" in eivind.last
    answer = select(TeamMember.state).join(Person).where(Person.telegram_id == eivind.id)
    assert await stage.rows(answer) == [(Answer.YES,)]
    await eivind.press("Tilbake")
    await eivind.press("Jeg kan ikke")
    await eivind.press("2: tir. 8. sep. 18:00")
    assert "Du er fortsatt med i kursteamet." in eivind.last
    await berit.refresh()
    assert "Eivind kan ikke komme tirsdag 8. september kl. 18:00." in berit.last
    await eivind.press("Se kurset")
    await eivind.press("Jeg kan ikke")
    await eivind.press("Hele kurset")
    await berit.refresh()
    assert "Eivind kan ikke være med i kursteamet." in berit.last
    await eivind.forge("teamcant.1")
    assert "Hva kan du ikke være med på?" not in eivind.last


async def test_meetings_before_and_after(make_stage: MakeStage, sqlite_url: str) -> None:
    """As the programme proposes them; the evaluation follows the last evening that takes place."""
    stage = await make_stage(sqlite_url)
    _, eivind, _ = await team_of(stage)
    plan = stage.app.library.programmes["ta-tak"].team
    assert plan.evaluation
    ahead = [span for span in plan.planning if EVENING - span - DAY > stage.now]
    for span in ahead:
        await stage.turn(EVENING - span - DAY)
        await eivind.refresh()
        assert "Planleggingsmøte for kursteamet" in eivind.last
    assert await sent(stage, TeamMeeting.kind, eivind) == len(ahead)
    await stage.turn(LAST + plan.evaluation - DAY)
    await eivind.refresh()
    assert "Evalueringsmøte for kursteamet" in eivind.last
    assert await sent(stage, TeamMeeting.kind, eivind) == len(ahead) + 1


async def test_a_moved_evening_moves_them_and_a_cancelled_course_ends_them(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database)
    berit, eivind, _ = await team_of(stage)
    await berit.say("/courses")
    for label in (
        "Hvitgården",
        "Samlinger",
        "Mestring og verdighet",
        "Flytt",
        "En uke senere",
        "Flytt resten en uke",
        "Ja",
    ):
        await berit.press(label)
    before = len(eivind.texts)
    await stage.turn(EVENING - DAY)
    await eivind.refresh()
    assert not any("Påminnelse til kursteamet" in one for one in eivind.texts[before:])
    assert "tirsdag 1. september kl. 18:00, 3 timer" in eivind.last  # they plan a week before the first evening
    await berit.say("/courses")
    for label in ("Hvitgården", "Samlinger", "Avlys resten", "Ja, avlys"):
        await berit.press(label)
    await eivind.refresh()
    assert "er avlyst" in eivind.last
    assert "kursteamet møtes heller ikke" in eivind.last
    for week in range(8):
        await stage.turn(EVENING + timedelta(weeks=week) - DAY)
    assert await sent(stage, TeamEvening.kind, eivind) == 0
    assert await sent(stage, TeamMeeting.kind, eivind) == 1


async def test_not_in_the_night_and_not_to_who_has_left(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    _, eivind, eldbjorg = await team_of(stage)
    async with stage.app.database.begin() as session:
        await session.execute(delete(Assignment).where(Assignment.role == Role.PROFESSIONAL))
    await eldbjorg.press("Jeg kan ikke")
    await eldbjorg.press("Hele kurset")
    await stage.turn(EVENING - DAY)
    assert [await sent(stage, TeamEvening.kind, one) for one in (eivind, eldbjorg)] == [0, 0]


async def test_quiet_hours_hold_them(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE.replace("18:00", "07:00"))
    _, eivind, _ = await team_of(stage)
    at = datetime(2026, 9, 1, 7, 0, tzinfo=OSLO)
    await stage.turn(at - DAY)
    assert await sent(stage, TeamEvening.kind, eivind) == 0
    await stage.turn(at - DAY + HOUR)
    assert await sent(stage, TeamEvening.kind, eivind) == 1


async def test_the_preview_and_the_agenda_foretell_them(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    professional, experienced = await helpers_of(stage)
    await drafted(stage, berit)
    await with_team(berit, professional, experienced)
    await berit.say("/courses")
    await berit.press("Utkast: Mestringstreff")
    await berit.press("Se gjennom og publiser")
    await berit.press("Vis meldingene")
    assert "påminnelse til kursteamet om samling 1" in berit.last
    await berit.press("Tilbake")
    await berit.press("Publiser kurset")
    course = await newest(stage)
    async with stage.app.database.begin() as session:
        found = await agenda.coming(
            session, stage.app.library, stage.now, stage.now + timedelta(days=60), stage.app.settings.quiet
        )
    theirs = [one for one in found if one.kind in (TeamEvening.kind, TeamMeeting.kind)]
    assert {one.course_slug for one in theirs} == {course.slug}
    assert {(one.kind, one.count) for one in theirs} == {(TeamEvening.kind, 2), (TeamMeeting.kind, 3)}
    due = {one.due for one in theirs}
    for at in sorted(due):
        await stage.turn(at)
    rows = await stage.rows(select(Outbox.due_at).where(Outbox.kind.in_((TeamEvening.kind, TeamMeeting.kind))))
    assert {row.due_at for row in rows} == due
    assert len(rows) == sum(one.count for one in theirs)
