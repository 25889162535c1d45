"""try, run."""

import asyncio
from typing import Annotated

import typer

from bot.commands import ClockFile, Config, clock_of, config_of, library_of, migrated_database, open_keys, settings_of
from bot.loading import loading, without
from bot.settings import Settings, content_directory


def try_(
    ctx: typer.Context,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where the page is served; 0 takes any free port.")
    ] = 8090,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in a browser, where there is one.")
    ] = True,
    scenario: Annotated[
        str, typer.Option(help="Where the story begins: start, or groups (a course has just ended).")
    ] = "start",
    config: Config = None,
) -> None:
    """Try the bot with made-up people on this machine, without Telegram, and turn the clock.

    Of the settings only [content] directory counts, so that programmes of one's own can be played.
    """
    with loading():
        from bot import rehearsal

    rehearsal.main(port, open_browser, scenario, content_directory(config_of(ctx, config)))


def run(ctx: typer.Context, config: Config = None, clock_file: ClockFile = None) -> None:
    """Run the bot until it is told to stop (SIGTERM or Ctrl-C)."""
    settings = settings_of(ctx, config)
    settings.need_token()
    open_keys(settings)
    clock_of(clock_file)
    library_of(settings)
    asyncio.run(_run(settings, clock_file))


async def _run(settings: Settings, clock_file: ClockFile) -> None:
    # Said before anything more is loaded; whether the key fits and all programmes are there, the start itself finds out.
    async with migrated_database(settings):
        pass
    with loading(), without("click"):
        from bot import foreground

    await foreground.run(settings, clock_file=clock_file)
