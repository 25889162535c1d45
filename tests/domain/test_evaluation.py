"""The evaluation: polls that are answered, changed, sent once, left alone; who may, and how long."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.models import (
    EvaluationDraft,
)
from db.session import Database
from domain.errors import Gone, RoundClosed, TextExpected, TooLong
from domain.evaluation import FREE_TEXT_LIMIT, first_open
from domain.evaluation.buttons import OpenEvaluation, ShowQuestion, SkipEvaluation
from domain.evaluation.messages import EvaluationInvite
from services import Session, evaluation
from tests.domain.polls import (
    CATALOG,
    CLOSED,
    COORDINATOR,
    EVENING,
    INVITE,
    LIBRARY,
    NOW,
    OPEN,
    QUESTIONS,
    REMINDER,
    START,
    acting,
    answer_all,
    box,
    hand_in,
    presses,
    twelve_people,
)
from tests.loading import looked_up
from texts import evaluation as words


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with twelve_people(tmp_path) as database:
        yield database


async def _draft(session: Session, person_id: int) -> EvaluationDraft:
    return (await session.scalars(select(EvaluationDraft).where(EvaluationDraft.person_id == person_id))).one()


@given(st.sets(st.integers(0, 9)), st.integers(1, 10))
def test_the_first_open_question_is_the_lowest_not_dealt_with(done: set[int], questions: int) -> None:
    first = first_open(done, questions)
    assert first == questions or first not in done
    assert set(range(first)) <= done


async def test_a_poll_is_answered_step_by_step_and_leaves_no_trace_of_who(database: Database) -> None:
    async with database.begin() as session:
        me = await acting(session, 1)
        poll = await evaluation.open_poll(session, LIBRARY, me, 1, "midway", NOW)
        assert poll.at == 0
        for question in range(QUESTIONS):
            poll = await evaluation.answer(session, LIBRARY, me, 1, "midway", question, question % 5 + 1, NOW)
            assert poll.at == question + 1
        poll = await evaluation.write_text(session, LIBRARY, me, 1, "midway", "More <time> to talk", NOW)
        assert poll.at == poll.text_step + 1
        assert poll.complete
    async with database.begin() as session:
        assert (await evaluation.send(session, LIBRARY, me, 1, "midway", NOW)).sent
    async with database.begin() as session:
        assert not (await session.scalars(select(EvaluationDraft))).all()
        kept = await box(session)
    assert {key: one.waiting for key, one in kept.sums.items()} == {
        str(n): {str(n % 5 + 1): 1} for n in range(QUESTIONS)
    }
    assert kept.texts_waiting == ["More <time> to talk"]
    assert kept.roll == {"1"}


async def test_it_opens_where_one_stopped_and_skipped_questions_stay_skipped(database: Database) -> None:
    async with database.begin() as session:
        me = await acting(session, 1)
        await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, 5, NOW)
        await evaluation.answer(session, LIBRARY, me, 1, "midway", 1, 0, NOW)
    async with database.begin() as session:
        poll = await evaluation.open_poll(session, LIBRARY, me, 1, "midway", NOW + timedelta(days=3))
        assert poll.at == 2
        assert poll.answers == {0: 5, 1: None}


async def test_everything_can_be_changed_until_it_is_sent(database: Database) -> None:
    async with database.begin() as session:
        me = await acting(session, 1)
        await answer_all(session, 1, 2, "First thought")
        poll = await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, 5, NOW)
        assert poll.answers[0] == 5
        poll = await evaluation.skip_text(session, LIBRARY, me, 1, "midway", NOW)
        assert poll.free_text is None
        assert poll.at == poll.text_step + 1
        assert (await evaluation.show(session, LIBRARY, me, 1, "midway", 0, NOW)).at == 0
        await evaluation.send(session, LIBRARY, me, 1, "midway", NOW)
        with pytest.raises(RoundClosed):
            await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, 1, NOW)
        with pytest.raises(RoundClosed):
            await evaluation.skip(session, LIBRARY, me, 1, "midway", NOW)


async def test_sending_twice_hands_in_one_poll(database: Database) -> None:
    async with database.begin() as session:
        await hand_in(session, 1)
        again = await evaluation.send(session, LIBRARY, await acting(session, 1), 1, "midway", CLOSED)
        assert again.sent
        assert (await box(session)).polls == 1


async def test_a_poll_without_any_answer_is_not_sent(database: Database) -> None:
    async with database.begin() as session:
        me = await acting(session, 1)
        for question in range(QUESTIONS):
            await evaluation.answer(session, LIBRARY, me, 1, "midway", question, 0, NOW)
        await evaluation.skip_text(session, LIBRARY, me, 1, "midway", NOW)
        poll = await evaluation.send(session, LIBRARY, me, 1, "midway", NOW)
        assert not poll.sent
        assert (await box(session)).polls == 0
    screen = words.poll(CATALOG.of("en"), poll)
    assert "nothing to send" in screen.text
    assert presses(screen) == [ShowQuestion(1, "midway", 0), SkipEvaluation(1, "midway")]


async def test_no_thanks_forgets_the_answers_and_can_be_taken_back(database: Database) -> None:
    async with database.begin() as session:
        me = await acting(session, 1)
        await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, 5, NOW)
        poll = await evaluation.skip(session, LIBRARY, me, 1, "midway", NOW)
        draft = await _draft(session, 1)
        assert draft.content is None
        assert draft.skipped_at == NOW
        assert await looked_up(evaluation.reminder_views, session, LIBRARY, REMINDER, 1, NOW) is None
        assert OpenEvaluation(1, "midway") in presses(words.skipped(CATALOG.of("en"), poll))
        assert (await evaluation.open_poll(session, LIBRARY, me, 1, "midway", NOW)).at == 0
        assert (await _draft(session, 1)).skipped_at is None


async def test_the_round_lasts_from_the_end_of_its_evening_for_two_weeks(database: Database) -> None:
    second = timedelta(seconds=1)
    async with database.begin() as session:
        me = await acting(session, 1)
        for round_, moment in (("midway", OPEN - second), ("final", NOW), ("midway-ish", NOW), ("", NOW)):
            with pytest.raises(Gone):
                await evaluation.open_poll(session, LIBRARY, me, 1, round_, moment)
        for moment in (OPEN, CLOSED - second):
            assert (await evaluation.open_poll(session, LIBRARY, me, 1, "midway", moment)).at == 0
        for moment in (CLOSED, CLOSED + timedelta(days=99)):
            with pytest.raises(RoundClosed):
                await evaluation.open_poll(session, LIBRARY, me, 1, "midway", moment)
        final = START + timedelta(days=35) + EVENING
        assert (await evaluation.open_poll(session, LIBRARY, me, 1, "final", final)).at == 0


@pytest.mark.parametrize("who", [13, COORDINATOR])
async def test_only_those_on_the_course_may_answer(database: Database, who: int) -> None:
    async with database.begin() as session:
        me = await acting(session, who)
        for call in (evaluation.open_poll, evaluation.skip_text, evaluation.send, evaluation.skip):
            with pytest.raises(Gone):
                await call(session, LIBRARY, me, 1, "midway", NOW)
        with pytest.raises(Gone):
            await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, 3, NOW)


@pytest.mark.parametrize(("question", "value"), [(QUESTIONS, 3), (0, 6), (99, 1)])
async def test_forged_answers_are_refused(database: Database, question: int, value: int) -> None:
    async with database.begin() as session:
        me = await acting(session, 1)
        with pytest.raises(Gone):
            await evaluation.answer(session, LIBRARY, me, 1, "midway", question, value, NOW)
        with pytest.raises(Gone):
            await evaluation.show(session, LIBRARY, me, 1, "midway", QUESTIONS + 2, NOW)
        with pytest.raises(Gone):
            await evaluation.open_poll(session, LIBRARY, me, 77, "midway", NOW)


async def test_the_free_text_has_to_be_a_text_that_fits(database: Database) -> None:
    async with database.begin() as session:
        me = await acting(session, 1)
        for text in (None, "", " \n "):
            with pytest.raises(TextExpected):
                await evaluation.write_text(session, LIBRARY, me, 1, "midway", text, NOW)
        with pytest.raises(TooLong):
            await evaluation.write_text(session, LIBRARY, me, 1, "midway", "x" * (FREE_TEXT_LIMIT + 1), NOW)
        poll = await evaluation.write_text(session, LIBRARY, me, 1, "midway", "x" * FREE_TEXT_LIMIT, NOW)
        assert poll.at == 0  # nothing else has been answered yet


async def test_invitations_stop_for_whoever_has_sent_left_or_is_too_late(database: Database) -> None:
    async with database.begin() as session:
        view = await looked_up(evaluation.invite_views, session, LIBRARY, INVITE, 1, NOW)
        assert view is not None
        assert view.closes_at == CLOSED
        assert not view.begun
        await evaluation.answer(session, LIBRARY, await acting(session, 1), 1, "midway", 0, 3, NOW)
        begun = await looked_up(evaluation.reminder_views, session, LIBRARY, REMINDER, 1, NOW)
        assert begun is not None
        assert begun.begun
        await hand_in(session, 1)
        assert await looked_up(evaluation.reminder_views, session, LIBRARY, REMINDER, 1, NOW) is None
        assert await looked_up(evaluation.invite_views, session, LIBRARY, INVITE, 13, NOW) is None
        assert await looked_up(evaluation.invite_views, session, LIBRARY, INVITE, 2, CLOSED) is None
        assert (
            await looked_up(evaluation.invite_views, session, LIBRARY, INVITE, 2, OPEN - timedelta(minutes=1)) is None
        )
        assert await looked_up(evaluation.invite_views, session, LIBRARY, EvaluationInvite(5, "midway"), 2, NOW) is None
