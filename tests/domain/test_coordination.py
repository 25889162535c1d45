"""What a coordinator does with a course, on a real database in a temporary file."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select, update

from db.crypto import KEYS
from db.models import Assignment, Attendance, Base, Centre, Course, CourseSession, Enrolment, Notice, Outbox, Person
from db.session import Database
from domain.delivery import State
from domain.errors import AlreadyBegun, Gone, InThePast, NobodyToTell, NotYours, Stale, TextExpected, TooLong
from domain.messages import NoticeCopy, SessionCancelled, SessionMoved, SessionReminder
from domain.people import CONSENT_VERSION, LANGUAGES
from domain.signup import Status
from services import Session, coordination, notices, people, sessions
from services.people import Actor
from services.programmes import read_library
from texts import coordination as course_words
from texts import notices as notice_words
from texts import sessions as words
from texts.catalog import Catalog

FIRST = datetime(2026, 9, 1, 16, tzinfo=UTC)
LONG = timedelta(minutes=150)
NOW = datetime(2026, 8, 17, 7, tzinfo=UTC)
NEW = FIRST + timedelta(days=2)
LIBRARY = read_library()
CATALOG = Catalog()
BERIT, AASE, OLA = 900, 901, 902
"""Coordinates the course; coordinates another centre; has no role (and no place)."""


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[Session]:
    """Participants 1 to 18 have a place, 19 an offer, 20 and 21 wait, 22 has left; the evenings are 1 to 6."""
    KEYS.open(Fernet.generate_key().decode())
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.begin() as session:
        await _fill(session)
        yield session
    await database.dispose()


async def _fill(session: Session) -> None:
    for centre, slug in enumerate(("here", "there"), 1):
        session.add(
            Centre(id=centre, slug=slug, name=f"LMS {slug}", country="NO", time_zone="Europe/Oslo", language="nb")
        )
        await session.flush()
        course = Course(id=centre, slug=f"ta-tak-{slug}", programme="ta-tak", centre_id=centre, seats=19, place="Huset")
        session.add(course)
        await session.flush()
        for number in range(1, 7):
            starts = FIRST + timedelta(days=7 * (number - 1))
            ids = {"id": 10 * (centre - 1) + number, "course_id": centre, "position": number}
            session.add(CourseSession(**ids, starts_at=starts, ends_at=starts + LONG))
    for number in (*range(1, 23), BERIT, AASE, OLA):
        person = Person(id=number, telegram_id=number, name=f"N{number}", consent_version=CONSENT_VERSION)
        person.created_at = NOW
        session.add(person)
    await session.flush()
    later = [Status.OFFERED, Status.WAITING, Status.WAITING, Status.LEFT]
    for number, status in enumerate([Status.PLACE] * 18 + later, 1):
        row = Enrolment(course_id=1, person_id=number, status=status, number=number, since=NOW)
        row.offer_expires_at = NOW + timedelta(hours=3) if status is Status.OFFERED else None
        session.add(row)
    session.add(Assignment(person_id=BERIT, centre_id=1, role="coordinator"))
    session.add(Assignment(person_id=AASE, centre_id=2, role="coordinator"))
    await session.flush()


async def _actor(session: Session, number: int) -> Actor:
    return await people.arrive(session, number, NOW)


async def _queued(session: Session, kind: str) -> list[Outbox]:
    return list(await session.scalars(select(Outbox).where(Outbox.kind == kind)))


async def test_only_one_s_own_courses_are_listed_and_without_the_role_there_is_no_list(session: Session) -> None:
    mine = await coordination.my_courses(session, LIBRARY, await _actor(session, BERIT), NOW)
    assert [one.slug for one in mine] == ["ta-tak-here"]
    with pytest.raises(NotYours):
        await coordination.my_courses(session, LIBRARY, await _actor(session, OLA), NOW)


async def test_of_many_courses_the_next_ones_come_first_then_the_newest_past(session: Session) -> None:
    """Of each the first evening that takes place counts; what is of a programme that is gone takes nobody's room."""
    for number in range(3, 64):
        slug = "gone" if number > 60 else "ta-tak"
        course = Course(id=number, slug=f"c{number}", programme=slug, centre_id=1, seats=9, place="Huset")
        session.add(course)
        await session.flush()
        first = NOW + timedelta(days=30 - number, hours=1)  # those from c31 on are past
        for position in (1, 2):
            begins = first + timedelta(hours=position)
            row = CourseSession(course_id=number, position=position, starts_at=begins, ends_at=begins + LONG)
            if (number, position) == (30, 1):
                row.starts_at, row.cancelled_at = NOW - timedelta(days=1), NOW  # does not make it begin any sooner
            session.add(row)
    await session.flush()
    mine = await coordination.my_courses(session, LIBRARY, await _actor(session, BERIT), NOW)
    numbers = [one.id for one in mine]
    assert len(numbers) == coordination.LISTED
    assert 1 in numbers
    assert [one for one in numbers if one != 1] == [*range(30, 2, -1), *range(31, 42)]


@pytest.mark.parametrize("stranger", [AASE, OLA, 1])
async def test_a_stranger_can_do_nothing_to_the_course(session: Session, stranger: int) -> None:
    actor = await _actor(session, stranger)
    draft = await notices.write(session, LIBRARY, await _actor(session, BERIT), 1, "Hei", NOW)
    forbidden = [
        coordination.overview(session, LIBRARY, actor, 1, NOW),
        coordination.people(session, LIBRARY, actor, 1, 0),
        sessions.evening(session, LIBRARY, actor, 1, NOW),
        sessions.move(session, LIBRARY, actor, 1, 1, NEW, NOW),
        sessions.move(session, LIBRARY, actor, 1, 1, FIRST, NOW),
        sessions.cancel(session, LIBRARY, actor, 1, 1, NOW),
        notices.write(session, LIBRARY, actor, 1, "Hei", NOW),
        notices.rewrite(session, LIBRARY, actor, draft.id, "Hei"),
        notices.discard(session, LIBRARY, actor, draft.id),
        notices.send(session, LIBRARY, actor, draft.id, 1, NOW),
        notices.resend_unknown(session, LIBRARY, actor, draft.id, 1),
    ]
    for attempt in forbidden:
        with pytest.raises(NotYours):
            await attempt
    assert await session.scalar(select(func.count()).select_from(Outbox)) == 0


async def test_a_role_that_is_taken_away_counts_at_the_next_press(session: Session) -> None:
    draft = await notices.write(session, LIBRARY, await _actor(session, BERIT), 1, "Hei", NOW)
    await session.execute(Assignment.__table__.delete().where(Assignment.person_id == BERIT))
    with pytest.raises(NotYours):
        await notices.send(session, LIBRARY, await _actor(session, BERIT), draft.id, 1, NOW)


async def test_ids_that_do_not_exist_are_gone(session: Session) -> None:
    berit = await _actor(session, BERIT)
    for attempt in (
        coordination.overview(session, LIBRARY, berit, 99, NOW),
        sessions.evening(session, LIBRARY, berit, 99, NOW),
        notices.send(session, LIBRARY, berit, 99, 1, NOW),
        sessions.attend(session, LIBRARY, await _actor(session, 1), 99, 1, True, NOW),
    ):
        with pytest.raises(Gone):
            await attempt


async def test_the_card_counts_places_offers_waiting_and_the_answers_to_the_next_evening(session: Session) -> None:
    for number, coming in ((1, True), (2, True), (3, False)):
        await sessions.attend(session, LIBRARY, await _actor(session, number), 1, 1, coming, NOW)
    await session.execute(update(Enrolment).where(Enrolment.person_id == 2).values(status=Status.LEFT))
    card = await coordination.overview(session, LIBRARY, await _actor(session, BERIT), 1, NOW)
    assert (card.taken, card.offered, card.waiting) == (17, 1, 2)
    assert card.next is not None
    assert (card.next.id, card.answers) == (1, coordination.Answers(1, 1, 15))
    for language in LANGUAGES:
        assert (
            "start=c_ta-tak-here"
            in course_words.card(CATALOG.of(language), card, "https://t.me/b?start=c_ta-tak-here").text
        )


