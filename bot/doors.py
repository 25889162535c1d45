"""How updates come in: the servers where there is a webhook, or health and metrics, and what Telegram is told of it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot import hello
from bot.settings import WEBHOOK_PATH, Settings
from bot.settings import Telegram as TelegramSection
from db.session import Database
from services import Turn
from services.mail import notes

if TYPE_CHECKING:
    from bot.courses import Courses
    from bot.web import Keep, WebServer

log = structlog.get_logger()
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member", "chat_join_request")
"""The kinds of update that the bot wants to hear of."""


class Health:
    """What is wrong with a running bot, if anything."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.looked_at = float("-inf")
        self._found: str | None = None

    async def __call__(self) -> str | None:
        """Looked at once a second at most, however often somebody asks."""
        asked = time.monotonic()
        if asked - self.looked_at > 1:
            self.looked_at, self._found = asked, await self._look()
        return self._found

    async def _look(self) -> str | None:
        try:
            async with asyncio.timeout(5), self._database.begin(Turn.UPKEEP) as session:
                await notes.read(session, notes.PLANNED_UNTIL)
        except Exception as error:
            return f"database: {type(error).__name__}"
        return None


class Doors:
    """The servers that are open; `port` is that of health and metrics, 0 without."""

    def __init__(self, settings: Settings, health: Health) -> None:
        self._settings, self._health = settings, health
        self._open: list[WebServer] = []
        self.port = 0

    async def open(self, keep: "Keep", courses: "Callable[[], Courses]") -> None:
        """The webhook, which stores by `keep`; health and metrics at an address of their own. Raises Trouble."""
        telegram, web = self._settings.telegram, self._settings.web
        if not web.enabled and telegram.mode != "webhook":
            return
        from bot.web import WebServer  # most bots have no server, and need not load one

        if web.enabled:
            server = WebServer(healthy=self._health, courses=courses() if web.courses else None)
            self.port = await self._listen(server, web.host, web.port)
        if telegram.mode == "webhook":
            server = WebServer(healthy=self._health, keep=keep, secret=telegram.webhook_secret)
            await self._listen(server, telegram.listen_host, telegram.listen_port)

    async def _listen(self, server: "WebServer", host: str, port: int) -> int:
        self._open.append(server)
        return await server.start(host, port)

    async def close(self) -> None:
        while self._open:
            await self._open.pop().stop()


def once(caught_up: asyncio.Event, keep: Callable[..., Awaitable[bool]]) -> "Keep":
    """Keeps what comes to the webhook once all that was stored before has been handled; False when that takes too long."""

    async def kept(updates: Sequence[object]) -> bool:
        from bot.web import KEEP_SECONDS

        try:
            async with asyncio.timeout(KEEP_SECONDS):
                await caught_up.wait()
        except TimeoutError:
            return False
        return await keep(updates, within=KEEP_SECONDS)

    return kept


async def choose_way(bot: Bot, telegram: TelegramSection) -> bool:
    """Tell Telegram how updates are to come; whether it has heard."""
    try:
        if telegram.mode == "webhook":
            url = telegram.webhook_url.rstrip("/") + WEBHOOK_PATH
            await bot.set_webhook(url, secret_token=telegram.webhook_secret, allowed_updates=ALLOWED)
        else:
            await bot.delete_webhook()
    except TelegramError as error:
        log.warning("webhook_not_set", reason=type(error).__name__)
        return False
    return True


async def choose_way_later(bot: Bot, telegram: TelegramSection) -> None:
    """Without this the bot would be deaf for as long as it runs."""
    wait = 1.0
    while not await choose_way(bot, telegram):
        await asyncio.sleep(wait)
        wait = min(wait * 2, hello.LONGEST_WAIT)
