"""Places where a centre's groups can meet, from the import file."""

from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from db.crypto import KEYS
from db.migrate import upgrade
from db.models import Centre
from db.session import Database
from services.courses import centre_view
from services.groups.places import PlaceView, of_centre
from services.organisation.importing import Change, ImportFault, parse
from tests.domain.test_importing import CENTRE, bring

PLACE = """
[[places]]
centre = "sandefjord"
slug = "torp"
name = "Torp bibliotek"
lat = 59.19
lon = 10
"""
ONLINE = PlaceView("online", "")


@pytest.fixture
async def database(either_database: str) -> AsyncIterator[Database]:
    KEYS.open(Fernet.generate_key().decode())
    await upgrade(either_database)
    database = Database(either_database)
    yield database
    await database.dispose()


async def places(database: Database) -> tuple[PlaceView, ...]:
    async with database.begin() as session:
        return await of_centre(session, centre_view((await session.scalars(select(Centre))).one()))


async def test_twice_is_once(database: Database) -> None:
    assert await bring(database, CENTRE) == [Change("centre", "sandefjord", "new")]
    assert await places(database) == (PlaceView("centre", "LMS-Sandefjord"), ONLINE)
    assert await bring(database, PLACE) == [Change("place", "torp at sandefjord", "new")]
    assert await bring(database, PLACE) == [Change("place", "torp at sandefjord", "unchanged")]
    assert await places(database) == (PlaceView("torp", "Torp bibliotek", (59.19, 10.0)), ONLINE)
    changes = await bring(database, PLACE.replace("Torp b", "B"))
    assert changes == [
        Change("place", "torp at sandefjord", "changed", ("name: Torp bibliotek → Bibliotek",)),
    ]
    assert [one.name for one in await places(database)] == ["Bibliotek", ""]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"torp"', '"online"', "[[places]] 1 (online): slug: online is a word of our own; choose another"),
        ('"torp"', f'"{"x" * 31}"', "slug: should be 1 to 30 of the characters"),
        ("lon = 10", "", "[[places]] 1 (torp): lat and lon: give both or neither"),
        ("59.19", "95.1", "[[places]] 1 (torp): lat: should be degrees north, such as 59.13, not 95.1"),
        ('name = "Torp bibliotek"', "", "[[places]] 1 (torp): name: is missing"),
    ],
)
def test_a_mistake_is_named(old: str, new: str, said: str) -> None:
    with pytest.raises(ImportFault) as fault:
        parse(PLACE.replace(old, new), "in.toml")
    assert any(said in one for one in fault.value.faults), fault.value.faults


def test_the_same_place_twice() -> None:
    with pytest.raises(ImportFault, match="stands there twice"):
        parse(PLACE + PLACE, "in.toml")


async def test_a_centre_that_is_not_there(database: Database) -> None:
    with pytest.raises(ImportFault, match="there is no centre sandefjord"):
        await bring(database, PLACE)
