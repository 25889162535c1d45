"""A role that is taken away, or no longer reaches a course: whom it concerns is told, once, in their language."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import Assignment, Invite, Outbox, Person, TeamMember
from domain.courses import buttons as c
from domain.courses.messages import TeamMemberAnswered, TeamMemberLost
from domain.delivery import State
from domain.organisation import buttons as b
from domain.organisation.messages import RoleRemoved
from domain.rights import Role
from services import people
from services.organisation import roles as organisation
from tests.flows.drafts import MakeStage
from tests.flows.test_course_teams import YES, actor, ask
from tests.flows.test_roles import NETWORK, SECOND, SPENT, WORLD, invited, link_in, person_id, roles
from tests.stage import CENTRE, COURSE, FIRST, Phone, Stage

SHARED = NETWORK + CENTRE + 'network = "vest"\n' + SECOND + COURSE + 'shared_with = ["larvik"]\n'
BEFORE = "Rollen var allerede tatt bort."


async def told(stage: Stage, kind: str) -> list[int]:
    """Whom something of this kind has been sent to."""
    mine = select(Person.telegram_id).join(Outbox, Outbox.person_id == Person.id).order_by(Outbox.id)
    return [row[0] for row in await stage.rows(mine.where(Outbox.kind == kind, Outbox.state == State.SENT))]


async def speaks(stage: Stage, language: str, *phones: Phone) -> None:
    async with stage.app.database.begin() as session:
        theirs = Person.telegram_id.in_([one.id for one in phones])
        await session.execute(update(Person).where(theirs).values(language=language))


async def role_of(stage: Stage, phone: Phone, role: Role) -> int:
    mine = Assignment.person_id == await person_id(stage, phone), Assignment.role == role
    number: int = (await stage.rows(select(Assignment.id).where(*mine)))[0][0]
    return number


async def on_the_team(stage: Stage, berit: Phone, phone: Phone, role: Role = Role.PROFESSIONAL) -> None:
    await ask(stage, berit, phone, role)
    await phone.press(YES)


# A role that is taken away.


@pytest.mark.parametrize(
    ("language", "theirs", "coordinators", "lacks"),
    [
        (
            "nb",
            "Du har ikke lenger denne rollen\nFagperson, LMS-Sandefjord",
            "Eivind kan ikke lenger være med i kursteamet.",
            "Nå mangler kurset en fagperson i kursteamet.",
        ),
        (
            "nn",
            "Du har ikkje lenger denne rolla\nFagperson, LMS-Sandefjord",
            "Eivind kan ikkje lenger vere med i kursteamet.",
            "No manglar kurset ein fagperson i kursteamet.",
        ),
        (
            "da",
            "Du har ikke længere denne rolle\nFagperson, LMS-Sandefjord",
            "Eivind kan ikke længere være med i kursusteamet.",
            "Nu mangler kurset en fagperson i kursusteamet.",
        ),
        (
            "en",
            "You no longer have this role\nProfessional, LMS-Sandefjord",
            "Eivind can no longer be on the course team.",
            "The course now lacks a professional on its team.",
        ),
    ],
)
async def test_whoever_had_it_and_their_coordinators_are_told(
    stage: Stage, language: str, theirs: str, coordinators: str, lacks: str
) -> None:
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    owner = await invited(stage, "Astrid", Role.OWNER)
    await on_the_team(stage, berit, eivind)
    await speaks(stage, language, berit, eivind)
    before = len(eivind.texts)
    await owner.forge(b.RemoveRole(await role_of(stage, eivind, Role.PROFESSIONAL)).pack())
    assert owner.last.endswith(
        "Den som hadde rollen, får vite det. Ett kurs har nå én færre i kursteamet, og koordinatorene der får vite det."
    )
    for phone in (eivind, berit):
        await phone.refresh()
    assert len(eivind.texts) == before + 1, "one message"
    assert theirs in eivind.last
    assert "+47 00 00 00 00" in eivind.last
    assert coordinators in berit.last
    assert lacks in berit.last
    assert await stage.rows(select(TeamMember.id)) == []


async def test_without_a_team_only_they_are_told_and_nobody_when_it_is_ones_own(stage: Stage) -> None:
    berit, owner = await stage.coordinator("Berit"), await invited(stage, "Astrid", Role.OWNER)
    await invited(stage, "Oddrun", Role.OWNER)
    await owner.forge(b.RemoveRole(await role_of(stage, berit, Role.COORDINATOR)).pack())
    await berit.refresh()
    assert "Koordinator, LMS-Sandefjord" in berit.last
    assert await told(stage, TeamMemberLost.kind) == []
    await owner.forge(b.RemoveRole(await role_of(stage, owner, Role.OWNER)).pack())
    assert "Rollen er tatt bort." in owner.last
    assert "får vite det" not in owner.last
    assert await told(stage, RoleRemoved.kind) == [berit.id]


async def test_a_role_in_a_network_is_asked_about_there(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, batch=WORLD)
    owner = await invited(stage, "Astrid", Role.OWNER, "vest", network=True)
    lead = await invited(stage, "Liv", Role.NETWORK_LEAD, "vest", network=True)
    await owner.forge(b.RemoveRole(await role_of(stage, lead, Role.NETWORK_LEAD)).pack())
    await lead.refresh()
    assert "Nettverksleder, Nettverk Vest" in lead.last
    assert "den som deler ut roller i Nettverk Vest" in lead.last


async def test_whoever_deletes_themselves_is_missed_on_the_team_and_not_named(stage: Stage) -> None:
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    await on_the_team(stage, berit, eivind)
    await eivind.say("/privacy")
    await eivind.press("Slett alt om meg")
    assert "Koordinatorene får vite at noen mangler i kursteamet" in eivind.last
    await eivind.press("Ja, slett alt")
    await berit.refresh()
    assert "Noen kan ikke lenger være med i kursteamet.\nFagperson" in berit.last
    assert "Nå mangler kurset en fagperson" in berit.last
    assert await told(stage, TeamMemberLost.kind) == [berit.id]
    kept = await stage.rows(select(Outbox.key, Outbox.params).where(Outbox.kind == TeamMemberLost.kind))
    assert kept[0].params["person_id"] == 0


async def test_nobody_is_promised_to_be_told_where_nobody_else_coordinates(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    whom = await person_id(stage, berit)
    async with stage.app.database.begin() as session:
        await people.assign(session, whom, 1, Role.PROFESSIONAL)
    await on_the_team(stage, berit, berit)
    await berit.say("/privacy")
    await berit.press("Slett alt om meg")
    assert "mangler i kursteamet" not in berit.last
    await berit.press("Ja, slett alt")
    assert await told(stage, TeamMemberLost.kind) == []


async def test_a_course_that_is_over_keeps_its_team(stage: Stage) -> None:
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    owner = await invited(stage, "Astrid", Role.OWNER)
    await on_the_team(stage, berit, eivind)
    await stage.turn(FIRST + timedelta(weeks=20))
    await eivind.say("/privacy")
    await eivind.press("Slett alt om meg")
    assert "mangler i kursteamet" not in eivind.last, "of a course that is over nobody is told"
    await owner.forge(b.RemoveRole(await role_of(stage, eivind, Role.PROFESSIONAL)).pack())
    assert await told(stage, TeamMemberLost.kind) == []
    assert len(await stage.rows(select(TeamMember.id))) == 1


async def test_whoever_has_the_role_at_another_centre_of_the_course_stays(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database, batch=SHARED)
    berit, owner = await stage.coordinator("Berit"), await invited(stage, "Astrid", Role.OWNER)
    eivind = await invited(stage, "Eivind", Role.PROFESSIONAL)
    here = await role_of(stage, eivind, Role.PROFESSIONAL)
    await on_the_team(stage, berit, eivind)
    whom = await person_id(stage, eivind)
    async with stage.app.database.begin() as session:
        await people.assign(session, whom, 2, Role.PROFESSIONAL)
    await owner.forge(b.RemoveRole(here).pack())
    assert await told(stage, RoleRemoved.kind) == [eivind.id]
    assert await told(stage, TeamMemberLost.kind) == []
    await eivind.forge(c.LookAtCourse(1).pack())
    assert "Opptatte plasser" in eivind.last


async def test_who_has_blocked_the_bot_hears_of_it_when_they_write_again(stage: Stage) -> None:
    berit, owner = await stage.coordinator("Berit"), await invited(stage, "Astrid", Role.OWNER)
    eivind = await invited(stage, "Eivind", Role.PROFESSIONAL)
    await ask(stage, berit, eivind, Role.PROFESSIONAL)
    await eivind.block()
    async with stage.app.database.begin() as session:
        await session.execute(
            update(Person).where(Person.telegram_id == eivind.id).values(blocked_at=stage.now - timedelta(days=1))
        )
    await owner.forge(b.RemoveRole(await role_of(stage, eivind, Role.PROFESSIONAL)).pack())
    assert "Boten får ikke kontakt med den som hadde rollen." in owner.last
    await eivind.unblock()
    await eivind.say("/start")
    assert any("Du har ikke lenger denne rollen" in one for one in eivind.texts)


# At the same time.


async def test_two_who_take_away_the_same_role_at_once_take_it_once(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database)
    berit = await stage.coordinator("Berit")
    one, other = await invited(stage, "Astrid", Role.OWNER), await invited(stage, "Oddrun", Role.OWNER)
    eivind = await invited(stage, "Eivind", Role.PROFESSIONAL)
    await on_the_team(stage, berit, eivind)
    number = await role_of(stage, eivind, Role.PROFESSIONAL)
    await stage.together(*(phone.forge(b.RemoveRole(number).pack()) for phone in (one, other)))
    assert sorted("Rollen er tatt bort." in phone.last for phone in (one, other)) == [False, True]
    (second,) = (phone for phone in (one, other) if BEFORE in phone.last)
    assert "2. Astrid: Rolleansvarlig" in second.last, "the list as it is"
    assert "Eivind" not in second.last
    assert await told(stage, RoleRemoved.kind) == [eivind.id]
    assert await told(stage, TeamMemberLost.kind) == [berit.id]


async def test_the_question_about_a_role_that_is_gone_shows_the_list(
    make_stage: MakeStage, either_database: str
) -> None:
    """Of whoever gives roles at several places, the places; to nobody else is anything said of it."""
    stage = await make_stage(either_database, batch=WORLD)
    berit, owner = await stage.coordinator("Berit"), await invited(stage, "Astrid", Role.OWNER)
    above = await invited(stage, "Oddrun", Role.OWNER, "vest", network=True)
    await owner.press("Roller")
    old = owner.button("1. Koordinator")
    number = await role_of(stage, berit, Role.COORDINATOR)
    await above.forge(b.RemoveRole(number).pack())
    await owner.forge(old)
    assert owner.last.startswith(BEFORE)
    assert "Koordinator" not in owner.last
    await above.forge(b.AskRemoveRole(number).pack())
    assert above.last.startswith(BEFORE)
    assert "Nettverk Vest" in above.labels()
    await berit.forge(b.RemoveRole(number).pack())
    assert BEFORE not in berit.last
    assert "koordinerer kurset" in berit.last


async def test_a_role_that_is_given_again_is_another(make_stage: MakeStage, either_database: str) -> None:
    """An old button does not take it away, the team asks anew, and a second removal is told as the first was."""
    stage = await make_stage(either_database)
    berit, owner = await stage.coordinator("Berit"), await invited(stage, "Astrid", Role.OWNER)
    eivind = await invited(stage, "Eivind", Role.PROFESSIONAL)
    await on_the_team(stage, berit, eivind)
    for times in (1, 2):
        number = await role_of(stage, eivind, Role.PROFESSIONAL)
        await owner.forge(b.RemoveRole(number).pack())
        await owner.forge(b.MakeLink("professional", 1, 0).pack())
        await eivind.start(link_in(owner))
        assert await roles(stage, eivind) == ["professional"]
        await owner.forge(b.RemoveRole(number).pack())
        assert BEFORE in owner.last
        assert "Eivind: Fagperson" in owner.last
        assert await roles(stage, eivind) == ["professional"]
        assert await stage.rows(select(TeamMember.id)) == []
        await on_the_team(stage, berit, eivind)
        assert await told(stage, RoleRemoved.kind) == [eivind.id] * times
        assert await told(stage, TeamMemberLost.kind) == [berit.id] * times


async def test_a_removal_that_was_taken_back_before_it_went_out_is_not_told(stage: Stage) -> None:
    owner, eivind = await invited(stage, "Astrid", Role.OWNER), await invited(stage, "Eivind", Role.PROFESSIONAL)
    by, number = await actor(stage, owner), await role_of(stage, eivind, Role.PROFESSIONAL)
    whom = await person_id(stage, eivind)
    async with stage.app.database.begin() as session:
        await organisation.remove(session, by, number, stage.now)
        await people.assign(session, whom, 1, Role.PROFESSIONAL)
    stage.app.sender.wake()
    await stage.settle()
    rows = await stage.rows(select(Outbox.state).where(Outbox.kind == RoleRemoved.kind))
    assert [row.state for row in rows] == [State.DROPPED]


async def test_a_yes_while_the_role_is_taken_away_leaves_nobody_on_a_team(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database)
    berit, owner = await stage.coordinator("Berit"), await invited(stage, "Astrid", Role.OWNER)
    eivind = await invited(stage, "Eivind", Role.PROFESSIONAL)
    member = await ask(stage, berit, eivind, Role.PROFESSIONAL)
    number = await role_of(stage, eivind, Role.PROFESSIONAL)
    await stage.together(
        eivind.forge(c.JoinTeam(member.id, member.version, 1).pack()), owner.forge(b.RemoveRole(number).pack())
    )
    assert await stage.rows(select(TeamMember.id)) == []
    assert await told(stage, TeamMemberLost.kind) == [berit.id]


async def test_a_link_that_is_withdrawn_while_it_is_opened_does_one_of_both(
    make_stage: MakeStage, either_database: str
) -> None:
    """Whoever is faster: the owner is told which it was."""
    stage = await make_stage(either_database)
    owner, kari = await invited(stage, "Astrid", Role.OWNER), await stage.participant("Kari")
    for _ in range(3):
        await owner.forge(b.MakeLink("coordinator", 1, 0).pack())
        token, number = link_in(owner), (await stage.rows(select(Invite.id).order_by(Invite.id.desc())))[0][0]
        await stage.together(kari.start(token), owner.forge(b.WithdrawLink(number).pack()))
        opened = "Du koordinerer nå" in kari.last
        said = "\n".join(owner.texts[-2:])  # of a link that is used the owner is told besides
        assert opened is ("Noen har allerede brukt lenken." in said)
        assert opened is not ("Lenken virker ikke lenger." in said)
        assert opened is ("Kari har tatt rollen Koordinator" in said)
        assert opened is not (SPENT in kari.last)
        assert ("coordinator" in await roles(stage, kari)) is opened
        if opened:
            await owner.forge(b.RemoveRole(await role_of(stage, kari, Role.COORDINATOR)).pack())


# What a member of a team answers.


async def test_of_a_yes_and_a_no_in_a_row_what_is_true_last_is_told(stage: Stage) -> None:
    """Both wait to go out: only the second is still true. Once the first has gone out, the second follows."""
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    member = await ask(stage, berit, eivind, Role.PROFESSIONAL)
    await berit.refresh()
    before = len(berit.texts)
    yes, no = c.JoinTeam(member.id, member.version, 1), c.DeclineTeam(member.id, member.version)

    async def all_at_once() -> None:
        for one in (yes, no, yes, no):
            await eivind.forge(one.pack())

    await stage.together(all_at_once())
    await berit.refresh()
    assert "Eivind kan ikke være med i kursteamet." in berit.last
    rows = await stage.rows(select(Outbox.state).where(Outbox.kind == TeamMemberAnswered.kind).order_by(Outbox.id))
    assert len(rows) == 4
    assert rows[-1].state == State.SENT
    assert len(berit.texts) - before == sum(row.state == State.SENT for row in rows)


async def test_after_a_no_a_published_course_says_whom_it_lacks(stage: Stage) -> None:
    """Only as long as it lacks somebody: the programme wants one professional."""
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    sigrid = await invited(stage, "Sigrid", Role.PROFESSIONAL)
    for phone in (eivind, sigrid):
        await on_the_team(stage, berit, phone)
    await eivind.press("Jeg kan ikke")
    await eivind.press("Hele kurset")
    await berit.refresh()
    assert "Eivind kan ikke være med i kursteamet." in berit.last
    assert "mangler" not in berit.last
    await sigrid.press("Jeg kan ikke")
    await sigrid.press("Hele kurset")
    await berit.refresh()
    assert "Sigrid kan ikke være med i kursteamet." in berit.last
    assert "Nå mangler kurset en fagperson i kursteamet." in berit.last