async def test_a_moved_evening_keeps_its_length_and_all_with_a_place_are_told_once(session: Session) -> None:
    berit = await _actor(session, BERIT)
    assert await sessions.move(session, LIBRARY, berit, 1, 1, NEW, NOW)
    row = await session.get_one(CourseSession, 1)
    assert (row.starts_at, row.ends_at, row.version) == (NEW, NEW + LONG, 2)
    told = await _queued(session, SessionMoved.kind)
    assert {one.person_id for one in told} == set(range(1, 19))
    assert {(one.due_at, one.not_after) for one in told} == {(NOW, NEW)}
    assert not await sessions.move(session, LIBRARY, berit, 1, 1, NEW, NOW), "the second press"
    assert len(await _queued(session, SessionMoved.kind)) == 18
    with pytest.raises(Stale):
        await sessions.move(session, LIBRARY, berit, 1, 1, NEW + LONG, NOW)


async def test_moving_to_the_same_time_tells_nobody(session: Session) -> None:
    assert not await sessions.move(session, LIBRARY, await _actor(session, BERIT), 1, 1, FIRST, NOW)
    assert not await _queued(session, SessionMoved.kind)


async def test_an_evening_is_not_moved_into_the_past_nor_once_it_has_begun(session: Session) -> None:
    berit = await _actor(session, BERIT)
    with pytest.raises(InThePast):
        await sessions.move(session, LIBRARY, berit, 1, 1, NOW, NOW)
    with pytest.raises(AlreadyBegun):
        await sessions.move(session, LIBRARY, berit, 1, 1, NEW, FIRST)
    with pytest.raises(AlreadyBegun):
        await sessions.cancel(session, LIBRARY, berit, 1, 1, FIRST)


async def test_a_cancelled_evening_is_told_of_once_and_stays_cancelled(session: Session) -> None:
    berit = await _actor(session, BERIT)
    assert await sessions.cancel(session, LIBRARY, berit, 2, 1, NOW)
    assert not await sessions.cancel(session, LIBRARY, berit, 2, 1, NOW), "the second press"
    assert len(await _queued(session, SessionCancelled.kind)) == 18
    for version in (1, 2):
        with pytest.raises(Stale):
            await sessions.move(session, LIBRARY, berit, 2, version, NEW, NOW)
    view = await sessions.cancelled_view(session, LIBRARY, SessionCancelled(2, 2), 1, NOW)
    assert view is not None
    assert await sessions.cancelled_view(session, LIBRARY, SessionCancelled(2, 2), 22, NOW) is None
    for language in LANGUAGES:
        assert words.cancelled(CATALOG.of(language), view).text


async def test_what_is_told_is_looked_up_when_it_is_sent(session: Session) -> None:
    reminder = SessionReminder(1, 1, "P7D")
    assert await sessions.reminder_view(session, LIBRARY, reminder, 1, NOW)
    for nobody in (19, 20, 22, OLA):
        assert await sessions.reminder_view(session, LIBRARY, reminder, nobody, NOW) is None
    assert await sessions.reminder_view(session, LIBRARY, reminder, 1, FIRST) is None, "it has begun"
    await sessions.move(session, LIBRARY, await _actor(session, BERIT), 1, 1, NEW, NOW)
    assert await sessions.reminder_view(session, LIBRARY, reminder, 1, NOW) is None, "it stands at another time"
    assert await sessions.moved_view(session, LIBRARY, SessionMoved(1, 2), 1, NOW)
    assert await sessions.moved_view(session, LIBRARY, SessionMoved(1, 2), 22, NOW) is None
    await sessions.cancel(session, LIBRARY, await _actor(session, BERIT), 1, 2, NOW)
    assert await sessions.moved_view(session, LIBRARY, SessionMoved(1, 2), 1, NOW) is None, "cancelled since"


