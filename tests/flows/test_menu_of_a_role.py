"""What the menu beside the text field calls one's courses goes by what one is to them, and help names the command."""

import asyncio
from collections.abc import Iterable

import pytest
from sqlalchemy import delete, select

from db.models import Assignment, Outbox, Person
from domain.organisation import buttons as b
from domain.organisation.messages import RoleRemoved
from domain.rights import Role
from services import people
from tests.flows.test_roles import invited
from tests.flows.test_roles_told import role_of
from tests.stage import Phone, Stage

TEAM, OF_ROLE, COORDINATES = (
    "Kursene der du er med i teamet",
    "Kursene du har en rolle i",
    "Kursene du koordinerer",
)
IN_DANISH = {
    TEAM: "De kurser, hvor du er med i teamet",
    OF_ROLE: "De kurser, du har en rolle i",
    COORDINATES: "De kurser, du koordinerer",
}
CASES = [
    ((Role.PROFESSIONAL,), TEAM),
    ((Role.EXPERIENCED_USER,), TEAM),
    ((Role.PROFESSIONAL, Role.EXPERIENCED_USER), TEAM),
    ((Role.COORDINATOR,), COORDINATES),
    ((Role.COORDINATOR, Role.OWNER), COORDINATES),
    ((Role.COORDINATOR, Role.PROFESSIONAL), OF_ROLE),
    ((Role.OWNER,), OF_ROLE),
    ((Role.OWNER, Role.PROFESSIONAL), OF_ROLE),
]


async def take(stage: Stage, phone: Phone, roles: Iterable[Role]) -> None:
    """One after the other, each by a link."""
    for role in roles:
        async with stage.app.database.begin() as session:
            place = await people.place_of(session, "sandefjord")
            token = await people.make_link(session, role, place, stage.now, lasts=people.INVITE_LASTS)
        await phone.start(f"i_{token}")


async def menu(stage: Stage, phone: Phone) -> dict[str, str]:
    """As Telegram was last told of this chat."""
    shown = await stage.get("commands", chat_id=phone.id, language_code="nb")
    return {one["command"]: one["description"] for one in shown["commands"]}


@pytest.mark.parametrize(("roles", "called"), CASES, ids=lambda it: it if isinstance(it, str) else "+".join(it))
async def test_the_menu_goes_by_the_roles(stage: Stage, roles: tuple[Role, ...], called: str) -> None:
    (phone,) = await stage.acquainted("Eivind")
    assert "kurs" not in await menu(stage, phone)
    await take(stage, phone, roles)
    assert (await menu(stage, phone))["kurs"] == called
    await phone.say("/language")
    await phone.press("Dansk")
    assert (await menu(stage, phone))["kurser"] == IN_DANISH[called]


async def test_it_is_another_one_once_a_role_is_taken_away(stage: Stage) -> None:
    """With the message that says so: what the menu names must not lead to a refusal."""
    (phone,) = await stage.acquainted("Eivind")
    owner = await invited(stage, "Astrid", Role.OWNER)
    await take(stage, phone, (Role.COORDINATOR, Role.PROFESSIONAL))
    for role, called in ((Role.COORDINATOR, TEAM), (Role.PROFESSIONAL, None)):
        await owner.forge(b.RemoveRole(await role_of(stage, phone, role)).pack())
        await stage.settle()
        await phone.refresh()
        assert "Du har ikke lenger denne rollen" in phone.last
        assert (await menu(stage, phone)).get("kurs") == called


async def test_whoever_takes_away_their_own_role_has_another_menu_at_once(stage: Stage) -> None:
    owner, other = await invited(stage, "Astrid", Role.OWNER), await invited(stage, "Oddrun", Role.OWNER)
    await owner.forge(b.RemoveRole(await role_of(stage, owner, Role.OWNER)).pack())
    assert "kurs" not in await menu(stage, owner)
    assert (await menu(stage, other))["kurs"] == OF_ROLE


async def test_a_menu_that_telegram_does_not_take_holds_up_nothing(stage: Stage) -> None:
    (phone,) = await stage.acquainted("Eivind")
    owner = await invited(stage, "Astrid", Role.OWNER)
    await take(stage, phone, (Role.PROFESSIONAL,))
    await stage.post("faults", method="setMyCommands", kind="400", count=1)
    await owner.forge(b.RemoveRole(await role_of(stage, phone, Role.PROFESSIONAL)).pack())
    await stage.settle()
    assert [row[0] for row in await stage.rows(select(Outbox.state).where(Outbox.kind == RoleRemoved.kind))] == ["sent"]


async def test_it_does_so_from_the_start_of_the_bot_on(stage: Stage) -> None:
    """A role that was given, or taken, on the command line shows when the bot next starts."""
    (phone,) = await stage.acquainted("Eivind")
    await take(stage, phone, (Role.COORDINATOR, Role.PROFESSIONAL))
    async with stage.app.database.begin() as session:
        theirs = select(Person.id).where(Person.telegram_id == phone.id).scalar_subquery()
        await session.execute(
            delete(Assignment).where(Assignment.person_id == theirs, Assignment.role == Role.COORDINATOR)
        )
    await stage.app.stop()
    await stage.start_bot()
    await stage.settle()
    async with asyncio.timeout(20):
        while (await menu(stage, phone)).get("kurs") != TEAM:  # it is shown beside all else
            await asyncio.sleep(0.05)


async def test_help_tells_whoever_is_on_teams_of_the_list_of_courses(stage: Stage) -> None:
    (phone,) = await stage.acquainted("Eivind")
    await phone.say("/help")
    assert "/kurs " not in phone.last
    await take(stage, phone, (Role.PROFESSIONAL,))
    await phone.say("/help")
    assert "/kurs – kursene du har en rolle i, uten navn på deltakerne" in phone.last
    await take(stage, phone, (Role.COORDINATOR,))
    await phone.say("/help")
    assert "uten navn" not in phone.last
    assert "/kurs – deltakere, samlinger" in phone.last
