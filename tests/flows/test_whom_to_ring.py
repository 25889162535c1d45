"""Whom the bot cannot reach is not counted among those who are told, and the coordinator sees whom to ring."""

import pytest
from sqlalchemy import delete, select, update

from db.models import Assignment, Outbox, Person
from domain.delivery import State
from domain.people import buttons as b
from services import people
from services.mail import outbox
from services.organisation import roles
from tests.stage import Phone, Stage

PHONE = "+47 998 87 766"


async def two_of_three(stage: Stage) -> Phone:
    """Kari, Ola and Per have a place; Kari, who can be rung, has blocked the bot. Returns the coordinator."""
    kari, _, _ = [await stage.enrolled(name) for name in ("Kari", "Ola", "Per")]
    await kari.forge(b.ChangePhone().pack())
    await kari.say(PHONE)
    await kari.block()
    await stage.settle()
    return await stage.coordinator("Berit")


@pytest.mark.parametrize(
    ("way", "yes"),
    [
        (("Flytt", "En dag senere"), "Ja, flytt"),
        (("Flytt", "Flytt resten"), "Ja, flytt alle"),
        (("Avlys",), "Ja, avlys"),
    ],
)
async def test_an_evening(stage: Stage, way: tuple[str, ...], yes: str) -> None:
    berit = await two_of_three(stage)
    for label in ("Kurs jeg koordinerer", "Hvitgården", "Samlinger", "Mestring og verdighet", *way):
        await berit.press(label)
    assert "2 personer på kurset får beskjed med en gang" in berit.last
    await berit.press(yes)
    assert "2 personer får beskjed nå" in berit.last
    assert f"Jeg når ikke fram til én person. Ring:\n• Kari, {PHONE}" in berit.last
    states = await stage.rows(select(Outbox.state).order_by(Outbox.state))
    assert states == [(State.BLOCKED,), (State.SENT,), (State.SENT,)]


async def test_a_notice(stage: Stage) -> None:
    berit = await two_of_three(stage)
    await berit.forge("write.1")
    await berit.say("Husk niste.")
    assert "2 personer får den" in berit.last
    assert f"• Kari, {PHONE}" in berit.last
    await berit.press("Send")
    await stage.settle()
    await stage.app._progress()
    await stage.app._progress()
    await berit.refresh()
    assert "Levert 2 av 3" in berit.last
    assert f"Jeg når ikke fram til én person. Ring:\n• Kari, {PHONE}" in berit.last


async def test_who_coordinates_no_longer_sees_no_name(stage: Stage) -> None:
    berit = await two_of_three(stage)
    await berit.forge("write.1")
    await berit.say("Husk niste.")
    await berit.press("Send")
    async with stage.app.database.begin() as session:
        await session.execute(delete(Assignment))
    await stage.settle()
    await stage.app._progress()
    await stage.app._progress()
    await berit.refresh()
    assert "Levert 2 av 3" in berit.last
    assert "Kari" not in berit.last


async def test_who_loses_the_role_keeps_no_name_in_a_receipt_that_is_done(any_stage: Stage) -> None:
    stage = any_stage
    berit = await two_of_three(stage)
    await berit.forge("write.1")
    await berit.say("Husk niste.")
    await berit.press("Send")
    await stage.settle()
    await stage.show_progress()
    await berit.refresh()
    assert f"• Kari, {PHONE}" in berit.last
    async with stage.app.database.begin() as session:
        (one,) = await people.roles(session)
        await roles.take_away(session, one.number, stage.now)
    await stage.show_progress()
    await berit.refresh()
    receipt, told = berit.texts[-2:]
    assert "Levert 2 av 3" in receipt
    assert "Kari" not in receipt
    assert "Kari" not in told  # that the role is gone
    await stage.forget_calls()
    await stage.show_progress()
    assert await stage.calls("editMessageText") == []  # once


async def test_nobody_can_be_reached(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await kari.block()
    await stage.settle()
    berit = await stage.coordinator("Berit")
    await berit.forge("write.1")
    await berit.say("Husk niste.")
    assert "Akkurat nå når jeg ingen" in berit.last
    assert "• Kari (jeg har ikke noe nummer, så si fra på en annen måte)" in berit.last


async def test_ten_by_name(any_stage: Stage) -> None:
    for number in range(13):
        await any_stage.enrolled(f"Deltaker {12 - number:02}")
    async with any_stage.app.database.begin() as session:
        ids = (await session.scalars(select(Person.id).order_by(Person.id).limit(12))).all()
        await session.execute(update(Person).where(Person.id.in_(ids)).values(blocked_at=any_stage.now))
        reach = await people.reach(session, outbox.takes_part(1))
    assert (reach.told, reach.more) == (1, 2)
    assert [one.name for one in reach.ring] == [f"Deltaker {number:02}" for number in range(1, 11)]
