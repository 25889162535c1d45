"""The file and the environment are read, and put together."""

import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bot import proxy
from bot.proxy import Proxy
from bot.settings import tables
from bot.settings.sections import Content, DatabaseSection, Settings, SettingsFault, Telegram
from db import address
from db.address import AddressFault
from services.programmes.plain import at_line

CONFIG = "config.toml"
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
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
    faults = _secrets_taken_out(data, name)
    found = Settings()
    with _noted(faults):
        found = _complete(tables.read(data, name), (file.parent if file else Path()).resolve(), name)
    if faults:
        raise SettingsFault(*faults)
    return found


@contextmanager
def _noted(faults: list[str]) -> Iterator[None]:
    """What is wrong is said together with the rest."""
    try:
        yield
    except SettingsFault as fault:
        faults += fault.faults


def content_directory(path: Path | None = None) -> Path | None:
    """`[content] directory` of the file (see `find_config`), for whoever takes nothing else of it. Raises SettingsFault."""
    file = find_config(path)
    if file is None:
        return None
    found = tables.read({"content": _read(file).get("content", {})}, file.name).content.directory
    return file.parent.resolve() / found if found else None


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


def _secrets_taken_out(data: dict[str, Any], name: str) -> list[str]:
    """A sentence for each secret in the file; the rest of it is looked at without them."""
    faults = []
    for (section, key), variable in SECRETS.items():
        table = data.get(section) if section else data
        if isinstance(table, dict) and key in table:
            del table[key]
            where = f"[{section}] {key}" if section else key
            faults.append(f"{name}: {where}: a secret does not belong in a file; set {variable} in the environment")
    return faults


def _complete(settings: Settings, folder: Path, name: str) -> Settings:
    """Put in what only the environment may hold, and make paths absolute; a relative one counts from the folder of the file."""
    given = {variable.upper(): value.strip() for variable, value in os.environ.items() if value}
    database_url = given.get(DATABASE_URL, "")
    where = DATABASE_URL if database_url else f"{name}: [database] url"
    directory = settings.content.directory
    faults: list[str] = []
    through, database = Proxy(), settings.database
    with _noted(faults):
        through = _proxy(settings.telegram, name)
    telegram = replace(
        settings.telegram,
        proxy=through.url,
        proxy_named=through.named,
        api_base=settings.telegram.api_base.rstrip("/"),
        token=given.get("TELEGRAM_BOT_TOKEN", ""),
        webhook_secret=given.get("TELEGRAM_WEBHOOK_SECRET", ""),
    )
    faults += _of_telegram(telegram, name)
    with _noted(faults):
        database = _database(database_url or settings.database.url, folder, where)
    if faults:
        raise SettingsFault(*faults)
    return replace(
        settings,
        telegram=telegram,
        database=database,
        content=Content(directory=str(folder / directory) if directory else ""),
        keys=given.get("MESTRINGSBOT_KEY", ""),
    )


def _database(text: str, folder: Path, where: str) -> DatabaseSection:
    """The section with the address as `db.address` writes it, and where it comes from."""
    try:
        found = address.read(text)
    except AddressFault as error:
        raise SettingsFault(f"{where}: {error}") from error
    if found.has_password and where != DATABASE_URL:
        raise SettingsFault(f"{where}: a password does not belong in a file; set {DATABASE_URL} in the environment")
    return DatabaseSection(found.text if found.file is None else f"sqlite:///{folder / found.file}", where)


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


def _of_telegram(telegram: Telegram, name: str) -> Iterator[str]:
    """A sentence for each thing that is wrong."""
    if telegram.token and not TOKEN.fullmatch(telegram.token):
        yield "TELEGRAM_BOT_TOKEN: should look like 123456789:AAB-cd_Ef, as @BotFather gives it"
    if telegram.mode == "webhook":
        yield from _of_webhook(telegram, name)


def _of_webhook(telegram: Telegram, name: str) -> Iterator[str]:
    key = f"{name}: [telegram] webhook_url"
    if not telegram.webhook_url:
        yield f'{key}: is needed when mode is "webhook"'
    elif telegram.api_base == Telegram().api_base and not telegram.webhook_url.startswith("https://"):
        yield f"{key}: should begin with https://; only a Bot API server of your own takes http://"
    allowed = "1 to 256 of the characters A-Z a-z 0-9 _ -"  # as the Bot API has it
    if not telegram.webhook_secret:
        yield f'TELEGRAM_WEBHOOK_SECRET: is needed when mode is "webhook": {allowed}'
    elif not SECRET.fullmatch(telegram.webhook_secret):
        yield f"TELEGRAM_WEBHOOK_SECRET: should be {allowed}"
