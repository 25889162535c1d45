"""What others send with, given the same messages as our sender: bare loops, 64 in flight, nothing written to disk."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiogram import Bot as AiogramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardMarkup as AiogramKeyboard
from aiogram.types import LinkPreviewOptions as AiogramPreview
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.request import BaseRequest, HTTPXRequest

from bench.server import TOKEN, at_once
from bot.transport import AiohttpRequest

IN_FLIGHT = 64


@dataclass(frozen=True)
class Body:
    """A message as our bot would send it: HTML, buttons, no link preview."""

    text: str
    keyboard: dict[str, Any]


Loop = Callable[[Body, Sequence[int]], Awaitable[None]]
"""Sends the body to each of these chats."""


def aiogram_session(url: str) -> AiohttpSession:
    """aiogram's own client for a Bot API server at `url`."""
    return AiohttpSession(api=TelegramAPIServer.from_base(url), limit=IN_FLIGHT)


class PtbLoop:
    """`Bot.send_message` of python-telegram-bot, on one transport or another."""

    def __init__(self, url: str, request: BaseRequest) -> None:
        self._bot = Bot(TOKEN, base_url=f"{url}/bot", request=request)

    async def open(self) -> None:
        await self._bot.initialize()

    async def close(self) -> None:
        await self._bot.shutdown()

    async def send(self, body: Body, chats: Sequence[int]) -> None:
        markup = InlineKeyboardMarkup.de_json(body.keyboard, self._bot)
        preview = LinkPreviewOptions(is_disabled=True)

        def call(chat: int) -> Callable[[], Awaitable[Any]]:
            return lambda: self._bot.send_message(
                chat, body.text, parse_mode="HTML", reply_markup=markup, link_preview_options=preview
            )

        await at_once(IN_FLIGHT, map(call, chats))


class AiogramLoop:
    """`Bot.send_message` of aiogram 3."""

    def __init__(self, url: str) -> None:
        self._bot = AiogramBot(TOKEN, session=aiogram_session(url))

    async def open(self) -> None:
        await self._bot.get_me()

    async def close(self) -> None:
        await self._bot.session.close()

    async def send(self, body: Body, chats: Sequence[int]) -> None:
        markup = AiogramKeyboard.model_validate(body.keyboard)
        preview = AiogramPreview(is_disabled=True)

        def call(chat: int) -> Callable[[], Awaitable[Any]]:
            return lambda: self._bot.send_message(
                chat, body.text, parse_mode="HTML", reply_markup=markup, link_preview_options=preview
            )

        await at_once(IN_FLIGHT, map(call, chats))


class RawLoop:
    """aiohttp and nothing else: what the server and this machine can do."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/bot{TOKEN}/sendMessage"

    async def open(self) -> None:
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=IN_FLIGHT))

    async def close(self) -> None:
        await self._http.close()

    async def send(self, body: Body, chats: Sequence[int]) -> None:
        form = {
            "text": body.text,
            "parse_mode": "HTML",
            "reply_markup": json.dumps(body.keyboard),
            "link_preview_options": '{"is_disabled": true}',
        }

        async def post(chat: int) -> None:
            async with self._http.post(self._url, data={**form, "chat_id": str(chat)}) as response:
                assert (await response.json())["ok"]

        await at_once(IN_FLIGHT, (lambda chat=chat: post(chat) for chat in chats))  # type: ignore[misc]


Sender = PtbLoop | AiogramLoop | RawLoop


def senders(url: str) -> dict[str, Sender]:
    """Every loop to compare with, by name."""
    return {
        "python-telegram-bot, httpx": PtbLoop(url, HTTPXRequest(connection_pool_size=IN_FLIGHT, pool_timeout=60)),
        "python-telegram-bot, our aiohttp": PtbLoop(url, AiohttpRequest(connections=IN_FLIGHT)),
        "aiogram 3": AiogramLoop(url),
        "aiohttp alone": RawLoop(url),
    }
