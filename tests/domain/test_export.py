"""A copy of everything is a copy of everything: each column stands in it, or there is a reason why not."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, Table, Time, insert, text

import db.models  # noqa: F401 - enters its tables
from db.crypto import KEYS
from db.models import Base, Instant
from db.session import Database
from domain.ballots import Box
from services import Session, people, privacy
from services.ballots import PULSES
from services.privacy.export_map import COPIED, LEFT_OUT, OF_NOBODY

TELEGRAM = 5_739_182_663
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
EMPTY = Box().packed(PULSES)
VALID = {
    "assignments.role": "coordinator", "evaluation_boxes.content": EMPTY, "pulse_boxes.content": EMPTY,
    "enrolments.status": "place", "enrolments.handled": "moved_up",
    "outbox.state": "sent", "wishes.state": "active", "groups.state": "running",
    "group_members.state": "member", "chat_tasks.state": "held", "chat_tasks.action": "invite", "notices.text": "Kart",
    "evaluation_drafts.content": '{"0": 3}',
    "notices.formatting": "[]", "wishes.answers": '{"side": "relative"}', "inbox.payload": '{"update_id": 1}',
    "taken_answers.content": '[1, "name", {}, 0]', "course_wishes.looks_for": '{"place": "Odda"}',
    "enrolments.needs": '{"ticked": [], "text": "Stol"}',
}  # fmt: skip
"""Where any text will not do."""
NOT_LITERAL = {
    "assignments.centre_id", "assignments.area_id", "team_members.course_id", "team_absences.session_id",
    "team_members.session_id",
    "confidentiality.centre_id",
    "invites.centre_id", "invites.area_id", "enrolments.course_id", "attendance.session_id", "evaluation_drafts.course_id",
    "notices.course_id", "reasons.course_id", "enrolments.reason_id", "wishes.centre_id", "wishes.course_id",
    "rounds.centre_id", "groups.starter_id", "groups.chat_by", "meeting_answers.meeting_id",
    "evaluation_drafts.content", "notices.formatting", "conversations.course_id", "wishes.answers", "inbox.payload",
    "taken_answers.content", "course_wishes.looks_for", "enrolments.needs",
}  # fmt: skip
"""What stands in the copy in other words: a name instead of a number, yes instead of oneself."""


def columns() -> Iterator[tuple[str, Column[Any]]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            yield f"{table.name}.{column.name}", column


def test_each_column_is_decided() -> None:
    decided = {*COPIED, *LEFT_OUT}
    there = {name for name, column in columns() if column.table.name not in OF_NOBODY}
    assert there - decided == set(), "not decided: put them into services/privacy/export_map.py"
    assert decided - there == set(), "decided, but no longer there"
    assert COPIED.keys() & LEFT_OUT.keys() == set()
    assert all(len(reason) > 10 for reason in (*LEFT_OUT.values(), *OF_NOBODY.values()))


def test_what_is_said_to_be_of_nobody_names_nobody() -> None:
    for name, column in columns():
        if column.table.name in OF_NOBODY:
            assert not any(
                key.column.table.name in ("people", "group_members", "wishes") for key in column.foreign_keys
            ), name
            assert not re.search(r"telegram|person|author|member", column.name), name


def value(name: str, column: Column[Any], number: int) -> Any:
    """Something of its own for each column, and the one person, course, group ... wherever a row is named."""
    if name in VALID:
        return VALID[name]
    if column.foreign_keys or (column.name == "id" and isinstance(column.type, Integer)):
        return 1
    if column.name == "telegram_id":
        return TELEGRAM
    if isinstance(column.type, Date):
        return (NOW + timedelta(days=number)).date()
    if isinstance(column.type, Instant):
        return NOW + timedelta(minutes=number)
    if isinstance(column.type, Time):
        return time(number % 24)
    if isinstance(column.type, JSON):
        return {"row": number}
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, Integer | Float):
        return 1000 + number
    return f"w{number}"[: getattr(column.type, "length", None) or 10]


@pytest.fixture
async def whole(sqlite_url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A database with one row in each table, all of it of one person: what stands in it by column, and their copy."""
    KEYS.open(Fernet.generate_key().decode())
    database, numbers, stored = Database(sqlite_url), count(1), {}

    def row(table: Table) -> dict[str, Any]:
        found = {one.name: value(f"{table.name}.{one.name}", one, next(numbers)) for one in table.columns}
        stored.update({f"{table.name}.{name}": it for name, it in found.items()})
        return found

    try:
        async with database.begin() as session:
            return stored, await filled(session, row)
    finally:
        await database.dispose()


async def filled(session: Session, row: Callable[[Table], dict[str, Any]]) -> Any:
    await session.execute(
        text("PRAGMA ignore_check_constraints=ON")
    )  # a role is at a centre or in a network; here in both
    for table in Base.metadata.sorted_tables:
        await session.execute(insert(table).values(**row(table)))
    await session.flush()
    actor = await people.known(session, TELEGRAM, NOW)
    assert actor is not None
    return json.loads(json.dumps(await privacy.export(session, actor), default=str))


def at(copy: Any, path: str) -> Any:
    """What stands at a path; of a list the one entry that there is."""
    for step in path.split("."):
        copy = copy[step.removesuffix("[]")]
        if step.endswith("[]"):
            assert len(copy) == 1, path
            copy = copy[0]
    return copy


async def test_each_column_arrives_in_the_copy(whole: tuple[dict[str, Any], dict[str, Any]]) -> None:
    stored, copy = whole
    for name, path in COPIED.items():
        found = at(copy, path)
        assert found not in (None, ""), name
        if name not in NOT_LITERAL:
            assert found == json.loads(json.dumps(stored[name], default=str)), name
    assert at(copy, "courses[].course") == stored["courses.slug"]
    assert at(copy, "group_wishes[].course") == stored["courses.slug"]
    assert at(copy, "evaluations[].answers") == {"0": 3}
    assert at(copy, "groups[].starter") is at(copy, "groups[].connected_chat") is True
