"""What everything costs in SQL statements: as the table in the repository says, and with thirty people as with three."""

import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from db.turns import Turn
from domain.courses import buttons as course_buttons
from domain.evaluation import buttons as evaluation_buttons
from domain.notices import buttons as notice_buttons
from domain.people import buttons as people_buttons
from domain.running import buttons as running_buttons
from domain.signup import buttons as signup_buttons
from handlers import TABLE
from scheduler.kinds import KINDS
from tests.contract.full_house import full_house, house_of_a_course
from tests.contract.statements import FILE, Line, changes, count, playing, read, room, written
from tests.stage import Stage

MakeStage = Callable[..., Awaitable[Stage]]
HOW = f"""What {FILE.name} says of statements is not so (any more). Is each of these meant to be?
Then write the table anew, and commit it: python -m tests.contract.statements --write
"""
OF_A_COURSE = (
    *(people_buttons.Home, signup_buttons.ShowCourse, signup_buttons.AskJoin, signup_buttons.Join),
    *(signup_buttons.MyCourse, signup_buttons.AskLeave, signup_buttons.Leave, course_buttons.ManageCourses),
    *(course_buttons.ManageCourse, course_buttons.ListPeople, course_buttons.SetByPhone, running_buttons.Attend),
    *(running_buttons.ListSessions, running_buttons.ManageSession, running_buttons.PreviewMove),
    *(running_buttons.ConfirmMove, running_buttons.ConfirmMoveAll, running_buttons.CancelSession),
    *(notice_buttons.WriteNotice, notice_buttons.SendNotice, evaluation_buttons.SendEvaluation),
    evaluation_buttons.ShowResults,
)
"""Buttons whose answer tells of the people on a course, or of which they are told."""
OF_GROUPS = tuple(kind for kind in KINDS if kind.__module__.startswith("domain.groups"))
FEW, MANY = 3, 30
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


@pytest.mark.timeout(300)
async def test_everything_takes_as_many_statements_as_the_table_says(
    make_stage: MakeStage, sqlite_url: str, tmp_path: Path
) -> None:
    table = await count(await full_house(await make_stage(sqlite_url), tmp_path))
    assert not (found := changes(read(), table)), HOW + "\n".join(found)
    assert FILE.read_text(encoding="utf-8") == written(table), HOW


def test_the_table_tells_of_what_is_really_done() -> None:
    """A refusal is cheap, and so is a message that is no longer wanted: neither would say what the thing costs."""
    lines = {f"{section} {name}": line for section, lines in read().items() for name, line in lines.items()}
    played = "scenes.py is to say who plays these, and on which rows, so that they are done"
    assert [name for name, line in lines.items() if {"refused", "ended"} & {*line}] == [], played
    assert [name for name, line in lines.items() if not line.get("handler", line.get("statements"))] == []
    assert len(lines) > 170


async def test_thirty_people_cost_no_more_statements_than_three(
    make_stage: MakeStage, migrated: Path, tmp_path: Path
) -> None:
    found: list[dict[str, Line]] = []
    for people in (FEW, MANY):
        folder = tmp_path / str(people)
        folder.mkdir()
        shutil.copyfile(migrated, folder / "test.db")
        stage = await make_stage(f"sqlite:///{folder}/test.db", seats=2 * MANY)
        found.append(await of_a_course(stage, folder, people))
    few, many = found
    assert changes({"of a course": few}, {"of a course": many}) == []


async def of_a_course(stage: Stage, folder: Path, people: int) -> dict[str, Line]:
    """What is to do with a course of so many people, in statements."""
    house = await house_of_a_course(stage, folder, await stage.coordinator("Berit"), people)
    with playing(house) as play:
        buttons = {room(kind): await play.button(kind, TABLE.buttons[kind].action) for kind in OF_A_COURSE}
        commands = {
            name: await play.command(name, TABLE.commands[name].action) for name in ("start", "mycourse", "courses")
        }
        messages = {
            room(kind): await play.message(kind, one.action) for kind, one in KINDS.items() if kind not in OF_GROUPS
        }
    return {**buttons, **commands, **messages}


async def test_nothing_is_asked_beneath_what_is_counted(make_stage: MakeStage, sqlite_url: str) -> None:
    """SQLite itself sees as many statements, but for BEGIN and COMMIT, as are seen where they are counted."""
    traced: list[str] = []
    counted: list[str] = []

    def trace(connection: Any, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(traced.append)
        else:
            connection.run_async(lambda driver: driver.set_trace_callback(traced.append))

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        counted.append(statement)

    event.listen(Engine, "connect", trace)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        stage = await make_stage(sqlite_url)
        stage.without_ticks()
        (kari,) = await stage.acquainted("Kari")
        async with nobody_asks(stage):
            traced.clear()
            counted.clear()
        await kari.forge(signup_buttons.ShowCourse(1).pack())
        assert "Hvitgården" in kari.last
        async with nobody_asks(stage):
            seen, heard = (sum(one.split()[0] not in NOT_COUNTED for one in texts) for texts in (counted, traced))
    finally:
        event.remove(Engine, "connect", trace)
        event.remove(Engine, "before_cursor_execute", note)
    assert seen == heard > 3


@asynccontextmanager
async def nobody_asks(stage: Stage) -> AsyncIterator[None]:
    """On SQLite there is one turn at a time."""
    turns = stage.app.database.turns
    await turns.take(Turn.UPKEEP)
    try:
        yield
    finally:
        turns.give_back()
