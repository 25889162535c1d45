"""What is done in one place is told where it matters: a link used, a course shared, published, taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import CourseShare
from domain.courses.messages import CourseShared, TeamPublished, TeamTakenBack
from domain.organisation.messages import RoleTaken
from domain.rights import Role
from domain.setup import buttons as setup
from services import people
from services.organisation import roles
from tests.flows.drafts import Counted, MakeStage, drafted, known, newest, published, team_of, with_team
from tests.flows.test_roles import NETWORK, SECOND, invited, link_in
from tests.flows.test_roles_told import told
from tests.stage import CENTRE, COURSE, Phone, Stage

WORLD = NETWORK + CENTRE + 'network = "vest"\n' + SECOND + COURSE
SHARES = "Koordinatorene der får beskjed"


async def link_of(owner: Phone, role: str) -> str:
    await owner.say("/start")
    await owner.press("Roller")
    await owner.press("Ny lenke")
    await owner.press(role)
    return link_in(owner)


async def test_the_owner_hears_that_their_link_is_used_with_the_name_that_was_asked_for(stage: Stage) -> None:
    owner, other = await invited(stage, "Astrid", Role.OWNER), await invited(stage, "Odd", Role.OWNER)
    siri = await stage.person("Siri")
    await siri.start(await link_of(owner, "Fagperson"))
    assert await told(stage, RoleTaken.kind) == []
    await siri.press("Bruk dette navnet")
    await stage.turn(timedelta(minutes=3))
    await owner.refresh()
    assert "Siri har tatt rollen Fagperson\nLMS-Sandefjord" in owner.last
    assert await told(stage, RoleTaken.kind) == [owner.id]
    assert not other.saw("har tatt rollen")
    await owner.press("Roller")
    assert "Siri: Fagperson" in owner.last


async def test_who_shows_no_name_stands_there_as_in_the_list_and_who_has_one_is_told_of_at_once(stage: Stage) -> None:
    owner = await invited(stage, "Astrid", Role.OWNER)
    siri, kari = await stage.person("Siri"), await stage.participant("Kari")
    await siri.start(await link_of(owner, "Koordinator"))
    await kari.start(await link_of(owner, "Erfaren bruker"))
    await owner.refresh()
    assert owner.saw("Kari har tatt rollen Erfaren bruker")
    await stage.turn(timedelta(minutes=5))
    await owner.refresh()
    assert f"Uten navn (Telegram {siri.id}) har tatt rollen Koordinator" in owner.last


async def test_nobody_is_told_of_their_own_link_nor_of_what_is_no_longer_so(stage: Stage) -> None:
    owner, other = await invited(stage, "Astrid", Role.OWNER), await invited(stage, "Odd", Role.OWNER)
    await owner.start(await link_of(owner, "Koordinator"))
    siri, odd = await stage.person("Siri"), await stage.person("Liv")
    await siri.start(await link_of(owner, "Fagperson"))
    await odd.start(await link_of(other, "Fagperson"))
    async with stage.app.database.begin() as session:
        lines = await people.roles(session)
        for one in lines:
            if one.telegram_id == siri.id or (one.telegram_id, one.role) == (other.id, "owner"):
                await roles.take_away(session, one.number, stage.now)
    await stage.turn(timedelta(minutes=5))
    assert await told(stage, RoleTaken.kind) == []


async def test_nobody_is_promised_to_hear_of_a_share_who_cannot_be_reached(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=WORLD)
    berit = await stage.coordinator("Berit")
    await berit.forge(setup.ShareWith(1, 1, 2, 1, 0).pack())
    assert "Jeg når ingen av koordinatorene der nå." in berit.last
    near = await stage.coordinator("Turid", "larvik")
    await berit.forge(setup.ShareWith(1, 1, 2, 1, 0).pack())
    assert SHARES in berit.last
    await near.block()
    await berit.forge(setup.ShareWith(1, 1, 2, 1, 0).pack())
    assert SHARES not in berit.last
    assert "Jeg når ingen av koordinatorene der nå." in berit.last


@pytest.mark.parametrize("again", [False, True])
async def test_sharing_says_what_it_means_and_the_other_centre_hears_once(
    make_stage: MakeStage, either_database: str, again: bool
) -> None:
    stage = await make_stage(either_database, batch=WORLD)
    berit, near = await stage.coordinator("Berit"), await stage.coordinator("Turid", "larvik")
    helper = await invited(stage, "Eivind", Role.PROFESSIONAL, "larvik")
    await berit.forge(setup.SetUp(1).pack())
    await berit.press("Del med andre")
    await berit.press("LMS-Larvik")
    assert "Skal kurset deles med LMS-Larvik?" in berit.last
    assert "De som koordinerer der, ser kurset, men aldri deltakerne." in berit.last
    assert SHARES in berit.last
    assert await stage.rows(select(CourseShare.course_id)) == []
    await berit.press("Tilbake")
    await berit.press("LMS-Larvik")
    await berit.press("Ja, del kurset")
    assert "Kurset deles nå med LMS-Larvik." in berit.last
    await near.refresh()
    assert "Et kurs er delt med LMS-Larvik" in near.last
    assert "LMS-Sandefjord holder kurset." in near.last
    assert "tirsdag 1. september kl. 18:00" in near.last
    if again:
        await berit.press("✓ LMS-Larvik")
        await berit.press("LMS-Larvik")
        await berit.press("Ja, del kurset")
    assert await told(stage, CourseShared.kind) == [near.id]
    assert not helper.saw("er delt med")
    await near.press("Se kurset")
    assert "Opptatte plasser: 0 av 18" in near.last


async def test_of_a_draft_the_other_centre_hears_when_it_is_published(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=NETWORK + CENTRE + 'network = "vest"\n' + SECOND)
    near = await stage.coordinator("Turid", "larvik")
    berit = Counted(await stage.coordinator("Berit"))
    professional, experienced = await team_of(stage)
    course = await drafted(stage, berit)
    await with_team(berit, professional, experienced)
    await berit.phone.forge(setup.ShowSharing(course.id, 0).pack())
    await berit.press("LMS-Larvik")
    assert "får beskjed når kurset blir publisert" in berit.last
    await berit.press("Ja, del kurset")
    assert await told(stage, CourseShared.kind) == []
    await berit.press("Tilbake")
    await berit.press("Se gjennom og publiser")
    await berit.press("Publiser kurset")
    await near.refresh()
    assert "Et kurs er delt med LMS-Larvik" in near.last
    assert await told(stage, CourseShared.kind) == [near.id]


async def test_a_share_that_ends_before_it_is_told_is_not_told_but_may_be_later(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=WORLD)
    berit, near = await stage.coordinator("Berit"), await stage.coordinator("Turid", "larvik")
    async with stage.app.database.begin() as session:
        await roles.take_away(session, 2, stage.now)
    await berit.forge(setup.ShareNow(1, 1, 2, 0).pack())
    await berit.press("✓ LMS-Larvik")
    async with stage.app.database.begin() as session:
        token = await people.invite(session, Role.COORDINATOR, "larvik", stage.now)
    await near.start(f"i_{token}")
    await berit.press("LMS-Larvik")
    await berit.press("Ja, del kurset")
    assert await told(stage, CourseShared.kind) == [near.id]


async def test_what_was_not_told_while_it_was_a_draft_again_is_told_when_it_is_published_anew(
    make_stage: MakeStage, either_database: str
) -> None:
    """Who could not be reached when it was published first, and is back while it is a draft."""
    stage = await make_stage(either_database, batch=NETWORK + CENTRE + 'network = "vest"\n' + SECOND)
    near = await stage.coordinator("Turid", "larvik")
    berit = Counted(await stage.coordinator("Berit"))
    professional, experienced = await team_of(stage)
    course = await drafted(stage, berit)
    await with_team(berit, professional, experienced)
    await berit.phone.forge(setup.ShowSharing(course.id, 0).pack())
    await berit.press("LMS-Larvik")
    await berit.press("Ja, del kurset")
    await berit.press("Tilbake")
    await near.block()
    await berit.press("Se gjennom og publiser")
    await berit.press("Publiser kurset")
    await berit.phone.forge(setup.AskWhole(course.id, "back").pack())
    await berit.press("Ja")
    await near.unblock()
    await near.say("/start")
    await stage.settle()
    await near.refresh()
    assert not near.saw("Et kurs er delt med")
    await berit.press("Se gjennom og publiser")
    await berit.press("Publiser kurset")
    await near.refresh()
    assert "Et kurs er delt med LMS-Larvik" in near.last


async def test_the_team_hears_that_its_course_is_published_and_taken_back(stage: Stage) -> None:
    berit = Counted(await stage.coordinator("Berit"))
    course = await published(stage, berit)
    professional, experienced = await known(stage, "Eivind"), await known(stage, "Eldbjørg")
    for phone in (professional, experienced):
        await phone.refresh()
        assert "Kurset er publisert\nMestringstreff" in phone.last
        assert "tirsdag 8. september kl. 17:00\nHvitgården" in phone.last
    await experienced.press("Se kurset")
    await experienced.forge(experienced.button("Jeg kan ikke"))
    await experienced.press("Hele kurset")
    await berit.phone.forge(setup.AskWhole(course.id, "back").pack())
    await berit.press("Ja")
    await professional.refresh()
    assert "Kurset er et utkast igjen\nMestringstreff" in professional.last
    assert "får beskjed når kurset blir publisert" in professional.last
    assert (await newest(stage)).state == "draft"
    both = sorted([professional.id, experienced.id])
    assert sorted(await told(stage, TeamPublished.kind)) == both
    assert await told(stage, TeamTakenBack.kind) == [professional.id], "only who has said yes"
