"""roles, revoke: who may do what, and no longer."""

import asyncio
from datetime import datetime
from pathlib import Path

import click
from rich.table import Table

from bot.commands import Whole, clock_file_option, clock_in_force, config_option, console, database_of, open_keys
from bot.faults import Trouble
from bot.settings import Settings, load_settings
from db.session import Database
from domain.errors import Gone
from services import people
from services.organisation import roles as organisation
from services.people import RoleLine

HIGHEST = 2**31 - 1
"""No row has a higher number; SQLite's driver cannot even ask for one of more than 64 bits."""


@click.command
@config_option
def roles(config: Path | None) -> None:
    """Show who has which role, at which centre or in which network. The numbers are those that `revoke` takes."""
    settings = load_settings(config)
    open_keys(settings)
    lines = asyncio.run(_roles(settings))
    if not lines:
        click.echo(
            "Nobody has a role yet; `mestringsbot invite coordinator --centre SLUG` prints a link that gives one."
        )
        return
    table = Table(box=None, pad_edge=False)
    for name in ("Number", "Name", "Role", "Centre or network"):
        table.add_column(name)
    for one in lines:
        table.add_row(str(one.number), one.name or f"(Telegram {one.telegram_id})", one.role, one.centre)
    console().print(table)


async def _roles(settings: Settings) -> list[RoleLine]:
    async with database_of(settings) as database, database.begin() as session:
        return await people.roles(session)


@click.command
@click.argument("number", type=Whole(1, HIGHEST), metavar="NUMBER", help="As `mestringsbot roles` shows it.")
@config_option
@clock_file_option
def revoke(number: int, config: Path | None, clock_file: Path | None) -> None:
    """Take a role away. It counts from the person's next press on; they are told, and who asked them onto teams."""
    settings = load_settings(config)
    open_keys(settings)
    asyncio.run(_revoke(settings, number, clock_file))
    click.echo("The role has been taken away.")


async def _revoke(settings: Settings, number: int, clock_file: Path | None) -> None:
    async with database_of(settings) as database:
        now = (await clock_in_force(database, clock_file)).now()
        await _taken_away(database, number, now)


async def _taken_away(database: Database, number: int, now: datetime) -> None:
    async with database.begin() as session:
        try:
            await organisation.take_away(session, number, now)
        except Gone as error:
            raise Trouble(f"there is no role number {number}; `mestringsbot roles` shows them") from error
