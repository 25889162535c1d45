"""Networks that there are, as a file gives them: Helse Fonna with its 19 municipalities, Tromsø, a Danish cluster, one alone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.crypto import KEYS
from db.migrate import upgrade
from db.models import Area, Assignment, Centre, CourseShare, Municipality
from db.session import Database
from domain import rights
from domain.rights import Action, Row
from services import Session, people
from services.organisation.importing import Change, ImportFault, apply, parse
from services.people import with_those_above
from services.programmes import read_library

LIBRARY = read_library()
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
EXAMPLE = (Path(__file__).parents[2] / "docs" / "examples" / "networks.toml").read_text(encoding="utf-8")
OWNER, LEAD, COORDINATOR, PROFESSIONAL = 123456789, 123456790, 123456791, 123456792
LEAST = """
[[centres]]
slug = "a"
name = "A"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
"""


@pytest.fixture
async def database(either_database: str) -> AsyncIterator[Database]:
    KEYS.open(Fernet.generate_key().decode())
    await upgrade(either_database)
    database = Database(either_database)
    yield database
    await database.dispose()


async def bring(database: Database, text: str) -> list[Change]:
    async with database.begin() as session:
        return await apply(session, LIBRARY, parse(text, "in.toml"), NOW, "in.toml")


async def known(session: Session, telegram_id: int) -> people.Actor:
    found = await people.known(session, telegram_id, NOW)
    assert found is not None
    return found


async def centres(session: Session) -> dict[str, int]:
    return {row.slug: row.id for row in await session.execute(select(Centre.slug, Centre.id))}


async def test_the_networks_of_the_example(database: Database) -> None:
    changes = await bring(database, EXAMPLE)
    assert {one.outcome for one in changes} <= {"new"}
    async with database.begin() as session:
        rows = await session.execute(select(Area.slug, Centre.slug).join(Area, Area.id == Centre.area_id))
        within: dict[str, set[str]] = {}
        for area, centre in rows:
            within.setdefault(area, set()).add(centre)
        fonna = [within[one] for one in ("hardanger", "sunnhordaland", "haugalandet")]
        assert sum(map(len, fonna)) == 19
        assert within["vest"] >= {"herning", "holstebro", "ikast-brande", "lemvig", "struer", "hospitalet"}
        alone = await session.scalars(select(Centre.slug).where(Centre.area_id.is_(None)).order_by(Centre.slug))
        assert alone.all() == ["sandefjord", "tromso"]
        served = select(Municipality.name).join(Centre).where(Centre.slug == "tromso").order_by(Municipality.name)
        assert (await session.scalars(served)).all() == ["Balsfjord", "Karlsøy", "Tromsø"]
        first = (await session.scalars(select(Centre).where(Centre.slug == "eidfjord"))).one()
        assert (first.contact, first.quiet_from, first.quiet_to) == ("Kari Nordmann", time(21), time(8))


async def test_what_roles_reach_in_it(database: Database) -> None:
    await bring(database, EXAMPLE)
    async with database.begin() as session:
        number = await centres(session)
        owner, lead = await known(session, OWNER), await known(session, LEAD)
        coordinator, professional = await known(session, COORDINATOR), await known(session, PROFESSIONAL)
        assert len(rights.where(owner, Action.ROLES)) == 19
        assert rights.may(owner, Action.ROLES, number["haugesund"])
        assert not rights.may(owner, Action.ROLES, number["herning"])
        assert rights.where(owner, Action.PEOPLE) == rights.where(lead, Action.PEOPLE) == frozenset()
        mine = {one for one, id_ in number.items() if id_ in rights.where(lead, Action.REPORT)}
        assert mine == {"bomlo", "fitjar", "kvinnherad", "stord", "tysnes"}
        shared = frozenset((await session.scalars(select(CourseShare.centre_id))).all())
        assert shared == {number[one] for one in ("bomlo", "fitjar", "tysnes")}
        assert rights.may(lead, Action.SHARED, Row(number["stord"], 1, shared))
        assert not rights.may(lead, Action.SEE, Row(number["stord"], 1, shared))
        assert rights.may(coordinator, Action.RUN, number["stord"])
        assert not rights.may(coordinator, Action.RUN, number["bomlo"])
        assert not rights.anywhere(professional, Action.SHARED), "on no team"


async def test_twice_changes_nothing_and_what_changes_is_said(database: Database) -> None:
    await bring(database, EXAMPLE)
    assert {one.outcome for one in await bring(database, EXAMPLE)} == {"unchanged"}
    changed = (
        EXAMPLE.replace('shared_with = ["bomlo", "fitjar", "tysnes"]', 'shared_with = ["bomlo"]')
        .replace('municipalities = ["Tromsø", "Balsfjord", "Karlsøy"]', 'municipalities = ["Tromsø"]')
        .replace('network = "haugalandet"', 'network = "sunnhordaland"', 1)
    )
    told = {one.name: one.details for one in await bring(database, changed) if one.outcome == "changed"}
    assert told == {
        "bokn": ("network: haugalandet → sunnhordaland",),
        "tromso": ("municipalities: Balsfjord, Karlsøy, Tromsø → Tromsø",),
        "ta-tak-stord": ("shared with: bomlo, fitjar, tysnes → bomlo",),
    }


async def test_a_file_that_does_not_speak_of_it_leaves_it(database: Database) -> None:
    more = 'network = "n"\ncontact = "Berit"\nquiet = ["20:00", "09:00"]\nmunicipalities = ["A", "B"]\n'
    await bring(database, '[[networks]]\nslug = "n"\nname = "N"\n' + LEAST + more)
    assert [one.outcome for one in await bring(database, LEAST)] == ["unchanged"]
    async with database.begin() as session:
        row = (await session.scalars(select(Centre))).one()
        assert (row.contact, row.quiet_from, row.area_id) == ("Berit", time(20), 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('network = "n"', "[[centres]] 1 (a): network: there is no network n; known are none yet"),
        ('quiet = ["21:00"]', '[[centres]] 1 (a): quiet: should be two hours, such as ["21:00", "08:00"]'),
        ('quiet = ["25:00", "08:00"]', "[[centres]] 1 (a): quiet: should be two hours"),
        ("municipalities = [1]", "[[centres]] 1 (a): municipalities"),
        ('[[networks]]\nslug = "n"\nname = "N"\nparent = "n"', "[[networks]]: parent: n would be below themselves"),
        ('[[networks]]\nslug = "n"\nname = "N"\nparent = "m"', "[[networks]] 1 (n): parent: there is no network m"),
        ('[[networks]]\nslug = "n"\nname = "N"\n[[networks]]\nslug = "n"\nname = "N"', "slug: stands there twice"),
        ('[[people]]\ntelegram_id = 5\nrole = "network_lead"\ncentre = "a"', "one is network_lead of a network"),
        ('[[people]]\ntelegram_id = 5\nrole = "coordinator"\nnetwork = "a"', "one is coordinator at a centre"),
        ('[[people]]\ntelegram_id = 5\nrole = "owner"', "[[people]] 1: centre: is missing"),
        ('[[people]]\ntelegram_id = 5\nrole = "owner"\ncentre = "a"\nnetwork = "a"', "give one of them"),
        ('[[people]]\ntelegram_id = 5\nrole = "boss"\ncentre = "a"', '[[people]] 1: role: should be "owner"'),
    ],
)
async def test_what_is_wrong_is_named(database: Database, text: str, said: str) -> None:
    with pytest.raises(ImportFault) as fault:
        await bring(database, f"{LEAST}{text}\n")
    assert any(said in one for one in fault.value.faults), fault.value.faults
    async with database.begin() as session:
        assert (await session.scalars(select(Assignment))).all() == []


@given(st.lists(st.integers(0, 7), min_size=1, max_size=8), st.integers(0, 7))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_network_reaches_itself_and_all_below_and_nothing_else(parents: list[int], asked: int) -> None:
    """A forest made of any parents that stand before their children."""
    above = {number: parent if parent < number else None for number, parent in enumerate(parents)}
    asked %= len(above)

    def chain(one: int | None) -> set[int]:
        return set() if one is None else {one} | chain(above[one])

    assert {one for one in above if asked in with_those_above(one, above)} == {
        one for one in above if asked in chain(one)
    }
