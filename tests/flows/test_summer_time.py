"""A course in which summer time ends between two evenings: every hour that people know stays where it was."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import CourseSession, Outbox
from tests.stage import CENTRE, COURSE, OSLO, Stage

MakeStage = Callable[..., Awaitable[Stage]]
AUTUMN = CENTRE + COURSE.replace("2026-09-01T18:00:00", "2026-10-20T18:00:00")


def oslo(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=OSLO)


async def test_local_hours_stay_when_summer_time_ends(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=AUTUMN, now=oslo(10, 1, 9))
    kari = await stage.enrolled("Kari")
    starts = [one.starts_at for (one,) in await stage.rows(select(CourseSession).order_by(CourseSession.position))]
    assert [f"{one.astimezone(OSLO):%d.%m %H:%M}" for one in starts[:3]] == [
        "20.10 18:00",
        "27.10 18:00",
        "03.11 18:00",
    ]
    assert starts[1] - starts[0] == timedelta(days=7, hours=1)
    due = (
        (oslo(10, 24, 10), "En tanke for uka"),
        (oslo(10, 26, 18), "Samling i morgen"),
        (oslo(10, 27, 16), "Samling om 2 timer"),
        (oslo(10, 31, 10), "En tanke for uka"),
    )
    for at, words in due:
        await stage.turn(at - timedelta(minutes=1))
        await kari.refresh()
        before = len(kari.messages)
        await stage.turn(at)
        await kari.refresh()
        assert len(kari.messages) == before + 1, at
        assert words in kari.last
    due_at = await stage.rows(select(Outbox.due_at))
    assert {f"{one.astimezone(OSLO):%H:%M}" for (one,) in due_at} == {"18:00", "16:00", "10:00"}
