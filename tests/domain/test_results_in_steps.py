"""While people can still answer, a coordinator sees five new polls at a time or none: two looks never tell one apart."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.models import EvaluationAnswer
from db.session import Database
from domain.evaluation import SHOWN_FROM, in_steps
from services import Session, evaluation
from services.evaluation import results
from services.evaluation.results import Results
from tests.domain.polls import (
    CATALOG,
    CLOSED,
    COORDINATOR,
    LIBRARY,
    NOW,
    QUESTIONS,
    acting,
    answer_all,
    hand_in,
    twelve_people,
)
from texts import evaluation as words


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with twelve_people(tmp_path) as database:
        yield database


async def look(session: Session, *, closed: bool = False) -> Results:
    return await results.of_round(
        session, LIBRARY, await acting(session, COORDINATOR), 1, "midway", CLOSED if closed else NOW
    )


async def test_each_look_shows_five_more_or_nothing_new(database: Database) -> None:
    seen = []
    async with database.begin() as session:
        for person in range(1, 13):
            await hand_in(session, person, person % 5 + 1, f"text {person}")
            found = await look(session)
            assert found.sent == person
            seen.append((found.figures[0].answers, len(found.texts or ())))
    assert seen == [(0, 0)] * 4 + [(5, 5)] * 5 + [(10, 10)] * 3
    async with database.begin() as session:
        found = await look(session, closed=True)
    assert [one.answers for one in found.figures] == [12] * QUESTIONS
    assert found.texts is not None
    assert sorted(found.texts) == sorted(f"text {person}" for person in range(1, 13))


async def test_a_question_that_some_skipped_waits_for_five_of_its_own(database: Database) -> None:
    seen = []
    async with database.begin() as session:
        for person in range(1, 13):
            await answer_all(session, person, 3)
            me = await acting(session, person)
            if person in (2, 7):
                await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, 0, NOW)
            await evaluation.send(session, LIBRARY, me, 1, "midway", NOW)
            found = await look(session)
            seen.append((found.figures[0].answers, found.figures[1].answers))
    # Of the first five polls four have an answer to the first question; with the next five they are eight.
    assert seen == [(0, 0)] * 4 + [(0, 5)] * 5 + [(8, 10)] * 3


async def test_what_is_kept_tells_no_more_than_with_which_five(database: Database) -> None:
    async with database.begin() as session:
        for person in range(1, 13):
            await hand_in(session, person)
        steps = Counter((await session.scalars(select(EvaluationAnswer.step))).all())
    assert steps == {1: 5, 2: 5, 0: 2}


async def test_the_page_says_when_more_is_shown(database: Database) -> None:
    async with database.begin() as session:
        for person in range(1, 8):
            await hand_in(session, person, 4)
        found, closed = await look(session), await look(session, closed=True)
    for language, said, when in (
        ("nb", "fem og fem (etter 5, 10, 15 …)", "tirsdag 29. september kl. 20:30"),
        ("nn", "fem og fem (etter 5, 10, 15 …)", "tysdag 29. september kl. 20:30"),
        ("da", "fem ad gangen (efter 5, 10, 15 …)", "tirsdag den 29. september kl. 20.30"),
        ("en", "five polls at a time (after 5, 10, 15 …)", "Tuesday 29 September at 20:30"),
    ):
        (screen,) = words.results(CATALOG.of(language), found)
        assert said in screen.text
        assert when.replace(".30", ":30") in screen.text
        assert "7" in screen.text.split("\n\n")[1]  # that many have answered; five are shown
        (after,) = words.results(CATALOG.of(language), closed)
        assert said not in after.text


async def test_too_few_are_not_shown_when_it_has_closed_either(database: Database) -> None:
    async with database.begin() as session:
        for person in range(1, 5):
            await hand_in(session, person, 5, "a text")
        found = await look(session, closed=True)
    assert found.texts is None
    (screen,) = words.results(CATALOG.of("en"), found)
    assert screen.text.count("Too few answers to be shown") == QUESTIONS
    assert "a text" not in screen.text


@given(st.lists(st.lists(st.integers(1, 5), max_size=SHOWN_FROM), max_size=8))
def test_from_step_to_step_nothing_or_five_more(steps: list[list[int]]) -> None:
    shown: list[int] = []
    for number in range(len(steps) + 1):
        now = in_steps(steps[:number])
        assert now[: len(shown)] == shown
        assert len(now) == len(shown) or len(now) - len(shown) >= SHOWN_FROM
        shown = now
