"""roles, revoke: who may do what, and no longer."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.commands import ClockFile, Config, clock_in_force, console, database_of, open_keys, settings_of
from bot.faults import Trouble
from bot.settings import Settings
from db.session import Database
from domain.errors import Gone
from services import people
from services.organisation import roles as organisation
from services.people import RoleLine


def roles(ctx: typer.Context, config: Config = None) -> None:
    """Show who has which role, at which centre or in which network. The numbers are those that `revoke` takes."""
    settings = settings_of(ctx, config)
    open_keys(settings)
    lines = asyncio.run(_roles(settings))
    if not lines:
        typer.echo(
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


def revoke(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As `mestringsbot roles` shows it.")],
    config: Config = None,
    clock_file: ClockFile = None,
) -> None:
    """Take a role away. It counts from the person's next press on; they are told, and who asked them onto teams."""
    settings = settings_of(ctx, config)
    open_keys(settings)
    asyncio.run(_revoke(settings, number, clock_file))
    typer.echo("The role has been taken away.")


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
