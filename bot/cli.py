"""The command line: `mestringsbot COMMAND`, or `python -m bot COMMAND`."""

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from bot.commands import config_option
from bot.faults import Trouble
from bot.loading import loading
from db.crypto import KeyMissing
from services.programmes import ContentFault

COMMANDS = {
    "try": "running.try_",
    "run": "running.run",
    "check": "looking.check",
    "migrate": "data.migrate",
    "import": "data.import_",
    "delete": "data.delete",
    "invite": "links.invite",
    "link": "links.link",
    "export": "export.export",
    "roles": "roles.roles",
    "revoke": "roles.revoke",
    "agenda": "ahead.agenda",
    "key": "data.key",
    "rotate": "data.rotate",
}
"""Where each command stands in `bot.commands`, in the order of the help."""
INTERRUPTED = 130
"""The exit code of what Ctrl-C has ended, as a shell has it; click's would be that of any failure."""


class Commands(click.Group):
    """Imports a command when it is asked for, and turns expected trouble into lines on standard error and exit code 2.

    What the others need, Alembic and the reading of import files among it, would be a fifth of the start of `run`.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            module, _, function = COMMANDS[cmd_name].partition(".")
            with loading():
                command: click.Command = getattr(import_module(f"bot.commands.{module}"), function)
            command.short_help = (command.help or "").partition("\n\n")[0]  # whole, where click would cut it to a line
            self.add_command(command, cmd_name)
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:  # click would look for the nearest one among those that are imported
            raise click.NoSuchCommand(error.command_name, possibilities=COMMANDS, ctx=ctx) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Trouble as trouble:
            complaints = list(trouble.faults)
        except (ContentFault, KeyMissing) as trouble:
            complaints = [str(trouble)]
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None
        except SQLAlchemyError as trouble:
            complaints = [f"the database refuses: {str(getattr(trouble, 'orig', None) or trouble).splitlines()[0]}"]
        for complaint in complaints:
            click.echo(f"mestringsbot: {' '.join(complaint.split())}", err=True)
        raise click.exceptions.Exit(2)


@click.group("mestringsbot", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mestringsbot")
@config_option
def app(config: Path | None) -> None:
    """A Telegram bot that runs courses in learning and coping: sign-up, reminders, evaluation, notices."""


def main() -> None:
    """The entry point. Whatever this process makes is for who runs it."""
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show ø gets a question mark, not a traceback.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    app(prog_name="mestringsbot")
