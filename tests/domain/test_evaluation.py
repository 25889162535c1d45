"""The evaluation and the weekly messages: the rules, and the use cases on a real database in a temporary file."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.crypto import KEYS
from db.models import (
    Assignment,
    Base,
    Centre,
    Course,
    CourseSession,
    Enrolment,
    EvaluationAnswer,
    EvaluationDraft,
    Person,
)
from db.session import Database
from domain.buttons import AnswerQuestion, OpenEvaluation, SendEvaluation, ShowQuestion, SkipEvaluation
from domain.errors import Gone, NotYours, RoundClosed, TextExpected, TooLong
from domain.evaluation import FREE_TEXT_LIMIT, SCALE, figure, first_open
from domain.messages import EvaluationInvite, EvaluationReminder, FollowUp, WeeklyMessage
from domain.signup import Status
from services import Session, evaluation, people, weekly
from services.people import Actor
from services.programmes import Library, read_library
from texts import evaluation as words
from texts import weekly as weekly_words
from texts.catalog import Catalog, Texts
from texts.room import MESSAGE_LIMIT, length, shorten, units
from texts.screen import Screen

START = datetime(2026, 9, 1, 16, tzinfo=UTC)
EVENING = timedelta(minutes=150)
OPEN = START + timedelta(days=14) + EVENING
"""The instant at which evening 3 ends and the mid-way poll opens."""
NOW = OPEN + timedelta(hours=1)
CLOSED = OPEN + timedelta(days=14)
LIBRARY = read_library()
QUESTIONS = len(LIBRARY.questionnaire("ta-tak", "midway").question)
CATALOG = Catalog()
COORDINATOR = 900
INVITE, REMINDER = EvaluationInvite(1, "midway"), EvaluationReminder(1, "midway")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A course of six evenings with twelve participants (1-12), somebody who left (13), and a coordinator."""
    KEYS.open(Fernet.generate_key().decode())
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.begin() as session:
        await _people(session)
    yield database
    await database.dispose()


async def _people(session: Session) -> None:
    session.add(Centre(id=1, slug="c", name="Centre", country="NO", time_zone="Europe/Oslo", language="nb", phone="1"))
    ids = [*range(1, 14), COORDINATOR]
    session.add_all(Person(id=one, telegram_id=1000 + one, consent_version=1, created_at=START) for one in ids)
    await session.flush()
    session.add(Assignment(person_id=COORDINATOR, centre_id=1, role="coordinator"))
    session.add(Course(id=1, slug="ta-tak-2026", programme="ta-tak", centre_id=1, seats=20, place="Library"))
    await session.flush()
    for position in range(1, 7):
        at = START + timedelta(days=7 * (position - 1))
        session.add(CourseSession(course_id=1, position=position, starts_at=at, ends_at=at + EVENING))
    for one in range(1, 14):
        status = Status.LEFT if one == 13 else Status.PLACE
        session.add(Enrolment(course_id=1, person_id=one, status=status, number=one, since=START - timedelta(days=9)))


async def _actor(session: Session, person_id: int) -> Actor:
    return await people.arrive(session, 1000 + person_id, NOW)


async def _answer_all(session: Session, person_id: int, value: int, text: str | None = None) -> evaluation.Poll:
    """Answer every question alike, write or skip the free text; not sent yet."""
    me = await _actor(session, person_id)
    for question in range(QUESTIONS):
        await evaluation.answer(session, LIBRARY, me, 1, "midway", question, value, NOW)
    if text is None:
        return await evaluation.skip_text(session, LIBRARY, me, 1, "midway", NOW)
    return await evaluation.write_text(session, LIBRARY, me, 1, "midway", text, NOW)


async def _sent(session: Session, person_id: int, value: int = 4, text: str | None = None) -> None:
    await _answer_all(session, person_id, value, text)
    poll = await evaluation.send(session, LIBRARY, await _actor(session, person_id), 1, "midway", NOW)
    assert poll.sent


async def _draft(session: Session, person_id: int) -> EvaluationDraft:
    return (await session.scalars(select(EvaluationDraft).where(EvaluationDraft.person_id == person_id))).one()


def _presses(screen: Screen) -> list[object]:
    return [button.press for row in screen.rows for button in row]


# the rules


@given(st.lists(st.sampled_from(SCALE), max_size=60))
def test_a_figure_shows_nothing_but_its_number_below_five(values: list[int]) -> None:
    one = figure(values)
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


@given(st.sets(st.integers(0, 9)), st.integers(1, 10))
def test_the_first_open_question_is_the_lowest_not_dealt_with(done: set[int], questions: int) -> None:
    first = first_open({str(n): None if n % 2 else 3 for n in done}, questions)
    assert first == questions or first not in done
    assert set(range(first)) <= done


