"""A course whose participants are asked how it is going, in a temporary file, for the rules of the polls."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet

from db.crypto import KEYS
from db.models import (
    Assignment,
    Base,
    Centre,
    Course,
    CourseSession,
    Enrolment,
    Person,
)
from db.session import Database
from domain.ballots import Box
from domain.evaluation.messages import EvaluationInvite, EvaluationReminder
from domain.signup import Status
from services import Session, ballots, evaluation, people
from services.people import Actor
from services.programmes import read_library
from texts.catalog import Catalog
from texts.screen import Screen

START = datetime(2026, 9, 1, 16, tzinfo=UTC)
EVENING = timedelta(minutes=150)
OPEN = START + timedelta(days=14) + EVENING
"""The instant at which evening 3 ends and the mid-way poll opens."""
NOW = OPEN + timedelta(hours=1)
CLOSED = OPEN + timedelta(days=14)
LIBRARY = read_library()
QUESTIONS = len(LIBRARY.questionnaires["midway"].question)
CATALOG = Catalog()
KEY = Fernet.generate_key().decode()
COORDINATOR = 900
INVITE, REMINDER = EvaluationInvite(1, "midway"), EvaluationReminder(1, "midway")


@asynccontextmanager
async def twelve_people(folder: Path, number: int = 12, url: str = "") -> AsyncIterator[Database]:
    """A course of six evenings with twelve participants (1-12), or as many as asked for; one more who left; a coordinator."""
    KEYS.open(KEY)
    database = Database(url or f"sqlite:///{folder / 'test.db'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.begin() as session:
        await _people(session, number)
    yield database
    await database.dispose()


async def _people(session: Session, number: int) -> None:
    session.add(Centre(id=1, slug="c", name="Centre", country="NO", time_zone="Europe/Oslo", language="nb", phone="1"))
    ids = [*range(1, number + 2), COORDINATOR]
    session.add_all(Person(id=one, telegram_id=1000 + one, consent_version=1, created_at=START) for one in ids)
    await session.flush()
    session.add(Assignment(person_id=COORDINATOR, centre_id=1, role="coordinator"))
    session.add(Course(id=1, slug="ta-tak-2026", programme="ta-tak", centre_id=1, seats=20, place="Library"))
    await session.flush()
    for position in range(1, 7):
        at = START + timedelta(days=7 * (position - 1))
        session.add(CourseSession(course_id=1, position=position, starts_at=at, ends_at=at + EVENING))
    for one in range(1, number + 2):
        status = Status.LEFT if one == number + 1 else Status.PLACE
        session.add(Enrolment(course_id=1, person_id=one, status=status, number=one, since=START - timedelta(days=9)))


async def acting(session: Session, person_id: int) -> Actor:
    return await people.arrive(session, 1000 + person_id, NOW)


async def answer_all(session: Session, person_id: int, value: int, text: str | None = None) -> evaluation.Poll:
    """Answer every question alike, write or skip the free text; not sent yet."""
    me = await acting(session, person_id)
    for question in range(QUESTIONS):
        await evaluation.answer(session, LIBRARY, me, 1, "midway", question, value, NOW)
    if text is None:
        return await evaluation.skip_text(session, LIBRARY, me, 1, "midway", NOW)
    return await evaluation.write_text(session, LIBRARY, me, 1, "midway", text, NOW)


async def hand_in(session: Session, person_id: int, value: int = 4, text: str | None = None) -> None:
    await answer_all(session, person_id, value, text)
    poll = await evaluation.send(session, LIBRARY, await acting(session, person_id), 1, "midway", NOW)
    assert poll.sent


async def box(session: Session, round_: str = "midway") -> Box:
    return await ballots.of_round(session, 1, round_)


def presses(screen: Screen) -> list[object]:
    return [button.press for row in screen.rows for button in row]
