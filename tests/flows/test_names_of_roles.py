"""Whoever takes a role is asked for the name that those they work with see; who has none is told apart all the same."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from db.models import Person, TeamMember
from domain.organisation import buttons as organisation_buttons
from domain.people import buttons as b
from domain.rights import Role
from domain.setup import buttons as setup
from services import people
from services.people import RoleLine
from tests.flows.test_roles import NETWORK, invited
from tests.stage import CENTRE, COURSE, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
ASKED = "Vil du vise navnet ditt?"
WHAT_FOR = "De du arbeider med, ser det: de som deler ut roller, de som koordinerer kurs, og kursteamet ditt."
EVERY = [(role, False) for role in (Role.OWNER, Role.COORDINATOR, Role.PROFESSIONAL, Role.EXPERIENCED_USER)]
EVERY += [(Role.OWNER, True), (Role.NETWORK_LEAD, True)]


@pytest.fixture
async def house(make_stage: MakeStage, sqlite_url: str) -> Stage:
    return await make_stage(sqlite_url, batch=NETWORK + CENTRE + 'network = "vest"\n' + COURSE)


async def takes(stage: Stage, name: str, role: Role, *, network: bool = False) -> Phone:
    """Somebody who has agreed to nothing, and comes by a link to a role."""
    phone = await stage.person(name)
    async with stage.app.database.begin() as session:
        place = await people.place_of(session, "vest" if network else "sandefjord", network=network)
        token = await people.make_link(session, role, place, stage.now, lasts=people.INVITE_LASTS)
    await phone.start(f"i_{token}")
    return phone


async def name_of(stage: Stage, phone: Phone) -> str | None:
    name: str | None = (await stage.rows(select(Person.name).where(Person.telegram_id == phone.id)))[0][0]
    return name


async def lines(stage: Stage) -> list[RoleLine]:
    """What `mestringsbot roles` prints."""
    async with stage.app.database.begin() as session:
        return await people.roles(session)


@pytest.mark.parametrize(("role", "network"), EVERY)
async def test_everybody_who_takes_a_role_is_asked_in_the_same_words(house: Stage, role: Role, network: bool) -> None:
    siri = await takes(house, "Siri", role, network=network)
    assert ASKED in siri.last
    assert f"{WHAT_FOR} Da vet de hvem du er. Deltakerne ser det ikke." in siri.last
    assert "I Telegram heter du Siri." in siri.last
    assert "Ansvarlig for at navnet lagres, er LMS-Sandefjord (+47 00 00 00 00)." in siri.last
    assert siri.labels()[:2] == ["Bruk dette navnet", "Skriv et annet"]
    assert await name_of(house, siri) is None, "nothing is kept before they have said so"
    await siri.press("Bruk dette navnet")
    assert "Nå står du som Siri." in siri.last
    assert [one.name for one in await lines(house)] == ["Siri"]
    await siri.say("/start")
    assert "Vis navnet mitt" not in siri.labels()


@pytest.mark.parametrize(("role", "network"), EVERY)
async def test_who_would_rather_not_finds_it_later(house: Stage, role: Role, network: bool) -> None:
    siri = await takes(house, "Siri", role, network=network)
    await siri.say("/courses")
    assert "Vis navnet mitt" in siri.labels()
    await siri.say("/start")
    assert "Vis navnet mitt" in siri.labels()
    assert await name_of(house, siri) is None
    await siri.press("Vis navnet mitt")
    assert WHAT_FOR in siri.last
    await siri.press("Skriv et annet")
    assert "Deltakerne ser det ikke" in siri.last
    await siri.say("Siri Sand")
    assert "Nå står du som Siri Sand." in siri.last
    assert await name_of(house, siri) == "Siri Sand"


async def test_who_is_a_participant_already_has_a_name(house: Stage) -> None:
    kari = await invited(house, "Kari", Role.PROFESSIONAL)
    assert ASKED not in kari.last
    assert "Vis navnet mitt" not in kari.labels()


async def test_without_a_role_or_consent_no_name_is_kept(house: Stage) -> None:
    kari = await house.person("Kari")
    await kari.start()
    await kari.press("Norsk bokmål")
    for button in (b.AskMyName(), b.TakeMyName(), b.ChangeName()):
        await kari.forge(button.pack())
        assert "Før vi begynner" in kari.last
    siri = await takes(house, "Siri", Role.OWNER)
    await siri.press("Skriv et annet")
    async with house.app.database.begin() as session:
        await people.revoke(session, 1)
    await siri.say("Siri Sand")
    assert (await name_of(house, kari), await name_of(house, siri)) == (None, None)


async def test_an_owner_sees_the_names(house: Stage) -> None:
    owner = await takes(house, "Astrid", Role.OWNER)
    lead = await takes(house, "Berit", Role.COORDINATOR)
    for phone in (owner, lead):
        await phone.press("Bruk dette navnet")
    await owner.forge(organisation_buttons.ShowRoles(0).pack())
    assert "Astrid: Rolleansvarlig" in owner.last
    assert "Berit: Koordinator" in owner.last
    assert "Uten navn" not in owner.last


async def test_two_without_a_name_are_told_apart_and_nobody_is_asked_by_guessing(house: Stage) -> None:
    berit = await takes(house, "Berit", Role.COORDINATOR)
    first, second = [await takes(house, name, Role.PROFESSIONAL) for name in ("Odd", "Pål")]
    await berit.forge(setup.ShowCandidates(1, "professional").pack())
    assert berit.labels()[:2] == [f"Uten navn · {first.id}", f"Uten navn · {second.id}"]
    assert "Der spør jeg deg først." in berit.last
    await berit.press(f"Uten navn · {second.id}")
    assert f"rollen Fagperson, med nummer {second.id} i Telegram" in berit.last
    assert await house.rows(select(TeamMember.id)) == []
    await berit.press("Ja, spør")
    await second.refresh()
    assert "TA TAK" in second.last
    assert "TA TAK" not in first.last
    await berit.press("Tilbake")
    await berit.forge(setup.AskMore(1).pack())
    assert f"Uten navn · {first.id}" in berit.labels()
    assert "Der spør jeg deg først." in berit.last
    await first.press("Bruk dette navnet")
    await berit.forge(setup.ShowCandidates(1, "professional").pack())
    await berit.press("Odd")
    assert "Odd" in berit.last
    assert len(await house.rows(select(TeamMember.id))) == 2