@given(st.text(max_size=300), st.integers(1, 200))
def test_a_shortened_text_fits_and_loses_nothing_that_fits(text: str, room: int) -> None:
    short = shorten(text, room)
    assert length(short) <= room
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


# answering


async def test_a_poll_is_answered_step_by_step_and_leaves_no_trace_of_who(database: Database) -> None:
    async with database.begin() as session:
        me = await _actor(session, 1)
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
        draft = await _draft(session, 1)
        assert (draft.answers, draft.free_text, draft.sent_at) == (None, None, NOW)
        row = (await session.scalars(select(EvaluationAnswer))).one()
        assert json.loads(row.answers) == {str(n): n % 5 + 1 for n in range(QUESTIONS)}
        assert row.free_text == "More <time> to talk"
    names = {column.name for column in EvaluationAnswer.__table__.columns}
    assert names == {"id", "course_id", "round", "answers", "free_text"}


async def test_it_opens_where_one_stopped_and_skipped_questions_stay_skipped(database: Database) -> None:
    async with database.begin() as session:
        me = await _actor(session, 1)
        await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, 5, NOW)
        await evaluation.answer(session, LIBRARY, me, 1, "midway", 1, 0, NOW)
    async with database.begin() as session:
        poll = await evaluation.open_poll(session, LIBRARY, me, 1, "midway", NOW + timedelta(days=3))
        assert poll.at == 2
        assert poll.answers == {0: 5, 1: None}


async def test_everything_can_be_changed_until_it_is_sent(database: Database) -> None:
    async with database.begin() as session:
        me = await _actor(session, 1)
        await _answer_all(session, 1, 2, "First thought")
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
        await _sent(session, 1)
        again = await evaluation.send(session, LIBRARY, await _actor(session, 1), 1, "midway", CLOSED)
        assert again.sent
        assert len((await session.scalars(select(EvaluationAnswer))).all()) == 1


async def test_a_poll_without_any_answer_is_not_sent(database: Database) -> None:
    async with database.begin() as session:
        me = await _actor(session, 1)
        for question in range(QUESTIONS):
            await evaluation.answer(session, LIBRARY, me, 1, "midway", question, 0, NOW)
        await evaluation.skip_text(session, LIBRARY, me, 1, "midway", NOW)
        poll = await evaluation.send(session, LIBRARY, me, 1, "midway", NOW)
        assert not poll.sent
        assert not (await session.scalars(select(EvaluationAnswer))).all()
    screen = words.poll(CATALOG.of("en"), poll)
    assert "nothing to send" in screen.text
    assert _presses(screen) == [ShowQuestion(1, "midway", 0), SkipEvaluation(1, "midway")]


async def test_no_thanks_forgets_the_answers_and_can_be_taken_back(database: Database) -> None:
    async with database.begin() as session:
        me = await _actor(session, 1)
        await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, 5, NOW)
        poll = await evaluation.skip(session, LIBRARY, me, 1, "midway", NOW)
        draft = await _draft(session, 1)
        assert draft.answers is None
        assert draft.skipped_at == NOW
        assert await evaluation.reminder_view(session, LIBRARY, REMINDER, 1, NOW) is None
        assert OpenEvaluation(1, "midway") in _presses(words.skipped(CATALOG.of("en"), poll))
        assert (await evaluation.open_poll(session, LIBRARY, me, 1, "midway", NOW)).at == 0
        assert (await _draft(session, 1)).skipped_at is None


async def test_the_round_lasts_from_the_end_of_its_evening_for_two_weeks(database: Database) -> None:
    second = timedelta(seconds=1)
    async with database.begin() as session:
        me = await _actor(session, 1)
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
        me = await _actor(session, who)
        for call in (evaluation.open_poll, evaluation.skip_text, evaluation.send, evaluation.skip):
            with pytest.raises(Gone):
                await call(session, LIBRARY, me, 1, "midway", NOW)
        with pytest.raises(Gone):
            await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, 3, NOW)


@pytest.mark.parametrize(("question", "value"), [(QUESTIONS, 3), (0, 6), (99, 1)])
async def test_forged_answers_are_refused(database: Database, question: int, value: int) -> None:
    async with database.begin() as session:
        me = await _actor(session, 1)
        with pytest.raises(Gone):
            await evaluation.answer(session, LIBRARY, me, 1, "midway", question, value, NOW)
        with pytest.raises(Gone):
            await evaluation.show(session, LIBRARY, me, 1, "midway", QUESTIONS + 2, NOW)
        with pytest.raises(Gone):
            await evaluation.open_poll(session, LIBRARY, me, 77, "midway", NOW)


