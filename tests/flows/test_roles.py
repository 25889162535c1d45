"""Who has which role: an owner looks, gives one by a link, takes one away; and the last owner stays."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy import delete, select

from db.models import Assignment, Invite, Person
from domain.organisation import buttons as b
from domain.rights import Role
from services import people
from tests.stage import CENTRE, COURSE, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
NETWORK = """
[[networks]]
slug = "vest"
name = "Nettverk Vest"
"""
SECOND = CENTRE.replace("sandefjord", "larvik").replace("LMS-Sandefjord", "LMS-Larvik") + 'network = "vest"\n'
WORLD = NETWORK + CENTRE + 'network = "vest"\n' + SECOND + COURSE
SPENT = "Denne lenken er allerede brukt, trukket tilbake eller for gammel"


async def invited(stage: Stage, name: str, role: Role, slug: str = "sandefjord", *, network: bool = False) -> Phone:
    """Somebody who opens a link that whoever runs the bot has given them; they agree to being a participant, too."""
    phone = await stage.participant(name)
    async with stage.app.database.begin() as session:
        place = await people.place_of(session, slug, network=network)
        token = await people.make_link(session, role, place, stage.now, lasts=people.INVITE_LASTS)
    await phone.start(f"i_{token}")
    return phone


async def person_id(stage: Stage, phone: Phone) -> int:
    found: int = (await stage.rows(select(Person.id).where(Person.telegram_id == phone.id)))[0][0]
    return found


async def roles(stage: Stage, phone: Phone) -> list[str]:
    of = Assignment.person_id == await person_id(stage, phone)
    return [row.role for row in await stage.rows(select(Assignment.role).where(of).order_by(Assignment.role))]


def link_in(phone: Phone) -> str:
    return phone.last.split("?start=")[1].split()[0]


async def test_an_owner_gives_a_role_by_a_link_that_works_once(stage: Stage) -> None:
    owner = await invited(stage, "Astrid", Role.OWNER)
    assert "Du deler nå ut roller i LMS-Sandefjord" in owner.last
    await owner.press("Roller")
    assert "1. Astrid: Rolleansvarlig" in owner.last
    await owner.press("Ny lenke")
    await owner.press("Erfaren bruker")
    token = link_in(owner)
    assert "Den virker i 7 dager" in owner.last

    first, second = await stage.participants("Eldbjørg", "Gunnvor")
    await first.start(token)
    assert "Velkommen som erfaren bruker ved LMS-Sandefjord" in first.last
    await second.start(token)
    assert SPENT in second.last
    assert (await roles(stage, first), await roles(stage, second)) == (["experienced_user"], [])
    await owner.press("Tilbake")
    assert "Eldbjørg: Erfaren bruker" in owner.last


async def test_several_roles_for_one_person(stage: Stage) -> None:
    phone = await invited(stage, "Astrid", Role.OWNER)
    await phone.press("Roller")
    await phone.press("Ny lenke")
    await phone.press("Koordinator")
    await phone.start(link_in(phone))
    assert await roles(stage, phone) == ["coordinator", "owner"]
    await phone.say("/start")
    assert {"Kurs jeg koordinerer", "Roller"} <= set(phone.labels())


async def test_a_link_that_is_withdrawn_or_too_old_gives_nothing(stage: Stage) -> None:
    owner = await invited(stage, "Astrid", Role.OWNER)
    kari = await stage.participant("Kari")
    tokens = []
    for _ in range(2):
        await owner.forge(b.MakeLink("coordinator", 1, 0).pack())
        tokens.append(link_in(owner))
    await owner.press("Tilbake")
    await owner.press("2 ubrukte lenker")
    await owner.press("Trekk tilbake nr. 1")
    assert "Lenken virker ikke lenger." in owner.last
    await kari.start(tokens[1])
    assert SPENT in kari.last
    await stage.turn(timedelta(days=7))
    await kari.start(tokens[0])
    assert SPENT in kari.last
    assert await roles(stage, kari) == []


async def test_a_link_of_somebody_who_gives_no_roles_any_more_gives_none(stage: Stage) -> None:
    owner, kari = await invited(stage, "Astrid", Role.OWNER), await stage.participant("Kari")
    await owner.forge(b.MakeLink("owner", 1, 0).pack())
    token = link_in(owner)
    async with stage.app.database.begin() as session:
        await session.execute(delete(Assignment).where(Assignment.role == Role.OWNER))
    await kari.start(token)
    assert SPENT in kari.last
    assert await roles(stage, kari) == []


async def test_a_role_that_is_taken_away_counts_no_more(stage: Stage) -> None:
    berit, owner = await stage.coordinator("Berit"), await invited(stage, "Astrid", Role.OWNER)
    await berit.say("/courses")
    await owner.press("Roller")
    await owner.press("1. Koordinator")
    assert "Skal rollen tas bort?" in owner.last
    await owner.press("Nei, behold den")
    assert await roles(stage, berit) == ["coordinator"]
    await owner.press("1. Koordinator")
    await owner.press("Ja, ta bort rollen")
    assert "Rollen er tatt bort." in owner.last
    assert await roles(stage, berit) == []
    await berit.press("tir. 1. sep.")
    assert "Dette er for dem som koordinerer kurset" in berit.last


async def test_the_last_owner_cannot_go(stage: Stage) -> None:
    owner, other = await invited(stage, "Astrid", Role.OWNER), await invited(stage, "Oddrun", Role.OWNER)
    await owner.press("Roller")
    await owner.press("2. Oddrun")
    await owner.press("Ja, ta bort rollen")
    assert await roles(stage, other) == []
    await owner.press("Tilbake")
    await owner.press("1. Astrid")
    assert "Dette er den siste som kan dele ut roller her" in owner.last
    await owner.forge(b.RemoveRole(1).pack())
    assert await roles(stage, owner) == ["owner"]


async def test_two_owners_who_take_away_each_other_at_once_leave_one(stage: Stage) -> None:
    one, other = await invited(stage, "Astrid", Role.OWNER), await invited(stage, "Oddrun", Role.OWNER)
    await stage.together(one.forge(b.RemoveRole(2).pack()), other.forge(b.RemoveRole(1).pack()))
    assert len(await stage.rows(select(Assignment.id).where(Assignment.role == Role.OWNER))) == 1


async def test_an_owner_of_a_network_gives_roles_in_it_and_at_its_centres(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=WORLD)
    owner = await invited(stage, "Astrid", Role.OWNER, "vest", network=True)
    await owner.press("Roller")
    assert owner.labels()[:3] == ["Nettverk Vest", "LMS-Larvik", "LMS-Sandefjord"]
    await owner.press("Nettverk Vest")
    await owner.press("Ny lenke")
    assert owner.labels()[:2] == ["Rolleansvarlig", "Nettverksleder"]
    await owner.press("Nettverksleder")
    lead = await stage.participant("Liv")
    await lead.start(link_in(owner))
    assert "Velkommen som nettverksleder i Nettverk Vest" in lead.last
    await owner.forge(b.MakeLink("network_lead", 1, 0).pack())
    assert "virker ikke lenger" in owner.last

    own = await invited(stage, "Oddrun", Role.OWNER, "larvik")
    await own.press("Roller")
    await own.press("1. Oddrun")
    assert "Skal rollen tas bort?" in own.last, "the network's owner could give it again"


async def test_a_network_lead_sees_courses_and_nobody_on_them(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=WORLD)
    await stage.enrolled("Kari")
    lead = await invited(stage, "Liv", Role.NETWORK_LEAD, "vest", network=True)
    await lead.press("Kurs jeg har en rolle i")
    await lead.press("tir. 1. sep.")
    assert "Opptatte plasser: 1 av 18" in lead.last
    assert "Kari" not in lead.last
    assert lead.labels() == ["Tilbake"]
    async with stage.app.database.begin() as session:
        await session.execute(delete(Assignment).where(Assignment.role == Role.NETWORK_LEAD))
    await lead.press("Tilbake")
    assert "Dette er for dem som koordinerer kurset" in lead.last


async def test_who_has_a_role_and_never_agreed_stands_there_with_a_number(stage: Stage) -> None:
    owner, phone = await invited(stage, "Astrid", Role.OWNER), await stage.coordinator("Berit")
    await owner.press("Roller")
    assert f"Uten navn (Telegram {phone.id})" in owner.last


async def test_many_roles_come_in_pages(stage: Stage) -> None:
    owner = await invited(stage, "Astrid", Role.OWNER)
    others = await stage.acquainted(*(f"Fagperson {number:02}" for number in range(9)))
    async with stage.app.database.begin() as session:
        for phone in others:
            found = (await session.scalars(select(Person.id).where(Person.telegram_id == phone.id))).one()
            await people.assign(session, found, 1, Role.PROFESSIONAL)
    await owner.press("Roller")
    assert "Fagperson 07" not in owner.last
    await owner.tap(b.ShowPlace, page=1)
    assert "9. Fagperson 07: Fagperson" in owner.last


async def test_the_links_of_somebody_who_is_erased_give_nothing(stage: Stage) -> None:
    owner, kari = await invited(stage, "Astrid", Role.OWNER), await stage.participant("Kari")
    await owner.forge(b.MakeLink("coordinator", 1, 0).pack())
    token = link_in(owner)
    await owner.say("/privacy")
    await owner.press("Slett alt")
    await owner.press("Ja")
    await kari.start(token)
    assert SPENT in kari.last
    assert await stage.rows(select(Invite.id).where(Invite.used_at.is_(None))) == []
