"""What is due goes out within two seconds of real time, by the bot's own ticks, whichever way the clock is turned."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

from tests.stage import FIRST, Stage


async def test_due_messages_leave_within_two_seconds(
    stage: Stage, record_property: Callable[[str, object], None]
) -> None:
    kari = await stage.enrolled("Kari")
    slowest = 0.0
    for before in (timedelta(days=7), timedelta(days=1), timedelta(hours=2)):
        seen = len(await stage.calls("sendMessage"))
        stage._write(FIRST - before)
        turned = time.monotonic()
        async with asyncio.timeout(5):
            while len(await stage.calls("sendMessage")) == seen:
                await asyncio.sleep(0.02)
        slowest = max(slowest, time.monotonic() - turned)
    record_property("slowest", round(slowest, 2))
    assert slowest < 2
    await kari.refresh()
    assert len({one["message_id"] for one in kari.messages}) >= 3
