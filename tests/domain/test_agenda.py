"""The agenda promises exactly what the planner then does."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from db.crypto import KEYS
from db.models import Attendance, Course, CourseSession, Enrolment, Group, GroupMember, Outbox, Person, Wish
from db.session import Database
from domain.ballots import Box
from domain.groups import GroupState, MemberState, WishState
from domain.groups import messages as group_messages
from domain.messages import KINDS
from domain.running.messages import FollowUp
from domain.signup import Status
from domain.timing import QuietHours
from services import ballots
from services.organisation.importing import apply, parse
from services.planning import planner
from services.planning.agenda import Entry, coming
from services.programmes import read_library
from services.running.weekly import follow_up_views
from tests.loading import looked_up

LIBRARY = read_library()
OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 9, 25, 10, tzinfo=UTC)
END = NOW + timedelta(days=100)
QUIET = QuietHours(time(21, 30), time(8))
STEP = timedelta(hours=29)
FILE = """
[[centres]]
slug = "sandefjord"
name = "LMS-Sandefjord"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
[[courses]]
slug = "autumn"
programme = "ta-tak"
centre = "sandefjord"
first_session = 2026-10-06T{hour}:00
seats = 16
place = "Hvitgården"
"""


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    KEYS.open(Fernet.generate_key().decode())
    database = Database(sqlite_url)
    yield database
    await database.dispose()


async def bring(database: Database, hour: str = "18:00") -> None:
    async with database.begin() as session:
        await apply(session, LIBRARY, parse(FILE.format(hour=hour), "in.toml"), NOW, "in.toml")


async def enrol(database: Database, status: Status = Status.PLACE, **values: Any) -> int:
    """Somebody with a place since a day before NOW; returns the person's id."""
    async with database.begin() as session:
        course = (await session.scalars(select(Course))).one()
        course.last_number += 1
        person = Person(telegram_id=1000 + course.last_number, created_at=NOW, **values)
        session.add(person)
        await session.flush()
        since = NOW - timedelta(days=1)
        offered = status is Status.OFFERED
        row = Enrolment(course_id=course.id, person_id=person.id, status=status, number=course.last_number, since=since)
        row.offer_expires_at = NOW + timedelta(hours=20) if offered else None
        session.add(row)
        return person.id


async def look(
    database: Database, now: datetime = NOW, until: datetime = END, quiet: QuietHours = QUIET
) -> list[Entry]:
    async with database.begin() as session:
        return await coming(session, LIBRARY, now, until, quiet)


