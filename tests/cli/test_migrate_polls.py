"""Polls and answers of a database from before there were boxes: nothing is lost, and nothing is left that ties them."""

import json
import random
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from cryptography.fernet import Fernet
from sqlalchemy import Connection, MetaData, Table, insert, select, text

from db.crypto import KEYS, KeyMissing, KeyRing
from db.migrate import _config, upgrade
from db.models import EvaluationDraft
from db.session import Database
from domain.ballots import Box, Shape
from services import ballots
from services.ballots import POLLS, PULSES
from services.evaluation import DRAFT_SIZE
from tests.attacker import Copy, seen
from tests.domain.sending import MARK_BYTES, marked

KEY = Fernet.generate_key().decode()
NOW = datetime(2026, 9, 15, 19, tzinfo=UTC)
SENDERS = list(range(2, 9))
FILLED = {"evaluation_answers", "evaluation_drafts", "pulses", "pulses_done", "people", "alembic_version"}


async def old_database(url: str) -> Database:
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda it: command.upgrade(_config(it), "0001"))
        await connection.run_sync(_fill)
    if database.is_sqlite:
        _leave_traces(str(database.file))
    return database


def _leave_traces(file: str) -> None:
    """As somebody's own tool may, that deletes without wiping."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA secure_delete=OFF")
    connection.execute("INSERT INTO notes VALUES ('left', ?)", [marked(SENDERS[0]) * 200])
    connection.commit()
    connection.execute("DELETE FROM notes WHERE name = 'left'")
    connection.commit()
    connection.close()


def _fill(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    for person in range(1, 11):
        _put(connection, tables.tables["people"], id=person, telegram_id=1000 + person)
    for table in tables.sorted_tables:
        if table.name not in FILLED:
            _put(connection, table)
    chance = random.Random(7)
    chance.shuffle(SENDERS)
    for number, person in enumerate(SENDERS):
        given = json.dumps({"0": person % 5 + 1, **({"1": 3} if number > 1 else {})})
        row = {"course_id": 1, "round": "midway"}
        _put(connection, tables.tables["evaluation_drafts"], **row, person_id=person, sent_at=NOW)
        _put(
            *(connection, tables.tables["evaluation_answers"]),
            **{**row, "id": f"{chance.getrandbits(64):032x}", "step": int(number < 5)},
            **{"answers": KEYS.encrypt(given), "free_text": KEYS.encrypt(marked(person))},
        )
        _put(connection, tables.tables["pulses_done"], group_id=1, person_id=person)
        helps = "yes" if number % 2 else "no"
        pulse = {"id": f"{number:032}", "centre_id": 1, "step": int(number < 5)}
        _put(connection, tables.tables["pulses"], **pulse, running=True, helps=helps)
    draft = {"course_id": 1, "round": "midway", "sent_at": None}
    begun = {"answers": KEYS.encrypt('{"0": 2, "text": null}'), "free_text": None, "skipped_at": None}
    _put(connection, tables.tables["evaluation_drafts"], **draft, person_id=1, **begun)
    begun = {"answers": KEYS.encrypt('{"0": null}'), "free_text": KEYS.encrypt("Hei"), "skipped_at": None}
    _put(connection, tables.tables["evaluation_drafts"], **draft, person_id=9, **begun)
    _put(connection, tables.tables["evaluation_drafts"], **draft, person_id=10, skipped_at=NOW)


def _put(connection: Connection, table: Table, **known: Any) -> None:
    """A row with something in every column that must have something."""
    row = dict(known)
    for column in table.columns:
        if column.name not in row and not column.nullable and not (column.primary_key and column.name == "id"):
            row[column.name] = 1 if column.foreign_keys else _something(str(column.type), column.name)
    connection.execute(insert(table).values(row))


def _something(kind: str, name: str) -> Any:
    if kind.startswith(("DATETIME", "TIMESTAMP")):
        return NOW
    if kind == "JSON":
        return {}
    if kind.startswith(("INTEGER", "BIGINT")):
        return 1
    return False if kind == "BOOLEAN" else "x"


@pytest.fixture(autouse=True)
def key() -> None:
    KEYS.open(KEY)


async def test_nothing_is_lost_and_nothing_ties(empty_database: str, tmp_path: Path) -> None:
    database = await old_database(empty_database)
    await database.dispose()
    assert (await upgrade(empty_database))[0] == "0001"
    database = Database(empty_database)
    async with database.begin() as session:
        box = await ballots.of_round(session, 1, "midway")
        pulses = await ballots.of_centre(session, 1)
        drafts = {row.person_id: row for row in await session.scalars(select(EvaluationDraft))}
        assert all([await session.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("outbox", "wishes")])
    assert (box.polls, box.fresh, box.roll) == (7, 2, {str(person) for person in SENDERS})
    assert (sum(box.sums["0"].shown.values()), sum(box.sums["0"].waiting.values())) == (5, 2)
    assert (box.sums["1"].shown, box.sums["1"].waiting) == ({}, {"3": 5})  # three of the first five: these wait on
    assert sorted([*box.texts_shown, *box.texts_waiting]) == [marked(person) for person in sorted(SENDERS)]
    assert len(box.texts_shown) == 5
    assert (pulses.polls, pulses.fresh, pulses.roll) == (7, 2, {f"1.{person}" for person in SENDERS})
    assert (pulses.sums["helps"].shown, pulses.sums["helps"].waiting) == ({"no": 3, "yes": 2}, {"no": 1, "yes": 1})
    assert {person: row.content and json.loads(row.content) for person, row in drafts.items()} == {
        1: {"0": 2, "text": None},
        9: {"0": None, "text": "Hei"},
        10: None,
    }
    assert drafts[10].skipped_at == NOW
    assert {len(row.content.encode()) for row in drafts.values() if row.content} == {DRAFT_SIZE}
    if database.is_sqlite:
        copy = Copy(Path(str(database.file)))
        assert max(seen(copy, KEY, MARK_BYTES).values()) == 1
    await database.dispose()


@pytest.mark.parametrize(("shape", "stored"), [(POLLS, "midway"), (PULSES, "pulses")])
async def test_it_is_stored_as_it_will_be_from_now_on(sqlite_old: Database, shape: Shape, stored: str) -> None:
    async with sqlite_old.begin() as session:
        table = "pulse_boxes" if stored == "pulses" else "evaluation_boxes"
        raw = KEYS.decrypt((await session.scalars(text(f"SELECT content FROM {table}"))).one())
    now = json.loads(Box.of(raw).packed(shape))
    assert len(raw.encode()) == shape.size(7)
    came_later = {"former": [], "erased": 0, "gone": 0, "step": 5}  # written with the next poll that is sent
    assert {**came_later, **json.loads(raw), "texts": []} == {**now, "texts": []}


@pytest.fixture
async def sqlite_old(tmp_path: Path) -> Any:
    url = f"sqlite:///{tmp_path}/old.db"
    await (await old_database(url)).dispose()
    await upgrade(url)
    database = Database(url)
    yield database
    await database.dispose()


async def test_without_the_key_everything_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/old.db"
    database = await old_database(url)
    closed = KeyRing()
    monkeypatch.setattr(KEYS, "_fernet", closed._fernet)
    with pytest.raises(KeyMissing):
        await upgrade(url)
    monkeypatch.undo()
    async with database.begin() as session:
        assert await session.scalar(text("SELECT count(*) FROM evaluation_answers")) == 7
    await database.dispose()


async def test_rounds_of_old_rows_stay_and_longer_names_come(empty_database: str) -> None:
    """`midway` and `final` are keys of moments as any other."""
    database = Database(empty_database)
    await upgrade(empty_database, to="0009")
    async with database.engine.begin() as connection:
        for statement in (
            "INSERT INTO centres VALUES (1, 'here', 'Here', 'NO', 'Europe/Oslo', 'nb', '')",
            "INSERT INTO courses (id, slug, programme, centre_id, seats, by_phone, place, address, directions, last_number,"
            " version) VALUES (7, 'spring', 'ta-tak', 1, 9, 0, 'House', '', '', 0, 1)",
            "INSERT INTO people (id, telegram_id, created_at) VALUES (3, 30, '2026-01-01 00:00:00')",
            "INSERT INTO evaluation_boxes (id, course_id, round, closed, content) VALUES (4, 7, 'midway', false, 'x')",
            "INSERT INTO evaluation_drafts (id, course_id, round, person_id, content) VALUES (5, 7, 'final', 3, 'y')",
        ):
            await connection.execute(text(statement))
    await upgrade(empty_database)
    async with database.engine.begin() as connection:
        await connection.execute(text("INSERT INTO people (id, telegram_id, created_at) VALUES (9, 90, '2026-01-01')"))
        await connection.execute(
            text(
                "INSERT INTO evaluation_drafts (course_id, round, person_id, content)"
                " VALUES (7, 'every-evening-is-10', 9, 'z')"
            )
        )
        boxes = await connection.execute(text("SELECT id, course_id, round, content FROM evaluation_boxes"))
        assert boxes.all() == [(4, 7, "midway", "x")]
        drafts = await connection.execute(text("SELECT round, content FROM evaluation_drafts ORDER BY round DESC"))
        assert drafts.all() == [("final", "y"), ("every-evening-is-10", "z")]
    await database.dispose()
