"""check."""

import asyncio

import typer

from bot import checks
from bot.commands import ClockFile, Config, clock_of, config_of


def check(ctx: typer.Context, config: Config = None, clock_file: ClockFile = None) -> None:
    """Say whether all is well, and what to mend if not."""
    findings = asyncio.run(checks.examine(config_of(ctx, config), clock_of(clock_file)))
    for one in findings:
        typer.echo(str(one))
    if any(one.mark is checks.Mark.WRONG for one in findings):
        raise typer.Exit(2)
