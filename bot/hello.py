"""The first words with Telegram: who am I, and which commands does the menu show."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import InvalidToken, TelegramError

from bot.faults import Trouble
from domain.people import LANGUAGES
from domain.rights import Role
from texts import people as words
from texts.catalog import Catalog

log = structlog.get_logger()
LONGEST_WAIT = 30.0


async def meet(bot: Bot) -> None:
    """Say hello, patiently: Telegram may be out of reach for a while, and that is no reason to give up. Raises Trouble."""
    wait = 1.0
    while True:
        try:
            await bot.initialize()
        except InvalidToken as error:
            raise Trouble("Telegram refuses the token: see TELEGRAM_BOT_TOKEN") from error
        except TelegramError as error:
            log.warning("telegram_not_reached", reason=type(error).__name__)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
        else:
            return


async def show_commands(
    bot: Bot, catalog: Catalog, with_roles: Sequence[tuple[int, str | None, Collection[Role]]]
) -> None:
    """The command menu in each language, English for all others; whoever has a role has one of their own."""
    everybody = BotCommandScopeAllPrivateChats()
    try:
        for code, language in [("", "en"), *((one, one) for one in LANGUAGES), ("no", "nb")]:
            menu = words.commands(catalog.of(language))
            await bot.set_my_commands([BotCommand(*one) for one in menu], everybody, language_code=code or None)
    except TelegramError as error:
        log.warning("commands_not_shown", reason=type(error).__name__)
    for chat_id, chosen, roles in with_roles:
        menu = words.commands(catalog.of(chosen), roles)
        with suppress(TelegramError):  # somebody who has not pressed Start, or has blocked the bot
            await bot.set_my_commands([BotCommand(*one) for one in menu], BotCommandScopeChat(chat_id))
