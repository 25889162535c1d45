"""One thing that Telegram tells of in several updates is answered once, and a part of it is never taken for the whole."""

import asyncio
import itertools
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.models import Inbox, Notice, Person, Trouble
from domain.characters import units
from domain.groups import buttons as g
from domain.people import buttons as b
from handlers.together import FULL, belongs, joined, may_go_on
from sandbox.writing import cut
from tests.flows.groups import play
from tests.stage import Phone, Stage

RING = "\nKan noen ringe meg?"
TOO_LONG = "Det ble {} tegn, og det er plass til {}."
REST = "Dette kom rett etter en veldig lang tekst"


async def asked(stage: Stage, kind: type, name: str = "Kari") -> Phone:
    kari = await stage.participant(name)
    await kari.say("/privacy")
    await kari.tap(kind)
    return kari


async def answers(phone: Phone, **what: object) -> list[str]:
    before = len(phone.texts)
    await phone.send(**what)
    return phone.texts[before:]


async def test_an_album_is_answered_once(any_stage: Stage) -> None:
    stage = any_stage
    kari = await stage.participant("Kari")
    assert len(await answers(kari, photo=True, album=5)) == 1
    assert "Bilder og filer kan jeg ikke se på" in kari.last
    rows = await stage.rows(select(Inbox.handled_at).order_by(Inbox.update_id.desc()).limit(5))
    assert all(row.handled_at is not None for row in rows)


async def test_an_album_where_a_text_is_awaited(stage: Stage) -> None:
    kari = await asked(stage, b.ChangeName)
    (said,) = await answers(kari, photo=True, album=3)
    assert "bare lese tekst" in said
    (said,) = await answers(kari, photo=True, album=3, caption="Kari Nordmann")
    assert "teksten under er ikke brukt" in said
    await kari.say("Kari N.")
    assert "Kari N." in kari.last


async def test_a_cut_text_is_one_text(stage: Stage) -> None:
    kari = await asked(stage, b.ChangeName)
    (said,) = await answers(kari, text="x" * FULL + RING)
    assert TOO_LONG.format(FULL + len(RING.strip()), 80) in said
    assert [row.name for row in await stage.rows(select(Person.name))] == ["Kari"]


async def test_words_cut_at_a_line_s_end_count_in_full(stage: Stage) -> None:
    kari = await asked(stage, b.ChangeName)
    (said,) = await answers(kari, text=("x" * 2999 + "\n") * 4 + "slutt")
    assert TOO_LONG.format(4 * 3000 + 5, 80) in said
    await stage.turn(timedelta(seconds=20))
    await kari.say("Kari N.")
    assert [row.name for row in await stage.rows(select(Person.name))] == ["Kari N."]


async def test_the_rest_that_comes_late_is_not_taken_for_the_whole(stage: Stage) -> None:
    """As over a bad line: the answer to the first part has gone out by then."""
    kari = await asked(stage, b.ChangePhone)
    await kari.say("1" * FULL)
    for late in ("22 22 55 55", "+47 22 22 55 55"):
        await stage.turn(timedelta(seconds=4))
        await kari.say(late)
        assert REST in kari.last
    assert [row.phone for row in await stage.rows(select(Person.phone))] == [None]
    await stage.turn(timedelta(seconds=4))
    await kari.say("22 22 55 55")
    assert "+47 22 22 55 55" in kari.last


