"""Places are never oversold: two hundred people press Join at the same time, on SQLite and on PostgreSQL.

The same test is run with the lock taken away, and then oversells: so it would be seen if the lock did not hold.
"""

import asyncio
import re
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import bindparam, event, select

from db.models import Course, Enrolment, Person
from db.session.sqlite import begin_immediate
from db.turns import Turns
from domain.signup import Status
from services import courses
from services.signup import seats
from tests.faults.process import until
from tests.stage import Phone, Stage

SEATS, PEOPLE, LAST = 18, 200, 3
IN_VAIN, IN_TIME = 0.1, 2.0
"""Seconds that somebody waits for others to come where the lock keeps them out, and where nothing does."""


async def all_press_join(stage: Stage) -> list[Enrolment]:
    """Everybody has agreed and looks at the course; then all press. Returns what came of it, in order of arrival."""
    crowd = await consenting_crowd(stage, PEOPLE)
    await asyncio.gather(
        *(stage.post(f"users/{one.id}/press", message_id=number, data="join.1") for one, number in crowd.items())
    )
    await stage.settle(60)
    await asyncio.gather(*(one.refresh() for one in crowd))
    assert all(len(one.messages) >= 1 and one.texts[0] != "…" for one in crowd)  # each was answered
    return [row for (row,) in await stage.rows(select(Enrolment).order_by(Enrolment.number))]


async def consenting_crowd(stage: Stage, size: int) -> dict[Phone, int]:
    """People who said yes some other day, each with the number of a message that they can press a button under."""
    crowd = await stage.acquainted(*(f"Person {number}" for number in range(size)))
    await asyncio.gather(*(one.refresh() for one in crowd))
    return {one: one.messages[-1]["message_id"] for one in crowd}


async def test_two_hundred_press_join_at_once(any_stage: Stage) -> None:
    rows = await all_press_join(any_stage)
    assert [row.number for row in rows] == list(range(1, PEOPLE + 1))
    assert [row.status for row in rows] == [Status.PLACE] * SEATS + [Status.WAITING] * (PEOPLE - SEATS)
    told = await numbers_told(any_stage)
    assert [told[row.person_id] for row in rows] == [0] * SEATS + list(range(1, PEOPLE - SEATS + 1))


async def numbers_told(stage: Stage) -> dict[int, int]:
    """What each person read: their number in line, 0 for a place."""
    told = {}
    for person_id, telegram_id in await stage.rows(select(Person.id, Person.telegram_id)):
        phone = Phone(stage, telegram_id, "")
        await phone.refresh()
        found = re.search(r"nummer (\d+) på ventelista", " ".join(phone.texts))
        told[person_id] = int(found[1]) if found else 0
        assert found or phone.saw("Du har fått plass")
    return told


async def test_without_the_lock_the_course_is_oversold(
    any_stage: Stage, gap: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_the_lock_away(any_stage, monkeypatch)
    gap[0] = IN_TIME
    rows = await all_press_join(any_stage)
    assert len([row for row in rows if row.status == Status.PLACE]) > SEATS


def take_the_lock_away(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL the row lock; on SQLite the writer's turn, its one connection and its BEGIN IMMEDIATE."""
    if stage.app.database.is_sqlite:
        monkeypatch.setattr(stage.app.database, "short", None)
        stage.app.database.turns = Turns(PEOPLE)
        event.remove(stage.app.database.engine.sync_engine, "begin", begin_immediate)

    monkeypatch.setattr(courses.courses, "_LOCK", select(Course.id).where(Course.id == bindparam("course_id")))


@pytest.fixture(autouse=True)
def gap(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Between counting the places and taking one there is always time for somebody else, lock or no lock.

    Whoever sees the last seats waits till somebody else has seen them too, which can only be without the lock; for so many
    seconds at most.
    """
    count, seen, patience = seats.read, 0, [IN_VAIN]

    async def count_and_let_others_in(*arguments: Any) -> seats.Seats:
        nonlocal seen
        found = await count(*arguments)
        await asyncio.sleep(0.002)
        if 0 < found.standing.free <= LAST:
            seen += 1
            with suppress(TimeoutError):
                await until(lambda: seen > LAST, seconds=patience[0])
        return found

    monkeypatch.setattr(seats, "read", count_and_let_others_in)
    return patience