async def test_the_free_text_has_to_be_a_text_that_fits(database: Database) -> None:
    async with database.begin() as session:
        me = await _actor(session, 1)
        for text in (None, "", " \n "):
            with pytest.raises(TextExpected):
                await evaluation.write_text(session, LIBRARY, me, 1, "midway", text, NOW)
        with pytest.raises(TooLong):
            await evaluation.write_text(session, LIBRARY, me, 1, "midway", "x" * (FREE_TEXT_LIMIT + 1), NOW)
        poll = await evaluation.write_text(session, LIBRARY, me, 1, "midway", "x" * FREE_TEXT_LIMIT, NOW)
        assert poll.at == 0  # nothing else has been answered yet


# invitations


async def test_invitations_stop_for_whoever_has_sent_left_or_is_too_late(database: Database) -> None:
    async with database.begin() as session:
        view = await evaluation.invite_view(session, LIBRARY, INVITE, 1, NOW)
        assert view is not None
        assert view.closes_at == CLOSED
        assert not view.begun
        await evaluation.answer(session, LIBRARY, await _actor(session, 1), 1, "midway", 0, 3, NOW)
        begun = await evaluation.reminder_view(session, LIBRARY, REMINDER, 1, NOW)
        assert begun is not None
        assert begun.begun
        await _sent(session, 1)
        assert await evaluation.reminder_view(session, LIBRARY, REMINDER, 1, NOW) is None
        assert await evaluation.invite_view(session, LIBRARY, INVITE, 13, NOW) is None
        assert await evaluation.invite_view(session, LIBRARY, INVITE, 2, CLOSED) is None
        assert await evaluation.invite_view(session, LIBRARY, INVITE, 2, OPEN - timedelta(minutes=1)) is None
        assert await evaluation.invite_view(session, LIBRARY, EvaluationInvite(5, "midway"), 2, NOW) is None


# results


async def test_results_are_for_coordinators_of_the_centre(database: Database) -> None:
    async with database.begin() as session:
        with pytest.raises(NotYours):
            await evaluation.results(session, LIBRARY, await _actor(session, 1), 1, "midway")
        with pytest.raises(Gone):
            await evaluation.results(session, LIBRARY, await _actor(session, COORDINATOR), 1, "other")


async def test_below_five_polls_only_the_number_is_shown(database: Database) -> None:
    async with database.begin() as session:
        for person in range(1, 5):
            await _sent(session, person, 5, f"text of {person}")
        found = await evaluation.results(session, LIBRARY, await _actor(session, COORDINATOR), 1, "midway")
    assert (found.invited, found.sent, found.texts) == (12, 4, None)
    assert all(one.mean is None and one.counts is None for one in found.figures)
    for language in ("nb", "nn", "da", "en"):
        (screen,) = words.results(CATALOG.of(language), found)
        assert "text of" not in screen.text
        assert "▇" not in screen.text


async def test_from_five_polls_on_figures_and_texts_are_shown_without_names(database: Database) -> None:
    async with database.begin() as session:
        for person in range(1, 6):
            await _sent(session, person, person, "a & b" if person == 1 else None)
        found = await evaluation.results(session, LIBRARY, await _actor(session, COORDINATOR), 1, "midway")
    assert found.texts == ("a & b",)
    assert [(one.mean, one.counts) for one in found.figures] == [(3.0, (1, 1, 1, 1, 1))] * QUESTIONS
    (screen,) = words.results(CATALOG.of("nb"), found)
    assert "gjennomsnitt 3,0" in screen.text
    assert "<blockquote>a &amp; b</blockquote>" in screen.text


async def test_four_answers_to_one_question_stay_hidden_among_five_polls(database: Database) -> None:
    async with database.begin() as session:
        for person in range(1, 6):
            await _answer_all(session, person, 4)
            me = await _actor(session, person)
            if person == 1:
                await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, 0, NOW)
            await evaluation.send(session, LIBRARY, me, 1, "midway", NOW)
        found = await evaluation.results(session, LIBRARY, await _actor(session, COORDINATOR), 1, "midway")
    assert (found.figures[0].answers, found.figures[0].mean) == (4, None)
    assert found.figures[1].mean == 4.0
    assert found.texts == ()


