"""An answer that Telegram refuses for good is followed by one apology, and never told again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Enrolment, Inbox
from domain.signup import buttons as b
from tests.stage import Stage


async def settled(stage: Stage) -> int:
    """Look as often as the bot would in some minutes; how many were told again."""
    intake = stage.app.intake
    assert intake is not None
    found = 0
    for _ in range(3):
        found += await intake.catch_up(timedelta(0))
        await stage.settle()
    return found


@pytest.mark.parametrize("command", ["/help", "/mycourse"])
async def test_a_refused_message_is_apologised_for_once(stage: Stage, command: str) -> None:
    kari = await stage.enrolled("Kari")
    await stage.post("faults", kind="400", method="sendMessage", reason="can't parse entities")
    before = len(kari.messages)
    await kari.say(command)
    assert [one["text"] for one in kari.messages[before:]] == [
        "Det fikk jeg ikke til, og feilen er vår. Gå til startsiden, og prøv en gang til."
    ]
    assert await settled(stage) == 0
    await kari.refresh()
    assert len(kari.messages) == before + 1
    await kari.press("Til start")
    assert "Du har plass" in kari.last


async def test_a_refused_edit_keeps_what_was_done(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.press("Meld meg på")
    await stage.post("faults", kind="400", method="editMessageText", reason="message is too long")
    await kari.press("Ja, meld meg på")
    assert "Det fikk jeg ikke til" in kari.last
    assert len(await stage.rows(select(Enrolment.id))) == 1
    assert await settled(stage) == 0


async def test_where_even_the_apology_is_refused_nothing_is_tried_for_ever(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await stage.post("faults", kind="400", method="sendMessage", count=0, reason="can't parse entities")
    await kari.say("/help")
    assert await settled(stage) == 0
    assert await stage.rows(select(Inbox.update_id).where(Inbox.handled_at.is_(None))) == []


async def test_what_a_crash_left_unanswered_is_not_told_again_when_it_is_refused(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await stage.post("faults", kind="500", method="sendMessage", count=0)
    await kari.forge(b.GetCalendar(1).pack())
    await kari.say("/help")
    async with stage.http.delete("/sandbox/faults") as response:
        assert response.status == 200
    await stage.post("faults", kind="400", method="sendMessage", reason="can't parse entities")
    assert await settled(stage) >= 1
    await kari.refresh()
    assert "Det fikk jeg ikke til" in kari.last
    assert await settled(stage) == 0
