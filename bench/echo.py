"""The smallest bots that others' libraries make: every update is answered with one message, and nothing is kept."""

import asyncio
from typing import Any, Protocol

from aiogram import Bot as AiogramBot
from aiogram import Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import GetUpdates, TelegramMethod
from aiogram.types import CallbackQuery, Message
from telegram import Update
from telegram.ext import Application, TypeHandler
from telegram.request import HTTPXRequest

from bench.server import TOKEN


class Gate:
    """While it is closed, updates that a bot has fetched are held back, so that all begin with a full queue."""

    def __init__(self) -> None:
        self._open = asyncio.Event()

    def shut(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    async def passed(self) -> None:
        """Wait until it is open."""
        await self._open.wait()


class Contestant(Protocol):
    """A bot that can be started, and that counts the updates it is done with."""

    gate: Gate

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    @property
    def done(self) -> int: ...


class _GatedRequest(HTTPXRequest):
    """python-telegram-bot's own transport, behind a gate."""

    gate: Gate

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        answer = await super().do_request(*args, **kwargs)
        await self.gate.passed()
        return answer


class PtbEcho:
    """An Application with its own transport and one handler."""

    def __init__(self, url: str, *, concurrent: bool) -> None:
        self._url, self._concurrent = url, concurrent
        self.gate = Gate()
        self.done = 0

    async def start(self) -> None:
        request = _GatedRequest(connection_pool_size=1)
        request.gate = self.gate
        builder = Application.builder().token(TOKEN).base_url(f"{self._url}/bot").get_updates_request(request)
        self._application = builder.concurrent_updates(self._concurrent).build()
        self._application.add_handler(TypeHandler(Update, self._echo))
        await self._application.initialize()
        assert self._application.updater is not None
        await self._application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        await self._application.start()

    async def stop(self) -> None:
        self.gate.open()
        assert self._application.updater is not None
        await self._application.updater.stop()
        await self._application.stop()
        await self._application.shutdown()

    async def _echo(self, update: Update, _context: Any) -> None:
        assert update.effective_chat is not None
        words = update.callback_query.data if update.callback_query else update.message.text  # type: ignore[union-attr]
        await self._application.bot.send_message(update.effective_chat.id, words or "")
        self.done += 1


class _GatedSession(AiohttpSession):  # type: ignore[misc, unused-ignore]
    """aiogram's own client, behind a gate."""

    gate: Gate

    async def make_request(self, bot: AiogramBot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        answer = await super().make_request(bot, method, timeout)
        if isinstance(method, GetUpdates):
            await self.gate.passed()
        return answer


class AiogramEcho:
    """A Dispatcher with a handler for messages and one for presses; it handles updates at once by default."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.gate = Gate()
        self.done = 0

    async def start(self) -> None:
        session = _GatedSession(api=TelegramAPIServer.from_base(self._url))
        session.gate = self.gate
        self._bot = AiogramBot(TOKEN, session=session)
        self._dispatcher = Dispatcher()
        self._dispatcher.message.register(self._message)
        self._dispatcher.callback_query.register(self._press)
        self._task = asyncio.create_task(self._dispatcher.start_polling(self._bot, handle_signals=False))

    async def stop(self) -> None:
        self.gate.open()
        await self._dispatcher.stop_polling()
        await self._task

    async def _message(self, message: Message) -> None:
        await self._bot.send_message(message.chat.id, message.text or "")
        self.done += 1

    async def _press(self, press: CallbackQuery) -> None:
        await self._bot.send_message(press.from_user.id, press.data or "")
        self.done += 1
