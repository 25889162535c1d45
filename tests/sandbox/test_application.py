"""A whole python-telegram-bot application, polling against the sandbox."""

from __future__ import annotations

import asyncio
import logging

import pytest
from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes

from .conftest import TOKEN, World


async def greet(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_html(f"<b>Velkommen</b> {' '.join(context.args or [])}")


async def test_polling_twice_over(world: World, user: int, caplog: pytest.LogCaptureFixture) -> None:
    for word in ("en", "to"):
        application = Application.builder().token(TOKEN).base_url(world.server.url + "/bot").build()
        application.add_handler(CommandHandler("start", greet))
        with caplog.at_level(logging.WARNING):
            async with application:
                assert application.updater is not None
                await application.updater.start_polling(timeout=10)
                await application.start()
                await world.do("POST", f"users/{user}/start", payload=word)
                for _ in range(200):
                    if (await world.chat(user))[-1]["text"] == f"Velkommen {word}":
                        break
                    await asyncio.sleep(0.02)
                await application.updater.stop()
                await application.stop()
        assert (await world.chat(user))[-1]["text"] == f"Velkommen {word}"
    assert (await world.do("GET", "pending"))["pending_update_count"] == 0
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []
