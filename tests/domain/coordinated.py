"""A course and its coordinator in a temporary file, for the rules of what a coordinator does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import select

from db.crypto import KEYS
from db.models import Assignment, Base, Centre, Course, CourseSession, Enrolment, Outbox, Person
from db.session import Database
from domain.people import CONSENT_VERSION
from domain.signup import Status
from services import Session, people
from services.people import Actor
from services.programmes import read_library
from texts.catalog import Catalog

FIRST = datetime(2026, 9, 1, 16, tzinfo=UTC)
LONG = timedelta(minutes=150)
NOW = datetime(2026, 8, 17, 7, tzinfo=UTC)
NEW = FIRST + timedelta(days=2)
LIBRARY = read_library()
CATALOG = Catalog()
BERIT, AASE, OLA = 900, 901, 902
"""Coordinates the course; coordinates another centre; has no role (and no place)."""


@asynccontextmanager
async def one_course(folder: Path) -> AsyncIterator[Session]:
    """Participants 1 to 18 have a place, 19 an offer, 20 and 21 wait, 22 has left; the evenings are 1 to 6."""
    KEYS.open(Fernet.generate_key().decode())
    database = Database(f"sqlite:///{folder / 'test.db'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.begin() as session:
        await _fill(session)
        yield session
    await database.dispose()


async def _fill(session: Session) -> None:
    for centre, slug in enumerate(("here", "there"), 1):
        session.add(
            Centre(id=centre, slug=slug, name=f"LMS {slug}", country="NO", time_zone="Europe/Oslo", language="nb")
        )
        await session.flush()
        course = Course(id=centre, slug=f"ta-tak-{slug}", programme="ta-tak", centre_id=centre, seats=19, place="Huset")
        session.add(course)
        await session.flush()
        for number in range(1, 7):
            starts = FIRST + timedelta(days=7 * (number - 1))
            ids = {"id": 10 * (centre - 1) + number, "course_id": centre, "position": number}
            session.add(CourseSession(**ids, starts_at=starts, ends_at=starts + LONG))
    for number in (*range(1, 23), BERIT, AASE, OLA):
        person = Person(id=number, telegram_id=number, name=f"N{number}", consent_version=CONSENT_VERSION)
        person.created_at = NOW
        session.add(person)
    await session.flush()
    later = [Status.OFFERED, Status.WAITING, Status.WAITING, Status.LEFT]
    for number, status in enumerate([Status.PLACE] * 18 + later, 1):
        row = Enrolment(course_id=1, person_id=number, status=status, number=number, since=NOW)
        row.offer_expires_at = NOW + timedelta(hours=3) if status is Status.OFFERED else None
        session.add(row)
    session.add(Assignment(person_id=BERIT, centre_id=1, role="coordinator"))
    session.add(Assignment(person_id=AASE, centre_id=2, role="coordinator"))
    await session.flush()


async def acting(session: Session, number: int) -> Actor:
    return await people.arrive(session, number, NOW)


async def queued(session: Session, kind: str) -> list[Outbox]:
    return list(await session.scalars(select(Outbox).where(Outbox.kind == kind)))
