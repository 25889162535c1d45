"""A coordinator's notice: written, changed, sent once, and what became of its copies."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import Assignment, Notice, Outbox
from domain.delivery import State
from domain.errors import Gone, NobodyToTell, NotYours, Stale, TextExpected, TooLong
from domain.marked import read
from domain.notices.messages import NoticeCopy
from domain.people import LANGUAGES
from services import Session, notices
from tests.domain.coordinated import AASE, BERIT, CATALOG, LIBRARY, NOW, OLA, acting, one_course, queued
from tests.loading import looked_up
from texts import notices as notice_words


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[Session]:
    async with one_course(tmp_path) as session:
        yield session


async def test_a_notice_goes_once_to_everybody_with_a_place(session: Session) -> None:
    berit = await acting(session, BERIT)
    draft = await notices.write(session, LIBRARY, berit, 1, read("  Ta med <innesko> & kopp  "), NOW)
    assert (draft.reach.told, draft.copy.text.text) == (18, "Ta med <innesko> & kopp")
    first = await notices.send(session, LIBRARY, berit, draft.id, 77, NOW)
    again = await notices.send(session, LIBRARY, berit, draft.id, 78, NOW + timedelta(minutes=1))
    assert (first.total, first.waiting, again) == (18, 18, first)
    assert len(await queued(session, NoticeCopy.kind)) == 18
    notice = await session.get_one(Notice, draft.id)
    assert (notice.sent_at, notice.progress_message_id) == (NOW, 77)
    for refused in (
        notices.rewrite(session, LIBRARY, berit, draft.id, read("Nei")),
        notices.discard(session, LIBRARY, berit, draft.id),
    ):
        with pytest.raises(Stale):
            await refused
    copy = await looked_up(notices.copy_views, session, LIBRARY, NoticeCopy(draft.id), 1, NOW)
    assert copy == draft.copy, "the preview is what arrives"
    assert notice_words.copy(CATALOG.of("nb"), copy).text.endswith("Ta med &lt;innesko&gt; &amp; kopp")
    assert await looked_up(notices.copy_views, session, LIBRARY, NoticeCopy(draft.id), 22, NOW) is None


async def test_only_the_author_sends_and_colleagues_do_not(session: Session) -> None:
    session.add(Assignment(person_id=OLA, centre_id=1, role="coordinator"))
    draft = await notices.write(session, LIBRARY, await acting(session, BERIT), 1, read("Hei"), NOW)
    with pytest.raises(NotYours):
        await notices.send(session, LIBRARY, await acting(session, OLA), draft.id, 1, NOW)


async def test_a_notice_may_be_changed_and_discarded_before_it_is_sent(session: Session) -> None:
    berit = await acting(session, BERIT)
    draft = await notices.write(session, LIBRARY, berit, 1, read("Hei"), NOW)
    changed = await notices.rewrite(session, LIBRARY, berit, draft.id, read("Hei igjen"))
    assert (changed.id, changed.copy.text.text) == (draft.id, "Hei igjen")
    await notices.discard(session, LIBRARY, berit, draft.id)
    with pytest.raises(Gone):
        await notices.send(session, LIBRARY, berit, draft.id, 1, NOW)


async def test_a_forgotten_draft_is_replaced_by_the_next(session: Session) -> None:
    berit = await acting(session, BERIT)
    old = await notices.write(session, LIBRARY, berit, 1, read("Gammelt"), NOW)
    new = await notices.write(session, LIBRARY, berit, 1, read("Nytt"), NOW)
    assert [one.text for one in await session.scalars(select(Notice))] == ["Nytt"]
    assert old.id == new.id or new.id > old.id


async def test_the_limits_of_a_notice(session: Session) -> None:
    berit = await acting(session, BERIT)
    draft = await notices.write(session, LIBRARY, berit, 1, read("a" * notices.LIMIT), NOW)
    for language in LANGUAGES:
        assert len(notice_words.copy(CATALOG.of(language), draft.copy).text) < 4096
    with pytest.raises(TooLong):
        await notices.write(session, LIBRARY, berit, 1, read("🙂" * (notices.LIMIT // 2 + 1)), NOW)
    with pytest.raises(TextExpected):
        await notices.write(session, LIBRARY, berit, 1, read(" \n "), NOW)


async def test_without_receivers_nothing_is_sent(session: Session) -> None:
    aase = await acting(session, AASE)
    draft = await notices.write(session, LIBRARY, aase, 2, read("Hei"), NOW)
    assert not draft.reach.anybody
    with pytest.raises(NobodyToTell):
        await notices.send(session, LIBRARY, aase, draft.id, 1, NOW)


async def _settled(session: Session, states: list[State]) -> None:
    rows = await session.scalars(select(Outbox).where(Outbox.kind == NoticeCopy.kind).order_by(Outbox.id))
    for row, state in zip(rows.all(), states, strict=True):
        row.state = state
    await session.flush()


async def test_progress_counts_what_became_of_the_copies(session: Session) -> None:
    berit = await acting(session, BERIT)
    draft = await notices.write(session, LIBRARY, berit, 1, read("Hei"), NOW)
    await notices.send(session, LIBRARY, berit, draft.id, 77, NOW)
    assert await notices.open_notices(session) == [notices.OpenNotice(draft.id, BERIT, None, 77, None, True)]
    await _settled(
        session, [State.SENT] * 13 + [State.BLOCKED, State.FAILED, State.UNKNOWN, State.SENDING, State.DROPPED]
    )
    progress = await notices.progress(session, draft.id)
    assert (progress.total, progress.delivered, progress.waiting, progress.done) == (17, 13, 1, False)
    await notices.mark_shown(session, draft.id, progress.signature, True, NOW)
    assert await notices.open_notices(session), "a copy is still on its way"
    assert "Levert 13 av 17 · blokkert 1 · feilet 1" in notice_words.progress(CATALOG.of("nb"), progress).text


async def test_unknown_copies_go_again_only_at_a_coordinator_s_word(session: Session) -> None:
    berit = await acting(session, BERIT)
    draft = await notices.write(session, LIBRARY, berit, 1, read("Hei"), NOW)
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