async def test_a_reminder_says_what_is_true_when_it_is_read(session: Session) -> None:
    t = CATALOG.of("nb")
    sent = [
        (FIRST - timedelta(days=7), "om en uke"),
        (FIRST - timedelta(days=1), "i morgen"),
        (FIRST - timedelta(hours=2), "om 2 timer"),
    ]
    for now, said in sent:
        view = await sessions.reminder_view(session, LIBRARY, SessionReminder(1, 1, "P7D"), 1, now)
        assert view is not None
        text = words.reminder(t, view).text
        assert said in text
        assert "tirsdag 1. september kl. 18:00" in text
        assert "Huset" in text


async def test_an_answer_can_be_changed_until_the_evening_begins(session: Session) -> None:
    kari = await _actor(session, 1)
    await sessions.attend(session, LIBRARY, kari, 1, 1, True, NOW)
    meeting = await sessions.attend(session, LIBRARY, kari, 1, 1, False, NOW)
    assert [button.label for button in words.answered(CATALOG.of("nb"), meeting).rows[0]] == [
        "Jeg kommer",
        "✓ Jeg kan ikke komme",
    ]
    assert [row.coming for row in await session.scalars(select(Attendance))] == [False]
    with pytest.raises(Stale):
        await sessions.attend(session, LIBRARY, kari, 1, 1, True, FIRST)
    with pytest.raises(Stale):
        await sessions.attend(session, LIBRARY, kari, 1, 2, True, NOW)


@pytest.mark.parametrize("person", [19, 20, 22, OLA, BERIT])
async def test_without_a_place_there_is_nothing_to_answer(session: Session, person: int) -> None:
    with pytest.raises(Gone):
        await sessions.attend(session, LIBRARY, await _actor(session, person), 1, 1, True, NOW)


async def test_answers_to_the_earlier_time_do_not_count_for_the_new_one(session: Session) -> None:
    kari, berit = await _actor(session, 1), await _actor(session, BERIT)
    await sessions.attend(session, LIBRARY, kari, 1, 1, True, NOW)
    await sessions.move(session, LIBRARY, berit, 1, 1, NEW, NOW)
    assert (await sessions.evening(session, LIBRARY, berit, 1, NOW)).answers == coordination.Answers(0, 0, 18)
    view = await sessions.moved_view(session, LIBRARY, SessionMoved(1, 2), 1, NOW)
    assert view is not None
    assert view.coming is None
    with pytest.raises(Stale):
        await sessions.attend(session, LIBRARY, kari, 1, 1, True, NOW)
    await sessions.attend(session, LIBRARY, kari, 1, 2, True, NOW)
    assert (await sessions.evening(session, LIBRARY, berit, 1, NOW)).answers == coordination.Answers(1, 0, 17)


async def test_the_list_of_people_is_in_order_and_says_who_is_not_reached(session: Session) -> None:
    await session.execute(update(Person).where(Person.id == 20).values(blocked_at=NOW, phone="+47 22 22 55 55"))
    berit, t = await _actor(session, BERIT), CATALOG.of("nb")
    first = await coordination.people(session, LIBRARY, berit, 1, 0)
    assert [one.name for one in first.people] == [f"N{number}" for number in range(1, 21)]
    assert first.people[19] == coordination.Listed(Status.WAITING, 1, "N20", "+47 22 22 55 55", True, None)
    text = course_words.people(t, first).text
    assert "1. N20, +47 22 22 55 55 (får ikke meldinger fra boten)" in text
    assert "1. N19 – svarfrist mandag 17. august kl. 12:00" in text
    last = await coordination.people(session, LIBRARY, berit, 1, 2**31 - 1)
    assert [(one.number, one.name) for one in last.people] == [(2, "N21")]
    assert "Side 2 av 2" in course_words.people(t, last).text