async def test_a_notice_whose_first_part_fits(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    await berit.forge("write.1")
    await berit.say("x" * 3000)
    assert "Over ser du beskjeden" in berit.last
    await berit.say("og resten")
    assert REST in berit.last
    assert [row.text for (row,) in await stage.rows(select(Notice))] == ["x" * 3000]
    await stage.turn(timedelta(seconds=11))
    await berit.say("Kort")
    assert [row.text for (row,) in await stage.rows(select(Notice))] == ["Kort"]


async def test_a_crash_between_the_parts(stage: Stage) -> None:
    """The first part waits in the inbox; the next process puts it together with what has come since."""
    kari = await asked(stage, b.ChangeName)
    assert stage.app.intake is not None
    stage.app.intake.settling = 60
    await stage.post(f"users/{kari.id}/message", text="x" * FULL)
    async with asyncio.timeout(10):
        while stage.server.sandbox.updates.pending:
            await asyncio.sleep(0.01)
    before = len(kari.texts)
    await stage.app.stop()
    await stage.post(f"users/{kari.id}/message", text="Ola")
    await stage.start_bot()
    await stage.settle()
    await kari.refresh()
    assert TOO_LONG.format(FULL + 3, 80) in kari.last
    assert len(kari.texts) == before + 1


async def test_a_command_is_no_part(stage: Stage) -> None:
    kari = await asked(stage, b.ChangeName)
    await stage.together(kari.say("x" * FULL), kari.say("/help"))
    assert kari.saw(r"plass til 80")
    assert "/personvern" in kari.last


async def test_nothing_is_told_unseen(stage: Stage) -> None:
    """What is told the coordinators is all of it, or nothing."""
    it = await play(stage, 4)
    await it.running(it.people)
    kari = it.people[1]
    await kari.forge(g.TellTrouble(1).pack())
    (said,) = await answers(kari, text="x" * FULL + RING)
    assert TOO_LONG.format(FULL + len(RING.strip()), 1000) in said
    assert not await stage.rows(select(Trouble))


def update(number: int, date: int = 0, **content: Any) -> dict[str, Any]:
    message = {"message_id": number, "from": {"id": 7}, "chat": {"id": 7, "type": "private"}, "date": date, **content}
    return {"update_id": number, "message": message}


@given(st.lists(st.sampled_from(["ord", "🙂", " ", "\n", "x" * 900]), max_size=40).map("".join).filter(str.strip))
@settings(max_examples=60, deadline=None)
def test_what_a_client_cuts_is_put_together(text: str) -> None:
    bold = {"type": "bold", "offset": 0, "length": 1}
    pieces = [one.strip() for one in cut(text) if one.strip()]
    parts = [update(n, n // 2, text=one, entities=[bold]) for n, one in enumerate(pieces)]
    assert all(may_go_on(one) and belongs(one, other) for one, other in itertools.pairwise(parts))
    whole = joined(parts)["message"]
    assert "".join(whole["text"].split()) == "".join(text.split())
    encoded = whole["text"].encode("utf-16-le")
    for one, piece in zip(whole["entities"], pieces, strict=True):
        assert encoded[2 * one["offset"] : 2 * one["offset"] + 2 * units(piece)].decode("utf-16-le") == piece


def test_what_does_not_belong_together() -> None:
    long = update(1, text="x" * FULL)
    assert not belongs(long, update(2, 4, text="Senere"))
    assert not belongs(long, update(2, text="/help"))
    assert not belongs(long, update(2, photo=[]))
    assert not belongs(update(1, text="Kort"), update(2, text="Kort"))
    assert not belongs(long, {"update_id": 2, "callback_query": {}})
    assert not belongs(update(1, media_group_id="1"), update(2, media_group_id="2"))
    assert not belongs(update(1, sticker={}), update(2, 2, sticker={}))
    assert not belongs(update(1, contact={}), update(2, contact={}))
    assert belongs(update(1, sticker={}), update(2, 1, photo=[]))


def test_what_the_bot_api_does_not_promise_breaks_nothing() -> None:
    long = update(1, text="x" * FULL, entities=7)
    odd = [{}, update(2, text=7), update(2, text="a", date=None), {"message": None}, {"message": {"message_id": 2}}]
    for one in [*odd, update(2, text="a", entities=[7, {"offset": "x"}])]:
        if belongs(long, one):
            assert joined([long, one])["message"]["text"] == "x" * FULL + "a"
        may_go_on(one)
