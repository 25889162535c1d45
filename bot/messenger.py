"""The way out to Telegram: screens become messages, and what Telegram says becomes the outcomes of `domain/delivery.py`."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
)
from telegram.error import TelegramError
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential
from tenacity.wait import wait_base

from bot.refusals import outcome
from bot.transport import call
from domain.delivery import Halted, Lost, Refused, Why
from domain.groups.chats import Rights
from domain.messages import ANSWER
from domain.whole import whole
from handlers.chats import rights_of
from scheduler.pacing import Pacing
from texts.screen import Button, Document, Screen

T = TypeVar("T")
log = structlog.get_logger()
_NO_PREVIEW = json.dumps({"is_disabled": True})


class TelegramMessenger:
    """Sends screens through a python-telegram-bot `Bot`, each in its turn."""

    def __init__(self, bot: Bot, pacing: Pacing, *, patience: int = 3) -> None:
        self._bot = bot
        self._pacing = pacing
        self._patience = patience
        self.backoff: wait_base = wait_random_exponential(multiplier=0.2, max=2)

    async def send(self, chat_id: int, screen: Screen, *, priority: int) -> int:
        """Send a message, and its document after it or in it; returns the message's id.

        What may have arrived is not sent again here: raises Lost with `maybe_delivered`, and the caller decides.
        """
        if screen.document is not None and screen.as_caption:
            return await self._captioned(chat_id, screen, screen.document, priority)
        fields = {"chat_id": chat_id, **_shown(screen)}
        message_id = await self._call(chat_id, priority, lambda: self._message("sendMessage", fields))
        try:
            await self._document(chat_id, screen, priority)
        except (Lost, Halted) as loss:
            raise Lost(loss.why, maybe_delivered=True) from loss  # half of it is there
        return message_id

    async def edit(self, chat_id: int, message_id: int, screen: Screen, *, priority: int) -> None:
        """Replace a message's text and buttons. Raises CannotEdit when it is gone or too old."""
        fields = {"chat_id": chat_id, "message_id": message_id, **_shown(screen)}
        try:
            await self._call(None, priority, lambda: self._message("editMessageText", fields), twice=True)
        except Refused as refusal:
            if refusal.why is not Why.NOT_MODIFIED:
                raise
        await self._document(chat_id, screen, priority)

    async def answer_press(self, press_id: str, alert: str | None = None) -> None:
        """Stop the button's clock. A press that Telegram has given up waiting for is no fault.

        Without an alert nothing is lost when the call is: the message that follows says it all.
        """
        try:
            await self._direct(
                lambda: call(
                    self._bot,
                    "answerCallbackQuery",
                    callback_query_id=press_id,
                    text=alert,
                    show_alert=None if alert is None else "true",
                )
            )
        except Refused as refusal:
            if refusal.why is not Why.PRESS_TOO_OLD:
                raise
        except Lost:
            if alert is not None:
                raise

    async def show_commands(self, chat_id: int, commands: Sequence[tuple[str, str]]) -> None:
        """Give one person a menu of their own; an empty one leads back to everybody's."""
        scope = BotCommandScopeChat(chat_id)
        if commands:
            await self._direct(lambda: self._bot.set_my_commands([BotCommand(*one) for one in commands], scope=scope))
        else:
            await self._direct(lambda: self._bot.delete_my_commands(scope=scope))

    async def own_rights(self, chat_id: int) -> Rights:
        """The bot's own place in a chat."""
        member = await self._once(lambda: self._bot.get_chat_member(chat_id, self._bot.id))
        return rights_of(member.to_dict())

    async def pin(self, chat_id: int, message_id: int) -> None:
        """Pin a message, without a sound."""
        await self._once(lambda: self._bot.pin_chat_message(chat_id, message_id, disable_notification=True))

    async def make_link(self, chat_id: int, name: str) -> str:
        """An invite link of the bot's own; whoever uses it asks to join."""
        made = await self._once(
            lambda: self._bot.create_chat_invite_link(chat_id, name=name, creates_join_request=True)
        )
        return made.invite_link

    async def revoke_link(self, chat_id: int, link: str) -> None:
        await self._once(lambda: self._bot.revoke_chat_invite_link(chat_id, link))

    async def answer_request(self, chat_id: int, telegram_id: int, approve: bool) -> None:
        """Let somebody in who has asked, or turn them away."""
        say = self._bot.approve_chat_join_request if approve else self._bot.decline_chat_join_request
        await self._once(lambda: say(chat_id, telegram_id))

    async def remove(self, chat_id: int, telegram_id: int) -> None:
        """Take somebody out of the chat; they may be let in again later.

        A basic group keeps no list of the banned, so there is nothing to take back: Telegram refuses the second call.
        """
        await self._once(lambda: self._bot.ban_chat_member(chat_id, telegram_id))
        try:
            await self._once(lambda: self._bot.unban_chat_member(chat_id, telegram_id, only_if_banned=True))
        except Refused as refusal:
            if refusal.why is not Why.SUPERGROUPS_ONLY:
                raise

    async def is_inside(self, chat_id: int, telegram_id: int) -> bool:
        """Whether somebody is in the chat. Telegram tells it to administrators."""
        member = await self._once(lambda: self._bot.get_chat_member(chat_id, telegram_id))
        return rights_of(member.to_dict()).inside

    async def leave(self, chat_id: int) -> None:
        await self._once(lambda: self._bot.leave_chat(chat_id))

    async def _message(self, method: str, fields: Mapping[str, object]) -> int:
        """A call that makes or changes a message; returns its id, or 0 where Telegram says no more than that it is done."""
        made = await call(self._bot, method, **fields)
        return 0 if made is True else whole(made["message_id"])

    async def _captioned(self, chat_id: int, screen: Screen, document: Document, priority: int) -> int:
        file, buttons = InputFile(document.content, filename=document.name), _keyboard(screen)
        message = await self._call(
            chat_id,
            priority,
            lambda: self._bot.send_document(
                chat_id, file, caption=screen.text, parse_mode="HTML", reply_markup=buttons
            ),
        )
        return message.message_id

    async def _document(self, chat_id: int, screen: Screen, priority: int) -> None:
        document = screen.document
        if document is not None:
            file = InputFile(document.content, filename=document.name)
            await self._call(chat_id, priority, lambda: self._bot.send_document(chat_id, file))

    async def _call(
        self, chat_id: int | None, priority: int, call: Callable[[], Awaitable[T]], *, twice: bool = False
    ) -> T:
        """A call that counts for the limits. What someone waits for is tried again at once; the outbox has its own times.

        `twice`: it may be carried out twice without anybody noticing.
        """

        async def in_turn() -> T:
            await self._pacing.turn(chat_id, priority)
            return await self._translate(call)

        if priority != ANSWER:
            return await in_turn()
        return await self._patiently(in_turn, twice)

    async def _direct(self, call: Callable[[], Awaitable[T]]) -> T:
        """A call that counts for no limit, but waits as all others do when Telegram has said so."""

        async def unhalted() -> T:
            await self._pacing.halt_over()
            return await self._translate(call)

        return await self._patiently(unhalted, twice=True)

    async def _once(self, call: Callable[[], Awaitable[T]]) -> T:
        """A call that counts for no limit and has times of its own to be tried again. Raises Halted rather than wait."""
        if self._pacing.halted_for > 0:
            raise Halted(self._pacing.halted_for)
        return await self._translate(call)

    async def _patiently(self, call: Callable[[], Awaitable[T]], twice: bool) -> T:
        def worth_it(error: BaseException) -> bool:
            return isinstance(error, Halted) or (isinstance(error, Lost) and (twice or not error.maybe_delivered))

        async for attempt in AsyncRetrying(
            retry=retry_if_exception(worth_it),
            stop=stop_after_attempt(self._patience),
            wait=self.backoff,
            reraise=True,
        ):
            with attempt:
                return await call()
        raise AssertionError("tenacity re-raises")

    async def _translate(self, call: Callable[[], Awaitable[T]]) -> T:
        try:
            return await call()
        except TelegramError as error:
            undelivered = outcome(error)
            if isinstance(undelivered, Halted):
                self._pacing.halt(undelivered.seconds)
            raise undelivered from error
        except Exception as error:
            # All of ours was made before the call: the library could not read what came back.
            log.exception("answer_not_understood")
            raise Lost(Why.NOT_UNDERSTOOD, maybe_delivered=True) from error


def _shown(screen: Screen) -> dict[str, object]:
    """A screen as the fields of a call."""
    rows = [[_pressed(one) for one in row] for row in screen.rows]
    return {
        "text": screen.text,
        "parse_mode": "HTML",
        "link_preview_options": _NO_PREVIEW,
        "reply_markup": json.dumps({"inline_keyboard": rows}, ensure_ascii=False) if rows else None,
    }


def _pressed(button: Button) -> dict[str, str | None]:
    if button.press is None:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.press.pack()}


def _keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    if not screen.rows:
        return None
    return InlineKeyboardMarkup([[_button(one) for one in row] for row in screen.rows])


def _button(button: Button) -> InlineKeyboardButton:
    if button.press is None:
        return InlineKeyboardButton(button.label, url=button.url)
    return InlineKeyboardButton(button.label, callback_data=button.press.pack())