async def test_the_longest_page_of_people_fits_into_a_message(session: Session) -> None:
    await session.execute(update(Person).values(name="🙂" * 80, phone="+47 22 22 55 55 66 77", blocked_at=NOW))
    later = NOW + timedelta(days=30)
    await session.execute(update(Enrolment).values(status=Status.OFFERED, offer_expires_at=later))
    page = await coordination.people(session, LIBRARY, await _actor(session, BERIT), 1, 0)
    for language in LANGUAGES:
        assert len(course_words.people(CATALOG.of(language), page).text.encode("utf-16-le")) // 2 < 4096


async def test_a_notice_goes_once_to_everybody_with_a_place(session: Session) -> None:
    berit = await _actor(session, BERIT)
    draft = await notices.write(session, LIBRARY, berit, 1, "  Ta med <innesko> & kopp  ", NOW)
    assert (draft.receivers, draft.copy.text) == (18, "Ta med <innesko> & kopp")
    first = await notices.send(session, LIBRARY, berit, draft.id, 77, NOW)
    again = await notices.send(session, LIBRARY, berit, draft.id, 78, NOW + timedelta(minutes=1))
    assert (first.total, first.waiting, again) == (18, 18, first)
    assert len(await _queued(session, NoticeCopy.kind)) == 18
    notice = await session.get_one(Notice, draft.id)
    assert (notice.sent_at, notice.progress_message_id) == (NOW, 77)
    for refused in (
        notices.rewrite(session, LIBRARY, berit, draft.id, "Nei"),
        notices.discard(session, LIBRARY, berit, draft.id),
    ):
        with pytest.raises(Stale):
            await refused
    copy = await notices.copy_view(session, LIBRARY, NoticeCopy(draft.id), 1, NOW)
    assert copy == draft.copy, "the preview is what arrives"
    assert notice_words.copy(CATALOG.of("nb"), copy).text.endswith("Ta med &lt;innesko&gt; &amp; kopp")
    assert await notices.copy_view(session, LIBRARY, NoticeCopy(draft.id), 22, NOW) is None


async def test_only_the_author_sends_and_colleagues_do_not(session: Session) -> None:
    session.add(Assignment(person_id=OLA, centre_id=1, role="coordinator"))
    draft = await notices.write(session, LIBRARY, await _actor(session, BERIT), 1, "Hei", NOW)
    with pytest.raises(NotYours):
        await notices.send(session, LIBRARY, await _actor(session, OLA), draft.id, 1, NOW)


async def test_a_notice_may_be_changed_and_discarded_before_it_is_sent(session: Session) -> None:
    berit = await _actor(session, BERIT)
    draft = await notices.write(session, LIBRARY, berit, 1, "Hei", NOW)
    changed = await notices.rewrite(session, LIBRARY, berit, draft.id, "Hei igjen")
    assert (changed.id, changed.copy.text) == (draft.id, "Hei igjen")
    await notices.discard(session, LIBRARY, berit, draft.id)
    with pytest.raises(Gone):
        await notices.send(session, LIBRARY, berit, draft.id, 1, NOW)


async def test_a_forgotten_draft_is_replaced_by_the_next(session: Session) -> None:
    berit = await _actor(session, BERIT)
    old = await notices.write(session, LIBRARY, berit, 1, "Gammelt", NOW)
    new = await notices.write(session, LIBRARY, berit, 1, "Nytt", NOW)
    assert [one.text for one in await session.scalars(select(Notice))] == ["Nytt"]
    assert old.id == new.id or new.id > old.id


