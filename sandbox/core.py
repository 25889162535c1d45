"""The stand-in itself: one bot's world, and how a call to it is carried out."""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any

from .calls import CallLog
from .clock import SystemClock
from .errors import ApiError
from .events import Events
from .faults import Faults
from .grouphands import GroupHands
from .limits import Limits
from .membership import Membership
from .methods import METHODS
from .params import Params
from .people import People
from .state import Message, State
from .updates import UpdateQueue
from .webhook import Webhook

Plan = Callable[[], Awaitable[dict[str, Any]]]


class Sandbox:
    """A Bot API of one's own: `call` is the bot's side, `people` are everybody else's hands.

    `token` as Telegram's (digits, colon, secret); `clock` a ClockFile to turn, or None for real time; `plan` tells the
    page what is due; `limits` switches Telegram's published pace on; `privacy` is Telegram's privacy mode in groups.
    """

    def __init__(
        self,
        token: str = "1234567890:SANDBOX",  # noqa: S107  (stands for a token; opens nothing)
        username: str = "mestringsbot",
        clock: SystemClock | None = None,
        plan: Plan | None = None,
        limits: bool = False,
        privacy: bool = True,
    ) -> None:
        self.token = token
        self.clock = clock or SystemClock()
        self.plan = plan
        self.state = State(_bot(int(token.partition(":")[0]), username))
        self.updates = UpdateQueue()
        self.webhook = Webhook(self)
        self.faults = Faults()
        self.limits = Limits(limits)
        self.calls = CallLog()
        self.events = Events()
        self.people = People(self)
        self.membership = Membership(self, privacy)
        self.groups = GroupHands(self)

    def now(self) -> int:
        """The clock's time in whole unix seconds, as message dates are."""
        return int(self.clock.now().timestamp())

    async def call(self, method: str, params: Params) -> Any:
        """Carry out a Bot API method (any case). Returns the result or Described. Raises ApiError."""
        function = METHODS.get(method.lower())
        if function is None:
            raise ApiError(404, "Not Found")
        result = function(self, params)
        return await result if inspect.isawaitable(result) else result

    async def call_noted(self, method: str, params: Params) -> Any:
        """`call`, noted in the record of calls."""
        at = time.time()
        try:
            result = await self.call(method, params)
        except ApiError as error:
            self.calls.add(at, method, params.raw, (error.code, error.description))
            raise
        self.calls.add(at, method, params.raw)
        return result

    def post(
        self,
        chat: dict[str, Any],
        content: dict[str, Any],
        markup: dict[str, Any] | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Put a message of the bot into a chat and tell the pages."""
        message = self.state.add_message(chat, self.state.bot, self.now(), content, markup, reply_to)
        self.events.publish("message", chat["id"])
        return message

    async def close(self) -> None:
        """Stop what runs in the background and let waiting requests go."""
        self.updates.close()
        self.events.shut()
        await self.webhook.close()


def _bot(number: int, username: str) -> dict[str, Any]:
    return {"id": number, "is_bot": True, "first_name": username, "username": username}
