"""invite, link: links to hand out."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.checks import get_me
from bot.commands import ClockFile, Config, clock_in_force, database_of, settings_of
from bot.faults import Trouble
from bot.settings import Settings
from db.session import Database
from domain.errors import Gone, NotOpenYet
from domain.rights import AT_CENTRES, IN_NETWORKS, Role
from services import people, signup
from services.mail import notes


def invite(
    ctx: typer.Context,
    role: Annotated[Role, typer.Argument(help="What the person will be.")],
    centre: Annotated[str, typer.Option(metavar="SLUG", help="At which centre.")] = "",
    network: Annotated[str, typer.Option(metavar="SLUG", help="Of which network: an owner, a network lead.")] = "",
    config: Config = None,
    clock_file: ClockFile = None,
) -> None:
    """Print a link that gives a role at a centre, or in a network, to whoever opens it first, within 24 hours."""
    if bool(centre) == bool(network):
        raise Trouble("give either --centre SLUG or --network SLUG")
    if role not in (IN_NETWORKS if network else AT_CENTRES):
        told = "at a centre; give --centre" if network else "of a network; give --network"
        raise Trouble(f"one is {role} {told} SLUG")
    typer.echo(asyncio.run(_invite(settings_of(ctx, config), role, centre, network, clock_file)))


async def _invite(settings: Settings, role: Role, centre: str, network: str, clock_file: Path | None) -> str:
    async with database_of(settings) as database:
        async with database.begin() as session:
            try:
                place = await people.place_of(session, network or centre, network=bool(network))
            except Gone as error:
                kind = "network" if network else "centre"
                told = f"there is no {kind} {network or centre}; `mestringsbot import` brings {kind}s in"
                raise Trouble(told) from error
        username = await username_of(settings, database)
        clock = await clock_in_force(database, clock_file)
        async with database.begin() as session:
            token = await people.make_link(session, role, place, clock.now(), lasts=people.INVITE_LASTS)
    return f"https://t.me/{username}?start=i_{token}"


def link(
    ctx: typer.Context,
    course: Annotated[str, typer.Argument(metavar="COURSE", help="The slug of the course.")],
    config: Config = None,
) -> None:
    """Print the link that leads to a course, for leaflets and web pages."""
    typer.echo(asyncio.run(_link(settings_of(ctx, config), course)))


async def _link(settings: Settings, course: str) -> str:
    async with database_of(settings) as database:
        async with database.begin() as session:
            try:
                await signup.course_by_slug(session, course)
            except NotOpenYet:
                pass  # it is being set up, and its leaflet may be in print already
            except Gone as error:
                raise Trouble(f"there is no course {course}; `mestringsbot import` brings courses in") from error
        return f"https://t.me/{await username_of(settings, database)}?start=c_{course}"


async def username_of(settings: Settings, database: Database) -> str:
    """The bot's name in links: asked of Telegram, else as the running bot last knew it."""
    if settings.telegram.token:
        return await get_me(settings)
    async with database.begin() as session:
        known = await notes.read(session, notes.USERNAME)
    if not known:
        raise Trouble("the bot's name is not known yet: set TELEGRAM_BOT_TOKEN, or run the bot once")
    return known
