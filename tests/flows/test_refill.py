"""Back for a refill: months after a course, its kind is open anew nearby, and those who were on it hear of that once."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Outbox, Person
from domain.delivery import State
from domain.finding.messages import Refill
from domain.running.buttons import PauseWeekly
from services.organisation import importing
from tests.flows.drafts import MakeStage
from tests.stage import CENTRE, COURSE, OSLO, Phone, Stage

HALF_A_YEAR = datetime(2027, 4, 6, 10, 0, tzinfo=OSLO)
"""181 days after the last evening."""
ANEW = COURSE.replace("{seats}", "8").replace("2026-09-01", "2027-05-04")
FAR = CENTRE.replace("sandefjord", "far").replace("LMS-Sandefjord", "Langt borte")


async def publish(stage: Stage, slug: str, text: str = CENTRE + ANEW) -> None:
    batch = importing.parse(text.replace("ta-tak-host", slug), "in.toml")
    async with stage.app.database.begin() as session:
        await importing.apply(session, stage.app.library, batch, stage.now, "in.toml")
    for _ in range(3):  # the last two minutes are looked at again
        await stage.turn(timedelta(minutes=2))


async def told(stage: Stage, phone: Phone) -> int:
    mine = select(Outbox.id).join(Person).where(Person.telegram_id == phone.id, Outbox.kind == Refill.kind)
    return len(await stage.rows(mine.where(Outbox.state == State.SENT)))


async def test_it_is_told_once(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database)
    kari, ola = await stage.enrolled("Kari"), await stage.enrolled("Ola")
    (per,) = await stage.acquainted("Per")
    await ola.leave()
    await stage.turn(HALF_A_YEAR)
    await publish(stage, "v1")
    await kari.refresh()
    assert "Påfyll, hvis du har lyst" in kari.last
    assert "tirsdag 4. mai kl. 18:00" in kari.last
    assert [await told(stage, one) for one in (kari, ola, per)] == [1, 0, 0]
    await stage.turn(timedelta(days=10))
    await publish(stage, "v2", CENTRE + ANEW.replace("2027-05-04", "2027-09-07"))
    assert await told(stage, kari) == 1
    await kari.press("tir. 4. mai")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    assert "Du har fått plass." in kari.last


async def test_not_too_soon_not_far_away_and_not_to_who_has_come_back(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    kari = await stage.enrolled("Kari")
    await stage.turn(HALF_A_YEAR - timedelta(days=10))
    await publish(stage, "v1")
    assert await told(stage, kari) == 0
    await stage.turn(HALF_A_YEAR)
    await publish(stage, "v2", CENTRE + FAR + ANEW.replace('"sandefjord"', '"far"'))
    await publish(stage, "v3", CENTRE + ANEW.replace('"ta-tak"', '"temadag"'))
    assert await told(stage, kari) == 0
    await kari.start("c_v1")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    await publish(stage, "v4")
    assert await told(stage, kari) == 0


async def test_not_to_who_has_paused_or_after_years_or_in_the_night(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    kari, ola = await stage.enrolled("Kari"), await stage.enrolled("Ola")
    await kari.forge(PauseWeekly().pack())
    await stage.turn(HALF_A_YEAR + timedelta(hours=13))
    await publish(stage, "v1")
    assert [await told(stage, one) for one in (kari, ola)] == [0, 0]
    await stage.turn(HALF_A_YEAR + timedelta(hours=24))
    assert await told(stage, ola) == 1
    await stage.turn(HALF_A_YEAR + timedelta(days=300))
    await publish(stage, "v2", CENTRE + ANEW.replace("2027-05-04", "2028-05-02"))
    assert [await told(stage, one) for one in (kari, ola)] == [0, 1]


async def test_it_stands_among_what_fits_next(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url)
    kari = await stage.enrolled("Kari")
    await stage.turn(HALF_A_YEAR)
    await publish(stage, "v1")
    await kari.say("/find")
    await kari.press("Etter TA TAK")
    assert "· TA TAK" in kari.last
    assert "tirsdag 4. mai kl. 18:00" in kari.last
