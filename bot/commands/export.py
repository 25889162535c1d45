"""export: the course database, for whoever wants to show it."""

import asyncio
from datetime import datetime
from pathlib import Path

import click

from bot.commands import clock_file_option, clock_in_force, config_option, database_of, library_of
from bot.commands.links import username_of
from bot.faults import Trouble
from bot.settings import Settings, load_settings
from domain.people import LANGUAGES
from handlers.people.people import COURSE
from services.signup import directory
from texts.catalog import Catalog
from texts.directory import page, records

READABLE = 0o644
"""Whoever serves the files may be another user of the machine: there is nothing in them that is not public."""


@click.command
@click.argument("what", type=click.Choice(["courses"]), help="What to export.")
@click.option("--to", type=Path, metavar="DIR", required=True, help="The folder to write to.")
@click.option("--language", type=click.Choice(LANGUAGES), default="nb", show_default=True, help="Of the page.")
@config_option
@clock_file_option
def export(what: str, to: Path, language: str, config: Path | None, clock_file: Path | None) -> None:
    """Write all courses that one can come to as courses.json, courses.csv, and courses.html for a web site."""
    del what  # there is but one
    files = asyncio.run(_courses(load_settings(config), language, clock_file))
    try:
        to.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            _write(to / name, content)
    except OSError as error:
        raise Trouble(f"cannot write to {to}: {error.strerror or error}") from error
    click.echo("\n".join(str(to / name) for name in files))


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
