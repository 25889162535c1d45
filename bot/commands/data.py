"""migrate, import, delete, key, rotate."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click
from cryptography.fernet import Fernet
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from bot.commands import (
    Slug,
    address,
    clock_file_option,
    clock_in_force,
    config_option,
    console,
    database_of,
    library_of,
    open_keys,
    reached,
    reason,
)
from bot.faults import Trouble
from bot.readiness import LATER, must_fit, must_have_room
from bot.settings import Settings, load_settings
from db import erasing, files, form, keys_in_use, rotation
from db.crypto import KeyMissing
from db.migrate import upgrade
from db.session import Database
from db.turns import Turn
from domain.errors import Gone
from services.courses import removal
from services.courses.removal import StillThere
from services.organisation import importing
from services.organisation.importing import Batch, Change, ImportFault


@click.command
@config_option
def migrate(config: Path | None) -> None:
    """Create the database, or bring it to the form that this version needs. Nothing is lost."""
    settings = load_settings(config)
    try:
        before, after = asyncio.run(_migrate(settings))
    except KeyMissing as error:
        raise Trouble(
            f"set MESTRINGSBOT_KEY first: polls that are sent are kept in another form now ({error})"
        ) from error
    file = Database(settings.database_url).file
    if file is not None and (names := files.narrow(file)):
        click.echo(f"Others on this machine could read {', '.join(names)}; they cannot any longer.")
    if before == after:
        click.echo(f"The database is up to date ({after}).")
    else:
        click.echo(f"The database is ready ({before or 'new'} → {after}).")


async def _migrate(settings: Settings) -> tuple[str | None, str]:
    database = Database(settings.database_url)
    await asyncio.to_thread(must_have_room, database, settings.database.named)
    try:
        async with reached(address(settings)):
            before = await form.revision(database)
        if not form.known(before):
            raise Trouble(f"the database is {LATER.format(before)}")
        if before is not None and settings.keys:
            open_keys(settings)
            async with database.begin() as session:
                await must_fit(session)
    finally:
        await database.dispose()
    try:
        done = await upgrade(settings.database_url)
    except SQLAlchemyError as error:
        raise Trouble(f"the database refuses: {reason(error)} ({address(settings)})") from error
    if settings.keys:
        async with database_of(settings):
            return done  # tied to its key before anybody writes
    click.echo("No key is given: the database is tied to the first one with which anything is done to it.")
    return done


@click.command("import")
@click.argument("file", type=Path, metavar="FILE.toml", help="Centres, places, people and courses.")
@click.option("--preview", is_flag=True, help="Say what it would do, and do nothing.")
@config_option
@clock_file_option
def import_(file: Path, preview: bool, config: Path | None, clock_file: Path | None) -> None:
    """Bring in centres, roles and courses from a file. Running it twice changes nothing."""
    settings = load_settings(config)
    try:
        batch = importing.parse(_text(file), file.name)
        changes = asyncio.run(_import(settings, batch, clock_file, file.name, preview))
    except ImportFault as error:
        raise Trouble(*error.faults) from error
    _report(changes)
    if preview:
        click.echo("This was a preview: nothing has been written.")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise Trouble(f"{file}: there is no such file") from error
    except OSError as error:
        raise Trouble(f"{file}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise Trouble(f"{file.name}: is not a text file in UTF-8") from error


async def _import(settings: Settings, batch: Batch, clock_file: Path | None, name: str, preview: bool) -> list[Change]:
    library = library_of(settings)
    async with database_of(settings) as database:
        clock = await clock_in_force(database, clock_file)
        async with database.begin() as session:
            changes = await importing.apply(session, library, batch, clock.now(), name)
            if preview:
                await session.rollback()
            return changes


def _report(changes: list[Change]) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("What", "Name", "Outcome", "Details"):
        table.add_column(name)
    for one in changes:
        table.add_row(one.kind, one.name, one.outcome, "; ".join(one.details))
    console().print(table)
    outcomes = Counter(one.outcome for one in changes)
    if set(outcomes) <= {"unchanged"}:
        click.echo("Nothing has changed.")
    else:
        click.echo(", ".join(f"{outcomes[name]} {name}" for name in ("new", "changed", "unchanged")) + ".")


@click.command
@click.argument("course", type=Slug(), metavar="COURSE", help="The course's slug, as in the import file.")
@click.option(
    "--with-people", is_flag=True, help="Also a course that is over or cancelled, with all that is kept of it."
)
@config_option
@clock_file_option
def delete(course: str, with_people: bool, config: Path | None, clock_file: Path | None) -> None:
    """Delete a course that was made by mistake. One that people have signed up for is kept."""
    asyncio.run(_delete(load_settings(config), course, clock_file, with_people))
    click.echo(
        f"The course {course} has been deleted. Take it out of your import file, or the next import makes it anew."
    )


async def _delete(settings: Settings, slug: str, clock_file: Path | None, with_people: bool) -> None:
    async with database_of(settings) as database:
        clock = await clock_in_force(database, clock_file)
        try:
            async with database.begin() as session:
                await removal.delete_course(session, slug, clock.now(), with_people=with_people)
        except Gone as error:
            raise Trouble(f"there is no course {slug}") from error
        except StillThere as kept:
            raise Trouble(_why_kept(slug, kept)) from kept
        with suppress(SQLAlchemyError):  # held up, it is made up for by the running bot
            await erasing.scrub(database)


def _why_kept(slug: str, kept: StillThere) -> str:
    who = f"{kept.people} people have signed up for {slug}, and {kept.by_phone} by phone"
    if kept.over:
        return f"{who}; --with-people deletes it with all that is kept of it"
    return f"{who}; cancel its evenings in the chat first, so that they are told (then --with-people)"


@click.command
def key() -> None:
    """Make a new key for MESTRINGSBOT_KEY."""
    click.echo(Fernet.generate_key().decode())


@click.command
@config_option
def rotate(config: Path | None) -> None:
    """Encrypt everything under the first of the keys in MESTRINGSBOT_KEY, so that the others can go."""
    settings = load_settings(config)
    open_keys(settings)
    counts = asyncio.run(_rotate(settings))
    click.echo(f"{sum(counts.values())} values are under the first key now. The other keys can go.")


async def _rotate(settings: Settings) -> dict[str, int]:
    async with database_of(settings) as database:
        async with database.begin(Turn.UPKEEP) as session:
            await database.alone(session, keys_in_use.TURN)
            await must_fit(session)
            await keys_in_use.claim(session, datetime.now(UTC))
        counts = await rotation.rotate(database)
        async with database.begin(Turn.UPKEEP) as session:
            await keys_in_use.only_the_first(session)
        return counts
