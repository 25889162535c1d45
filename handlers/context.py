"""What a handler is given: the person who acts, their words, the clock, and a transaction to begin."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import Struct

from domain.groups.chats import InChat
from domain.marked import Marked
from domain.people import guess_language
from domain.timing import Clock, QuietHours
from services import Database, Session, has_woken, people
from services.mail import inbox, outbox
from services.people import Actor, dialogs
from services.programmes import Library
from services.signup import offers
from texts.catalog import Catalog, Texts
from texts.screen import Messenger, Screen


class House(Struct, frozen=True):
    """What every handler shares, made once in `bot/app.py`."""

    database: Database
    clock: Clock
    machine: Clock  # real time, whatever the clock says: what Telegram's patience goes by
    catalog: Catalog
    library: Library
    messenger: Messenger
    username: str
    bot_id: int = 0
    match: Any = None  # bot.worker.Worker.match: groups out of a pool, in a process of its own
    draw: Any = None  # bot.worker.Worker.draw: a leaflet as files, likewise
    quiet: QuietHours | None = None  # of centres that have none of their own
    wake: Any = None  # called after a transaction that put something into a queue, which is then looked at at once


class Incoming(Struct, frozen=True):
    """One update in plain words. `command` is without its slash; `press_data` is None unless a button was pressed.

    `chat` is what happened in a group's chat; then nothing but the person's number and language is known.
    `also`: further updates that were put together with this one. `sent_at`: seconds since 1970, by Telegram's clock.
    `sort`: what came instead of a text: a "picture" (or file), a "voice" message, a "contact"; empty for all else.
    `long`: the text fills a message, or nearly, and may have been cut by the app. `edited`: a message from before, as it is now.
    """

    update_id: int
    telegram_id: int
    first_name: str = ""
    last_name: str | None = None
    language_code: str | None = None
    words: Marked | None = None
    command: str | None = None
    argument: str = ""
    press_id: str | None = None
    press_data: str | None = None
    message_id: int | None = None
    phone: str | None = None
    blocked: bool | None = None
    chat: InChat | None = None
    also: tuple[int, ...] = ()
    caption: str | None = None
    sent_at: int = 0
    long: bool = False
    edited: bool = False
    sort: str = ""
    location: tuple[float, float] | None = None
    """A place that somebody shares: latitude and longitude in degrees. It is kept nowhere."""
    after_others: bool = False
    """Others of the person's before it were put away unread: there were too many at once."""

    @property
    def text(self) -> str | None:
        """What was written, without its formatting."""
        return self.words.text if self.words else None

    @property
    def text_with_addresses(self) -> str | None:
        """What was written, for where no formatting goes: links have their addresses behind them."""
        return self.words.with_addresses if self.words else None

    @property
    def update_ids(self) -> tuple[int, ...]:
        return (self.update_id, *self.also)

    @property
    def silent(self) -> bool:
        """Whether nobody waits for an answer: it was not said or pressed in the person's own chat."""
        return self.blocked is not None or self.chat is not None


class Reply(Struct, frozen=True):
    """What the person who acted sees next.

    A press replaces the message it sat on, unless `new`; `more` are further messages after it; `alert` is a box on top.
    `can_wait`: whom to ring, where what was written points to danger, comes before it instead of after.
    """

    screen: Screen | None = None
    new: bool = False
    more: Sequence[Screen] = ()
    alert: str | None = None
    commands: Sequence[tuple[str, str]] | None = None
    can_wait: bool = False


class AlreadyHandled(Exception):  # noqa: N818 - not a fault
    """Another process, or this one before a crash, has handled the update: nothing is done twice."""


@dataclass
class Context:
    """One update on its way through a handler.

    In which language the person is answered is known only when their row has been read: `begin` gives the wording out
    together with the session, and nothing else does. `actor` is known from then on, too.
    """

    house: House
    incoming: Incoming
    handled: bool = False
    _actor: Actor | None = field(default=None)
    _wording: Texts | None = field(default=None)

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    @property
    def library(self) -> Library:
        return self.house.library

    @property
    def actor(self) -> Actor:
        if self._actor is None:
            raise RuntimeError("the actor is known inside begin()")
        return self._actor

    @property
    def wording(self) -> Texts:
        """As the last transaction gave it out: for what is said after the handler has done its work."""
        if self._wording is None:
            raise RuntimeError("the language is known from the first transaction on")
        return self._wording

    @property
    def known(self) -> Actor | None:
        """The person who acts, unless they have never pressed Start: in a group chat that may be anybody."""
        return self._actor

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[tuple[Session, Texts]]:
        """One transaction in which the update is marked as handled, so that it is applied exactly once.

        Gives the session, and wording in the language of the person who acts.
        """
        async with self.house.database.begin() as session:
            # What happens in a chat waits for its own kind: it may be the bot itself that acts there.
            chat = self.incoming.chat
            await self.house.database.alone(session, chat.chat_id if chat else self.incoming.telegram_id)
            if not self.handled and not await inbox.mark_handled(session, self.incoming.update_ids, self.now):
                raise AlreadyHandled
            if self.incoming.silent:
                self._actor = await people.known(session, self.incoming.telegram_id, self.now)
            else:
                await self.arrive(session)
            if self.incoming.command is not None and self._actor is not None and not self._actor.new:
                await dialogs.lead_out(session, self._actor)
            yield session, self._texts()
        self.handled = True
        if self.house.wake and has_woken(session):
            self.house.wake()

    async def arrive(self, session: Session) -> None:
        """The person is here. Who could not be reached is told what they missed, and is in line where they stood."""
        actor = self._actor = await people.arrive(session, self.incoming.telegram_id, self.now)
        if actor.away_since is not None:
            await outbox.take_up(session, actor.id, self.now)
            await offers.back_in_line(session, self.library, actor, actor.away_since, self.now)

    async def reload(self, session: Session) -> Texts:
        """Read the actor anew after a use case has changed them; gives the wording, as the language may be another one."""
        self._actor = await people.arrive(session, self.incoming.telegram_id, self.now)
        return self._texts()

    def becomes(self, actor: Actor) -> Texts:
        """The actor as a use case has changed them; gives the wording, as the language may be another one."""
        self._actor = actor
        return self._texts()

    def _texts(self) -> Texts:
        chosen = self._actor.language if self._actor else None
        self._wording = self.house.catalog.of(chosen or guess_language(self.incoming.language_code))
        return self._wording
