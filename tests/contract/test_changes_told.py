"""Whatever changes, and whenever messages go out: each person comes to know what is true, and is told nothing twice."""

import asyncio
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.crypto import KEYS
from db.models import Course, CourseSession, Enrolment, Outbox, Person
from db.session import Database
from domain.delivery import State
from domain.running.messages import CourseChanged
from domain.signup import Status
from services import courses
from services.courses import changes
from services.organisation import importing
from services.programmes import read_library
from tests.loading import looked_up
from tests.stage import CENTRE, COURSE, START

LIBRARY = read_library()
PLACES = ("Hvitgården", "Rådhuset", "Skolen")
DAYS = ("01", "02", "03")
acts = st.lists(
    st.one_of(
        st.tuples(st.just("import"), st.sampled_from(PLACES), st.sampled_from(DAYS)),
        st.tuples(st.just("send"), st.sampled_from((1, 2, 3)), st.just("")),
        st.tuples(st.just("join"), st.sampled_from((3,)), st.just("")),
    ),
    max_size=14,
)
Knows = dict[int, tuple[str, Any]]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts)
def test_everybody_knows_what_is_true(migrated: Path, done: list[tuple[str, Any, str]]) -> None:
    KEYS.open(Fernet.generate_key().decode())
    with TemporaryDirectory(dir=migrated.parent) as folder:
        file = Path(folder) / "x.db"
        file.write_bytes(migrated.read_bytes())
        asyncio.run(_play(f"sqlite:///{file}", done))


async def _play(url: str, done: list[tuple[str, Any, str]]) -> None:
    database = Database(url)
    knows: Knows = {}
    await _import(database, *(PLACES[0], DAYS[0]))
    async with database.begin() as session:
        session.add_all(Person(telegram_id=one, created_at=START) for one in (1, 2, 3))
    await _join(database, 1, Status.PLACE, knows)
    await _join(database, 2, Status.WAITING, knows)
    for what, who, day in done:
        if what == "import":
            await _import(database, who, day)
        elif what == "send":
            await _send(database, who, knows)
        elif who not in knows:
            await _join(database, who, Status.OFFERED, knows)
    for person in list(knows):
        await _send(database, person, knows)
    assert set(knows.values()) == {await _truth(database)}
    await database.dispose()


async def _import(database: Database, place: str, day: str) -> None:
    text = (CENTRE + COURSE).replace("{seats}", "9").replace(PLACES[0], place).replace("2026-09-01", f"2026-09-{day}")
    async with database.begin() as session:
        await importing.apply(session, LIBRARY, importing.parse(text, "x.toml"), START, "x.toml")


async def _truth(database: Database) -> tuple[str, Any]:
    async with database.begin() as session:
        first = select(CourseSession.starts_at).where(CourseSession.position == 1)
        return (await session.scalar(select(Course.place)), await session.scalar(first))  # type: ignore[return-value]


async def _join(database: Database, person: int, status: Status, knows: Knows) -> None:
    async with database.begin() as session:
        course = await courses.lock(session, 1)
        session.add(
            Enrolment(
                course_id=1, person_id=person, status=status, number=person, since=START, known_version=course.version
            )
        )
    knows[person] = await _truth(database)


async def _send(database: Database, person: int, knows: Knows) -> None:
    """What the sender does with all that is queued for somebody; what they read is what they know from then on."""
    truth = await _truth(database)
    async with database.begin() as session:
        queued = select(Outbox).where(Outbox.state == State.QUEUED, Outbox.person_id == person).order_by(Outbox.id)
        for row in (await session.scalars(queued)).all():
            message = CourseChanged.of(row.params)
            news = await looked_up(
                changes.changed_views, session, LIBRARY, message, person, START + timedelta(minutes=1)
            )
            row.state = State.DROPPED if news is None else State.SENT
            await session.flush()
            if news is not None:
                place, first = knows[person]
                assert truth != knows[person], "told of nothing new"
                assert news.facts.get("place", truth[0]) == place, "the old place is the one that they knew"
                earlier = {one.position: was for one, was in news.evenings}
                assert earlier.get(1, truth[1]) == first, "and so is the old date"
                knows[person] = truth
