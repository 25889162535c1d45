"""What a running bot on SQLite does not load until somebody needs it: each of these would be paid for at every start."""

import os
import subprocess
import sys
from pathlib import Path

from alembic.script import ScriptDirectory

from db import form, migrate

ROOT = Path(__file__).parents[2]
NOT_NEEDED = (
    "aiohttp.web",  # a webhook, /healthz, /metrics
    "alembic",  # migrating
    "asyncpg",  # PostgreSQL
    "bot.rehearsal",
    "PIL",
    "fpdf",  # a leaflet: in a process of its own
    "httpx._main",  # its own command line
    "holidays",  # moving an evening, importing
    "icalendar",  # the first calendar file
    "markdown_it",  # the guide for coordinators
    "numpy",  # the process that makes groups
    "phonenumbers",  # the first telephone number
    "pydantic",  # import files
    "pydantic_core",
    "pypdfium2",
    "pygments",
    "rich",  # tables of other commands
    "sandbox",
    "segno",
    "services.organisation.importing",
    "sqlalchemy.dialects.postgresql",
    "telegram.ext",
    "typer",
)
LOAD = """
import sys
sys.argv = ["mestringsbot", "run", "--config", "none.toml"]
from bot.__main__ import main
try:
    main()
except SystemExit as stopped:
    assert stopped.code == 2, stopped.code
from bot.loading import without
with without("pygments"):
    import bot.app
print(*sorted(sys.modules))
"""


def loaded() -> set[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MESTRINGSBOT", "TELEGRAM"))}
    done = subprocess.run(
        [sys.executable, "-c", LOAD],
        env={**clean, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stdout.split())


def test_a_running_bot_loads_only_what_it_needs() -> None:
    modules = loaded()
    assert "bot.app" in modules
    assert [one for one in NOT_NEEDED if one in modules] == []


def test_the_form_that_is_needed_is_the_one_to_which_alembic_migrates() -> None:
    script = ScriptDirectory(str(migrate.FOLDER))
    assert form.needed() == migrate.head()
    assert set(form.numbers()) == {one.revision for one in script.walk_revisions()}
