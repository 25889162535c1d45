"""The stand-in put together: the world, what a bot can call in it, and the hands of everybody else."""

from __future__ import annotations

from .clock import SystemClock
from .core import Plan, World
from .grouphands import GroupHands
from .methods import METHODS
from .people import People


class Sandbox(World):
    """A Bot API of one's own: `call` is the bot's side, `people` and `groups` are everybody else's hands.

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
        super().__init__(METHODS, token, username, clock or SystemClock(), plan, limits, privacy)
        self.people = People(self)
        self.groups = GroupHands(self, self.people)
