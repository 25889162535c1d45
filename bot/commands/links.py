"""invite, link: links to hand out."""

import asyncio
from pathlib import Path

import click

from bot.checks import get_me
from bot.commands import Slug, clock_file_option, clock_in_force, config_option, database_of
from bot.faults import Trouble
from bot.settings import Settings, load_settings
from db.session import Database
from domain.errors import Gone, NotOpenYet
from domain.rights import AT_CENTRES, IN_NETWORKS, Role
from services import people, signup
from services.mail import notes

ROLES = [one.value for one in Role]


@click.command
@click.argument("role", type=click.Choice(ROLES), metavar="ROLE", help=f"What the person will be: {', '.join(ROLES)}.")
@click.option("--centre", type=Slug(), metavar="SLUG", default="", help="At which centre.")
@click.option("--network", type=Slug(), metavar="SLUG", default="", help="Of which network: an owner, a network lead.")
@config_option
@clock_file_option
def invite(role: str, centre: str, network: str, config: Path | None, clock_file: Path | None) -> None:
    """Print a link that gives a role at a centre, or in a network, to whoever opens it first, within 24 hours."""
    if bool(centre) == bool(network):
        raise Trouble("give either --centre SLUG or --network SLUG")
    if role not in (IN_NETWORKS if network else AT_CENTRES):
        told = "at a centre; give --centre" if network else "of a network; give --network"
        raise Trouble(f"one is {role} {told} SLUG")
    click.echo(asyncio.run(_invite(load_settings(config), Role(role), centre, network, clock_file)))


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


@click.command
@click.argument("course", type=Slug(), metavar="COURSE", help="The slug of the course.")
@config_option
def link(course: str, config: Path | None) -> None:
    """Print the link that leads to a course, for leaflets and web pages."""
    click.echo(asyncio.run(_link(load_settings(config), course)))


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
