"""The command line: `mestringsbot COMMAND`, or `python -m bot COMMAND`."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.exc import SQLAlchemyError
from typer.core import TyperGroup

from bot.faults import Trouble
from bot.loading import loading
from db.crypto import KeyMissing
from services.programmes import ContentFault


class Commands(TyperGroup):
    """Turns expected trouble into lines on standard error and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Trouble as trouble:
            complaints = list(trouble.faults)
        except (ContentFault, KeyMissing) as trouble:
            complaints = [str(trouble)]
        except SQLAlchemyError as trouble:
            complaints = [f"the database refuses: {str(getattr(trouble, 'orig', None) or trouble).splitlines()[0]}"]
        for complaint in complaints:
            typer.echo(f"mestringsbot: {' '.join(complaint.split())}", err=True)
        raise typer.Exit(2)


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
"""Where each command stands in `bot.commands`."""


def before(
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The settings; else MESTRINGSBOT_CONFIG, else ./config.toml."),
    ] = None,
) -> None:
    """A Telegram bot that runs courses in learning and coping: sign-up, reminders, evaluation, notices."""


def app(words: Sequence[str] = ()) -> typer.Typer:
    """The command line; where `words` name a command, only with those that they name.

    What the others need, Alembic and the reading of import files among it, would be a fifth of the start of `run`.
    """
    made = typer.Typer(
        cls=Commands,
        name="mestringsbot",
        help="A Telegram bot that runs courses in learning and coping: sign-up, reminders, evaluation, notices.",
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    made.callback()(before)
    for name in [one for one in COMMANDS if one in words] or COMMANDS:
        module, _, function = COMMANDS[name].partition(".")
        command = getattr(import_module(f"bot.commands.{module}"), function)
        made.command(name, short_help=(command.__doc__ or "").strip())(command)
    return made


def main() -> None:
    """The entry point. Whatever this process makes is for who runs it."""
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show ø gets a question mark, not a traceback.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    with loading():
        command_line = app(sys.argv[1:])
    command_line(prog_name="mestringsbot")
