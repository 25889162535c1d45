"""check."""

import asyncio
from pathlib import Path

import click

from bot import checks
from bot.commands import clock_file_option, clock_of, config_option


@click.command
@config_option
@clock_file_option
def check(config: Path | None, clock_file: Path | None) -> None:
    """Say whether all is well, and what to mend if not."""
    findings = asyncio.run(checks.examine(config, clock_of(clock_file)))
    for one in findings:
        click.echo(str(one))
    if any(one.mark is checks.Mark.WRONG for one in findings):
        raise click.exceptions.Exit(2)
