"""The commands, and what they share: options, the settings, a database that is ready."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import FileClock, SystemClock
from bot.faults import Trouble
from bot.readiness import must_fit, must_have_form, must_have_room
from bot.settings import Settings
from db import keys_in_use
from db.crypto import KEYS
from db.session import Database, unreached
from db.turns import Turn
from domain.timing import Clock
from services.mail import notes
from services.programmes import CONTENT, Library, read_library

if TYPE_CHECKING:
    from rich.console import Console

CONNECT_SECONDS = 15
PLAIN_WIDTH = 200
"""Columns of a table that goes to a file or another program."""


class Slug(click.ParamType[str]):
    """The name by which a course, a centre or a network is known."""

    name = "slug"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not value.isprintable():  # no database can be asked for half a character
            self.fail(f"{value!a} is not text; a slug is of a-z 0-9 and -", param, ctx)
        return value


class Whole(click.IntRange):
    """A whole number within bounds, and a sentence for whatever is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            bounds = f"{self.min} or greater" if self.max is None else f"from {self.min} to {self.max}"
            self.fail(f"should be a whole number {bounds}, not {value}", param, ctx)


def _else_before(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    """An option that may stand before the command or after it, where it counts more."""
    return value or (ctx.parent.params.get(param.name) if ctx.parent and param.name else None)


config_option = click.option(
    "--config",
    type=Path,
    metavar="FILE",
    callback=_else_before,
    help="The settings; else MESTRINGSBOT_CONFIG, else ./config.toml.",
)
clock_file_option = click.option(
    "--clock-file",
    type=Path,
    metavar="FILE",
    help="Live by the instant or offset in this file, for rehearsals and tests.",
)


def clock_of(file: Path | None) -> Clock:
    """The clock to live by. Raises ClockFault."""
    return FileClock(file) if file else SystemClock()


async def clock_in_force(database: Database, file: Path | None) -> Clock:
    """The clock of the file given, else of the file that the bot last ran by, else the machine's. Raises ClockFault."""
    if file is not None:
        return clock_of(file)
    async with database.begin() as session:
        noted = Path(await notes.read(session, notes.CLOCK_FILE) or "")
    there = await asyncio.to_thread(noted.is_file)
    return clock_of(noted if there else None)


def library_of(settings: Settings) -> Library:
    """The programmes. Raises Trouble, ContentFault."""
    folder = settings.content_directory or CONTENT
    if not folder.is_dir():
        raise Trouble(f"[content] directory: there is no folder {folder}")
    library = read_library(folder)
    if not library.programmes:
        raise Trouble(f"[content] directory: there is no programme in {folder}/programmes")
    return library


def console() -> "Console":
    """For tables: colours and the window's width on a terminal, plain and wide elsewhere."""
    from rich.console import Console  # by no means for `run`, which shows none

    terminal = Console().is_terminal
    return Console(highlight=False, soft_wrap=False, width=None if terminal else PLAIN_WIDTH)


def open_keys(settings: Settings) -> None:
    """Take the keys into use. Raises SettingsFault, KeyMissing."""
    KEYS.open(settings.need_keys())


@asynccontextmanager
async def reached(what: str) -> AsyncIterator[None]:
    """Says in one sentence that a database cannot be reached."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            yield
    except TimeoutError as error:
        raise Trouble(f"the database cannot be reached: no answer in {CONNECT_SECONDS} seconds ({what})") from error
    except _faults() as error:
        raise Trouble(f"the database cannot be reached: {reason(error)} ({what})") from error


def _faults() -> tuple[type[Exception], ...]:
    return (SQLAlchemyError, *unreached())


def reason(error: BaseException) -> str:
    """The first line of what the database's driver says."""
    cause = getattr(error, "orig", None) or error
    return (str(cause).splitlines() or [type(cause).__name__])[0]


def address(settings: Settings) -> str:
    """The database as it is shown to people: where it is set, and a file or an address without its password."""
    return settings.database.shown


async def tie(database: Database) -> None:
    """From now on no other key than those that are open may write there. Raises Trouble where one is missing already."""
    async with database.begin(Turn.UPKEEP) as session:
        await database.alone(session, keys_in_use.TURN)
        await must_fit(session)
        await keys_in_use.claim(session, datetime.now(UTC))


@asynccontextmanager
async def migrated_database(settings: Settings) -> AsyncIterator[Database]:
    """The database, in the form that this version needs. Raises Trouble when it cannot be reached or is not migrated."""
    database = Database(settings.database_url)
    try:
        await asyncio.to_thread(must_have_room, database, settings.database.named)
        async with reached(address(settings)):
            await must_have_form(database)
        yield database
    finally:
        await database.dispose()


@asynccontextmanager
async def database_of(settings: Settings) -> AsyncIterator[Database]:
    """The same, ready for use. Raises Trouble also when there is a key and it does not fit."""
    async with migrated_database(settings) as database:
        if settings.keys:
            open_keys(settings)
            async with reached(address(settings)):
                await tie(database)
        yield database
