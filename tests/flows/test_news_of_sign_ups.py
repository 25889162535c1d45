"""A coordinator hears of sign-ups and of those who leave as they wish: once a day, at once, or not at all."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from db.models import Assignment, Outbox, Person
from domain.delivery import State
from domain.privacy.buttons import Erase
from domain.signup.messages import SignUpDigest, SignUpNews
from services.planning import agenda
from tests.stage import START, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
MORNING = START.replace(hour=8) + timedelta(days=1)


async def count(stage: Stage, kind: str, *states: State) -> int:
    return len(await stage.rows(select(Outbox.id).where(Outbox.kind == kind, Outbox.state.in_(states or tuple(State)))))


async def choose(phone: Phone, label: str) -> None:
    for one in ("Kurs jeg koordinerer", "Beskjed om påmeldinger", label):
        await phone.press(one)
    assert f"✓ {label}" in " ".join(phone.labels())


async def test_once_a_day_unless_they_wish_it_otherwise(stage: Stage) -> None:
    berit = await stage.coordinator()
    kari = await stage.enrolled("Kari")
    await stage.enrolled("Ola")
    await kari.leave()
    await berit.refresh()
    assert not berit.saw("Påmeldinger det siste døgnet")
    await stage.turn(MORNING)
    await berit.refresh()
    assert "Påmeldinger det siste døgnet" in berit.last
    assert "1 ny har fått plass · 1 har gått ut av kurset eller ventelista\nOpptatte plasser: 1 av 18." in berit.last
    assert "Kari" not in berit.last, "figures only"
    await stage.turn(MORNING + timedelta(days=3))
    assert await count(stage, SignUpDigest.kind) == 1, "where nothing has happened, nothing is said"
    await stage.enrolled("Siv")
    await stage.turn(MORNING + timedelta(days=4))
    await berit.refresh()
    assert "1 ny har fått plass\nOpptatte plasser: 2 av 18." in berit.last
    assert await count(stage, SignUpDigest.kind) == 2


async def test_at_once(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, seats=1)
    berit = await stage.coordinator()
    await choose(berit, "Med en gang")
    kari = await stage.enrolled("Kari")
    await berit.refresh()
    assert "En ny har fått plass" in berit.last
    assert "Den ene plassen er tatt" in berit.last
    await stage.enrolled("Ola")
    await berit.refresh()
    assert "En ny står på ventelista" in berit.last
    await kari.leave()
    await berit.refresh()
    assert "En er ikke lenger på" in berit.last
    await stage.turn(MORNING)
    assert await count(stage, SignUpDigest.kind) == 0


async def test_not_at_all(stage: Stage) -> None:
    berit = await stage.coordinator()
    await stage.enrolled("Kari")
    await choose(berit, "Ikke i det hele tatt")
    await stage.enrolled("Ola")
    await stage.turn(MORNING + timedelta(days=1))
    assert await count(stage, SignUpDigest.kind) + await count(stage, SignUpNews.kind) == 0


async def test_each_has_their_own_wish_and_what_one_does_oneself_is_no_news(stage: Stage) -> None:
    berit, siv = await stage.coordinator("Berit"), await stage.coordinator("Siv")
    await choose(siv, "Med en gang")
    await stage.enrolled("Kari")
    await siv.refresh()
    assert "En ny har fått plass" in siv.last
    await stage.turn(MORNING)
    await berit.refresh()
    assert "Påmeldinger det siste døgnet" in berit.last
    before = await count(stage, SignUpNews.kind)
    for label in ("Til start", "TA TAK", "Ja, det er greit", "Meld meg på", "Ja, meld meg på"):
        if any(label in one for one in siv.labels()):
            await siv.press(label)
    assert await count(stage, SignUpNews.kind) == before


async def test_somebody_who_erases_themselves_has_left(stage: Stage) -> None:
    berit = await stage.coordinator()
    await choose(berit, "Med en gang")
    kari = await stage.enrolled("Kari")
    await kari.forge(Erase().pack())
    await berit.refresh()
    assert "En er ikke lenger på" in berit.last


@pytest.mark.parametrize("wish", ["Med en gang", "Én gang om dagen"])
async def test_whose_role_is_gone_hears_nothing(stage: Stage, wish: str) -> None:
    berit = await stage.coordinator()
    await choose(berit, wish)
    kari = await stage.participant("Kari")
    async with stage.app.database.begin() as session:
        await session.execute(update(Person).where(Person.telegram_id == berit.id).values(news_due_at=MORNING))
        await session.execute(delete(Assignment))
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    await stage.turn(MORNING)
    assert await count(stage, SignUpDigest.kind, State.SENT) + await count(stage, SignUpNews.kind, State.SENT) == 0


async def test_a_participant_has_no_such_wish(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    for data in ("news", "newsset.at_once", "newsset.xx"):
        await kari.forge(data)
        assert "Dette er for dem som koordinerer kurset" in kari.last
    assert await stage.rows(select(Person.id).where(Person.sign_up_news.is_not(None))) == []


async def test_the_daily_word_is_foretold(stage: Stage) -> None:
    await stage.coordinator("Berit")
    await stage.coordinator("Siv")

    async def foretold() -> list[tuple[str, int]]:
        async with stage.app.database.begin() as session:
            found = await agenda.coming(
                session, stage.app.library, stage.now, stage.now + timedelta(days=2), stage.settings.quiet
            )
        return [(one.kind, one.count) for one in found if one.kind == SignUpDigest.kind and one.due == MORNING]

    assert await foretold() == []
    await stage.enrolled("Kari")
    assert await foretold() == [(SignUpDigest.kind, 2)]