@pytest.mark.parametrize(("length", "screens", "file"), [(20, 1, False), (500, 3, False), (2000, 1, True)])
async def test_long_texts_come_in_more_messages_or_in_a_file(
    database: Database, length: int, screens: int, file: bool
) -> None:
    async with database.begin() as session:
        for person in range(1, 13):
            await _sent(session, person, 3, f"{person:02}" + "å" * (length - 2))
        found = await evaluation.results(session, LIBRARY, await _actor(session, COORDINATOR), 1, "midway")
    pages = words.results(CATALOG.of("en"), found)
    assert len(pages) == screens
    assert all(units(page.text) <= MESSAGE_LIMIT for page in pages)
    document = pages[0].document
    assert (document is not None) is file
    everything = document.content.decode() if document else "".join(page.text for page in pages)
    assert all(f"{person:02}å" in everything for person in range(1, 13))


# wording


@pytest.fixture(params=["nb", "nn", "da", "en"])
def t(request: pytest.FixtureRequest) -> Texts:
    return CATALOG.of(request.param)


async def test_every_screen_has_words_in_every_language_and_fits(database: Database, t: Texts) -> None:
    async with database.begin() as session:
        me = await _actor(session, 1)
        view = await evaluation.invite_view(session, LIBRARY, INVITE, 1, NOW)
        assert view is not None
        screens = [words.invite(t, view), words.reminder(t, view), words.sent(t)]
        await _answer_all(session, 1, 4, "🙂" * FREE_TEXT_LIMIT)
        for step in range(QUESTIONS + 2):
            poll = await evaluation.show(session, LIBRARY, me, 1, "midway", step, NOW)
            screens.append(words.poll(t, poll))
        screens.append(words.skipped(t, await evaluation.skip(session, LIBRARY, me, 1, "midway", NOW)))
    for screen in screens:
        assert 0 < units(screen.text) <= MESSAGE_LIMIT
        assert all(button.label for row in screen.rows for button in row)


async def test_a_question_has_its_numbers_in_one_row_and_the_way_back(database: Database) -> None:
    en = CATALOG.of("en")
    async with database.begin() as session:
        me = await _actor(session, 1)
        first = words.poll(en, await evaluation.open_poll(session, LIBRARY, me, 1, "midway", NOW))
        second = words.poll(en, await evaluation.answer(session, LIBRARY, me, 1, "midway", 0, 4, NOW))
        back = words.poll(en, await evaluation.show(session, LIBRARY, me, 1, "midway", 0, NOW))
        summary = words.poll(en, await _answer_all(session, 1, 2, "Good <coffee>"))
    assert [button.label for button in first.rows[0]] == ["1", "2", "3", "4", "5"]
    assert [button.label for button in first.rows[1]] == ["Skip"]
    assert f"Question 2 of {QUESTIONS}" in second.text
    assert [button.label for button in second.rows[1]] == ["Back", "Skip"]
    assert [button.label for button in back.rows[0]] == ["1", "2", "3", "✓ 4", "5"]
    assert AnswerQuestion(1, "midway", 0, 0) in _presses(back)
    assert "Good &lt;coffee&gt;" in summary.text
    assert _presses(summary) == [SendEvaluation(1, "midway"), ShowQuestion(1, "midway", 0)]


# weekly


async def test_weekly_messages_reach_those_on_the_course_who_have_not_paused(database: Database, t: Texts) -> None:
    programme = LIBRARY.programmes["ta-tak"]
    async with database.begin() as session:
        view = await weekly.weekly_view(session, LIBRARY, WeeklyMessage(1, 2), 1, NOW)
        after = await weekly.follow_up_view(session, LIBRARY, FollowUp(1, 1), 1, NOW)
        assert view is not None
        assert after is not None
        assert t.pick(programme.weekly_message[1].thought) in _plain(weekly_words.weekly_message(t, view))
        assert t.pick(programme.follow_up[0].try_this) in _plain(weekly_words.follow_up(t, after))
        for number in (0, 99):
            assert await weekly.weekly_view(session, LIBRARY, WeeklyMessage(1, number), 1, NOW) is None
        assert await weekly.weekly_view(session, LIBRARY, WeeklyMessage(1, 1), 13, NOW) is None
        await people.pause(session, await _actor(session, 1), NOW)
        await session.flush()
        assert await weekly.weekly_view(session, LIBRARY, WeeklyMessage(1, 2), 1, NOW) is None
        assert await weekly.follow_up_view(session, LIBRARY, FollowUp(1, 1), 1, NOW) is None
        await people.pause(session, await _actor(session, 1), None)
        await session.flush()
        assert await weekly.weekly_view(session, LIBRARY, WeeklyMessage(1, 2), 1, NOW) is not None
    assert weekly_words.paused(t).rows
    assert weekly_words.resumed(t).rows


def _plain(screen: Screen) -> str:
    return screen.text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")


def test_the_library_has_both_questionnaires() -> None:
    library: Library = LIBRARY
    for round_ in ("midway", "final"):
        assert library.questionnaire("ta-tak", round_).question
