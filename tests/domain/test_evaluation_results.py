"""What a coordinator sees of the polls: figures and texts from five polls on, and nothing of whose they are."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.session import Database
from domain.errors import Gone, NotYours
from domain.evaluation import SCALE, figure
from services import evaluation
from services.evaluation import results
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
from texts.room import MESSAGE_LIMIT, units


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with twelve_people(tmp_path) as database:
        yield database


@given(st.lists(st.sampled_from(SCALE), max_size=60))
def test_a_figure_shows_nothing_but_its_number_below_five(values: list[int]) -> None:
    one = figure(Counter(values))
    assert one.answers == len(values)
    if len(values) < 5:
        assert one.mean is None
        assert one.counts is None
    else:
        assert one.counts is not None
        assert one.mean is not None
        assert sum(one.counts) == len(values)
        assert min(values) <= one.mean <= max(values)
        assert abs(sum(step * n for step, n in zip(SCALE, one.counts, strict=True)) / len(values) - one.mean) <= 0.05001


async def test_results_are_for_coordinators_of_the_centre(database: Database) -> None:
    async with database.begin() as session:
        with pytest.raises(NotYours):
            await results.of_round(session, LIBRARY, await acting(session, 1), 1, "midway", NOW)
        with pytest.raises(Gone):
            await results.of_round(session, LIBRARY, await acting(session, COORDINATOR), 1, "other", NOW)


async def test_below_five_polls_only_the_number_is_shown(database: Database) -> None:
    async with database.begin() as session:
        for person in range(1, 5):
            await hand_in(session, person, 5, f"text of {person}")
        found = await results.of_round(session, LIBRARY, await acting(session, COORDINATOR), 1, "midway", NOW)
    assert (found.invited, found.sent, found.texts) == (12, 4, None)
    assert all(one.mean is None and one.counts is None for one in found.figures)
    for language in ("nb", "nn", "da", "en"):
        t = CATALOG.of(language)
        (texts,), screens = words.in_own_words(t, found), [words.results(t, found), words.one_figure(t, found, 0)]
        for screen in (texts, *screens):
            assert "text of" not in screen.text
            assert not set("▁▇") & set(screen.text)
        assert not any("1" in button.label for row in screens[0].rows for button in row), "there is nothing to open"


async def test_from_five_polls_on_figures_and_texts_are_shown_without_names(database: Database) -> None:
    async with database.begin() as session:
        for person in range(1, 6):
            await hand_in(session, person, person, "a & b" if person == 1 else None)
        found = await results.of_round(session, LIBRARY, await acting(session, COORDINATOR), 1, "midway", NOW)
    assert found.texts == ("a & b",)
    assert [(one.mean, one.counts) for one in found.figures] == [(3.0, (1, 1, 1, 1, 1))] * QUESTIONS
    screen = words.results(CATALOG.of("nb"), found)
    assert screen.text.count("gjennomsnitt 3,0 · 5 svar · ▇▇▇▇▇") == QUESTIONS
    assert "a &amp; b" not in screen.text, "it is a press away"
    (written,) = words.in_own_words(CATALOG.of("nb"), found)
    assert "<blockquote>a &amp; b</blockquote>" in written.text


async def test_how_often_each_step_was_chosen_stands_on_a_page_of_its_own(database: Database) -> None:
    async with database.begin() as session:
        for person, value in enumerate((5, 5, 5, 5, 5, 5, 4, 4, 2, 2), 1):
            await hand_in(session, person, value)
        found = await results.of_round(session, LIBRARY, await acting(session, COORDINATOR), 1, "midway", CLOSED)
    t = CATALOG.of("en")
    overview = words.results(t, found)
    assert "▁▃▁▃▇" in overview.text, "nobody chose 1 or 3"
    assert units(overview.text) < 1600
    assert [button.label for button in overview.rows[0]] == [str(one + 1) for one in range(QUESTIONS)]
    page = words.one_figure(t, found, 0)
    assert "5  ▇▇▇▇▇▇▇▇▇▇ 6\n4  ▇▇▇ 2\n3   0\n2  ▇▇▇ 2\n1   0" in page.text
    assert [button.label for button in page.rows[0]] == ["Next"]
    assert [button.label for button in words.one_figure(t, found, QUESTIONS - 1).rows[0]] == ["Previous"]


async def test_four_answers_to_one_question_stay_hidden_among_five_polls(database: Database) -> None:
    async with database.begin() as session:
        for person in range(1, 6):
            await answer_all(session, person, 4)
            me = await acting(session, person)
            if person == 1:
                await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, 0, NOW)
            await evaluation.send(session, LIBRARY, me, 1, "midway", NOW)
        found = await results.of_round(session, LIBRARY, await acting(session, COORDINATOR), 1, "midway", NOW)
    assert (found.figures[0].answers, found.figures[0].mean) == (0, None)  # one skipped it: it waits for the next five
    assert found.figures[1].mean == 4.0
    assert found.texts == ()


@pytest.mark.parametrize(("length", "screens", "file"), [(20, 1, False), (500, 2, False), (2000, 1, True)])
async def test_long_texts_come_in_more_messages_or_in_a_file(
    database: Database, length: int, screens: int, file: bool
) -> None:
    async with database.begin() as session:
        for person in range(1, 13):
            await hand_in(session, person, 3, f"{person:02}" + "å" * (length - 2))
        found = await results.of_round(session, LIBRARY, await acting(session, COORDINATOR), 1, "midway", CLOSED)
    pages = words.in_own_words(CATALOG.of("en"), found)
    assert len(pages) == screens
    assert all(units(page.text) <= MESSAGE_LIMIT for page in pages)
    document = pages[0].document
    assert (document is not None) is file
    everything = document.content.decode() if document else "".join(page.text for page in pages)
    assert all(f"{person:02}å" in everything for person in range(1, 13))
