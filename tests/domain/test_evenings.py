"""Evenings that are moved and cancelled, what is told of them, and who comes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import Attendance, CourseSession
from domain.errors import AlreadyBegun, Gone, InThePast, Stale
from domain.people import LANGUAGES
from domain.running.messages import SessionCancelled, SessionMoved, SessionReminder
from services import Session
from services.courses import coordination
from services.running import calling_off, sessions, told
from tests.domain.coordinated import (
    BERIT,
    CATALOG,
    FIRST,
    LIBRARY,
    LONG,
    NEW,
    NOW,
    OLA,
    acting,
    one_course,
    queued,
)
from tests.loading import looked_up
from texts.running import calling_off as off_words
from texts.running import sessions as words


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[Session]:
    async with one_course(tmp_path) as session:
        yield session


async def test_a_moved_evening_keeps_its_length_and_all_with_a_place_are_told_once(session: Session) -> None:
    berit = await acting(session, BERIT)
    assert await sessions.move(session, LIBRARY, berit, 1, 1, NEW, NOW)
    row = await session.get_one(CourseSession, 1)
    assert (row.starts_at, row.ends_at, row.version) == (NEW, NEW + LONG, 2)
    told = await queued(session, SessionMoved.kind)
    assert {one.person_id for one in told} == set(range(1, 19))
    assert {(one.due_at, one.not_after) for one in told} == {(NOW, NEW)}
    assert not await sessions.move(session, LIBRARY, berit, 1, 1, NEW, NOW), "the second press"
    assert len(await queued(session, SessionMoved.kind)) == 18
    with pytest.raises(Stale):
        await sessions.move(session, LIBRARY, berit, 1, 1, NEW + LONG, NOW)


async def test_moving_to_the_same_time_tells_nobody(session: Session) -> None:
    assert not await sessions.move(session, LIBRARY, await acting(session, BERIT), 1, 1, FIRST, NOW)
    assert not await queued(session, SessionMoved.kind)


async def test_an_evening_is_not_moved_into_the_past_nor_once_it_has_begun(session: Session) -> None:
    berit = await acting(session, BERIT)
    with pytest.raises(InThePast):
        await sessions.move(session, LIBRARY, berit, 1, 1, NOW, NOW)
    with pytest.raises(AlreadyBegun):
        await sessions.move(session, LIBRARY, berit, 1, 1, NEW, FIRST)
    with pytest.raises(AlreadyBegun):
        await calling_off.cancel(session, LIBRARY, berit, 1, 1, FIRST)


async def test_a_cancelled_evening_is_told_of_once_and_stays_cancelled(session: Session) -> None:
    berit = await acting(session, BERIT)
    assert await calling_off.cancel(session, LIBRARY, berit, 2, 1, NOW)
    assert not await calling_off.cancel(session, LIBRARY, berit, 2, 1, NOW), "the second press"
    assert len(await queued(session, SessionCancelled.kind)) == 18
    for version in (1, 2):
        with pytest.raises(Stale):
            await sessions.move(session, LIBRARY, berit, 2, version, NEW, NOW)
    view = await looked_up(told.cancelled_views, session, LIBRARY, SessionCancelled(2, 2), 1, NOW)
    assert view is not None
    assert await looked_up(told.cancelled_views, session, LIBRARY, SessionCancelled(2, 2), 22, NOW) is None
    for language in LANGUAGES:
        assert off_words.cancelled(CATALOG.of(language), view).text


async def test_what_is_told_is_looked_up_when_it_is_sent(session: Session) -> None:
    reminder = SessionReminder(1, 1, "P7D")
    assert await looked_up(told.reminder_views, session, LIBRARY, reminder, 1, NOW)
    for nobody in (19, 20, 22, OLA):
        assert await looked_up(told.reminder_views, session, LIBRARY, reminder, nobody, NOW) is None
    assert await looked_up(told.reminder_views, session, LIBRARY, reminder, 1, FIRST) is None, "it has begun"
    await sessions.move(session, LIBRARY, await acting(session, BERIT), 1, 1, NEW, NOW)
    assert await looked_up(told.reminder_views, session, LIBRARY, reminder, 1, NOW) is None, "it stands at another time"
    assert await looked_up(told.moved_views, session, LIBRARY, SessionMoved(1, 2), 1, NOW)
    assert await looked_up(told.moved_views, session, LIBRARY, SessionMoved(1, 2), 22, NOW) is None
    await calling_off.cancel(session, LIBRARY, await acting(session, BERIT), 1, 2, NOW)
    assert await looked_up(told.moved_views, session, LIBRARY, SessionMoved(1, 2), 1, NOW) is None, "cancelled since"


async def test_a_reminder_says_what_is_true_when_it_is_read(session: Session) -> None:
    t = CATALOG.of("nb")
    sent = [
        (FIRST - timedelta(days=7), "om en uke"),
        (FIRST - timedelta(days=1), "i morgen"),
        (FIRST - timedelta(hours=2), "om 2 timer"),
    ]
    for now, said in sent:
        view = await looked_up(told.reminder_views, session, LIBRARY, SessionReminder(1, 1, "P7D"), 1, now)
        assert view is not None
        text = words.reminder(t, view).text
        assert said in text
        assert "tirsdag 1. september kl. 18:00" in text
        assert "Huset" in text


async def test_an_answer_can_be_changed_until_the_evening_begins(session: Session) -> None:
    kari = await acting(session, 1)
    await sessions.attend(session, LIBRARY, kari, 1, 1, True, NOW)
    meeting = await sessions.attend(session, LIBRARY, kari, 1, 1, False, NOW)
    assert [button.label for button in words.answered(CATALOG.of("nb"), meeting).rows[0]] == [
        "Jeg kommer",
        "✓ Jeg kan ikke",
    ]
    assert [row.coming for row in await session.scalars(select(Attendance))] == [False]
    with pytest.raises(Stale):
        await sessions.attend(session, LIBRARY, kari, 1, 1, True, FIRST)
    with pytest.raises(Stale):
        await sessions.attend(session, LIBRARY, kari, 1, 2, True, NOW)


@pytest.mark.parametrize("person", [19, 20, 22, OLA, BERIT])
async def test_without_a_place_there_is_nothing_to_answer(session: Session, person: int) -> None:
    with pytest.raises(Gone):
        await sessions.attend(session, LIBRARY, await acting(session, person), 1, 1, True, NOW)


async def test_answers_to_the_earlier_time_do_not_count_for_the_new_one(session: Session) -> None:
    kari, berit = await acting(session, 1), await acting(session, BERIT)
    await sessions.attend(session, LIBRARY, kari, 1, 1, True, NOW)
    await sessions.move(session, LIBRARY, berit, 1, 1, NEW, NOW)
    assert (await sessions.evening(session, LIBRARY, berit, 1, NOW)).answers == coordination.Answers(0, 0, 18)
    view = await looked_up(told.moved_views, session, LIBRARY, SessionMoved(1, 2), 1, NOW)
    assert view is not None
    assert view.coming is None
    with pytest.raises(Stale):
        await sessions.attend(session, LIBRARY, kari, 1, 1, True, NOW)
    await sessions.attend(session, LIBRARY, kari, 1, 2, True, NOW)
    assert (await sessions.evening(session, LIBRARY, berit, 1, NOW)).answers == coordination.Answers(1, 0, 17)
