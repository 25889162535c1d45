"""The world of one bot, which everything else in the sandbox may import, and how a call to it is carried out."""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from .calls import CallLog
from .clock import SystemClock
from .errors import ApiError
from .events import Events
from .faults import Faults
from .limits import Limits
from .membership import Membership
from .params import Params
from .state import Message, State
from .updates import UpdateQueue
from .webhook import Webhook

Plan = Callable[[], Awaitable[dict[str, Any]]]
Method = Callable[["World", Params], Any]


class World:
    """One bot's Telegram: what everything else in the sandbox works on, and which knows nothing of that.

    `methods` are the bot's, by name in lower case; the rest as in `Sandbox`. `turned_from`: what the clock said when it was
    turned last.
    """

    def __init__(
        self,
        methods: Mapping[str, Method],
        token: str,
        username: str,
        clock: SystemClock,
        plan: Plan | None,
        limits: bool,
        privacy: bool,
    ) -> None:
        self.token = token
        self.clock = clock
        self.plan = plan
        self.turned_from: datetime | None = None
        self.state = State(_bot(int(token.partition(":")[0]), username))
        self.updates = UpdateQueue()
        self.faults = Faults()
        self.limits = Limits(limits)
        self.calls = CallLog()
        self.events = Events()
        self.webhook = Webhook(self.updates, self.now, self.call_noted)
        self.membership = Membership(self.state, self.updates, self.events, self.now, privacy)
        self._methods = methods

    def now(self) -> int:
        """The clock's time in whole unix seconds, as message dates are."""
        return int(self.clock.now().timestamp())

    async def call(self, method: str, params: Params) -> Any:
        """Carry out a Bot API method (any case). Returns the result or Described. Raises ApiError."""
        function = self._methods.get(method.lower())
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
