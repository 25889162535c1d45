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
Columns = dict[str, str | int]
"""Of a row to be inserted: each as SQL."""
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
    """Who is in a database: `people` with a place each, on courses of `seats`, and old messages that each has got.

    All courses begin at `first`, or, when `days` is given, each on another of so many days around it.
    """

    people: int = 0
    first: datetime = EVENING
    days: int = 0
    sent_each: int = 0
    empty_courses: int = 0
    seats: int = SEATS

    @property
    def courses(self) -> int:
        """How many courses there are."""
        return self.empty_courses or -(-self.people // self.seats)


class Houses:
    """Databases and bots in one folder. Databases are copies of one that has been migrated once."""

    def __init__(self, folder: Path) -> None:
        """The folder is made where there is none."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._count = 0

    async def prepare(self) -> None:
        """Migrate the pattern of which all others are copies."""
        await upgrade(f"sqlite:///{self.pattern}")

    @property
    def pattern(self) -> Path:
        """The file of which all databases are copies."""
        return self._folder / "pattern.db"

    def database(self, crowd: Crowd) -> Path:
        """A new database with this crowd in it."""
        self._count += 1
        path = self._folder / f"{self._count}.db"
        shutil.copy(self.pattern, path)
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


def queue_notice(path: Path, people: int) -> None:
    """A coordinator's notice to everybody on the first course: its copies stand in the outbox, due at once."""
    now = _text(NOW - timedelta(hours=1))
    words = Fernet(KEY).encrypt_at_time("Vi ses på tirsdag.".encode(), 0).decode()
    with sqlite3.connect(path) as connection:
        notice: Columns = {"id": 1, "course_id": 1, "text": ":words", "created_at": ":now", "sent_at": ":now"}
        notice |= {"audience": "'places'"}
        _insert(connection, "notices", 1, notice, words=words, now=now)
        copy: Columns = {"key": "'notice_copy:1:' || i", "person_id": "i", "kind": "'notice_copy'", "priority": 20}
        copy |= {"params": "json_object('notice_id', 1)", "due_at": ":now", "state": "'queued'", "attempts": 0}
        _insert(connection, "outbox", people, {**copy, "notice_id": 1}, now=now)
    connection.close()


def unsettled(connection: sqlite3.Connection) -> int:
    """How many rows have not been settled on disk; readers of SQLite's WAL stand in nobody's way."""
    counts = [
        connection.execute(f"SELECT count(*) FROM outbox WHERE state = '{state}'").fetchone()[0]
        for state in ("queued", "sending")
    ]
    return int(sum(counts))


def _fill(connection: sqlite3.Connection, crowd: Crowd) -> None:
    centre: Columns = {"id": 1, "slug": "'sandefjord'", "name": "'LMS-Sandefjord'", "country": "'NO'", "contact": "''"}
    centre |= {
        "time_zone": "'Europe/Oslo'",
        "language": "'nb'",
        "phone": "'+47 00 00 00 00'",
        "school_holidays": "'[]'",
    }
    _insert(connection, "centres", 1, centre)
    days = f"(i * 11 % {crowd.days} - {crowd.days // 2})" if crowd.days else "0"
    if crowd.courses:
        course: Columns = {"id": "i", "slug": "'course-' || i", "programme": f"'{PROGRAMME}'", "centre_id": 1}
        course |= {"seats": crowd.seats, "by_phone": 0, "place": "'Hvitgården'", "address": "''", "directions": "''"}
        course |= {
            "last_number": 0,
            "version": 1,
            "edition": 1,
            "state": "'published'",
            "interpreter": 0,
            "topic": "''",
            "referral": "NULL",
        }
        _insert(connection, "courses", crowd.courses, {**course, "languages": "'[]'"})
        for position in range(SESSIONS):
            evening: Columns = {"course_id": "i", "position": position + 1, "version": 1}
            evening |= {"starts_at": _moment(days, position, 0), "ends_at": _moment(days, position, 150)}
            evening |= {"uid": f"i || '-{position}'", "sequence": 0}
            _insert(connection, "sessions", crowd.courses, evening, first=_text(crowd.first))
    if crowd.people:
        _fill_people(connection, crowd)


def _fill_people(connection: sqlite3.Connection, crowd: Crowd) -> None:
    long_ago = {"long_ago": _text(NOW - timedelta(days=400))}
    person: Columns = {
        "id": "i",
        "telegram_id": f"{FIRST_ID - 1} + i",
        "language": "'nb'",
        "consent_version": CONSENT_VERSION,
    }
    person |= {"consent_at": ":long_ago", "created_at": ":long_ago"}
    _insert(connection, "people", crowd.people, person, **long_ago)
    place: Columns = {"course_id": f"(i - 1) / {crowd.seats} + 1", "person_id": "i", "status": "'place'", "number": "i"}
    place |= {"version": 1, "since": ":long_ago", "known_version": 1}
    _insert(connection, "enrolments", crowd.people, place, **long_ago)
    for number in range(crowd.sent_each):
        sent: Columns = {"key": f"'session_reminder:{number}:' || i", "person_id": "i", "kind": "'session_reminder'"}
        sent |= {"params": ":params", "priority": 10, "due_at": ":long_ago", "state": "'sent'", "attempts": 1}
        params = json.dumps({"session_id": 1, "version": 1, "before": "P1D"})
        _insert(connection, "outbox", crowd.people, {**sent, "sent_at": ":long_ago"}, params=params, **long_ago)


def _insert(connection: sqlite3.Connection, table: str, count: int, columns: Columns, **values: str) -> None:
    """So many rows, each column as SQL of `i`, the number of the row from 1. What an earlier form has not is left out."""
    there = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    kept = {name: sql for name, sql in columns.items() if name in there}
    connection.execute(
        f"""WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
        INSERT INTO {table}({", ".join(kept)}) SELECT {", ".join(map(str, kept.values()))} FROM n""",
        values,
    )


def _moment(days: str, position: int, minutes: int) -> str:
    """SQL: the parameter moved by whole days and minutes, written as SQLAlchemy writes it."""
    return f"strftime('%Y-%m-%d %H:%M:%S.000000', :first, ({days} + {7 * position}) || ' days', '{minutes} minutes')"


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
