"""A notice that is written anew before it is sent."""

from sqlalchemy import select

from db.models import Dialog, Notice
from domain.notices import buttons as b
from tests.stage import Stage


async def test_new_text_after_the_preview_replaces_the_draft(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await berit.forge("write.1")
    await berit.say("Vi sees på onsdag.")
    await berit.say("Vi sees på tirsdag.")
    assert "Vi sees på tirsdag." in berit.texts[-2]
    assert "Skal jeg sende den?" in berit.last
    assert [row.text for (row,) in await stage.rows(select(Notice))] == ["Vi sees på tirsdag."]
    await berit.tap(b.SendNotice)
    await kari.refresh()
    assert kari.saw("Vi sees på tirsdag")
    assert not kari.saw("Vi sees på onsdag")
    await berit.say("Takk!")
    assert "Jeg er ikke et menneske" in berit.last
    assert [row.text for (row,) in await stage.rows(select(Notice))] == ["Vi sees på tirsdag."]


async def test_sending_discarding_or_a_command_ends_it(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    for leave in ("Forkast", "/courses"):
        await berit.forge("write.1")
        await berit.say("Vi sees på onsdag.")
        await (berit.say if leave.startswith("/") else berit.press)(leave)
        assert not await stage.rows(select(Dialog))
        await berit.say("Takk!")
        assert "Jeg er ikke et menneske" in berit.last
