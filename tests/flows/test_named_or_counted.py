"""Whether the coordinators see by name who comes: said before agreeing, and one's own to change at any time."""

from sqlalchemy import select, update

from db.models import Person
from domain.people import buttons as b
from tests.stage import Phone, Stage


async def shown(stage: Stage, phone: Phone) -> bool | None:
    found = await stage.rows(select(Person.shows_name).where(Person.telegram_id == phone.id))
    answer: bool | None = found[0][0]
    return answer


async def test_it_is_said_before_agreeing(stage: Stage) -> None:
    kari = await stage.person("Kari")
    await kari.start("c_ta-tak-host")
    await kari.press("Norsk bokmål")
    assert "hvem som kommer til hver samling" in kari.last
    assert "bare vil telles med" in kari.last
    assert await shown(stage, kari) is None
    await kari.press("Ja, og jeg har fylt 18")
    assert await shown(stage, kari) is True


async def test_one_may_be_counted_only_and_be_named_again(any_stage: Stage) -> None:
    stage = any_stage
    kari = await stage.participant("Kari")
    await kari.say("/privacy")
    assert "ser de med navn" in kari.last
    hide = kari.button("Skjul navnet ved svarene")
    await kari.forge(hide)
    await kari.forge(hide)  # a second press
    assert await shown(stage, kari) is False
    assert "bare som et tall, uten navn" in kari.last
    await kari.press("Det som er lagret om deg")
    await kari.press("Vis navnet ved svarene")
    assert await shown(stage, kari) is True
    await kari.forge("myname.7")
    assert await shown(stage, kari) is True


async def test_who_agreed_before_it_was_said_is_counted_only(stage: Stage) -> None:
    """And need not agree again for what they have."""
    kari = await stage.enrolled("Kari")
    async with stage.app.database.begin() as session:
        await session.execute(update(Person).values(consent_version=1, shows_name=None))
    await kari.say("/privacy")
    assert "bare som et tall, uten navn" in kari.last
    await kari.tap(b.ShowName, shown=1)
    assert await shown(stage, kari) is True
