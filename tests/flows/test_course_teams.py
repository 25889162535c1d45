"""The standard method: professionals and experienced users are asked to hold a course together, and answer."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from db.models import Assignment, Confidentiality, Outbox, Person, TeamMember
from domain.courses import buttons as b
from domain.courses.messages import TeamAsked, TeamMemberAnswered
from domain.delivery import State
from domain.errors import ConfidentialityMissing, NotOnTeam, NotYet, NotYours, Stale
from domain.rights import Role
from domain.setup.buttons import ShowMonth
from services import people
from services.courses import candidates, team
from services.people import Actor
from tests.flows.drafts import team_of
from tests.flows.test_roles import SECOND, invited, person_id
from tests.stage import CENTRE, COURSE, FIRST, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
NETWORK = '[[networks]]\nslug = "vest"\nname = "Nettverk Vest"\n'
YES, NO = "Ja, det vil jeg", "Jeg kan ikke"
DATED = ("Nytt kurs", "Mestringstreff", "Datoer", "Neste måned", "9", "12:00")


async def actor(stage: Stage, phone: Phone) -> Actor:
    async with stage.app.database.begin() as session:
        found = select(Person.id).where(Person.telegram_id == phone.id)
        return await people.by_id(session, (await session.scalars(found)).one())


async def ask(stage: Stage, berit: Phone, phone: Phone, role: Role, now: datetime | None = None) -> team.Member:
    by, whom = await actor(stage, berit), await person_id(stage, phone)
    async with stage.app.database.begin() as session:
        member = await team.ask(session, stage.app.library, by, 1, whom, role, now or stage.now)
    stage.app.sender.wake()
    await stage.settle()
    await phone.refresh()
    return member


async def sign(stage: Stage, berit: Phone, phone: Phone, on: date) -> None:
    by, whom = await actor(stage, berit), await person_id(stage, phone)
    async with stage.app.database.begin() as session:
        await team.write_down(session, by, 1, whom, on, stage.now)


async def answers(stage: Stage) -> dict[Role, int]:
    async with stage.app.database.begin() as session:
        return await team.counts(session, 1)


async def test_a_professional_is_asked_and_says_yes_and_the_coordinator_is_told(stage: Stage) -> None:
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    await ask(stage, berit, eivind, Role.PROFESSIONAL)
    assert "Vil du være med i kursteamet?" in eivind.last
    assert "som fagperson" in eivind.last
    await eivind.press(YES)
    assert "Du er med i kursteamet" in eivind.last
    await berit.refresh()
    assert "Eivind blir med i kursteamet." in berit.last
    assert await answers(stage) == {Role.PROFESSIONAL: 1, Role.EXPERIENCED_USER: 0}
    await eivind.press("Se kurset")
    assert "Opptatte plasser: 0 av 18" in eivind.last


async def test_a_no_after_a_yes_is_told_at_once_and_another_yes_too(stage: Stage) -> None:
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    await ask(stage, berit, eivind, Role.PROFESSIONAL)
    await eivind.press(YES)
    await stage.turn(timedelta(days=1))
    await eivind.press(NO)
    await eivind.press("Hele kurset")
    await berit.refresh()
    assert "Eivind kan ikke være med i kursteamet." in berit.last
    assert await answers(stage) == {Role.PROFESSIONAL: 0, Role.EXPERIENCED_USER: 0}
    await stage.turn(timedelta(days=1))
    await eivind.press("Jeg kan likevel")
    await berit.refresh()
    assert "Eivind blir med i kursteamet." in berit.last


async def test_saying_it_twice_tells_once(stage: Stage) -> None:
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    member = await ask(stage, berit, eivind, Role.PROFESSIONAL)
    for _ in range(2):
        await eivind.forge(b.JoinTeam(member.id, member.version, 1).pack())
    told = select(Outbox.id).where(Outbox.kind == TeamMemberAnswered.kind)
    assert len(await stage.rows(told)) == 1
    await ask(stage, berit, eivind, Role.PROFESSIONAL)
    assert len(await stage.rows(select(Outbox.id).where(Outbox.kind == TeamAsked.kind))) == 1


async def test_a_yes_and_a_no_at_the_same_moment_are_both_told(stage: Stage) -> None:
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    await ask(stage, berit, eivind, Role.PROFESSIONAL)
    now = stage.now
    whole = b.DeclineTeam(1, 1).pack()
    for said, told in ((eivind.press(YES), "Eivind blir med"), (eivind.forge(whole), "Eivind kan ikke være med")):
        await said
        await berit.refresh()
        assert told in berit.last
    assert stage.now == now  # the clock of a test stands still


async def test_whoever_said_no_may_be_asked_anew_and_old_buttons_are_stale(stage: Stage) -> None:
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    first = await ask(stage, berit, eivind, Role.PROFESSIONAL)
    await eivind.press(NO)
    second = await ask(stage, berit, eivind, Role.PROFESSIONAL)
    assert (second.id, second.version) == (first.id, first.version + 1)
    await eivind.forge(b.JoinTeam(first.id, first.version, 1).pack())
    assert "Noe er endret" in eivind.last
    await eivind.tap(b.JoinTeam, version=second.version)
    assert await answers(stage) == {Role.PROFESSIONAL: 1, Role.EXPERIENCED_USER: 0}


async def test_an_experienced_user_is_asked_when_confidentiality_is_written_down(stage: Stage) -> None:
    berit, eldbjorg = await stage.coordinator("Berit"), await invited(stage, "Eldbjørg", Role.EXPERIENCED_USER)
    with pytest.raises(ConfidentialityMissing):
        await ask(stage, berit, eldbjorg, Role.EXPERIENCED_USER)
    with pytest.raises(NotYet):
        await sign(stage, berit, eldbjorg, (stage.now + timedelta(days=1)).date())
    await sign(stage, berit, eldbjorg, date(2026, 8, 17))
    await ask(stage, berit, eldbjorg, Role.EXPERIENCED_USER)
    assert "som erfaren bruker" in eldbjorg.last
    (row,) = await stage.rows(select(Confidentiality))
    assert row[0].signed_on == date(2026, 8, 17)
    assert row[0].recorded_by == await person_id(stage, berit)


async def test_nobody_is_asked_without_the_role_or_by_somebody_without_the_right(stage: Stage) -> None:
    berit, kari = await stage.coordinator("Berit"), await stage.participant("Kari")
    eivind = await invited(stage, "Eivind", Role.PROFESSIONAL)
    with pytest.raises(NotOnTeam):
        await ask(stage, berit, kari, Role.PROFESSIONAL)
    with pytest.raises(NotOnTeam):
        await ask(stage, berit, eivind, Role.EXPERIENCED_USER)
    with pytest.raises(NotOnTeam):
        await ask(stage, berit, berit, Role.COORDINATOR)
    with pytest.raises(NotOnTeam):
        await sign(stage, berit, kari, date(2026, 8, 1))
    for by in (kari, eivind):
        with pytest.raises(NotYours):
            await ask(stage, by, eivind, Role.PROFESSIONAL)
        with pytest.raises(NotYours):
            await sign(stage, by, eivind, date(2026, 8, 1))
    with pytest.raises(Stale):
        await ask(stage, berit, eivind, Role.PROFESSIONAL, FIRST + timedelta(weeks=52))


async def test_whoever_has_lost_the_role_is_on_no_team(stage: Stage) -> None:
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    await ask(stage, berit, eivind, Role.PROFESSIONAL)
    await eivind.press(YES)
    await eivind.press("Se kurset")
    async with stage.app.database.begin() as session:
        await session.execute(delete(Assignment).where(Assignment.role == Role.PROFESSIONAL))
    await eivind.forge(b.LookAtCourse(1).pack())
    assert "Dette er for dem som koordinerer kurset" in eivind.last
    assert await answers(stage) == {Role.PROFESSIONAL: 0, Role.EXPERIENCED_USER: 0}
    await eivind.forge(b.JoinTeam(1, 1, 1).pack())
    assert "Rollen som trengs til dette, er ikke der lenger" in eivind.last


async def test_a_question_that_is_taken_back_before_it_goes_out_is_not_asked(stage: Stage) -> None:
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    by, whom = await actor(stage, berit), await person_id(stage, eivind)
    async with stage.app.database.begin() as session:
        member = await team.ask(session, stage.app.library, by, 1, whom, Role.PROFESSIONAL, stage.now)
        await team.remove(session, stage.app.library, by, member.id, stage.now)
    stage.app.sender.wake()
    await stage.settle()
    rows = await stage.rows(select(Outbox.kind, Outbox.state).where(Outbox.kind.in_(("team_asked", "team_left"))))
    assert {row.kind: row.state for row in rows} == {"team_asked": State.DROPPED, "team_left": State.SENT}
    assert await stage.rows(select(TeamMember.id)) == []


async def test_somebody_of_a_centre_that_shares_the_course_may_be_asked(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=NETWORK + CENTRE + SECOND + COURSE + 'shared_with = ["larvik"]\n')
    berit = await stage.coordinator("Berit")
    near = await invited(stage, "Eivind", Role.PROFESSIONAL, "larvik")
    by = await actor(stage, berit)
    async with stage.app.database.begin() as session:
        found = await candidates.in_role(session, stage.app.library, by, 1, Role.PROFESSIONAL)
    assert [(one.name, one.signed_on) for one in found] == [("Eivind", None)]
    await ask(stage, berit, near, Role.PROFESSIONAL)
    await near.press(YES)
    await near.say("/courses")
    await near.press("tir. 1. sep.")
    assert "Kurset er delt med LMS-Larvik." in near.last


async def test_the_copy_of_everything_names_teams_and_promises(stage: Stage) -> None:
    berit, eldbjorg = await stage.coordinator("Berit"), await invited(stage, "Eldbjørg", Role.EXPERIENCED_USER)
    await sign(stage, berit, eldbjorg, date(2026, 8, 17))
    await ask(stage, berit, eldbjorg, Role.EXPERIENCED_USER)
    await eldbjorg.say("/privacy")
    await eldbjorg.press("Slett alt om meg")
    await eldbjorg.press("Ja, slett alt")
    assert await stage.rows(select(TeamMember.id)) == await stage.rows(select(Confidentiality.person_id)) == []
    assert await stage.rows(select(Person.id).where(Person.telegram_id == eldbjorg.id)) == []


async def test_whose_yes_is_to_a_draft_finds_it_among_their_courses(
    make_stage: MakeStage, either_database: str
) -> None:
    """Before it is published, and although nothing of it is in the calendar yet; whoever has not said yes sees none."""
    stage = await make_stage(either_database)
    eivind, eldbjorg = await team_of(stage)
    berit = await stage.coordinator()
    await berit.say("/courses")
    for label in (*DATED, "Kursteam", "Spør Eivind"):
        await berit.press(label)
    await eivind.say("/courses")
    assert "Her er det ingen kurs ennå" in eivind.last
    await eivind.press(YES)
    await eivind.say("/courses")
    await eivind.press("Utkast: Mestringstreff")
    assert eivind.last.startswith("Mestringstreff\nLMS-Sandefjord\n"), "no place has been chosen yet"
    await eldbjorg.say("/courses")
    assert "Her er det ingen kurs ennå" in eldbjorg.last


async def test_what_changes_in_a_draft_that_has_no_place_yet_says_whose_it_is(stage: Stage) -> None:
    eivind, _ = await team_of(stage)
    berit = await stage.coordinator()
    await berit.say("/courses")
    for label in (*DATED, "Kursteam", "Spør Eivind"):
        await berit.press(label)
    await eivind.press(YES)
    await berit.forge(ShowMonth(2, 1, 2026 * 12 + 8).pack())
    for label in ("10", "12:00"):
        await berit.press(label)
    await stage.turn(timedelta(minutes=11))
    await eivind.refresh()
    assert "Mestringstreff: nytt om kurset\nLMS-Sandefjord\n\nDette er endret:" in eivind.last
