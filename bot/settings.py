"""Settings: `config.toml` and the environment, read once at start. Secrets come from the environment only."""

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, ValidationError

from bot import proxy
from bot.faults import Trouble
from bot.proxy import Proxy
from db import address
from db.address import AddressFault
from domain.timing import QuietHours
from services.programmes.plain import at_line, plain

WEBHOOK_PATH = "/telegram"
"""Where Telegram knocks, below `webhook_url`."""
CONFIG = "config.toml"
HOUR = r"([01]\d|2[0-3]):[0-5]\d"
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
DATABASE_URL = "DATABASE_URL"
PREFIX = "MESTRINGSBOT_"
KNOWN = ("MESTRINGSBOT_KEY", "MESTRINGSBOT_CONFIG")
"""The variables of the environment that begin with our own name."""
SECRETS = {
    ("telegram", "token"): "TELEGRAM_BOT_TOKEN",
    ("telegram", "bot_token"): "TELEGRAM_BOT_TOKEN",
    ("telegram", "webhook_secret"): "TELEGRAM_WEBHOOK_SECRET",
    ("database", "password"): DATABASE_URL,
    ("database", "key"): "MESTRINGSBOT_KEY",
    ("", "keys"): "MESTRINGSBOT_KEY",
    ("", "key"): "MESTRINGSBOT_KEY",
}
"""Keys under which people would look for a secret, and the variable of the environment that holds it."""


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


class Secrets(BaseModel):
    """What only the environment may hold, in variables of the same names in capitals."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)
    telegram_bot_token: str = ""
    telegram_webhook_secret: str = ""
    mestringsbot_key: str = ""
    database_url: str = ""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        return cls.model_validate({name.lower(): value for name, value in environment.items() if value})


def find_config(path: Path | None) -> Path | None:
    """The file to read: the one named, else MESTRINGSBOT_CONFIG, else ./config.toml if there is one."""
    named = path or (Path(os.environ["MESTRINGSBOT_CONFIG"]) if os.environ.get("MESTRINGSBOT_CONFIG") else None)
    if named is None:
        return Path(CONFIG) if Path(CONFIG).is_file() else None
    return named


def load_settings(path: Path | None = None) -> Settings:
    """Read the file (see `find_config`; the defaults when there is none) and the environment. Raises SettingsFault."""
    _refuse_unknown()
    file = find_config(path)
    name = file.name if file else CONFIG
    data = _read(file) if file else {}
    _refuse_secrets(data, name)
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise SettingsFault(*plain(error, Settings, name)) from error
    return _complete(settings, Secrets.of(os.environ), (file.parent if file else Path()).resolve(), name)


def _read(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")  # -sig: some editors put a byte order mark in front
    except FileNotFoundError as error:
        raise SettingsFault(f"{file}: there is no such file") from error
    except OSError as error:
        raise SettingsFault(f"{file}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SettingsFault(f"{file.name}: is not a text file in UTF-8") from error
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
        raise SettingsFault(f"{file.name}: is not TOML: {at_line(error, text)}") from error


def _refuse_unknown() -> None:
    """A variable that begins with our name and is none of ours is one that was misspelt: without it nothing would happen."""
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in KNOWN:
            near = get_close_matches(name.upper(), KNOWN, n=1, cutoff=0.5)
            more = f"did you mean {near[0]}?" if near else f"known are {', '.join(KNOWN)}"
            raise SettingsFault(f"{name}: there is no such variable of the environment; {more}")


def _refuse_secrets(data: dict[str, Any], name: str) -> None:
    for (section, key), variable in SECRETS.items():
        table = data.get(section) if section else data
        if isinstance(table, dict) and key in table:
            where = f"[{section}] {key}" if section else key
            raise SettingsFault(
                f"{name}: {where}: a secret does not belong in a file; set {variable} in the environment"
            )


def _complete(settings: Settings, secrets: Secrets, folder: Path, name: str) -> Settings:
    """Put in the secrets, and make paths absolute; a relative one counts from the folder of the file."""
    where = DATABASE_URL if secrets.database_url else f"{name}: [database] url"
    directory = settings.content.directory
    through = _proxy(settings.telegram, name)
    telegram = settings.telegram.model_copy(
        update={
            "proxy": through.url,
            "api_base": settings.telegram.api_base.rstrip("/"),
            "token": secrets.telegram_bot_token,
            "webhook_secret": secrets.telegram_webhook_secret,
        }
    )
    telegram._proxy_named = through.named
    _check_telegram(telegram, name)
    return settings.model_copy(
        update={
            "telegram": telegram,
            "database": _database(secrets.database_url or settings.database.url, folder, where),
            "content": Content(directory=str(folder / directory) if directory else ""),
            "keys": secrets.mestringsbot_key,
        }
    )


def _database(text: str, folder: Path, where: str) -> "DatabaseSection":
    """The section with the address as `db.address` writes it, and where it comes from."""
    try:
        found = address.read(text)
    except AddressFault as error:
        raise SettingsFault(f"{where}: {error}") from error
    if found.has_password and where != DATABASE_URL:
        raise SettingsFault(f"{where}: a password does not belong in a file; set {DATABASE_URL} in the environment")
    section = DatabaseSection(url=found.text if found.file is None else f"sqlite:///{folder / found.file}")
    section._where = where
    return section


def _proxy(telegram: Telegram, name: str) -> Proxy:
    """The proxy in force; none at all with `none`."""
    given, named = telegram.proxy, f"{name}: [telegram] proxy"
    try:
        if not given:
            return proxy.of_environment(telegram.api_base, os.environ)
        found = Proxy("" if given == proxy.NEVER else proxy.read(given), named)
    except ValueError as error:
        raise SettingsFault(f"{named}: {error}" if given else str(error)) from error
    if "@" in found.url:
        raise SettingsFault(f"{named}: a password does not belong in a file; set HTTPS_PROXY in the environment")
    return found


def _check_telegram(telegram: Telegram, name: str) -> None:
    if telegram.token and not TOKEN.fullmatch(telegram.token):
        raise SettingsFault("TELEGRAM_BOT_TOKEN: should look like 123456789:AAB-cd_Ef, as @BotFather gives it")
    if telegram.mode == "webhook" and not telegram.webhook_url:
        raise SettingsFault(f'{name}: [telegram] webhook_url: is needed when mode is "webhook"')
    if telegram.mode == "webhook" and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", telegram.webhook_secret):
        raise SettingsFault(
            'TELEGRAM_WEBHOOK_SECRET: is needed when mode is "webhook": 1 to 256 of the characters A-Z a-z 0-9 _ -'
        )
