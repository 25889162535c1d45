"""The migrations give exactly what the models say, on either database, and lose nothing."""

import asyncio
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, TextClause, text
from sqlalchemy.exc import IntegrityError

from db import migrate
from db.migrate import at_head, upgrade
from db.models import Base
from db.session import Database
from tests.postgres import Postgres


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, Base.metadata))


async def test_migrations_lead_to_the_models(empty_database: str) -> None:
    database = Database(empty_database)
    assert not await at_head(database)
    assert await upgrade(empty_database) == (None, migrate.head())
    assert await at_head(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    assert await upgrade(empty_database) == (migrate.head(), migrate.head())
    await database.dispose()


async def indexes(url: str, by_migrations: bool) -> set[str]:
    database = Database(url)
    if by_migrations:
        await upgrade(url)
    async with database.engine.begin() as connection:
        if not by_migrations:
            await connection.run_sync(Base.metadata.create_all)
        rows = await connection.execute(text("SELECT indexdef FROM pg_indexes WHERE tablename <> 'alembic_version'"))
        found = {row[0] for row in rows if "pg_catalog" not in row[0]}
    await database.dispose()
    return found


def test_the_same_indexes_on_postgresql(postgres: Postgres) -> None:
    """Conditions of partial indexes too, which Alembic does not compare."""
    found = []
    for by_migrations in (True, False):
        for url in postgres.empty_database():
            found.append(asyncio.run(indexes(url, by_migrations)))
    assert found[0] == found[1]
    assert sum("WHERE" in one for one in found[0]) >= 3


def schema(file: Path) -> dict[str, list[str]]:
    """Every table and index in SQLite's own words; the order of columns and constraints does not matter."""
    connection = sqlite3.connect(file)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {
        name: sorted(
            re.sub(r"[\s\"]+", " ", line).strip(" ,") for line in sql.replace(") WITHOUT", ")\nWITHOUT").split("\n")
        )
        for name, sql in rows
        if name != "alembic_version"
    }


async def test_the_same_tables_on_sqlite(tmp_path: Path) -> None:
    await upgrade(f"sqlite:///{tmp_path}/migrated.db")
    database = Database(f"sqlite:///{tmp_path}/modelled.db")
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await database.dispose()
    assert schema(tmp_path / "migrated.db") == schema(tmp_path / "modelled.db")


async def test_sqlite_writes_ahead(tmp_path: Path) -> None:
    await upgrade(f"sqlite:///{tmp_path}/test.db")
    connection = sqlite3.connect(tmp_path / "test.db")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


async def test_looking_makes_no_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    assert not await at_head(database)
    assert not (tmp_path / "test.db").exists()


SECOND = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "next", "{head}"
def upgrade():
    recreate = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("people", recreate=recreate) as table:
        table.add_column(sa.Column("hobby", sa.String(20)))
    {more}
"""


def with_second_migration(folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = "") -> None:
    shutil.copytree(migrate.FOLDER, folder / "migrations")
    (folder / "migrations" / "versions" / "next.py").write_text(SECOND.format(head=migrate.head(), more=more))
    monkeypatch.setattr(migrate, "FOLDER", folder / "migrations")


FILL = """
INSERT INTO people (id, telegram_id, created_at) VALUES (1, 5, '2026-01-01');
INSERT INTO dialogs (person_id, step, draft, expires_at) VALUES (1, 'x', '{}', '2026-01-01');
"""


async def test_copying_a_table_loses_no_row_that_refers_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/test.db"
    await upgrade(url)
    connection = sqlite3.connect(tmp_path / "test.db")
    connection.executescript(FILL)
    with_second_migration(tmp_path, monkeypatch)
    assert (await upgrade(url))[1] == "next"
    assert connection.execute("SELECT count(*) FROM dialogs").fetchone() == (1,)
    connection.close()


async def test_a_migration_that_fails_leaves_everything_as_it_was(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await upgrade(empty_database)
    head = migrate.head()
    with_second_migration(tmp_path, monkeypatch, more='raise RuntimeError("broken")')
    with pytest.raises(RuntimeError, match="broken"):
        await upgrade(empty_database)
    monkeypatch.undo()
    database = Database(empty_database)
    assert await at_head(database)
    assert head == migrate.head()
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await database.dispose()


BEFORE_FORMATTING = (
    "INSERT INTO centres VALUES (1, 'a', 'A', 'NO', 'Europe/Oslo', 'nb', '1')",
    "INSERT INTO courses VALUES (1, 'a', 'ta-tak', 1, 9, 0, '', '', '', 0)",
    "INSERT INTO notices (id, course_id, text, created_at) VALUES (7, 1, 'as it was', '2026-01-01')",
)


async def test_notices_from_before_formatting(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder, ignore=lambda _, names: [one for one in names if re.match("00(?!01)", one)])
    with monkeypatch.context() as patched:
        patched.setattr(migrate, "FOLDER", folder)
        await upgrade(empty_database)
    database = Database(empty_database)
    async with database.engine.begin() as connection:
        for statement in BEFORE_FORMATTING:
            await connection.execute(text(statement))
    assert await upgrade(empty_database) == ("0001", migrate.head())
    async with database.engine.begin() as connection:
        assert (await connection.execute(text("SELECT id, text, formatting FROM notices"))).all() == [
            (7, "as it was", None)
        ]
    await database.dispose()


async def test_who_agreed_before_is_not_shown_by_name(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder, ignore=lambda _, names: [one for one in names if re.match("00(?!01)", one)])
    with monkeypatch.context() as patched:
        patched.setattr(migrate, "FOLDER", folder)
        await upgrade(empty_database)
    database = Database(empty_database)
    async with database.engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO people (id, telegram_id, consent_version, created_at) VALUES (7, 70, 1, '2026-01-01')")
        )
    await upgrade(empty_database)
    async with database.engine.begin() as connection:
        assert (await connection.execute(text("SELECT id, shows_name FROM people"))).all() == [(7, None)]
    await database.dispose()


async def test_what_people_hold_in_their_calendars_keeps_its_name(empty_database: str) -> None:
    """What was given out stays recognisable; its number goes up, as places may have changed without it."""
    database = Database(empty_database)
    at = "2026-09-01 16:00:00" if database.is_sqlite else "2026-09-01 16:00:00+00"
    await upgrade(empty_database, to="0001")
    async with database.engine.begin() as connection:
        for statement in (
            "INSERT INTO centres VALUES (1, 'here', 'Here', 'NO', 'Europe/Oslo', 'nb', '')",
            "INSERT INTO courses (id, slug, programme, centre_id, seats, by_phone, place, address, directions, last_number)"
            " VALUES (7, 'spring', 'ta-tak', 1, 9, 0, 'House', '', '', 0)",
            *(
                "INSERT INTO sessions (id, course_id, position, starts_at, ends_at, version, moved_from)"
                f" VALUES ({number}, 7, {number}, '{at}', '{at}', {version}, {before})"
                for number, version, before in ((1, 1, "NULL"), (2, 2, f"'{at}'"), (3, 4, f"'{at}'"))
            ),
        ):
            await connection.execute(text(statement))
    await upgrade(empty_database)
    async with database.engine.begin() as connection:
        rows = await connection.execute(text("SELECT uid, sequence, filed_at IS NULL FROM sessions ORDER BY position"))
        assert [(uid, sequence, bool(unknown)) for uid, sequence, unknown in rows] == [
            ("spring-1@mestringsbot", 1, False),
            ("spring-2@mestringsbot", 2, False),
            ("spring-3@mestringsbot", 4, True),
        ]
        assert (await connection.execute(text("SELECT version FROM courses"))).scalar_one() == 1
    await database.dispose()


REASONS = {
    "can't parse entities: 'Kari skrev dette'": "entities_not_parsed",
    "chat_admin_required": "rights_missing",
    "hun skrev «100 % sikker»": "unknown_refusal",
    "AnswerLost": "no_answer",
    "fault": "fault",
}


async def test_reasons_in_telegrams_words_become_ours(empty_database: str) -> None:
    """They may quote what somebody wrote."""
    await upgrade(empty_database, to="0001")
    database = Database(empty_database)
    columns = "key, kind, person_id, params, priority, due_at, state, attempts, reason"
    async with database.engine.begin() as connection:
        await connection.execute(text("INSERT INTO people (telegram_id, created_at) VALUES (5, '2026-01-01')"))
        for said in (*REASONS, None):
            values = f"'{len(said or '')}', 'x', 1, '{{}}', 1, '2026-01-01', 'failed', 1, :said"
            await connection.execute(text(f"INSERT INTO outbox ({columns}) VALUES ({values})"), {"said": said})
            await connection.execute(
                text(
                    "INSERT INTO chat_tasks (key, chat_id, action, due_at, state, attempts, reason)"
                    f" VALUES ('{len(said or '')}', -1, 'check', '2026-01-01', 'failed', 1, :said)"
                ),
                {"said": said},
            )
    await upgrade(empty_database)
    async with database.engine.connect() as connection:
        for table in ("outbox", "chat_tasks"):
            found = await connection.execute(text(f"SELECT reason FROM {table} ORDER BY id"))
            assert [row[0] for row in found] == [*REASONS.values(), None]
    await database.dispose()


async def test_roles_and_links_come_along_when_networks_come(empty_database: str) -> None:
    """They stay at their centres, which are in no network and have no quiet hours of their own."""
    await upgrade(empty_database, to="0009")
    database = Database(empty_database)
    async with database.engine.begin() as connection:
        for statement in (
            "INSERT INTO centres VALUES (3, 'a', 'A', 'NO', 'Europe/Oslo', 'nb', '1')",
            "INSERT INTO people (id, telegram_id, created_at) VALUES (7, 70, '2026-01-01')",
            "INSERT INTO assignments (id, person_id, centre_id, role) VALUES (5, 7, 3, 'coordinator')",
            "INSERT INTO invites (id, token_hash, role, centre_id, expires_at)"
            " VALUES (9, 'x', 'coordinator', 3, '2026-01-02 00:00:00')",
        ):
            await connection.execute(text(statement))
    await upgrade(empty_database)
    async with database.engine.begin() as connection:
        rows = await connection.execute(text("SELECT id, person_id, centre_id, area_id, role FROM assignments"))
        assert rows.all() == [(5, 7, 3, None, "coordinator")]
        rows = await connection.execute(text("SELECT id, centre_id, area_id, created_by, revoked_at FROM invites"))
        assert rows.all() == [(9, 3, None, None, None)]
        rows = await connection.execute(text("SELECT id, area_id, contact, quiet_from, quiet_to FROM centres"))
        assert rows.all() == [(3, None, "", None, None)]
        await connection.execute(text("INSERT INTO areas (id, slug, name) VALUES (1, 'n', 'N')"))
    for columns, values in (("centre_id", "NULL"), ("centre_id, area_id", "3, 1")):
        refused = text(f"INSERT INTO assignments (person_id, role, {columns}) VALUES (7, 'owner', {values})")
        with pytest.raises(IntegrityError, match="ck_assignments_place"):
            await alone(database, refused)
    await database.dispose()


async def alone(database: Database, statement: TextClause) -> None:
    """In a transaction of its own."""
    async with database.engine.begin() as connection:
        await connection.execute(statement)


BEFORE_MEETINGS = (
    "INSERT INTO centres (id, slug, name, country, time_zone, language, phone, contact, school_holidays)"
    " VALUES (1, 'a', 'A', 'NO', 'Europe/Oslo', 'nb', '', '', '[]')",
    "INSERT INTO people (id, telegram_id, created_at) VALUES (7, 70, '2026-01-01'), (8, 80, '2026-01-01')",
    "INSERT INTO courses (id, slug, programme, centre_id, seats, by_phone, place, address, directions, topic, last_number,"
    " version, edition, state, languages, interpreter)"
    " VALUES (1, 'c', 'ta-tak', 1, 9, 0, '', '', '', '', 0, 1, 1, 'published', '[]', false)",
    *(
        "INSERT INTO sessions (id, course_id, position, starts_at, ends_at, version, uid, sequence)"
        f" VALUES ({number}, 1, {number}, '2026-09-0{number}', '2026-09-0{number}', 1, 'u{number}', 0)"
        for number in (1, 2)
    ),
    *(
        "INSERT INTO team_members (id, course_id, person_id, role, state, asked_at, version, known_version)"
        f" VALUES ({number}, 1, {person}, 'professional', 'yes', '2026-08-01', 1, 1)"
        for number, person in ((3, 7), (4, 8))
    ),
    "INSERT INTO team_absences (member_id, session_id, starts_at, said_at, changes) VALUES"
    " (3, 2, '2026-09-02', '2026-08-02', 1), (3, 1, NULL, '2026-08-03', 2), (4, 2, '2026-09-02', '2026-08-04', 5)",
)
OF_MEETING = "INSERT INTO team_absences (member_id, meeting, said_at, changes) VALUES (3, 1, '2026-08-05', 1)"


async def test_what_was_said_of_evenings_comes_along_when_meetings_come(empty_database: str) -> None:
    """Each once, as before; of an evening or of a meeting, and gone with the evening or the member."""
    await upgrade(empty_database, to="0024")
    database = Database(empty_database)
    async with database.engine.begin() as connection:
        for statement in BEFORE_MEETINGS:
            await connection.execute(text(statement))
    assert await upgrade(empty_database) == ("0024", migrate.head())
    said = text(
        "SELECT member_id, session_id, meeting, starts_at IS NULL, changes FROM team_absences ORDER BY member_id, session_id"
    )
    async with database.engine.begin() as connection:
        assert [tuple(map(int_or_none, row)) for row in await connection.execute(said)] == [
            (3, 1, None, 1, 2),
            (3, 2, None, 0, 1),
            (4, 2, None, 0, 5),
        ]
        await connection.execute(text(OF_MEETING))
    twice = OF_MEETING.replace("(member_id, meeting,", "(member_id, session_id,").replace("(3, 1,", "(4, 2,")
    both = OF_MEETING.replace("meeting,", "meeting, session_id,").replace("(3, 1,", "(4, 1, 1,")
    for refused in (OF_MEETING, twice, both, both.replace("1, 1,", "NULL, NULL,")):
        with pytest.raises(IntegrityError):
            await alone(database, text(refused))
    async with database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM sessions WHERE id = 2"))
        await connection.execute(text("DELETE FROM team_members WHERE id = 4"))
        left = await connection.execute(text("SELECT member_id, session_id, meeting FROM team_absences ORDER BY id"))
        assert left.all() == [(3, 1, None), (3, None, 1)]
    await database.dispose()


def int_or_none(value: Any) -> int | None:
    return None if value is None else int(value)