async def live(database: Database, promised: set[datetime]) -> Counter[tuple[str, datetime, int]]:
    """Let the planner tick through the time; returns (kind, due, course's or evening's number) of every message."""
    for now in sorted({NOW + STEP * n for n in range((END - NOW) // STEP)} | promised):
        async with database.begin() as session:
            await planner.plan(session, LIBRARY, QUIET, now)
    async with database.begin() as session:
        rows = (await session.scalars(select(Outbox))).all()
        evenings = {one.id: one.position for one in await session.scalars(select(CourseSession))}
    rounds = {one.key: one.position for one in LIBRARY.programmes["ta-tak"].moments}
    told: Counter[tuple[str, datetime, int]] = Counter()
    for row in rows:
        params = row.params if row.kind not in ("group_invite", "fits_next") else {"number": 0}
        of_evening = evenings.get(params.get("session_id")) or params.get("number")
        number = rounds[params["round"]] if of_evening is None else of_evening
        told[row.kind, row.due_at, number] += 1
    return told


async def change(database: Database, position: int, **values: Any) -> None:
    async with database.begin() as session:
        await session.execute(update(CourseSession).where(CourseSession.position == position).values(values))


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=OSLO)


async def plain(database: Database) -> None:
    """Everything as imported; the clocks change on 25 October."""
    await bring(database)


async def late(database: Database) -> None:
    """Evenings that end in the quiet hours: the evaluation waits for the morning, reminders go at their own hour."""
    await bring(database, "21:45")


async def moved(database: Database) -> None:
    """Evening 2 shares a week with evening 3, evening 4 is cancelled, evening 6 comes after the winter."""
    await bring(database)
    await change(database, 2, starts_at=at(10, 21, 18), ends_at=at(10, 21, 20, 30), version=2)
    await change(database, 4, cancelled_at=NOW)
    await change(database, 6, starts_at=at(11, 21, 7, 30), ends_at=at(11, 21, 10), version=2)


@pytest.mark.parametrize("held", [1, 3, 5])
async def test_of_a_course_cut_short_only_what_still_makes_sense_is_promised_and_happens(
    database: Database, held: int
) -> None:
    await bring(database)
    for position in range(held + 1, 7):
        await change(database, position, cancelled_at=NOW)
    await enrol(database)
    promised = Counter({(one.kind, one.due, one.number): one.count for one in await look(database)})
    assert await live(database, {due for _, due, _ in promised}) == promised
    numbers = {kind: sorted(number for other, _, number in promised if other == kind) for kind, _, _ in promised}
    assert numbers["weekly_message"] == list(range(1, held)) if held > 1 else "weekly_message" not in numbers
    assert numbers["evaluation_invite"] == ([3, 6] if held >= 3 else [6])
    assert numbers["follow_up"] == [1, 2]
    last = at(10, 6, 18) + timedelta(weeks=held - 1)
    saturday = last.replace(hour=10) + timedelta(days=4)
    told = {(kind, number): due for kind, due, number in promised}
    assert told["group_invite", 0].astimezone(OSLO) == (last + timedelta(days=1)).replace(hour=10, minute=30)
    assert told["follow_up", 1].astimezone(OSLO) == saturday + timedelta(weeks=1)
    assert told["follow_up", 2].astimezone(OSLO) == saturday + timedelta(weeks=5)


async def test_of_a_course_that_is_called_off_altogether_nothing_is_promised(database: Database) -> None:
    await bring(database)
    for position in range(1, 7):
        await change(database, position, cancelled_at=NOW)
    await enrol(database)
    assert {one.kind for one in await look(database)} <= {"waiting_list_closed", "signup_digest"}


@pytest.mark.parametrize("story", [plain, late, moved])
async def test_what_is_promised_is_what_happens(database: Database, story: Any) -> None:
    await story(database)
    for _ in range(2):
        await enrol(database)
    promised = Counter({(one.kind, one.due, one.number): one.count for one in await look(database)})
    assert await live(database, {due for _, due, _ in promised}) == promised
    theirs = {kind for kind, one in KINDS.items() if one.__module__.startswith(group_messages.__name__)}
    of_groups = theirs - {"group_invite"}
    assert {kind for kind, _, _ in promised} == set(KINDS) - of_groups - {
        "session_moved", "sessions_moved", "session_cancelled", "seat_offered", "offer_lapsed", "waiting_list_closed",
        "notice_copy", "course_changed", "back_in_line", "session_back", "course_called_off", "course_back", "line_reopened",
        "taken_off", "moved_up", "sign_up_news", "sign_up_digest", "phone_turn", "team_written", "team_answered", "call_wished",
        "team_asked", "team_member_answered", "team_left", "team_course_changed", "course_opened",
        "team_session_reminder", "team_meeting_reminder", "team_member_away", "language_gone", "refill", "role_removed",
        "team_member_lost", "team_member_back", "role_taken", "team_published", "team_taken_back", "course_shared",
        "team_session_short", "team_meeting_away", "team_meeting_back",
    }  # fmt: skip
    assert set(promised.values()) == {2}


async def test_in_order_and_in_the_window(database: Database) -> None:
    await bring(database)
    whole = await look(database)
    assert [one.due for one in whole] == sorted(one.due for one in whole)
    middle = NOW + timedelta(days=30)
    parts = [*await look(database, NOW, middle), *await look(database, middle, END)]
    assert parts == whole
    assert await look(database, END, END) == []


async def test_who_will_get_it(database: Database) -> None:
    await bring(database)
    await enrol(database)
    await enrol(database, paused_at=NOW)
    await enrol(database, blocked_at=NOW)
    await enrol(database, Status.LEFT)
    answered = await enrol(database)
    async with database.begin() as session:
        course_id = (await session.scalars(select(Course.id))).one()
        for position, version in ((1, 1), (2, 7)):  # the second answer was to a time that is no more
            evening = await session.scalar(select(CourseSession.id).where(CourseSession.position == position))
            session.add(
                Attendance(
                    session_id=evening, person_id=answered, session_version=version, coming=False, answered_at=NOW
                )
            )
        box = Box()
        box.put(str(answered), {"0": "3"})
        await ballots.put_back(session, course_id, "midway", box)
    counts = {(one.kind, one.number): one.count for one in await look(database)}
    assert counts["session_reminder", 1] == 2
    assert counts["session_reminder", 2] == 3
    assert counts["weekly_message", 1] == 2
    assert counts["follow_up", 2] == 2
    assert counts["evaluation_invite", 3] == 2
    assert counts["evaluation_reminder", 6] == 3


async def test_nobody_who_knows_of_groups_is_told_of_them(database: Database) -> None:
    """Whoever looks for a group, or is in one though the wish is withdrawn; a form only begun does not count."""
    await bring(database)
    people = [await enrol(database) for _ in range(6)]
    states = (WishState.DRAFT, WishState.ACTIVE, WishState.PAUSED, WishState.PLACED, WishState.WITHDRAWN)
    async with database.begin() as session:
        for number, (person_id, state) in enumerate(zip(people[1:], states, strict=True)):
            session.add(
                Wish(person_id=person_id, centre_id=1, state=state, answers="{}", code=f"CODE{number}", since=NOW)
            )
        group = Group(
            centre_id=1, state=GroupState.RUNNING, slot="tue-18", place="online", language="nb", shared="",
            answer_until=NOW, created_at=NOW,
        )  # fmt: skip
        session.add(group)
        await session.flush()
        row = GroupMember(group_id=group.id, person_id=people[-1], state=MemberState.MEMBER, asked_at=NOW)
        session.add(row)
    told = [people[0], people[1]]
    counts = {(one.kind, one.number): one.count for one in await look(database)}
    assert counts["group_invite", 0] == counts["follow_up", 1] == len(told)
    assert counts["follow_up", 2] == len(people)
    async with database.begin() as session:
        for number, whom in ((1, told), (2, people)):
            message = FollowUp(1, number)
            views = [await looked_up(follow_up_views, session, LIBRARY, message, one, END) for one in people]
            assert [one for one, view in zip(people, views, strict=True) if view is not None] == whom


async def test_the_waiting_list(database: Database) -> None:
    await bring(database)
    for status in (Status.PLACE, Status.WAITING, Status.WAITING, Status.OFFERED):
        await enrol(database, status)
    lines = [one for one in await look(database) if one.kind in ("offer_lapsed", "waiting_list_closed")]
    assert [(one.kind, one.due, one.count) for one in lines] == [
        ("offer_lapsed", NOW + timedelta(hours=20), 1),
        ("waiting_list_closed", at(10, 6, 18), 2),
    ]


async def test_whoever_came_too_late_for_a_reminder_does_not_count(database: Database) -> None:
    """A reminder that waits for the morning goes to those who had a place when it was due."""
    await bring(database, "22:30")
    await enrol(database)
    night = at(10, 5, 23)
    async with database.begin() as session:
        await session.execute(update(Enrolment).values(since=night))
    entries = [
        one for one in await look(database, night, night + timedelta(hours=12)) if one.kind == "session_reminder"
    ]
    assert [(one.due, one.count) for one in entries] == [(at(10, 6, 8), 0)]
    assert entries[0].zone == OSLO
    assert entries[0].title["en"] == LIBRARY.programmes["ta-tak"].session[0].title["en"]
