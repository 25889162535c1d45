"""A course that is shared no longer: who falls off its team is said before, and they are told, as is whom it lacks."""

from datetime import date

import pytest
from sqlalchemy import select

from db.models import CourseShare, TeamMember
from domain.courses.messages import TeamLeft, TeamMemberLost
from domain.rights import Role
from domain.setup import buttons as setup
from services.organisation import importing
from tests.flows.drafts import MakeStage
from tests.flows.test_course_teams import YES, ask, sign
from tests.flows.test_roles import invited, person_id
from tests.flows.test_roles_told import SHARED, on_the_team, speaks, told
from tests.stage import Phone, Stage


async def shared_team(stage: Stage) -> tuple[Phone, Phone, Phone]:
    """A coordinator, a professional of the centre with which the course is shared, and one of its own: both said yes."""
    berit = await stage.coordinator("Berit")
    near, own = (
        await invited(stage, "Eivind", Role.PROFESSIONAL, "larvik"),
        await invited(stage, "Sigrid", Role.PROFESSIONAL),
    )
    for phone in (near, own):
        await on_the_team(stage, berit, phone)
    return berit, near, own


@pytest.mark.parametrize(
    ("language", "share", "keep", "stop", "asks", "says"),
    [
        ("nb", "Del med andre", "Nei, del det fortsatt", "Ja, slutt å dele det", "ikke deles med LMS-Larvik", "Ikke lenger"),
        ("nn", "Del med andre", "Nei, del det framleis", "Ja, slutt å dele det", "ikkje delast med LMS-Larvik", "Ikkje lenger"),
        ("da", "Del med andre", "Nej, del det fortsat", "Ja, stop delingen", "længere deles med LMS-Larvik", "Ikke længere"),
        ("en", "Share it", "No, keep sharing it", "Yes, stop sharing it", "no longer be shared with LMS-Larvik", "No longer on"),
    ],
)  # fmt: skip
async def test_who_would_go_is_said_before_and_told_after(
    make_stage: MakeStage, sqlite_url: str, language: str, share: str, keep: str, stop: str, asks: str, says: str
) -> None:
    stage = await make_stage(sqlite_url, batch=SHARED)
    berit, near, own = await shared_team(stage)
    await speaks(stage, language, berit, near)
    await berit.forge(setup.SetUp(1).pack())
    await berit.press(share)
    await berit.press("✓ LMS-Larvik")
    assert asks in berit.last
    assert "Eivind" in berit.last
    assert "Sigrid" not in berit.last
    assert len(await stage.rows(select(CourseShare.course_id))) == 1
    await berit.press(keep)
    await berit.press("✓ LMS-Larvik")
    before = len(near.texts)
    await berit.press(stop)
    assert says in berit.last
    assert "LMS-Larvik" in berit.labels()
    assert await stage.rows(select(CourseShare.course_id)) == []
    await near.refresh()
    assert len(near.texts) == before + 1
    assert (await told(stage, TeamLeft.kind), await told(stage, TeamMemberLost.kind)) == ([near.id], [])
    left = await stage.rows(select(TeamMember.person_id))
    assert [row.person_id for row in left] == [await person_id(stage, own)]


async def test_the_other_coordinators_are_told_and_what_it_lacks_is_said(
    make_stage: MakeStage, either_database: str
) -> None:
    stage = await make_stage(either_database, batch=SHARED)
    berit, near, own = await shared_team(stage)
    other = await stage.coordinator("Turid")
    await own.press("Jeg kan ikke")
    await own.press("Hele kurset")
    await berit.forge(setup.ShareWith(1, 1, 2, 0, 0).pack())
    yes = berit.button("Ja, slutt å dele det")
    await berit.press("Ja, slutt å dele det")
    assert "Ikke lenger med i kursteamet: Eivind." in berit.last
    assert "Nå mangler kurset en fagperson i kursteamet." in berit.last
    await other.refresh()
    assert "Eivind kan ikke lenger være med i kursteamet." in other.last
    assert "Nå mangler kurset en fagperson i kursteamet." in other.last
    await berit.forge(yes)  # pressed twice
    assert await told(stage, TeamMemberLost.kind) == [other.id]
    assert await told(stage, TeamLeft.kind) == [near.id]


async def test_nobody_is_asked_where_nobody_would_go(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=SHARED)
    berit, own = await stage.coordinator("Berit"), await invited(stage, "Sigrid", Role.PROFESSIONAL)
    await on_the_team(stage, berit, own)
    await berit.forge(setup.ShareWith(1, 1, 2, 0, 0).pack())
    assert await stage.rows(select(CourseShare.course_id)) == []
    assert await told(stage, TeamLeft.kind) == []


