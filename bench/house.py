"""Databases filled by one statement a table, and a whole bot on top of one."""

import json
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from cryptography.fernet import Fernet

from bench.server import FIRST_ID, TOKEN
from bot.app import App
from bot.settings import DatabaseSection, Pacing, Sending, Settings, Telegram
from db.migrate import upgrade
from domain.people import CONSENT_VERSION

NOW = datetime(2026, 9, 2, 10, 34, tzinfo=UTC)
"""A Wednesday at noon: no evening, no reminder, no weekly hour is near."""
EVENING = datetime(2026, 10, 5, 16, tzinfo=UTC)
SEATS, SESSIONS = 18, 6
PROGRAMME = "ta-tak"
A = TypeVar("A", bound=App)
KEY = Fernet.generate_key().decode()
UNPACED = Pacing(per_second=0, per_chat_seconds=0, per_group_minute=0)


@dataclass
class Clock:
    """The machine's time, shifted so that it began at `start`."""

    start: datetime = NOW

    def __post_init__(self) -> None:
        self.turn(self.start)

    def turn(self, to: datetime) -> None:
        """Go on from `to`."""
        self._shift = to - datetime.now(UTC)

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC) + self._shift


@dataclass(frozen=True)
class Crowd:
    """Who is in a database: `people` with a place each, on courses of 18, and old messages that each has got.

    All courses begin at `first`, or, when `days` is given, each on another of so many days around it.
    """

    people: int = 0
    first: datetime = EVENING
    days: int = 0
    sent_each: int = 0
    empty_courses: int = 0

    @property
    def courses(self) -> int:
        """How many courses there are."""
        return self.empty_courses or -(-self.people // SEATS)


class Houses:
    """Databases and bots in one folder. Databases are copies of one that has been migrated once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    async def prepare(self) -> None:
        """Migrate the pattern of which all others are copies."""
        await upgrade(f"sqlite:///{self._pattern}")

    @property
    def _pattern(self) -> Path:
        return self._folder / "pattern.db"

    def database(self, crowd: Crowd) -> Path:
        """A new database with this crowd in it."""
        self._count += 1
        path = self._folder / f"{self._count}.db"
        shutil.copy(self._pattern, path)
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            _fill(connection, crowd)
        connection.close()
        return path

    def file(self, name: str) -> Path:
        """A file in the same folder, on the same disk."""
        return self._folder / name

    def settings(self, path: Path, url: str, pacing: Pacing = UNPACED, in_flight: int = 4) -> Settings:
        """As shipped, but for what is named."""
        return Settings(
            telegram=Telegram(api_base=url, token=TOKEN),
            database=DatabaseSection(url=f"sqlite:///{path}"),
            pacing=pacing,
            sending=Sending(in_flight=in_flight),
            keys=KEY,
        )

    def app(self, path: Path, url: str, pacing: Pacing = UNPACED, in_flight: int = 4, kind: type[A] = App) -> A:  # type: ignore[assignment]
        """A bot that has not been started."""
        return kind(self.settings(path, url, pacing, in_flight), Clock())


def queue_reminders(path: Path, people: int, round_: str) -> None:
    """Put a reminder of the first evening into the outbox for each of the first `people`, due at once."""
    with sqlite3.connect(path) as connection:
        connection.execute(
            f"""INSERT INTO outbox(key, person_id, kind, params, priority, due_at, state, attempts)
            SELECT 'bench:{round_}:' || e.person_id, e.person_id, 'session_reminder',
                json_object('session_id', s.id, 'version', 1, 'before', 'P1D'), 10, ?, 'queued', 0
            FROM enrolments e JOIN sessions s ON s.course_id = e.course_id AND s.position = 1
            WHERE e.person_id <= {people} ORDER BY e.person_id""",
            [_text(NOW - timedelta(hours=1))],
        )
    connection.close()


def unsettled(connection: sqlite3.Connection) -> int:
    """How many rows have not been settled on disk; readers of SQLite's WAL stand in nobody's way."""
    counts = [
        connection.execute(f"SELECT count(*) FROM outbox WHERE state = '{state}'").fetchone()[0]
        for state in ("queued", "sending")
    ]
    return int(sum(counts))


def _fill(connection: sqlite3.Connection, crowd: Crowd) -> None:
    connection.execute(
        "INSERT INTO centres VALUES (1, 'sandefjord', 'LMS-Sandefjord', 'NO', 'Europe/Oslo', 'nb', '+47 00 00 00 00')"
    )
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    days = f"(i * 11 % {crowd.days} - {crowd.days // 2})" if crowd.days else "0"
    if crowd.courses:
        connection.execute(
            f"""{numbers.format(count=crowd.courses)}
            INSERT INTO courses(id, slug, programme, centre_id, seats, by_phone, place, address, directions, last_number,
                version)
            SELECT i, 'course-' || i, '{PROGRAMME}', 1, {SEATS}, 0, 'Hvitgården', '', '', 0, 1 FROM n"""
        )
        for position in range(SESSIONS):
            connection.execute(
                f"""{numbers.format(count=crowd.courses)}
                INSERT INTO sessions(course_id, position, starts_at, ends_at, version, uid, sequence)
                SELECT i, {position + 1}, {_moment(days, position, 0)}, {_moment(days, position, 150)}, 1,
                    i || '-{position}', 0 FROM n""",
                [_text(crowd.first)] * 2,
            )
    if crowd.people:
        _fill_people(connection, numbers.format(count=crowd.people), crowd)


def _fill_people(connection: sqlite3.Connection, numbers: str, crowd: Crowd) -> None:
    long_ago = _text(NOW - timedelta(days=400))
    connection.execute(
        f"""{numbers} INSERT INTO people(id, telegram_id, language, consent_version, consent_at, created_at)
        SELECT i, {FIRST_ID - 1} + i, 'nb', {CONSENT_VERSION}, ?, ? FROM n""",
        [long_ago] * 2,
    )
    connection.execute(
        f"""{numbers} INSERT INTO enrolments(course_id, person_id, status, number, version, since, known_version)
        SELECT (i - 1) / {SEATS} + 1, i, 'place', i, 1, ?, 1 FROM n""",
        [long_ago],
    )
    for number in range(crowd.sent_each):
        connection.execute(
            f"""{numbers} INSERT INTO outbox(key, person_id, kind, params, priority, due_at, state, attempts, sent_at)
            SELECT 'session_reminder:{number}:' || i, i, 'session_reminder', ?, 10, ?, 'sent', 1, ? FROM n""",
            [json.dumps({"session_id": 1, "version": 1, "before": "P1D"}), long_ago, long_ago],
        )


def _moment(days: str, position: int, minutes: int) -> str:
    """SQL: the parameter moved by whole days and minutes, written as SQLAlchemy writes it."""
    return f"strftime('%Y-%m-%d %H:%M:%S.000000', ?, ({days} + {7 * position}) || ' days', '{minutes} minutes')"


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
