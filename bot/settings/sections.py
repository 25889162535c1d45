"""What can be set: the tables of the file."""

import re
from datetime import time
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr

from bot import proxy
from bot.faults import Trouble
from db import address
from domain.timing import QuietHours

WEBHOOK_PATH = "/telegram"
"""Where Telegram knocks, below `webhook_url`."""
HOUR = r"([01]\d|2[0-3]):[0-5]\d"


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


Text = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
Address = Annotated[str, Field(pattern=r"^https?://[^\s/]+\S*$"), AfterValidator(_address)]
Listen = Annotated[str, Field(min_length=1, pattern=r"^[A-Za-z0-9._:%-]{1,200}$")]
Hour = Annotated[time, BeforeValidator(_local_time)]
Port = Annotated[int, Field(ge=0, le=65535)]


class Section(BaseModel):
    """A table of the file. The description of each field says what it should be, in the words of the error message."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, validate_default=True, allow_inf_nan=False)


class Telegram(Section):
    """`token` and `webhook_secret` are put in from the environment, and so is `proxy` where the file names none."""

    api_base: Address = Field(default="https://api.telegram.org", description="an address that begins with https://")
    mode: Literal["polling", "webhook"] = Field(default="polling", description='"polling" or "webhook"')
    webhook_url: Annotated[str, AfterValidator(_address)] = Field(
        default="", pattern=r"^(https?://\S+)?$", description="an address that begins with https://"
    )
    listen_host: Listen = Field(default="127.0.0.1", description="the address to listen on, such as 127.0.0.1")
    listen_port: Port = Field(default=8080, description="a whole number from 0 to 65535")
    proxy: str = Field(
        default="", description="an address such as http://proxy.example:3128, none, or nothing", repr=False
    )
    token: str = Field(default="", repr=False)
    webhook_secret: str = Field(default="", repr=False)
    _proxy_named: str = PrivateAttr(default="")

    @property
    def way(self) -> str:
        """How Telegram is called, for whoever is to mend it; without the proxy's password."""
        through = f" by the proxy {proxy.shown(self.proxy)} (see {self._proxy_named})" if self.proxy else ""
        return self.api_base + through


class DatabaseSection(Section):
    url: Text = Field(
        default="sqlite:///mestringsbot.db", description="an address such as sqlite:///mestringsbot.db", repr=False
    )
    _where: str = PrivateAttr(default="[database] url")

    @property
    def named(self) -> str:
        """The key that holds the address."""
        return self._where

    @property
    def shown(self) -> str:
        """The address without any password, after the key that holds it; for whoever is to mend it."""
        return f"{self._where}: {address.read(self.url).shown}"


class Pacing(Section):
    """How fast Telegram is called; 0 switches a limit off."""

    per_second: float = Field(default=29, ge=0, description="a number, 0 or greater")
    per_chat_seconds: float = Field(default=1.0, ge=0, description="a number of seconds, 0 or greater")
    per_group_minute: int = Field(default=20, ge=0, description="a whole number, 0 or greater")


class Sending(Section):
    in_flight: int = Field(default=4, ge=1, le=64, description="a whole number from 1 to 64")


class Quiet(Section):
    """In the centre's own time."""

    start: Hour = Field(default=time(21, 30), description='a time of day such as "21:30"')
    end: Hour = Field(default=time(8, 0), description='a time of day such as "08:00"')


class Content(Section):
    directory: str = Field(default="", description="a folder, or nothing for the one that comes with the bot")


class Web(Section):
    """Where /healthz and /metrics are served, with a webhook too; with `courses` also what everybody may know of the courses."""

    enabled: bool = Field(default=False, description="true or false")
    host: Listen = Field(default="127.0.0.1", description="the address to listen on, such as 127.0.0.1")
    port: Port = Field(default=8081, description="a whole number from 0 to 65535")
    courses: bool = Field(default=False, description="true or false")


class Log(Section):
    level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = Field(
        default="info", description='"debug", "info", "warning" or "error"'
    )
    format: Literal["console", "json"] = Field(default="console", description='"console" or "json"')


class Settings(Section):
    """Everything that can be set. `keys` are the Fernet keys as written, separated by commas."""

    telegram: Telegram = Telegram()
    database: DatabaseSection = DatabaseSection()
    pacing: Pacing = Pacing()
    sending: Sending = Sending()
    quiet_hours: Quiet = Quiet()
    content: Content = Content()
    web: Web = Web()
    log: Log = Log()
    keys: str = Field(default="", repr=False)

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