async def test_a_file_that_shares_with_fewer_tells_them_too(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, batch=SHARED)
    berit, near, _ = await shared_team(stage)
    fewer = SHARED.replace('shared_with = ["larvik"]', "shared_with = []").replace("{seats}", "18")
    batch = importing.parse(fewer, "spring.toml")
    async with stage.app.database.begin() as session:
        changes = await importing.apply(session, stage.app.library, batch, stage.now, "spring.toml")
    assert any("off its team with that: 1; they are told" in note for one in changes for note in one.details)
    stage.app.sender.wake()
    await stage.settle()
    await berit.refresh()
    assert "Eivind kan ikke lenger være med i kursteamet." in berit.last
    assert await told(stage, TeamLeft.kind) == [near.id]


async def test_nobody_else_stops_sharing(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=SHARED)
    _, near, own = await shared_team(stage)
    for phone in (near, own, await stage.coordinator("Turid", "larvik")):
        await phone.forge(setup.StopSharing(1, 1, 2, 0, 0).pack())
        assert "Dette er for dem som koordinerer kurset" in phone.last
    assert len(await stage.rows(select(CourseShare.course_id))) == 1


@pytest.mark.parametrize(
    ("language", "share", "stop", "changed", "asks"),
    [
        ("nb", "Del med andre", "Ja, slutt å dele det", "Kursteamet er endret", "ikke deles med LMS-Larvik lenger"),
        ("nn", "Del med andre", "Ja, slutt å dele det", "Kursteamet er endra", "ikkje delast med LMS-Larvik"),
        ("da", "Del med andre", "Ja, stop delingen", "Kursusteamet er ændret", "længere deles med LMS-Larvik"),
        (
            "en",
            "Share it",
            "Yes, stop sharing it",
            "The course team has changed",
            "no longer be shared with LMS-Larvik",
        ),
    ],
)
async def test_a_yes_takes_nobody_off_who_was_not_named(
    make_stage: MakeStage, either_database: str, language: str, share: str, stop: str, changed: str, asks: str
) -> None:
    """Somebody has come on the team since: the question is shown as it is now, and the next yes is to that."""
    stage = await make_stage(either_database, batch=SHARED)
    berit, near, _ = await shared_team(stage)
    turid = await stage.coordinator("Turid")
    late = await invited(stage, "Siri", Role.EXPERIENCED_USER, "larvik")
    await sign(stage, turid, late, date(2026, 8, 17))
    await speaks(stage, language, berit)
    await berit.forge(setup.SetUp(1).pack())
    await berit.press(share)
    await berit.press("✓ LMS-Larvik")
    assert "Siri" not in berit.last
    await ask(stage, turid, late, Role.EXPERIENCED_USER)
    await late.press(YES)
    before = len(await stage.rows(select(TeamMember.id)))
    await berit.press(stop)
    alerts = [one["params"].get("text") or "" for one in await stage.calls("answerCallbackQuery")]
    assert any(changed in one for one in alerts)
    (question,) = (one for one in berit.texts if asks in one)
    assert all(name in question for name in ("Eivind", "Siri"))
    assert len(await stage.rows(select(CourseShare.course_id))) == 1
    assert len(await stage.rows(select(TeamMember.id))) == before
    assert await told(stage, TeamLeft.kind) == []
    await berit.press(stop)
    assert await stage.rows(select(CourseShare.course_id)) == []
    assert sorted(await told(stage, TeamLeft.kind)) == sorted([near.id, late.id])


async def test_whoever_was_named_and_has_said_no_since_is_named_no_more(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=SHARED)
    berit, near, _ = await shared_team(stage)
    late = await invited(stage, "Siri", Role.PROFESSIONAL, "larvik")
    await on_the_team(stage, berit, late)
    await berit.forge(setup.ShareWith(1, 1, 2, 0, 0).pack())
    await near.press("Jeg kan ikke")
    await near.press("Hele kurset")
    await berit.press("Ja, slutt å dele det")
    (question,) = (one for one in berit.texts if "ikke deles med LMS-Larvik lenger" in one)
    assert "• Siri: Fagperson" in question
    assert "Eivind" not in question
    assert len(await stage.rows(select(CourseShare.course_id))) == 1


async def test_where_nobody_would_go_any_more_the_yes_is_enough(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=SHARED)
    berit, near, _ = await shared_team(stage)
    await berit.forge(setup.ShareWith(1, 1, 2, 0, 0).pack())
    yes = berit.button("Ja, slutt å dele det")
    await near.press("Jeg kan ikke")
    await near.press("Hele kurset")
    await berit.forge(yes)
    assert await stage.rows(select(CourseShare.course_id)) == []
    assert await told(stage, TeamLeft.kind) == []


async def test_an_older_button_asks_once_more(make_stage: MakeStage, sqlite_url: str) -> None:
    """Those from before buttons knew who was named above them."""
    stage = await make_stage(sqlite_url, batch=SHARED)
    berit, _, _ = await shared_team(stage)
    await berit.forge(setup.AskedToStopSharing(1, 1, 2, 0).pack())
    assert "• Eivind: Fagperson" in berit.last
    assert len(await stage.rows(select(CourseShare.course_id))) == 1
    await berit.press("Ja, slutt å dele det")
    assert await stage.rows(select(CourseShare.course_id)) == []
