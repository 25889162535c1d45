"""Import of centres, roles and courses: twice is once, mistakes are named, and nothing is half-written."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select

from db.crypto import KEYS
from db.migrate import upgrade
from db.models import Assignment, Centre, Course, CourseSession, Enrolment, Outbox, Person
from db.session import Database
from domain.signup import Status
from services.organisation.importing import Change, ImportFault, apply, parse
from services.programmes import read_library

LIBRARY = read_library()
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
CENTRE = """
[[centres]]
slug = "sandefjord"
name = "LMS-Sandefjord"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
phone = "+47 00 00 00 00"
"""
COURSE = """
[[courses]]
slug = "autumn"
programme = "ta-tak"
centre = "sandefjord"
first_session = 2026-10-06T18:00:00
seats = 16
place = "Hvitgården"
"""
PERSON = """
[[people]]
telegram_id = 123456
role = "coordinator"
centre = "sandefjord"
"""
ALL = CENTRE + PERSON + COURSE


@pytest.fixture
async def database(either_database: str) -> AsyncIterator[Database]:
    KEYS.open(Fernet.generate_key().decode())
    await upgrade(either_database)
    database = Database(either_database)
    yield database
    await database.dispose()


async def bring(database: Database, text: str, now: datetime = NOW) -> list[Change]:
    async with database.begin() as session:
        return await apply(session, LIBRARY, parse(text, "in.toml"), now, "in.toml")


async def count(database: Database, *tables: Any) -> list[int]:
    async with database.begin() as session:
        return [(await session.execute(select(func.count()).select_from(table))).scalar_one() for table in tables]


async def test_the_series_keeps_its_hour_when_the_clocks_change(database: Database) -> None:
    changes = await bring(database, ALL)
    assert [one.outcome for one in changes] == ["new", "new", "new"]
    assert changes[2].details == ("6 evenings, 2026-10-06 18:00 to 2026-11-10 18:00",)
    async with database.begin() as session:
        rows = (await session.scalars(select(CourseSession).order_by(CourseSession.position))).all()
    assert [one.starts_at.hour for one in rows] == [16, 16, 16, 17, 17, 17]
    assert {one.ends_at - one.starts_at for one in rows} == {timedelta(minutes=150)}
    assert await count(database, Person, Assignment) == [1, 1]


async def test_twice_changes_nothing_and_says_so(database: Database) -> None:
    await bring(database, ALL)
    before = await count(database, Centre, Course, CourseSession, Person, Assignment)
    changes = await bring(database, ALL)
    assert {one.outcome for one in changes} == {"unchanged"}
    assert await count(database, Centre, Course, CourseSession, Person, Assignment) == before


async def test_details_and_evenings_follow_the_file(database: Database) -> None:
    await bring(database, ALL)
    changed = ALL.replace("Hvitgården", "Rådhuset").replace("LMS-Sandefjord", "LMS").replace("06T18", "13T19")
    centre, _, course = await bring(database, changed)
    assert centre.details == ("name: LMS-Sandefjord → LMS",)
    assert course.details[:2] == ("place: Hvitgården → Rådhuset", "evening 1: 2026-10-06 18:00 → 2026-10-13 19:00")
    assert course.details[-1] == "there is nobody to tell"
    async with database.begin() as session:
        assert await session.scalar(select(func.min(CourseSession.starts_at))) == datetime(2026, 10, 13, 17, tzinfo=UTC)


async def enrol(database: Database, *statuses: Status) -> None:
    async with database.begin() as session:
        course = (await session.scalars(select(Course))).one()
        for number, status in enumerate(statuses, 1):
            person = Person(telegram_id=1000 + number, created_at=NOW)
            session.add(person)
            await session.flush()
            session.add(Enrolment(course_id=course.id, person_id=person.id, status=status, number=number, since=NOW))
        course.last_number = len(statuses)


async def test_more_seats_are_offered_to_the_front_of_the_line(database: Database) -> None:
    await bring(database, ALL.replace("seats = 16", "seats = 1"))
    await enrol(database, Status.PLACE, Status.WAITING, Status.WAITING, Status.WAITING)
    await bring(database, ALL.replace("seats = 16", "seats = 3"))
    async with database.begin() as session:
        rows = (await session.scalars(select(Enrolment.status).order_by(Enrolment.number))).all()
        told = (await session.scalars(select(Outbox.kind))).all()
    assert rows == [Status.PLACE, Status.OFFERED, Status.OFFERED, Status.WAITING]
    assert told == ["seat_offered", "seat_offered"]


async def test_fewer_seats_take_nobodys_place(database: Database) -> None:
    await bring(database, ALL)
    await enrol(database, Status.PLACE, Status.PLACE)
    course = (await bring(database, ALL.replace("seats = 16", "seats = 1")))[2]
    assert course.details == ("seats: 16 → 1", "2 people have a seat and keep it")


async def test_a_course_that_has_begun_is_noted(database: Database) -> None:
    course = (await bring(database, CENTRE + COURSE, now=NOW + timedelta(days=60)))[1]
    assert course.details[1] == "has begun already: nobody can sign up"


async def test_courses_and_people_may_name_a_centre_of_an_earlier_file(database: Database) -> None:
    await bring(database, CENTRE)
    assert [one.outcome for one in await bring(database, COURSE + PERSON)] == ["new", "new"]


async def test_a_wrong_entry_keeps_the_right_ones_out(database: Database) -> None:
    wrong = COURSE.replace("autumn", "winter").replace('"ta-tak"', '"ta-tk"')
    missing = PERSON.replace("sandefjord", "oslo")
    with pytest.raises(ImportFault) as caught:
        await bring(database, ALL + wrong + missing)
    assert caught.value.faults == (
        "in.toml: [[people]] 2: centre: there is no centre oslo; known are sandefjord",
        "in.toml: [[courses]] 2 (winter): programme: there is no programme ta-tk; known are "
        + ", ".join(sorted(LIBRARY.programmes)),
    )
    assert await count(database, Centre, Course, Person) == [0, 0, 0]


async def test_a_centre_keeps_its_time_zone_while_evenings_are_to_come(database: Database) -> None:
    """Moved by the file, all of them would be at another hour, and nobody told."""
    await bring(database, ALL)
    elsewhere = CENTRE.replace("Europe/Oslo", "Europe/Helsinki")
    with pytest.raises(
        ImportFault, match=r"1 \(sandefjord\): time_zone: cannot change from Europe/Oslo while 6 evenings"
    ):
        await bring(database, elsewhere)
    (change,) = await bring(database, elsewhere, NOW + timedelta(days=365))
    assert change.details == ("time_zone: Europe/Oslo → Europe/Helsinki",)


async def test_a_course_keeps_its_centre(database: Database) -> None:
    await bring(database, ALL)
    other = CENTRE.replace("sandefjord", "oslo")
    with pytest.raises(ImportFault, match=r"\[\[courses\]\] 1 \(autumn\): centre: cannot change"):
        await bring(database, other + COURSE.replace("sandefjord", "oslo"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seats = 16", "seats = 0", "[[courses]] 1 (autumn): seats: should be a whole number from 1 to 1000, not 0"),
        (
            "seats = 16",
            'seats = "16"',
            '[[courses]] 1 (autumn): seats: should be a whole number from 1 to 1000, not "16"',
        ),
        ("seats = 16", "", "[[courses]] 1 (autumn): seats: is missing; it should be a whole number from 1 to 1000"),
        ("seats = 16", "seets = 16", "[[courses]] 1 (autumn): seets: there is no such key; did you mean seats?"),
        (
            '"autumn"',
            '"høst"',
            '[[courses]] 1 (høst): slug: should be 1 to 60 of the characters A-Z a-z 0-9 _ -, not "høst"',
        ),
        ('"autumn"', f'"{"a" * 61}"', f"[[courses]] 1 ({'a' * 61}): slug: should be 1 to 60 of the characters"),
        ('"autumn"', '""', "[[courses]] 1: slug: is empty; it should be 1 to 60 of the characters"),
        ('"autumn"', r'"autumn\n"', "[[courses]] 1 (autumn\n): slug: should be"),
        ("18:00:00", "18:00:00Z", "[[courses]] 1 (autumn): first_session: has a zone; write the centre's local date"),
        ("T18:00:00", "", "[[courses]] 1 (autumn): first_session: has no hour; write the centre's local date"),
        ("18:00:00", "18:00", "is not TOML: "),
        ("2026-10-06", "0001-01-01", "[[courses]] 1 (autumn): first_session: is not between 2000 and 2099; write"),
        ("2026-10-06", "9999-12-30", "[[courses]] 1 (autumn): first_session: is not between 2000 and 2099; write"),
        ("Hvitgården", r"a\u0000b", "[[courses]] 1 (autumn): place: has a character that cannot be seen, U+0000"),
        ("Hvitgården", r"a\u2028b", "[[courses]] 1 (autumn): place: has a character that cannot be seen, U+2028"),
        ("Hvitgården", r"\u3164", "[[courses]] 1 (autumn): place: has no character that can be seen"),
        ("LMS-", r"\u202E", "[[centres]] 1 (sandefjord): name: has a character that cannot be seen, U+202E"),
        ("+47", r"\u2067", "[[centres]] 1 (sandefjord): phone: has a character that cannot be seen, U+2067"),
        ("Europe/Oslo", "localtime", '[[centres]] 1 (sandefjord): time_zone: "localtime" is not a time zone'),
        ("Europe/Oslo", "Factory", '[[centres]] 1 (sandefjord): time_zone: "Factory" is not a time zone'),
        ("seats = 16", f"seats = {'9' * 5000}", "cannot be read: Exceeds the limit"),
        ("seats = 16", f"seats = {'[' * 3000}{']' * 3000}", "cannot be read: "),
        ("2026-10-06T18:00:00", '"soon"', "[[courses]] 1 (autumn): first_session: should be the centre's local date"),
        ("2026-10-06T18:00:00", '"2026-13-06 18:00"', "[[courses]] 1 (autumn): first_session: should be the centre's"),
        ("Europe/Oslo", "Europe/Olso", '[[centres]] 1 (sandefjord): time_zone: "Europe/Olso" is not a time zone'),
        ('"nb"', '"no"', '[[centres]] 1 (sandefjord): language: should be nb, nn, da or en, not "no"'),
        ('"NO"', '"Norge"', "[[centres]] 1 (sandefjord): country: should be two capital letters, such as NO or DK"),
        ("123456", "-1", "[[people]] 1: telegram_id: should be a person's number in Telegram, not -1"),
        (
            '"coordinator"',
            '"boss"',
            '[[people]] 1: role: should be "owner", "coordinator", "professional", "experienced_user" or "network_lead", '
            'not "boss"',
        ),
        ("[[courses]]", "[[cources]]", "cources: there is no such section; did you mean courses?"),
        ("[[courses]]", "[courses]", "courses: should be written [[courses]], with two brackets, once for each entry"),
    ],
)
def test_a_mistake_names_entry_and_key(old: str, new: str, said: str) -> None:
    with pytest.raises(ImportFault) as caught:
        parse(ALL.replace(old, new, 1), "in.toml")
    assert caught.value.faults[0].startswith(f"in.toml: {said}")


def test_the_end_of_a_time_without_seconds_is_explained() -> None:
    with pytest.raises(ImportFault, match=r"at line 19.*a time needs its seconds: 18:00:00"):
        parse(ALL.replace("18:00:00", "18:00"), "in.toml")


def test_every_mistake_is_named() -> None:
    wrong = ALL.replace("seats = 16", "seats = 0").replace('"NO"', '"no"').replace("123456", "0")
    with pytest.raises(ImportFault) as caught:
        parse(wrong, "in.toml")
    assert len(caught.value.faults) == 3


def test_the_same_slug_twice() -> None:
    with pytest.raises(ImportFault, match=r"\[\[courses\]\] 2 \(autumn\): slug: stands there twice"):
        parse(ALL + COURSE, "in.toml")


def test_an_empty_file() -> None:
    with pytest.raises(ImportFault, match="is empty"):
        parse("# nothing\n", "in.toml")


def test_times_in_quotation_marks() -> None:
    batch = parse(ALL.replace("2026-10-06T18:00:00", '"2026-10-06 18:00"'), "in.toml")
    assert batch.courses[0].first_session == datetime(2026, 10, 6, 18)


@pytest.mark.parametrize("text", ["courses = 1", "courses = [1]", "[[courses]]\nseats = {a = 1}", "centres = [[]]"])
def test_odd_shapes_are_refused_in_words(text: str) -> None:
    with pytest.raises(ImportFault):
        parse(text, Path("in.toml").name)
