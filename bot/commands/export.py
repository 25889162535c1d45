"""export: the course database, for whoever wants to show it."""

import asyncio
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import ClockFile, Config, clock_in_force, database_of, library_of, settings_of
from bot.commands.links import username_of
from bot.faults import Trouble
from bot.settings import Settings
from handlers.people.people import COURSE
from services.signup import directory
from texts.catalog import Catalog
from texts.directory import page, records

READABLE = 0o644
"""Whoever serves the files may be another user of the machine: there is nothing in them that is not public."""


class What(StrEnum):
    COURSES = "courses"


class Language(StrEnum):
    """Those of `domain.people.LANGUAGES`."""

    NB = "nb"
    NN = "nn"
    DA = "da"
    EN = "en"


def export(
    ctx: typer.Context,
    what: Annotated[What, typer.Argument(help="What to export.")],
    to: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write to.")],
    language: Annotated[Language, typer.Option(help="Of the page.")] = Language.NB,
    config: Config = None,
    clock_file: ClockFile = None,
) -> None:
    """Write all courses that one can come to as courses.json, courses.csv, and courses.html for a web site."""
    del what  # there is but one
    files = asyncio.run(_courses(settings_of(ctx, config), language.value, clock_file))
    try:
        to.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _write(to / name, content)
    except OSError as error:
        raise Trouble(f"cannot write to {to}: {error.strerror or error}") from error
    typer.echo("\n".join(str(to / name) for name in files))


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all: somebody may read it meanwhile."""
    new = file.with_name(f".{file.name}.new")
    new.write_bytes(content)
    new.chmod(READABLE)
    new.replace(file)


async def _courses(settings: Settings, language: str, clock_file: Path | None) -> dict[str, bytes]:
    async with database_of(settings) as database:
        username = await username_of(settings, database)
        now = (await clock_in_force(database, clock_file)).now()
        async with database.begin() as session:
            entries = await directory.read(session, library_of(settings), now)
    linked = [(one, f"https://t.me/{username}?start={COURSE}{one.course.slug}") for one in entries]
    made = [records.record(*one) for one in linked]
    return {
        "courses.json": records.as_json(made, _second(now)),
        "courses.csv": records.as_csv(made),
        "courses.html": page.page(Catalog().of(language), linked, now),
    }


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
