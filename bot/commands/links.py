"""invite, link: links to hand out."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select

from bot.checks import get_me
from bot.commands import ClockFile, Config, clock_in_force, database_of, settings_of
from bot.faults import Trouble
from bot.settings import Settings
from db.models import Centre
from db.session import Database
from domain.errors import Gone
from domain.rights import Role
from services import people, signup
from services.mail import notes


def invite(
    ctx: typer.Context,
    role: Annotated[Role, typer.Argument(help="What the person will be.")],
    centre: Annotated[str, typer.Option(metavar="SLUG", help="At which centre.")],
    config: Config = None,
    clock_file: ClockFile = None,
) -> None:
    """Print a link that gives a role at a centre to whoever opens it first, within 24 hours."""
    typer.echo(asyncio.run(_invite(settings_of(ctx, config), role, centre, clock_file)))


async def _invite(settings: Settings, role: Role, centre: str, clock_file: Path | None) -> str:
    async with database_of(settings) as database:
        async with database.begin() as session:
            if await session.scalar(select(Centre.id).where(Centre.slug == centre)) is None:
                raise Trouble(f"there is no centre {centre}; `mestringsbot import` brings centres in")
        username = await _username(settings, database)
        clock = await clock_in_force(database, clock_file)
        async with database.begin() as session:
            token = await people.invite(session, role, centre, clock.now())
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
            except Gone as error:
                raise Trouble(f"there is no course {course}; `mestringsbot import` brings courses in") from error
        return f"https://t.me/{await _username(settings, database)}?start=c_{course}"


async def _username(settings: Settings, database: Database) -> str:
    """The bot's name in links: asked of Telegram, else as the running bot last knew it."""
    if settings.telegram.token:
        return await get_me(settings)
    async with database.begin() as session:
        known = await notes.read(session, notes.USERNAME)
    if not known:
        raise Trouble("the bot's name is not known yet: set TELEGRAM_BOT_TOKEN, or run the bot once")
    return known
