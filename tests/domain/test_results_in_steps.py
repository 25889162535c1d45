"""While people can still answer, a coordinator sees five new polls at a time or none: two looks never tell one apart."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.session import Database
from domain.ballots import Box, Sums
from domain.evaluation import FREE_TEXT_LIMIT, SHOWN_FROM
from services import Session, evaluation
from services.ballots import POLLS
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


async def test_the_page_says_when_more_is_shown(database: Database) -> None:
    async with database.begin() as session:
        for person in range(1, 8):
            await hand_in(session, person, 4)
        found, closed = await look(session), await look(session, closed=True)
    for language, said, when in (
        ("nb", "fem og fem (etter 5, 10, 15 …)", "tirsdag 29. september kl. 20:30"),
        ("nn", "fem og fem (etter 5, 10, 15 …)", "tysdag 29. september kl. 20:30"),
        ("da", "fem ad gangen (efter 5, 10, 15 …)", "tirsdag den 29. september kl. 20.30"),
        ("en", "the answers five at a time (after 5, 10, 15 …)", "Tuesday 29 September at 20:30"),
    ):
        screen = words.results(CATALOG.of(language), found)
        assert said in screen.text
        assert when.replace(".30", ":30") in screen.text
        assert "7" in screen.text.split("\n\n")[1]  # that many have answered; five are shown
        after = words.results(CATALOG.of(language), closed)
        assert said not in after.text


async def test_too_few_are_not_shown_when_it_has_closed_either(database: Database) -> None:
    async with database.begin() as session:
        for person in range(1, 5):
            await hand_in(session, person, 5, "a text")
        found = await look(session, closed=True)
    assert found.texts is None
    screen = words.results(CATALOG.of("en"), found)
    assert screen.text.count("Too few answers to be shown") == QUESTIONS
    assert "a text" not in screen.text


async def test_an_answer_that_would_stand_alone_at_the_end_is_left_out_but_not_its_words(database: Database) -> None:
    async with database.begin() as session:
        for person in range(1, 7):
            await hand_in(session, person, 5 if person == 6 else 2, f"text {person}")
        closed = await look(session, closed=True)
    assert [one.mean for one in closed.figures] == [2.0] * QUESTIONS
    assert closed.texts is not None
    assert "text 6" in closed.texts
    screen = words.results(CATALOG.of("en"), closed)
    assert "left by itself at the end" in screen.text


Poll = dict[str, str]
polls = st.dictionaries(st.sampled_from(["0", "1"]), st.sampled_from(["1", "5"]))


@given(st.lists(polls, max_size=23), st.integers(0, 3))
def test_between_two_looks_no_answer_is_alone(sent: list[Poll], team: int) -> None:
    box, seen = Box(), dict[str, int]()
    teammates = [str(number) for number in range(team)]
    for number, poll in enumerate(sent):
        box.put(str(number), poll)
        box = Box.of(box.packed(POLLS))
        for question in ("0", "1"):
            before, now = seen.get(question, 0), shown(box, question)
            assert now == before or now - before >= SHOWN_FROM
            seen[question] = now
    box.close(teammates)
    for question in ("0", "1"):
        assert shown(box, question) - seen.get(question, 0) != 1 or not seen.get(question)
        assert shown(box, question) == 0 or shown(box, question) >= SHOWN_FROM
    assert not box.roll
    if len(sent) - min(team, len(sent)) < SHOWN_FROM:
        assert not box.sums


def shown(box: Box, question: str) -> int:
    return sum(box.sums.get(question, Sums()).shown.values())


texts = st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=FREE_TEXT_LIMIT)


@given(st.lists(texts, max_size=7), st.integers(1, 10**9))
def test_a_box_is_as_long_as_its_polls_are_many(written: list[str | None], first: int) -> None:
    box, silent = Box(), Box()
    for number, text in enumerate(written, first):
        box.put(str(number), {"0": "3"}, text)
        silent.put(str(number), {})
        assert len(box.packed(POLLS).encode()) == len(silent.packed(POLLS).encode()) == POLLS.size(box.polls)
    read = Box.of(box.packed(POLLS))
    assert sorted([*read.texts_shown, *read.texts_waiting]) == sorted(text for text in written if text)


def test_the_longest_texts_there_are_fit() -> None:
    for widest in ("🙂", '"', "\n", "\\"):
        box = Box()
        for number in range(5):
            box.put(str(10**9 + number), {"0": "3"}, widest * FREE_TEXT_LIMIT)
        assert len(box.packed(POLLS).encode()) == POLLS.size(5)
