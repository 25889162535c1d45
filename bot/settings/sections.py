"""What can be set: the tables of the file."""

import re
import sys
from datetime import time
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from msgspec import Meta, Struct
from msgspec.structs import asdict

from bot import proxy
from bot.faults import Trouble
from db import address
from domain.timing import QuietHours

WEBHOOK_PATH = "/telegram"
"""Where Telegram knocks, below `webhook_url`."""
HOUR = r"([01]\d|2[0-3]):[0-5]\d"
UNSHOWN = ("token", "webhook_secret", "keys", "url", "proxy")
"""Keys whose value is a secret, or may hold one: it is never repeated."""


class SettingsFault(Trouble):
    """The settings cannot be used: one sentence for each fault, which names the key."""


def _local_time(value: object) -> object:
    """`"21:30"`, or TOML's own 21:30:00."""
    return time.fromisoformat(value) if isinstance(value, str) and re.fullmatch(HOUR, value) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _reachable(value: str) -> str:
    """Raises ValueError for what only looks like an address."""
    if value:
        parts = urlsplit(value)
        if not parts.hostname or parts.port == 0 or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError
        parts.hostname.encode("idna")
    return value


def _address(value: str) -> str:
    try:
        return _reachable(value)
    except ValueError:  # also of urlsplit, for a port that is none, and of hosts that there cannot be
        raise ValueError("should be an address such as https://host or https://host:8081") from None


# `extra`: what `tables.Key` calls on a value before it is checked, and after. `\Z` rather than `$`, before which a new
# line may stand.
Text = Annotated[str, Meta(pattern=r"\A\S(.*\S)?\Z")]
Address = Annotated[str, Meta(pattern=r"\Ahttps?://[^\s/]+\S*\Z", extra={"after": _address})]
NoneOrAddress = Annotated[str, Meta(pattern=r"\A(https?://\S+)?\Z", extra={"after": _address})]
Listen = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9._:%-]{1,200}\Z")]
Hour = Annotated[time, Meta(extra={"before": _local_time})]
Level = Annotated[Literal["debug", "info", "warning", "error"], Meta(extra={"before": _lower})]
Port = Annotated[int, Meta(ge=0, le=65535)]
Limit = Annotated[float, Meta(ge=0, le=sys.float_info.max)]  # neither infinite nor NaN


class Section(Struct, frozen=True):
    """A table of the file. A field's description says what it should be, in the words of the error message.

    A field without one cannot stand in the file.
    """

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in asdict(self).items() if name not in UNSHOWN)
        return f"{type(self).__name__}({shown})"


class Telegram(Section, frozen=True):
    """`token` and `webhook_secret` are put in from the environment, and so is `proxy` where the file names none."""

    api_base: Annotated[Address, Meta(description="an address that begins with https://")] = "https://api.telegram.org"
    mode: Annotated[Literal["polling", "webhook"], Meta(description='"polling" or "webhook"')] = "polling"
    webhook_url: Annotated[NoneOrAddress, Meta(description="an address that begins with https://")] = ""
    listen_host: Annotated[Listen, Meta(description="the address to listen on, such as 127.0.0.1")] = "127.0.0.1"
    listen_port: Annotated[Port, Meta(description="a whole number from 0 to 65535")] = 8080
    proxy: Annotated[str, Meta(description="an address such as http://proxy.example:3128, none, or nothing")] = ""
    proxy_named: str = ""
    """The key or the variable that holds the proxy."""
    token: str = ""
    webhook_secret: str = ""

    @property
    def way(self) -> str:
        """How Telegram is called, for whoever is to mend it; without the proxy's password."""
        through = f" by the proxy {proxy.shown(self.proxy)} (see {self.proxy_named})" if self.proxy else ""
        return self.api_base + through


class DatabaseSection(Section, frozen=True):
    url: Annotated[Text, Meta(description="an address such as sqlite:///mestringsbot.db")] = "sqlite:///mestringsbot.db"
    named: str = "[database] url"
    """The key that holds the address."""

    @property
    def shown(self) -> str:
        """The address without any password, after the key that holds it; for whoever is to mend it."""
        return f"{self.named}: {address.read(self.url).shown}"


class Pacing(Section, frozen=True):
    """How fast Telegram is called; 0 switches a limit off."""

    per_second: Annotated[Limit, Meta(description="a number, 0 or greater")] = 29.0
    per_chat_seconds: Annotated[Limit, Meta(description="a number of seconds, 0 or greater")] = 1.0
    per_group_minute: Annotated[int, Meta(ge=0, description="a whole number, 0 or greater")] = 20


class Sending(Section, frozen=True):
    in_flight: Annotated[int, Meta(ge=1, le=64, description="a whole number from 1 to 64")] = 4


class Quiet(Section, frozen=True):
    """In the centre's own time."""

    start: Annotated[Hour, Meta(description='a time of day such as "21:30"')] = time(21, 30)
    end: Annotated[Hour, Meta(description='a time of day such as "08:00"')] = time(8, 0)


class Content(Section, frozen=True):
    directory: Annotated[str, Meta(description="a folder, or nothing for the one that comes with the bot")] = ""


class Web(Section, frozen=True):
    """Where /healthz and /metrics are served, with a webhook too; with `courses` also what everybody may know of the courses."""

    enabled: Annotated[bool, Meta(description="true or false")] = False
    host: Annotated[Listen, Meta(description="the address to listen on, such as 127.0.0.1")] = "127.0.0.1"
    port: Annotated[Port, Meta(description="a whole number from 0 to 65535")] = 8081
    courses: Annotated[bool, Meta(description="true or false")] = False


class Log(Section, frozen=True):
    level: Annotated[Level, Meta(description='"debug", "info", "warning" or "error"')] = "info"
    format: Annotated[Literal["console", "json"], Meta(description='"console" or "json"')] = "console"


class Settings(Section, frozen=True):
    """Everything that can be set. `keys` are the Fernet keys as written, separated by commas."""

    telegram: Telegram = Telegram()
    database: DatabaseSection = DatabaseSection()
    pacing: Pacing = Pacing()
    sending: Sending = Sending()
    quiet_hours: Quiet = Quiet()
    content: Content = Content()
    web: Web = Web()
    log: Log = Log()
    keys: str = ""

    @property
    def database_url(self) -> str:
        """The database's address; a file of SQLite's is absolute."""
        return self.database.url

    @property
    def quiet(self) -> QuietHours:
        return QuietHours(self.quiet_hours.start, self.quiet_hours.end)

    @property
    def content_directory(self) -> Path | None:
        """The centre's own programmes, or None for those that come with the bot."""
        return Path(self.content.directory) if self.content.directory else None

    def need_token(self) -> str:
        """The bot's token. Raises SettingsFault when there is none."""
        if not self.telegram.token:
            raise SettingsFault(
                "TELEGRAM_BOT_TOKEN is not set: put the token that @BotFather gave you in the environment"
            )
        return self.telegram.token

    def need_keys(self) -> str:
        """The keys for `db.crypto.KEYS.open`. Raises SettingsFault when there is none."""
        if not self.keys:
            raise SettingsFault(
                "MESTRINGSBOT_KEY is not set: make a key with `mestringsbot key` and put it in the environment"
            )
        return self.keys
