"""try, run."""

import asyncio
from pathlib import Path

import click

from bot.commands import Whole, clock_file_option, clock_of, config_option, library_of, migrated_database, open_keys
from bot.loading import loading, without
from bot.settings import Settings, content_directory, load_settings


@click.command("try")
@click.option(
    "--port",
    type=Whole(0, 65535),
    default=8090,
    show_default=True,
    help="Where the page is served; 0 takes any free port.",
)
@click.option(
    "--open/--no-open",
    "open_browser",
    default=True,
    show_default=True,
    help="Open the page in a browser, where there is one.",
)
@click.option(
    "--scenario",
    default="start",
    show_default=True,
    help="Where the story begins: start, or groups (a course has just ended).",
)
@config_option
def try_(port: int, open_browser: bool, scenario: str, config: Path | None) -> None:
    """Try the bot with made-up people on this machine, without Telegram, and turn the clock.

    Of the settings only [content] directory counts, so that programmes of one's own can be played.
    """
    with loading():
        from bot import rehearsal

    rehearsal.main(port, open_browser, scenario, content_directory(config))


@click.command
@config_option
@clock_file_option
def run(config: Path | None, clock_file: Path | None) -> None:
    """Run the bot until it is told to stop (SIGTERM or Ctrl-C)."""
    settings = load_settings(config)
    settings.need_token()
    open_keys(settings)
    clock_of(clock_file)
    library_of(settings)
    asyncio.run(_run(settings, clock_file))


async def _run(settings: Settings, clock_file: Path | None) -> None:
    # Said before anything more is loaded; whether the key fits and all programmes are there, the start itself finds out.
    async with migrated_database(settings):
        pass
    with loading(), without("pygments"):
        from bot import foreground

    await foreground.run(settings, clock_file=clock_file)
