"""*I cannot*, of a meeting of a team: by whom it can be said, with whom it goes, and in which words."""

import json
from datetime import datetime

import pytest
from sqlalchemy import delete, select

from db.models import Assignment, Course, Person, TeamAbsence
from domain.courses import buttons as b
from domain.courses.messages import TeamMeetingAway
from domain.privacy.buttons import Erase, ExportMe
from domain.rights import Role
from domain.setup import Act
from domain.setup import buttons as setup
from services.courses import lost
from tests.flows.drafts import MakeStage
from tests.flows.test_course_teams import YES, ask
from tests.flows.test_roles_told import told
from tests.flows.test_stand_ins import asked
from tests.flows.test_team_calendar import in_language
from tests.flows.test_team_meetings_declined import (
    CROSS,
    NUMBER,
    PLANNING,
    SECOND,
    card,
    listed,
    look,
    no,
    rows,
    yes,
)
from tests.flows.test_team_reminders import DAY, team_of
from tests.stage import Stage


@pytest.mark.parametrize("how", ["leaves", "is taken off", "is erased", "loses the role"])
async def test_with_whoever_goes_it_goes(make_stage: MakeStage, either_database: str, how: str) -> None:
    stage = await make_stage(either_database)
    berit, eivind, eldbjorg = await team_of(stage)
    for phone in (eivind, eldbjorg):
        await phone.forge(no())
    if how == "leaves":
        await eivind.forge(b.DeclineTeam(1, 1).pack())
    elif how == "is taken off":
        await berit.forge(setup.RemoveMember(1).pack())
    elif how == "is erased":
        await eivind.forge(Erase().pack())
    else:
        async with stage.app.database.begin() as session:
            (person,) = await session.scalars(select(Person.id).where(Person.telegram_id == eivind.id))
            await session.execute(delete(Assignment).where(Assignment.person_id == person))
            await lost.without_role(session, person, stage.now)
    assert await rows(stage) == [(2, NUMBER, 1)]
    assert "Eivind kan ikke komme" not in await card(berit)
    assert "Kan ikke komme: Eldbjørg" in await listed(berit)
    if how == "leaves":
        await ask(stage, berit, eivind, Role.PROFESSIONAL)
        await eivind.press(YES)
        assert CROSS not in await look(eivind)


async def test_a_course_taken_back_to_a_draft_takes_it_along(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database)
    berit, eivind, _ = await team_of(stage)
    await eivind.forge(no())
    (course,) = await stage.rows(select(Course.edition))
    await berit.forge(setup.DoWhole(1, course.edition, Act.TAKE_BACK.value).pack())
    assert await stage.rows(select(Course.state)) == [("draft",)]
    assert await stage.rows(select(TeamAbsence.id)) == []
    for press in (no(), yes()):
        await eivind.forge(press)
        assert "virker ikke lenger" in eivind.last
    await eivind.forge(b.AskAway(1).pack())
    assert eivind.labels() == ["Hele kurset", "Tilbake"]
    await berit.forge(setup.SetUp(1).pack())
    await berit.press("Se gjennom og publiser")
    await berit.press("Publiser kurset")
    assert CROSS not in await look(eivind)


async def test_nobody_else_says_it(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    await eivind.forge(no())
    for phone in (await stage.enrolled("Kari"), await stage.coordinator("Turid", "sandefjord"), berit):
        for press in (no(), yes(), no(SECOND + DAY), no(number=-1)):
            await phone.forge(press)
            assert "virker ikke lenger" in phone.last
    for at, said in ((0, "Noe er endret"), (2**31 - 1, "Noe er endret"), (10**30, "virker ikke lenger")):
        await eivind.forge(b.CannotMeet(1, NUMBER, at).pack())
        assert said in eivind.last
    assert await rows(stage) == [(1, NUMBER, 1)]


async def test_who_stands_in_at_one_evening_is_not_at_the_meetings(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    _, _, ivar = await asked(stage)
    await ivar.press(YES)
    await ivar.forge(b.AskAway(1).pack())
    assert ivar.labels() == ["2: tir. 8. sep. 18:00", "Tilbake"]
    await ivar.forge(no())
    assert "virker ikke lenger" in ivar.last
    assert await rows(stage) == [(1, None, 1)]


async def test_one_of_the_team_who_coordinates_says_it_and_is_not_told(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit, eivind, _ = await team_of(stage)
    async with stage.app.database.begin() as session:
        (person,) = await session.scalars(select(Person.id).where(Person.telegram_id == eivind.id))
        centre = await session.scalar(select(Course.centre_id))
        session.add(Assignment(person_id=person, centre_id=centre, role=Role.COORDINATOR))
    await stage.turn(SECOND - DAY)
    await eivind.refresh()
    await eivind.press("Jeg kan ikke")
    assert await told(stage, TeamMeetingAway.kind) == [berit.id]


async def test_pressed_twice_at_once_it_is_said_once(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database)
    berit, eivind, eldbjorg = await team_of(stage)
    await stage.together(eivind.forge(no()), eivind.forge(no()), eldbjorg.forge(no()))
    await berit.refresh()
    assert await rows(stage) in ([(1, NUMBER, 1), (2, NUMBER, 1)], [(2, NUMBER, 1), (1, NUMBER, 1)])
    assert await told(stage, TeamMeetingAway.kind) == [berit.id, berit.id]


async def test_their_copy_of_everything_has_it(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    _, eivind, _ = await team_of(stage)
    await eivind.forge(no())
    await eivind.forge(b.CannotCome(2, 1).pack())
    await eivind.forge(ExportMe().pack())
    document = next(one["document"] for one in reversed(eivind.messages) if one.get("document"))
    async with stage.http.get(document["url"]) as response:
        copy = json.loads(await response.read())
    said = copy["teams"][0]["cannot_come"]
    assert [(one["evening"], one["meeting"], one["times_said"]) for one in said] == [(None, NUMBER, 1), (2, None, 1)]
    assert datetime.fromisoformat(said[0]["starts_at"]) == SECOND


@pytest.mark.parametrize(
    ("language", "shown", "coordinator", "back", "begun"),
    [
        (
            *("nn", f"{PLANNING}, 3 timar\n    ✗ Du har sagt at du ikkje kan kome".replace("tir.", "tys.")),
            *(
                "Eivind kan ikkje kome til planleggingsmøtet tysdag",
                "Eivind kan kome likevel til planleggingsmøtet tysdag",
            ),
            "Teammøtet har byrja eller er over",
        ),
        (
            *("da", "✗ Du har sagt, at du ikke kan komme"),
            *(
                "Eivind kan ikke komme til planlægningsmødet tirsdag",
                "Eivind kan alligevel komme til planlægningsmødet",
            ),
            "Teammødet er begyndt eller forbi",
        ),
        (
            *("en", "✗ You have said that you cannot come"),
            *("Eivind cannot come to the planning meeting on Tuesday", "can come after all to the planning meeting on"),
            "The team meeting has begun or is over",
        ),
    ],
)
async def test_in_each_language(
    stage: Stage, language: str, shown: str, coordinator: str, back: str, begun: str
) -> None:
    berit, eivind, _ = await team_of(stage)
    for phone in (berit, eivind):
        await in_language(stage, phone, language)
    await eivind.forge(no())
    assert shown in await look(eivind)
    await berit.refresh()
    assert coordinator in berit.last
    assert "Eivind" in await listed(berit)
    await eivind.forge(yes())
    await berit.refresh()
    assert back in berit.last
    await stage.turn(SECOND)
    await eivind.forge(no())
    assert begun in eivind.last
