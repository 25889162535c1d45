"""The command line: `mestringsbot COMMAND`, or `python -m bot COMMAND`."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.exc import SQLAlchemyError
from typer.core import TyperGroup

from bot.commands import ahead, data, links, roles, running
from bot.faults import Trouble
from db.crypto import KeyMissing
from services.organisation.importing import ImportFault
from services.programmes import ContentFault


class Commands(TyperGroup):
    """Turns expected trouble into lines on standard error and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (Trouble, ImportFault) as trouble:
            complaints = list(trouble.faults)
        except (ContentFault, KeyMissing) as trouble:
            complaints = [str(trouble)]
        except SQLAlchemyError as trouble:
            complaints = [f"the database refuses: {str(getattr(trouble, 'orig', None) or trouble).splitlines()[0]}"]
        for complaint in complaints:
            typer.echo(f"mestringsbot: {' '.join(complaint.split())}", err=True)
        raise typer.Exit(2)


app = typer.Typer(
    cls=Commands,
    name="mestringsbot",
    help="A Telegram bot that runs courses in learning and coping: sign-up, reminders, evaluation, notices.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def before(
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The settings; else MESTRINGSBOT_CONFIG, else ./config.toml."),
    ] = None,
) -> None:
    """A Telegram bot that runs courses in learning and coping: sign-up, reminders, evaluation, notices."""


COMMANDS: dict[str, Callable[..., None]] = {
    "try": running.try_,
    "run": running.run,
    "check": running.check,
    "migrate": data.migrate,
    "import": data.import_,
    "delete": data.delete,
    "invite": links.invite,
    "link": links.link,
    "roles": roles.roles,
    "revoke": roles.revoke,
    "agenda": ahead.agenda,
    "key": data.key,
    "rotate": data.rotate,
}
for name, command in COMMANDS.items():
    app.command(name, short_help=(command.__doc__ or "").strip())(command)


def main() -> None:
    """The entry point. Whatever this process makes is for who runs it."""
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show ø gets a question mark, not a traceback.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    app(prog_name="mestringsbot")
