"""How polls and weekly messages look, in every language."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.session import Database
from domain.evaluation import FREE_TEXT_LIMIT
from domain.evaluation.buttons import AnswerQuestion, SendEvaluation, ShowQuestion
from domain.running.messages import FollowUp, WeeklyMessage
from services import evaluation, people
from services.programmes import Library
from services.running import weekly
from tests.domain.polls import (
    CATALOG,
    INVITE,
    LIBRARY,
    NOW,
    QUESTIONS,
    acting,
    answer_all,
    presses,
    twelve_people,
)
from tests.loading import looked_up
from texts import evaluation as words
from texts.catalog import Texts
from texts.room import MESSAGE_LIMIT, length, shorten, units
from texts.running import weekly as weekly_words
from texts.screen import Screen


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with twelve_people(tmp_path) as database:
        yield database


@given(st.text(max_size=300), st.integers(1, 200))
def test_a_shortened_text_fits_and_loses_nothing_that_fits(text: str, room: int) -> None:
    short = shorten(text, room)
    assert length(short) <= room
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.fixture(params=["nb", "nn", "da", "en"])
def t(request: pytest.FixtureRequest) -> Texts:
    return CATALOG.of(request.param)


async def test_every_screen_has_words_in_every_language_and_fits(database: Database, t: Texts) -> None:
    async with database.begin() as session:
        me = await acting(session, 1)
        view = await looked_up(evaluation.invite_views, session, LIBRARY, INVITE, 1, NOW)
        assert view is not None
        screens = [words.invite(t, view), words.reminder(t, view)]
        await answer_all(session, 1, 4, "🙂" * FREE_TEXT_LIMIT)
        for step in range(QUESTIONS + 2):
            poll = await evaluation.show(session, LIBRARY, me, 1, "midway", step, NOW)
            screens.append(words.poll(t, poll))
        screens.append(words.sent(t, poll.course.centre))
        screens.append(words.skipped(t, await evaluation.skip(session, LIBRARY, me, 1, "midway", NOW)))
    for screen in screens:
        assert 0 < units(screen.text) <= MESSAGE_LIMIT
        assert all(button.label for row in screen.rows for button in row)


async def test_a_question_has_its_numbers_in_one_row_and_the_way_back(database: Database) -> None:
    en = CATALOG.of("en")
    async with database.begin() as session:
        me = await acting(session, 1)
        first = words.poll(en, await evaluation.open_poll(session, LIBRARY, me, 1, "midway", NOW))
        second = words.poll(en, await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, 4, NOW))
        back = words.poll(en, await evaluation.show(session, LIBRARY, me, 1, "midway", 0, NOW))
        summary = words.poll(en, await answer_all(session, 1, 2, "Good <coffee>"))
    assert [button.label for button in first.rows[0]] == ["1", "2", "3", "4", "5"]
    assert [button.label for button in first.rows[1]] == ["Skip"]
    assert f"Question 2 of {QUESTIONS}" in second.text
    assert [button.label for button in second.rows[1]] == ["Back", "Skip"]
    assert [button.label for button in back.rows[0]] == ["1", "2", "3", "✓ 4", "5"]
    assert AnswerQuestion(1, "midway", 0, 0) in presses(back)
    assert "Good &lt;coffee&gt;" in summary.text
    assert presses(summary) == [SendEvaluation(1, "midway"), ShowQuestion(1, "midway", 0)]


async def test_weekly_messages_reach_those_on_the_course_who_have_not_paused(database: Database, t: Texts) -> None:
    programme = LIBRARY.programmes["ta-tak"]
    async with database.begin() as session:
        view = await looked_up(weekly.weekly_views, session, LIBRARY, WeeklyMessage(1, 2), 1, NOW)
        after = await looked_up(weekly.follow_up_views, session, LIBRARY, FollowUp(1, 1), 1, NOW)
        assert view is not None
        assert after is not None
        assert t.pick(programme.weekly_message[1].thought) in _plain(weekly_words.weekly_message(t, view))
        assert t.pick(programme.follow_up[0].try_this) in _plain(weekly_words.follow_up(t, after))
        for number in (0, 99):
            assert await looked_up(weekly.weekly_views, session, LIBRARY, WeeklyMessage(1, number), 1, NOW) is None
        assert await looked_up(weekly.weekly_views, session, LIBRARY, WeeklyMessage(1, 1), 13, NOW) is None
        await people.pause(session, await acting(session, 1), NOW)
        await session.flush()
        assert await looked_up(weekly.weekly_views, session, LIBRARY, WeeklyMessage(1, 2), 1, NOW) is None
        assert await looked_up(weekly.follow_up_views, session, LIBRARY, FollowUp(1, 1), 1, NOW) is None
        await people.pause(session, await acting(session, 1), None)
        await session.flush()
        assert await looked_up(weekly.weekly_views, session, LIBRARY, WeeklyMessage(1, 2), 1, NOW) is not None
    assert weekly_words.paused(t).rows
    assert weekly_words.resumed(t).rows


def _plain(screen: Screen) -> str:
    return screen.text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")


def test_the_library_has_both_questionnaires() -> None:
    library: Library = LIBRARY
    for round_ in ("midway", "final"):
        assert library.questionnaires[round_].question
