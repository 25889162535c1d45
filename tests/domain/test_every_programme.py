"""A course of every programme there is: its dates, and that all that is promised goes out, once, and none of it tells."""

import shutil
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from db.crypto import KEYS
from db.models import Course, CourseSession, Enrolment, EvaluationBox, EvaluationDraft, Outbox, Person
from db.session import Database
from domain.ballots import Box
from domain.signup import Status
from domain.timing import QuietHours
from services import ballots, courses
from services.organisation.importing import apply, parse
from services.organisation.schedule import starts
from services.planning import planner
from services.planning.agenda import Entry, coming
from services.privacy.tidy import tidy
from services.programmes import CONTENT, Library, read_library

OSLO = ZoneInfo("Europe/Oslo")
NOW, FIRST = datetime(2027, 1, 5, 10, tzinfo=UTC), "2027-02-02T10:00:00"
END = NOW + timedelta(days=400)
QUIET = QuietHours(time(21, 30), time(8))
COURSE = """
[[centres]]
slug = "here"
name = "Here"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
[[courses]]
slug = "spring"
programme = "{programme}"
centre = "here"
first_session = {first}
seats = 16
place = "Hvitgården"
{more}
"""
WORDS = '{ nb = "x", nn = "x", da = "x", en = "x" }'
TOPIC = f"[[session]]\ntitle = {WORDS}\n"
POLL = '[[evaluation]]\nquestionnaire = "final"\n'
OWN = f"""
slug = "own"
audience = "both"
minutes = 100
every_days = 5
reminders = []
title = {WORDS}
summary = {WORDS}
for_whom = {WORDS}
{TOPIC}
{TOPIC}after = "P1D"
minutes = 40
{TOPIC}after = "P60D"
{POLL}when = "before"
key = "before"
{POLL}when = "each"
key = "each"
close_after = "P4D"
{POLL}when = "later"
key = "half-year"
delay = "P180D"
remind_after = "P0D"
[[weekly_message]]
thought = {WORDS}
try_this = {WORDS}
[[weekly_message]]
after_session = 2
weeks_after = 3
thought = {WORDS}
try_this = {WORDS}
[[follow_up]]
thought = {WORDS}
try_this = {WORDS}
"""
SLUGS = sorted(read_library().programmes)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Ours, and one with a rhythm, a length and polls of its own."""
    folder = tmp_path_factory.mktemp("content")
    shutil.copytree(CONTENT, folder, dirs_exist_ok=True)
    (folder / "programmes" / "own.toml").write_text(OWN, encoding="utf-8")
    return read_library(folder)


@pytest.fixture
async def database(migrated: Path, tmp_path: Path) -> AsyncIterator[Database]:
    KEYS.open(Fernet.generate_key().decode())
    shutil.copyfile(migrated, tmp_path / "test.db")
    database = Database(f"sqlite:///{tmp_path}/test.db")
    yield database
    await database.dispose()


async def bring(database: Database, library: Library, programme: str, more: str = "") -> None:
    """A course of it, with two people who have had a place for a day."""
    batch = parse(COURSE.format(programme=programme, first=FIRST, more=more), "in.toml")
    async with database.begin() as session:
        await apply(session, library, batch, NOW, "in.toml")
        course = (await session.scalars(select(Course))).one()
        since = NOW - timedelta(days=1)
        for number in (1, 2):
            session.add(Person(id=number, telegram_id=number, language="nb", created_at=NOW, consent_version=1))
            await session.flush()
            seat = Enrolment(course_id=course.id, person_id=number, status=Status.PLACE, number=number, since=since)
            session.add(seat)


async def look(database: Database, library: Library) -> list[Entry]:
    async with database.begin() as session:
        return await coming(session, library, NOW, END, QUIET)


async def live(database: Database, library: Library, promised: set[datetime]) -> Counter[tuple[str, datetime, int]]:
    """The planner looks at each promised moment, at the first of them a second before it, and every three weeks."""
    moments = {NOW + timedelta(days=21 * n) for n in range((END - NOW).days // 21)}
    for now in sorted(moments | promised | {one - timedelta(seconds=1) for one in sorted(promised)[:4]}):
        async with database.begin() as session:
            await planner.plan(session, library, QUIET, now)
    async with database.begin() as session:
        rows = (await session.scalars(select(Outbox))).all()
        evenings = {one.id: one.position for one in await session.scalars(select(CourseSession))}
        programme = (await session.scalars(select(Course.programme))).one()
    rounds = {one.key: one.position for one in library.programmes[programme].moments}
    told: Counter[tuple[str, datetime, int]] = Counter()
    for row in rows:
        params = row.params
        number = evenings.get(params.get("session_id")) or params.get("number") or rounds.get(params.get("round"), 0)
        told[row.kind, row.due_at, number] += 1
    return told


@pytest.mark.parametrize("slug", [*SLUGS, "own"])
async def test_what_is_promised_of_any_course_is_what_happens(database: Database, library: Library, slug: str) -> None:
    await bring(database, library, slug)
    found = await look(database, library)
    promised = Counter({(one.kind, one.due, one.number): one.count for one in found})
    assert await live(database, library, {due for _, due, _ in promised}) == promised
    assert set(promised.values()) == {2}
    programme = library.programmes[slug]
    kinds = Counter(one.kind for one in found)
    assert kinds["evaluation_invite"] == len(programme.moments)
    assert kinds["weekly_message"] == len(programme.weekly_message)
    assert kinds["follow_up"] == len(programme.follow_up)
    assert kinds["group_invite"] == programme.asks_about_groups


def test_who_is_asked_about_self_help_groups(library: Library) -> None:
    asked = {slug for slug, one in library.programmes.items() if one.asks_about_groups}
    assert asked == {"depresjon", "diabetes-2", "kols", "laer-at-leve", "mestringstreff", "own", "ta-tak"}


def local(at: datetime) -> str:
    return f"{at.astimezone(OSLO):%d.%m %H:%M}"


async def test_a_free_rhythm_and_lengths_of_its_own(database: Database, library: Library) -> None:
    await bring(database, library, "own")
    async with database.begin() as session:
        rows = (await session.scalars(select(CourseSession).order_by(CourseSession.position))).all()
    assert [(local(one.starts_at), local(one.ends_at)) for one in rows] == [
        ("02.02 10:00", "02.02 11:40"),
        ("03.02 10:00", "03.02 10:40"),
        ("04.04 10:00", "04.04 11:40"),
    ]
    polls = [(local(one.due), one.round) for one in await look(database, library) if one.kind == "evaluation_invite"]
    assert polls == [
        ("31.01 10:00", "before"),
        ("02.02 11:40", "each-1"),
        ("03.02 10:40", "each-2"),
        ("04.04 11:40", "each-3"),
        ("01.10 11:40", "half-year"),
    ]


@pytest.mark.parametrize(
    ("slug", "skip", "days"),
    [
        ("diabetes-2", "", ["02.02", "09.02", "16.02", "30.03"]),
        ("diabetes-2", "skip = [2027-02-16]", ["02.02", "09.02", "23.02", "06.04"]),
        ("diabetes-2", "skip = [2027-03-30]", ["02.02", "09.02", "16.02", "06.04"]),
        ("helsepedagogikk-start", "", ["02.02", "03.02", "04.02", "04.03", "05.03"]),
        ("helsepedagogikk-endring", "skip = [2027-02-03]", ["02.02", "04.02", "05.02", "12.03"]),
    ],
)
def test_days_follow_the_rhythm_round_what_is_left_out(library: Library, slug: str, skip: str, days: list[str]) -> None:
    (entry,) = parse(COURSE.format(programme=slug, first=FIRST, more=skip), "in.toml").courses
    assert [f"{one.astimezone(OSLO):%d.%m}" for one in starts(entry, library.programmes[slug], OSLO)] == days


async def test_polls_that_are_over_are_closed_whatever_they_are_called(database: Database, library: Library) -> None:
    """And one that the programme no longer has, once the course is long over."""
    await bring(database, library, "own")
    keys = ("before", "each-1", "half-year", "taken-away")
    async with database.begin() as session:
        for key in keys:
            await ballots.put_back(session, 1, key, Box())
            session.add(EvaluationDraft(course_id=1, round=key, person_id=1))

    async def after(now: datetime) -> set[str]:
        async with database.begin() as session:
            await tidy(session, library, now, now)
            drafts = set(await session.scalars(select(EvaluationDraft.round)))
            assert drafts == set(
                await session.scalars(select(EvaluationBox.round).where(EvaluationBox.closed.is_(False)))
            )
            return drafts

    async with database.begin() as session:
        view = await courses.load(session, library, 1)
    first, last = view.sessions[0], view.sessions[-1]
    assert await after(first.starts_at - timedelta(seconds=1)) == set(keys)
    assert await after(first.starts_at) == {"each-1", "half-year", "taken-away"}
    assert await after(first.ends_at + timedelta(days=4)) == {"half-year", "taken-away"}
    assert await after(last.ends_at + timedelta(days=60)) == {"half-year"}
    assert await after(last.ends_at + timedelta(days=194)) == set()
