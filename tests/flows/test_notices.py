"""A notice: written anew before it is sent, and its formatting on the way to those who get it."""

from datetime import timedelta

from sqlalchemy import select

from db.models import Dialog, Notice
from domain.notices import buttons as b
from services.notices import LIMIT
from tests.stage import Phone, Stage


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
    await berit.say("Vi sees på torsdag.")
    assert "det går ikke videre til noen" in berit.last
    assert [row.text for (row,) in await stage.rows(select(Notice))] == ["Vi sees på tirsdag."]


async def test_sending_discarding_or_a_command_ends_it(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    for leave in ("Forkast", "/courses"):
        await berit.forge("write.1")
        await berit.say("Vi sees på onsdag.")
        await (berit.say if leave.startswith("/") else berit.press)(leave)
        assert not await stage.rows(select(Dialog))
        await berit.say("Vi sees på torsdag.")
        assert "det går ikke videre til noen" in berit.last


LINK = "https://www.openstreetmap.org/?mlat=59.13#map=15"


def formatting(phone: Phone, words: str) -> list[tuple[str, str, str]]:
    """Kind, words and address of what stands formatted in the message that holds these words."""
    message = next(one for one in reversed(phone.messages) if words in (one.get("text") or ""))
    text = message["text"].encode("utf-16-le")
    parts = [(one, text[2 * one["offset"] : 2 * (one["offset"] + one["length"])]) for one in message["entities"]]
    return [(one["type"], part.decode("utf-16-le"), one.get("url", "")) for one, part in parts]


async def test_formatting_is_kept_in_the_preview_and_in_every_copy(any_stage: Stage) -> None:
    stage = any_stage
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await berit.forge("write.1")
    text = "🗺 Kartet ligger her\nTa med <kopp> & sko"
    entities = [
        {"type": "bold", "offset": 3, "length": 6},
        {"type": "text_link", "offset": 17, "length": 3, "url": LINK},
        {"type": "blockquote", "offset": 21, "length": 19},
        {"type": "spoiler", "offset": 28, "length": 6},
    ]
    await berit.send(text=text, entities=entities)
    kept = [
        ("bold", "Kartet", ""),
        ("text_link", "her", LINK),
        ("blockquote", "Ta med <kopp> & sko", ""),
        ("spoiler", "<kopp>", ""),
    ]
    assert formatting(berit, text)[1:] == kept  # before them stands the centre's name, in bold
    await stage.app.stop()
    await stage.start_bot()
    await berit.tap(b.SendNotice)
    await kari.refresh()
    assert formatting(kari, text) == formatting(berit, text)
    assert [row[0] for row in await stage.rows(select(Notice.text))] == [text]


async def test_a_notice_written_anew_has_its_own_formatting(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    await berit.forge("write.1")
    await berit.send(text="Hei alle", entities=[{"type": "bold", "offset": 0, "length": 3}])
    await berit.say("Hei alle sammen")
    assert [one[0] for one in formatting(berit, "Hei alle sammen")] == ["bold"]  # the centre's name
    assert [row[0] for row in await stage.rows(select(Notice.formatting))] == [None]


async def test_the_limit_counts_what_is_read(stage: Stage) -> None:
    """Markup and addresses are not counted; the copy holds all of it."""
    berit = await stage.coordinator("Berit")
    await berit.forge("write.1")
    links = [{"type": "text_link", "offset": 30 * n, "length": 20, "url": f"{LINK}/{n}"} for n in range(90)]
    await berit.send(text="&" * LIMIT, entities=links)
    assert "Over ser du beskjeden" in berit.last
    assert len(formatting(berit, "&" * LIMIT)) == 91
    await stage.turn(timedelta(minutes=1))
    await berit.send(text="&" * (LIMIT + 1))
    assert f"Det ble {LIMIT + 1} tegn, og det er plass til {LIMIT}" in berit.last
