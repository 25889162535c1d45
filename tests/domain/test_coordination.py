"""What a coordinator sees and may do: their courses, the card, the people, and nothing of others' courses."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select, update

from db.models import Assignment, Course, CourseSession, Enrolment, Outbox, Person
from domain.errors import Gone, NotYours
from domain.marked import Marked
from domain.notices import Audience
from domain.people import LANGUAGES
from domain.signup import Status
from services import Session, notices
from services.courses import coordination
from services.notices import Target
from services.people import Reach, ToRing
from services.running import calling_off, sessions
from tests.domain.coordinated import (
    AASE,
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
)
from texts import courses as course_words
from texts import notices as notice_words
from texts.running import calling_off as off_words
from texts.running import sessions as words


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[Session]:
    async with one_course(tmp_path) as session:
        yield session


async def test_only_one_s_own_courses_are_listed_and_without_the_role_there_is_no_list(session: Session) -> None:
    mine = await coordination.my_courses(session, LIBRARY, await acting(session, BERIT), NOW)
    assert [one.slug for one in mine] == ["ta-tak-here"]
    with pytest.raises(NotYours):
        await coordination.my_courses(session, LIBRARY, await acting(session, OLA), NOW)


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
    mine = await coordination.my_courses(session, LIBRARY, await acting(session, BERIT), NOW)
    numbers = [one.id for one in mine]
    assert len(numbers) == coordination.LISTED
    assert 1 in numbers
    assert [one for one in numbers if one != 1] == [*range(30, 2, -1), *range(31, 42)]


@pytest.mark.parametrize("stranger", [AASE, OLA, 1])
async def test_a_stranger_can_do_nothing_to_the_course(session: Session, stranger: int) -> None:
    actor = await acting(session, stranger)
    draft = await notices.write(session, LIBRARY, await acting(session, BERIT), 1, Marked("Hei"), NOW)
    forbidden = [
        coordination.overview(session, LIBRARY, actor, 1, NOW),
        coordination.people(session, LIBRARY, actor, 1, 0),
        sessions.evening(session, LIBRARY, actor, 1, NOW),
        sessions.move(session, LIBRARY, actor, 1, 1, NEW, NOW),
        sessions.move(session, LIBRARY, actor, 1, 1, FIRST, NOW),
        calling_off.cancel(session, LIBRARY, actor, 1, 1, NOW),
        notices.write(session, LIBRARY, actor, 1, Marked("Hei"), NOW),
        notices.rewrite(session, LIBRARY, actor, draft.id, Marked("Hei")),
        notices.discard(session, LIBRARY, actor, draft.id),
        notices.send(session, LIBRARY, actor, draft.id, 1, NOW),
        notices.resend_unknown(session, LIBRARY, actor, draft.id, 1),
    ]
    for attempt in forbidden:
        with pytest.raises(NotYours):
            await attempt
    assert await session.scalar(select(func.count()).select_from(Outbox)) == 0


async def test_a_role_that_is_taken_away_counts_at_the_next_press(session: Session) -> None:
    draft = await notices.write(session, LIBRARY, await acting(session, BERIT), 1, Marked("Hei"), NOW)
    await session.execute(Assignment.__table__.delete().where(Assignment.person_id == BERIT))
    with pytest.raises(NotYours):
        await notices.send(session, LIBRARY, await acting(session, BERIT), draft.id, 1, NOW)


async def test_ids_that_do_not_exist_are_gone(session: Session) -> None:
    berit = await acting(session, BERIT)
    for attempt in (
        coordination.overview(session, LIBRARY, berit, 99, NOW),
        sessions.evening(session, LIBRARY, berit, 99, NOW),
        notices.send(session, LIBRARY, berit, 99, 1, NOW),
        sessions.attend(session, LIBRARY, await acting(session, 1), 99, 1, True, NOW),
    ):
        with pytest.raises(Gone):
            await attempt


async def test_the_card_counts_places_offers_waiting_and_the_answers_to_the_next_evening(session: Session) -> None:
    for number, coming in ((1, True), (2, True), (3, False)):
        await sessions.attend(session, LIBRARY, await acting(session, number), 1, 1, coming, NOW)
    await session.execute(update(Enrolment).where(Enrolment.person_id == 2).values(status=Status.LEFT))
    card = await coordination.overview(session, LIBRARY, await acting(session, BERIT), 1, NOW)
    assert (card.taken, card.offered, card.waiting) == (17, 1, 2)
    assert card.next is not None
    assert (card.next.id, card.answers) == (1, coordination.Answers(1, 1, 15))
    for language in LANGUAGES:
        assert (
            "start=c_ta-tak-here"
            in course_words.card(CATALOG.of(language), card, "https://t.me/b?start=c_ta-tak-here", NOW).text
        )


async def test_the_list_of_people_is_in_order_and_says_who_is_not_reached(session: Session) -> None:
    await session.execute(update(Person).where(Person.id == 20).values(blocked_at=NOW, phone="+47 22 22 55 55"))
    berit, t = await acting(session, BERIT), CATALOG.of("nb")
    first = await coordination.people(session, LIBRARY, berit, 1, 0)
    assert [one.name for one in first.people] == [f"N{number}" for number in range(1, 21)]
    assert first.people[19] == coordination.Listed(Status.WAITING, 1, "N20", "+47 22 22 55 55", True, None, 20)
    text = course_words.people(t, first).text
    assert "1. N20, +47 22 22 55 55 (må ringes, får ikke meldinger)" in text
    assert "1. N19 – svarfrist mandag 17. august kl. 12:00" in text
    last = await coordination.people(session, LIBRARY, berit, 1, 2**31 - 1)
    assert [(one.number, one.name) for one in last.people] == [(2, "N21")]
    assert "Side 2 av 2" in course_words.people(t, last).text


async def test_the_longest_page_of_people_fits_into_a_message(session: Session) -> None:
    await session.execute(update(Person).values(name="🙂" * 80, phone="+47 22 22 55 55 66 77", blocked_at=NOW))
    later = NOW + timedelta(days=30)
    await session.execute(update(Enrolment).values(status=Status.OFFERED, offer_expires_at=later))
    page = await coordination.people(session, LIBRARY, await acting(session, BERIT), 1, 0)
    for language in LANGUAGES:
        assert len(course_words.people(CATALOG.of(language), page).text.encode("utf-16-le")) // 2 < 4096


MANY = Reach(told=0, ring=(ToRing("🙂" * 80, "+47 22 22 55 55 66 77"), ToRing(None, None)) * 5, more=99)


async def test_every_screen_exists_in_every_language(session: Session) -> None:
    berit = await acting(session, BERIT)
    evening = await sessions.evening(session, LIBRARY, berit, 1, NOW)
    begun = await sessions.evening(session, LIBRARY, berit, 1, FIRST)
    draft = await notices.write(session, LIBRARY, berit, 1, Marked("Hei"), NOW)
    for language in LANGUAGES:
        t = CATALOG.of(language)
        screens = [
            course_words.courses(t, [evening.course], NOW),
            course_words.courses(t, [], NOW),
            words.evening_list(t, evening.course, NOW),
            words.card(t, evening, NOW),
            words.card(t, begun, FIRST),
            words.ask_move(t, evening),
            words.move_preview(t, evening, NEW + timedelta(days=365), []),
            off_words.ask_cancel(t, evening),
            off_words.ask_cancel(t, evening, awake=NOW),
            *(
                done(t, evening, changed, NOW)
                for done in (words.move_done, off_words.cancel_done)
                for changed in (True, False)
            ),
            *(notice_words.ask(t, Target(evening.course, to, Reach(18), 2, 1, "N1")) for to in Audience),
            *(notice_words.ask(t, Target(evening.course, to, Reach(), 0, 1, "N1")) for to in Audience),
            *(
                notice_words.question(t, replace(draft, copy=replace(draft.copy, to=to), reach=reach, name="N1"))
                for to in Audience
                for reach in (Reach(1), Reach(), MANY)
            ),
            *(notice_words.ask_again(t, replace(draft, copy=replace(draft.copy, to=to))) for to in Audience),
            notice_words.question(t, draft),
            *(notice_words.question(t, replace(draft, reach=reach)) for reach in (Reach(), MANY)),
            words.move_done(t, replace(evening, reach=MANY), True, NOW),
            notice_words.discarded(t, evening.course),
        ]
        for screen in screens:
            assert 0 < len(screen.text) < 4096
            assert "{" not in screen.text
            for row in screen.rows:
                for button in row:
                    assert button.press is not None
                    assert len(button.press.pack()) <= 64