async def test_the_limits_of_a_notice(session: Session) -> None:
    berit = await _actor(session, BERIT)
    draft = await notices.write(session, LIBRARY, berit, 1, "a" * notices.LIMIT, NOW)
    for language in LANGUAGES:
        assert len(notice_words.copy(CATALOG.of(language), draft.copy).text) < 4096
    with pytest.raises(TooLong):
        await notices.write(session, LIBRARY, berit, 1, "🙂" * (notices.LIMIT // 2 + 1), NOW)
    with pytest.raises(TextExpected):
        await notices.write(session, LIBRARY, berit, 1, " \n ", NOW)


async def test_without_receivers_nothing_is_sent(session: Session) -> None:
    aase = await _actor(session, AASE)
    draft = await notices.write(session, LIBRARY, aase, 2, "Hei", NOW)
    assert draft.receivers == 0
    with pytest.raises(NobodyToTell):
        await notices.send(session, LIBRARY, aase, draft.id, 1, NOW)


async def _settled(session: Session, states: list[State]) -> None:
    rows = await session.scalars(select(Outbox).where(Outbox.kind == NoticeCopy.kind).order_by(Outbox.id))
    for row, state in zip(rows.all(), states, strict=True):
        row.state = state
    await session.flush()


async def test_progress_counts_what_became_of_the_copies(session: Session) -> None:
    berit = await _actor(session, BERIT)
    draft = await notices.write(session, LIBRARY, berit, 1, "Hei", NOW)
    await notices.send(session, LIBRARY, berit, draft.id, 77, NOW)
    assert await notices.open_notices(session) == [notices.OpenNotice(draft.id, BERIT, None, 77, None)]
    await _settled(
        session, [State.SENT] * 13 + [State.BLOCKED, State.FAILED, State.UNKNOWN, State.SENDING, State.DROPPED]
    )
    progress = await notices.progress(session, draft.id)
    assert (progress.total, progress.delivered, progress.waiting, progress.done) == (17, 13, 1, False)
    await notices.mark_shown(session, draft.id, progress.signature, True, NOW)
    assert await notices.open_notices(session), "a copy is still on its way"
    assert "Levert 13 av 17 · blokkert 1 · feilet 1" in notice_words.progress(CATALOG.of("nb"), progress).text


async def test_unknown_copies_go_again_only_at_a_coordinator_s_word(session: Session) -> None:
    berit = await _actor(session, BERIT)
    draft = await notices.write(session, LIBRARY, berit, 1, "Hei", NOW)
    await notices.send(session, LIBRARY, berit, draft.id, 77, NOW)
    await _settled(session, [State.SENT] * 17 + [State.UNKNOWN])
    progress = await notices.progress(session, draft.id)
    for language in LANGUAGES:
        screen = notice_words.progress(CATALOG.of(language), progress)
        assert len(screen.rows) == 2, "send again, back"
    await notices.mark_shown(session, draft.id, progress.signature, progress.done, NOW)
    assert not await notices.open_notices(session)
    again = await notices.resend_unknown(session, LIBRARY, berit, draft.id, 79)
    assert (again.waiting, again.unknown, again.delivered) == (1, 0, 17)
    assert [one.message_id for one in await notices.open_notices(session)] == [79]


async def test_every_screen_exists_in_every_language(session: Session) -> None:
    berit = await _actor(session, BERIT)
    evening = await sessions.evening(session, LIBRARY, berit, 1, NOW)
    begun = await sessions.evening(session, LIBRARY, berit, 1, FIRST)
    draft = await notices.write(session, LIBRARY, berit, 1, "Hei", NOW)
    for language in LANGUAGES:
        t = CATALOG.of(language)
        screens = [
            course_words.courses(t, [evening.course]),
            course_words.courses(t, []),
            words.evening_list(t, evening.course),
            words.card(t, evening),
            words.card(t, begun),
            words.ask_move(t, evening),
            words.move_preview(t, evening, NEW + timedelta(days=365)),
            words.ask_cancel(t, evening),
            *(done(t, evening, changed) for done in (words.move_done, words.cancel_done) for changed in (True, False)),
            notice_words.ask(t, evening.course, 18),
            notice_words.ask(t, evening.course, 0),
            notice_words.question(t, draft),
            notice_words.discarded(t, evening.course),
        ]
        for screen in screens:
            assert 0 < len(screen.text) < 4096
            assert "{" not in screen.text
            for row in screen.rows:
                for button in row:
                    assert button.press is not None
                    assert len(button.press.pack()) <= 64
