"""When a course of the import file meets: days left out, evenings of its own, and public holidays."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.crypto import KEYS
from db.migrate import upgrade
from db.models import Course, CourseSession
from db.session import Database
from domain.running.free_days import free_day
from domain.timing import series
from services.organisation.importing import Change, ImportFault, apply, parse
from services.programmes import read_library

OSLO = ZoneInfo("Europe/Oslo")
LIBRARY = read_library()
NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "courses.toml"
CENTRE = """
[[centres]]
slug = "sandefjord"
name = "LMS-Sandefjord"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
"""
COURSE = """
[[courses]]
slug = "spring"
programme = "ta-tak"
centre = "sandefjord"
first_session = 2027-02-02T18:00:00
seats = 16
place = "Hvitgården"
"""
SERIES = "first_session = 2027-02-02T18:00:00"


def listed(*days: str) -> str:
    """Evenings of 2027, each `MM-DD`, or `MM-DDTHH` where it is not at six."""
    times = (f"{day}:00:00" if "T" in day else f"{day}T18:00:00" for day in days)
    return f"evenings = [{', '.join(f'2027-{one}' for one in times)}]"


SIX = listed(*(f"0{month}-02" for month in range(1, 7)))


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    KEYS.open(Fernet.generate_key().decode())
    await upgrade(sqlite_url)
    database = Database(sqlite_url)
    yield database
    await database.dispose()


async def bring(database: Database, text: str) -> list[Change]:
    async with database.begin() as session:
        return await apply(session, LIBRARY, parse(text, "in.toml"), NOW, "in.toml")


async def evenings(database: Database, slug: str = "spring") -> list[datetime]:
    async with database.begin() as session:
        rows = await session.scalars(
            select(CourseSession.starts_at).join(Course).where(Course.slug == slug).order_by(CourseSession.position)
        )
        return [one.astimezone(OSLO) for one in rows]


async def test_a_day_that_is_left_out_moves_the_rest_by_a_week(database: Database) -> None:
    _, course = await bring(database, CENTRE + COURSE + "skip = [2027-02-23, 2027-03-02]\n")
    assert course.details == ("6 evenings, 2027-02-02 18:00 to 2027-03-23 18:00",)
    found = await evenings(database)
    assert [(one.month, one.day) for one in found] == [(2, 2), (2, 9), (2, 16), (3, 9), (3, 16), (3, 23)]
    assert {(one.hour, one.minute) for one in found} == {(18, 0)}


async def test_evenings_of_its_own(database: Database) -> None:
    _, course = await bring(database, CENTRE + COURSE.replace(SERIES, SIX))
    assert course.details == ("6 evenings, 2027-01-02 18:00 to 2027-06-02 18:00",)
    assert await evenings(database) == [datetime(2027, month, 2, 18, tzinfo=OSLO) for month in range(1, 7)]
    assert (await bring(database, CENTRE + COURSE.replace(SERIES, SIX)))[1].outcome == "unchanged"


async def test_a_public_holiday_is_named_and_not_refused(database: Database) -> None:
    _, course = await bring(database, CENTRE + COURSE.replace("2027-02-02", "2027-05-03"))
    assert course.details[1:] == ("evening 3, 2027-05-17, falls on andre pinsedag, grunnlovsdag",)
    _, danish = await bring(
        database,
        CENTRE.replace("sandefjord", "aarhus").replace('"NO"', '"DK"')
        + COURSE.replace("sandefjord", "aarhus").replace("spring", "maj").replace("2027-02-02", "2027-05-17"),
    )
    assert danish.details[1:] == ("evening 1, 2027-05-17, falls on anden pinsedag",)


async def test_a_changed_list_moves_the_evenings_that_it_changes(database: Database) -> None:
    await bring(database, CENTRE + COURSE)
    _, course = await bring(database, CENTRE + COURSE + "skip = [2027-02-23]\n")
    assert course.details == (
        "evening 4: 2027-02-23 18:00 → 2027-03-02 18:00",
        "evening 5: 2027-03-02 18:00 → 2027-03-09 18:00",
        "evening 6: 2027-03-09 18:00 → 2027-03-16 18:00",
        "there is nobody to tell",
    )
    assert (await evenings(database))[3] == datetime(2027, 3, 2, 18, tzinfo=OSLO)


async def test_two_evenings_at_one_time_are_refused(database: Database) -> None:
    at_once = listed("01-02", "02-02", "02-02T20", "04-02", "05-02", "06-02")
    with pytest.raises(ImportFault, match=r"evenings: 2027-02-02T20:00 begins before the one of 18:00 is over"):
        await bring(database, CENTRE + COURSE.replace(SERIES, at_once))
    one_after_the_other = at_once.replace("T20:00", "T20:30")
    assert (await bring(database, CENTRE + COURSE.replace(SERIES, one_after_the_other)))[1].outcome == "new"


async def test_what_cannot_follow_the_file_stays_and_it_is_said_why(database: Database) -> None:
    await bring(database, CENTRE + COURSE.replace(SERIES, SIX))
    async with database.begin() as session:
        rows = list(await session.scalars(select(CourseSession).order_by(CourseSession.position)))
        rows[0].starts_at = NOW - timedelta(days=1)
        rows[1].cancelled_at = NOW
        rows[2].filed_at = None  # moved more than once before there was such a column
    shifted = SIX.replace("02T18", "03T18")
    _, course = await bring(database, CENTRE + COURSE.replace(SERIES, shifted))
    reasons = [one.partition(": ")[2] for one in course.details if "stays at" in one]
    assert reasons == ["it has begun", "it has been cancelled", "it was moved in the chat"]
    assert (await bring(database, CENTRE + COURSE.replace(SERIES, shifted)))[1].outcome == "unchanged"


async def test_no_evening_moves_to_where_another_is_held(database: Database) -> None:
    """One that stays may keep the next from moving, too."""
    await bring(database, CENTRE + COURSE)
    async with database.begin() as session:
        third = (await session.scalars(select(CourseSession).where(CourseSession.position == 3))).one()
        third.starts_at, third.ends_at = (one + timedelta(days=8) for one in (third.starts_at, third.ends_at))
        third.filed_at = None  # moved more than once before there was such a column
    shifted = listed("02-09T19", "02-24T19", "03-01", "03-02", "03-03", "03-04")
    _, course = await bring(database, CENTRE + COURSE.replace(SERIES, shifted))
    assert [one for one in course.details if "stays at" in one] == [
        "evening 1 stays at 2027-02-02 18:00: evening 2 is held then",
        "evening 2 stays at 2027-02-09 18:00: evening 3 is held then",
        "evening 3 stays at 2027-02-24 18:00: it was moved in the chat",
    ]
    days = [(one.month, one.day) for one in await evenings(database)]
    assert days == [(2, 2), (2, 9), (2, 24), (3, 2), (3, 3), (3, 4)]


async def test_an_evening_that_was_moved_in_the_chat_is_no_news(database: Database) -> None:
    await bring(database, CENTRE + COURSE)
    async with database.begin() as session:
        row = (await session.scalars(select(CourseSession).where(CourseSession.position == 3))).one()
        row.starts_at, row.version = row.starts_at + timedelta(days=1), 2
    assert (await bring(database, CENTRE + COURSE))[1].details == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (SERIES, "", "first_session: is missing; it should be the centre's local date and time"),
        (SERIES, f"{SERIES}\n{SIX}", "first_session and evenings: give one of them"),
        (SERIES, f"{SIX}\nskip = [2027-02-23]", "skip: has no meaning beside evenings"),
        (SERIES, "evenings = []", "evenings: should be a list of the centre's local dates and times"),
        (SERIES, "evenings = 2027-02-02T18:00:00", "evenings: should be a list of"),
        (SERIES, "evenings = [2]", "evenings: should be a list of"),
        (SERIES, "evenings = [2027-02-02]", "evenings: has no hour; write"),
        (SERIES, "evenings = [2027-02-02T18:00:00Z]", "evenings: has a zone; write"),
        (SERIES, SIX.replace("2027-03", "2026-03"), "evenings: should stand in the order of time"),
        (SERIES, f"{SERIES}\nskip = 2027-02-23", "skip: should be a list of dates, such as [2027-02-23]"),
        (SERIES, f'{SERIES}\nskip = ["soon"]', "skip: should be a list of dates"),
        (SERIES, f"{SERIES}\nskip = [2027-02-23T18:00:00]", "skip: should be a list of dates"),
        ("Hvitgården", 'x"\naddress = "a\\nb', "address: should be one line of at most 120 characters"),
        ("Hvitgården", 'x"\naddress = "' + "a" * 121, "address: should be one line of at most 120 characters"),
        ("Hvitgården", 'x"\ndirections = "' + "a" * 241, "directions: should be one line of at most 240 characters"),
        ("Hvitgården", 'x"\ndirections = "a\\u202Eb', "directions: has a character that cannot be seen, U+202E"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(old: str, new: str, said: str) -> None:
    with pytest.raises(ImportFault) as caught:
        parse(CENTRE + COURSE.replace(old, new, 1), "in.toml")
    assert caught.value.faults[0].startswith(f"in.toml: [[courses]] 1 (spring): {said}")


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (f"{SERIES}\nskip = [2027-02-24]", "skip: no evening would fall on 2027-02-24; it would on 2027-02-09, "),
        (f"{SERIES}\nskip = [2027-02-02]", "skip: no evening would fall on 2027-02-02; "),
        ("evenings = [2027-02-02T18:00:00]", "evenings: ta-tak has 6 evenings, and 1 are listed"),
    ],
)
async def test_what_does_not_fit_the_programme_is_refused(database: Database, new: str, said: str) -> None:
    with pytest.raises(ImportFault) as caught:
        await bring(database, CENTRE + COURSE.replace(SERIES, new))
    assert caught.value.faults[0].startswith(f"in.toml: [[courses]] 1 (spring): {said}")


async def test_the_example_can_be_brought_in(database: Database) -> None:
    changes = await bring(database, EXAMPLE.read_text())
    assert {one.outcome for one in changes} == {"new"}
    found = await evenings(database, "ta-tak-spring")
    assert [(one.month, one.day) for one in found] == [(2, 2), (2, 9), (2, 16), (3, 2), (3, 9), (3, 16)]
    assert len(await evenings(database, "ta-tak-autumn")) == 6


@pytest.mark.parametrize(
    ("day", "country", "name"),
    [
        (date(2027, 3, 25), "NO", "skjærtorsdag"),
        (date(2027, 5, 6), "NO", "Kristi himmelfartsdag"),
        (date(2026, 12, 24), "NO", "julaften"),
        (date(2026, 12, 31), "DK", "nytårsaften"),
        (date(2027, 6, 5), "DK", "grundlovsdag"),
        (date(2026, 12, 24), "GB", "Christmas Eve"),
        (date(2027, 4, 23), "DK", None),  # Great Prayer Day, until 2023
        (date(2027, 2, 2), "NO", None),
        (date(2027, 2, 7), "NO", None),  # a Sunday
        (date(2027, 5, 17), "XX", None),
    ],
)
def test_free_days_by_their_own_names(day: date, country: str, name: str | None) -> None:
    found = free_day(day, country)
    assert (found.own if found else None) == name


@given(
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.integers(1, 12),
    st.integers(1, 28),
    st.sets(st.integers(1, 20), max_size=4),
)
def test_a_series_with_days_left_out(first: date, count: int, every: int, left_out: set[int]) -> None:
    skip = {first + timedelta(days=every * n) for n in left_out}
    step = timedelta(days=every)
    found, passed = series(first, [step] * (count - 1), step, skip)
    assert len(found) == count
    assert found[0] == first
    assert not skip & set(found)
    assert passed == {one for one in skip if one < found[-1]}
    assert all((one - first).days % every == 0 for one in found)


@given(
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.lists(st.integers(1, 60), max_size=8),
    st.integers(1, 28),
    st.sets(st.integers(1, 90), max_size=6),
)
def test_a_free_rhythm_with_days_left_out(first: date, gaps: list[int], every: int, left_out: set[int]) -> None:
    """What is left out moves all that follows; nothing else does, and what was passed over lay on the way."""
    skip = {first + timedelta(days=n) for n in left_out}
    step = timedelta(days=every)
    found, passed = series(first, [timedelta(days=one) for one in gaps], step, skip)
    assert found[0] == first
    assert not skip & set(found)
    assert passed <= skip
    moved = [(later - one).days - gap for one, later, gap in zip(found, found[1:], gaps, strict=False)]
    assert all(one >= 0 and one % every == 0 for one in moved)
    assert sum(moved) == len(passed) * every
