"""What comes after a course is counted from when it was over, also where the rest of it was called off; and by the local hour."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import Outbox
from tests.stage import CENTRE, COURSE, OSLO, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
AFTER = ("group_invite", "follow_up")
MINUTE, PLANNED = timedelta(minutes=1), [(10, 7, 10, 30), (10, 17, 10, 0), (11, 14, 10, 0)]
"""When the three come after six evenings: the invitation, two messages after the course."""


def at(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=OSLO)


async def due(stage: Stage) -> list[tuple[int, int, int, int]]:
    """Month, day, hour and minute, by the clock on the wall, of what comes after the course."""
    rows = await stage.rows(select(Outbox.due_at).where(Outbox.kind.in_(AFTER)).order_by(Outbox.due_at))
    local = [row.due_at.astimezone(OSLO) for row in rows]
    return [(one.month, one.day, one.hour, one.minute) for one in local]


async def call_off(berit: Phone, *labels: str) -> None:
    await berit.say("/courses")
    for label in ("Hvitgården", "Samlinger", *labels):
        await berit.press(label)


async def weeks(stage: Stage, *, until: datetime) -> None:
    while stage.now < until:
        await stage.turn(timedelta(days=1))


async def test_after_the_last_evening_that_was_held(make_stage: MakeStage, either_database: str) -> None:
    """Called off on the day after the second: a day later it counts as over. Nothing comes at the planned end."""
    stage = await make_stage(either_database)
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await stage.turn(at(9, 9, 12))
    await call_off(berit, "Avlys resten", "Ja, avlys")
    await stage.turn(at(9, 11, 8) - MINUTE)
    await kari.refresh()
    assert not kari.saw("Vil du fortsette å møte andre")
    await stage.turn(MINUTE)  # at two in the night it comes due, and waits for the morning
    await kari.refresh()
    assert kari.saw("Vil du fortsette å møte andre")
    await stage.turn(at(9, 19, 10) - MINUTE)
    await kari.refresh()
    assert not kari.saw("En hilsen etter kurset")
    await stage.turn(MINUTE)
    await kari.refresh()
    assert kari.saw("En hilsen etter kurset")
    await weeks(stage, until=at(11, 20, 12))
    assert await due(stage) == [(9, 11, 8, 0), (9, 19, 10, 0), (10, 17, 10, 0)]


async def test_only_the_last_evening_is_off(make_stage: MakeStage, sqlite_url: str) -> None:
    """Weeks ahead: then it is over with the fifth, as it is for the poll."""
    stage = await make_stage(sqlite_url)
    await stage.enrolled("Kari")
    await call_off(await stage.coordinator("Berit"), "Familien", "Avlys", "Ja, avlys")
    await weeks(stage, until=at(11, 20, 12))
    assert await due(stage) == [(9, 30, 10, 30), (10, 10, 10, 0), (11, 7, 10, 0)]


async def test_an_evening_that_is_off_before_one_that_is_held_changes_nothing(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url)
    await stage.enrolled("Kari")
    await call_off(await stage.coordinator("Berit"), "Søsken", "Avlys", "Ja, avlys")
    await weeks(stage, until=at(11, 20, 12))
    assert await due(stage) == PLANNED


async def test_called_off_and_taken_back_it_comes_as_planned(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    berit = await stage.coordinator("Berit")
    await stage.enrolled("Kari")
    await stage.turn(at(9, 9, 12))
    await call_off(berit, "Avlys resten", "Ja, avlys")
    await stage.turn(timedelta(minutes=2))
    await berit.press("Angre")
    await weeks(stage, until=at(11, 20, 12))
    assert await due(stage) == PLANNED


async def test_off_before_it_began_there_is_nothing_after_it(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    await stage.enrolled("Kari")
    await call_off(await stage.coordinator("Berit"), "Avlys resten", "Ja, avlys")
    await weeks(stage, until=at(11, 20, 12))
    assert await due(stage) == []


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-09-19", at(10, 24, 20, 30)), ("2027-02-20", at(3, 27, 20, 30, 2027)), ("2026-09-01", at(10, 6, 20, 30))],
    ids=["summer time ends in the night", "summer time begins", "neither"],
)
async def test_the_morning_after_is_at_the_same_hour_whatever_the_clocks_do(
    make_stage: MakeStage, sqlite_url: str, first: str, last: datetime
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE.replace("2026-09-01", first))
    kari = await stage.enrolled("Kari")
    morning = (last + timedelta(days=1)).replace(hour=10, minute=30)
    await stage.turn(morning - MINUTE)
    await kari.refresh()
    assert not kari.saw("Vil du fortsette å møte andre")
    await stage.turn(morning)
    await kari.refresh()
    assert kari.saw("Vil du fortsette å møte andre")
