"""One database, one key: whatever `check` refuses, no other command goes on with."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet
from sqlalchemy import delete, select

from bot.cli import app
from db.models import Note
from tests.conftest import KEY
from tests.faults.conftest import make_place
from tests.faults.process import Place, until
from tests.stage import CENTRE, COURSE, TOKEN

__all__ = ["make_place"]
FIRST, SECOND = Fernet.generate_key().decode(), Fernet.generate_key().decode()
UNFIT = "MESTRINGSBOT_KEY does not fit this database: a key that is in use is missing; "
WITH_KEYS = [
    ("run",),
    ("migrate",),
    ("import", "in.toml"),
    ("delete", "ta-tak-host"),
    ("invite", "coordinator", "--centre", "sandefjord"),
    ("link", "ta-tak-host"),
    ("agenda",),
    ("roles",),
    ("revoke", "1"),
    ("rotate",),
]


def do(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def sql(*statements: str) -> None:
    database = sqlite3.connect("mestringsbot.db")
    for one in statements:
        database.execute(one)
    database.commit()
    database.close()


def name(number: int, key: str) -> str:
    token = Fernet(key).encrypt(b"Kari").decode()
    return (
        f"INSERT INTO people (id, telegram_id, name, created_at) VALUES ({number}, {number}, '{token}', '2026-01-01')"
    )


@pytest.fixture
def folder(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with a course, and nothing in it that is encrypted."""
    for variable in ("DATABASE_URL", "MESTRINGSBOT_CONFIG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("MESTRINGSBOT_KEY", FIRST)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.toml").write_text(CENTRE + COURSE.replace("{seats}", "18"))
    assert do("import", "in.toml").exit_code == 0
    return tmp_path


def all_refuse(said: str) -> None:
    for command in WITH_KEYS:
        result = do(*command)
        assert (result.exit_code, result.stdout) == (2, ""), command
        assert result.stderr.startswith(f"mestringsbot: {said}")
        assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("names", [[FIRST], [FIRST, SECOND]], ids=["one", "older than the newest"])
def test_a_key_that_does_not_fit_is_refused_by_every_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, names: list[str]
) -> None:
    sql(*(name(number, key) for number, key in enumerate(names, 1)))
    monkeypatch.setenv("MESTRINGSBOT_KEY", SECOND)
    assert f"✗ key: {UNFIT}" in do("check").stdout
    all_refuse(UNFIT)
    monkeypatch.setenv("MESTRINGSBOT_KEY", f"{SECOND},{FIRST}")
    assert "✓ key" in do("check").stdout
    assert do("rotate").exit_code == 0
    monkeypatch.setenv("MESTRINGSBOT_KEY", SECOND)
    assert do("roles").exit_code == 0
    monkeypatch.setenv("MESTRINGSBOT_KEY", FIRST)
    all_refuse(UNFIT)


def test_a_new_database_is_tied_to_its_key_before_anybody_writes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`folder` has been migrated with the first one; nothing in it is encrypted."""
    assert do("migrate").exit_code == 0
    monkeypatch.setenv("MESTRINGSBOT_KEY", SECOND)
    for command in WITH_KEYS:
        done = do(*command)
        assert (done.exit_code, UNFIT in done.output) == (2, True), (command, done.output)


def test_without_a_key_migrate_says_that_the_database_is_not_tied(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MESTRINGSBOT_KEY")
    assert "No key is given" in do("migrate").output


def test_a_course_whose_programme_is_gone_keeps_the_bot_from_running(folder: Path) -> None:
    sql("UPDATE courses SET programme = 'gone'")
    assert "✗ course ta-tak-host: its programme gone is not in the content" in do("check").stdout
    result = do("run")
    assert result.exit_code == 2
    assert result.stderr == "mestringsbot: course ta-tak-host: its programme gone is not in the content\n"


def test_a_database_of_a_later_version(folder: Path) -> None:
    sql("UPDATE alembic_version SET version_num = 'later'")
    assert "✗ database: of another version of mestringsbot (later): install" in do("check").stdout
    all_refuse("the database is of another version of mestringsbot (later): install that version, or bring back")


async def test_of_two_first_starts_with_two_keys_one_is_refused(postgres_url: str, make_place: object) -> None:
    """Nothing has been written yet that would tell whose key it is, as in a database that an earlier version has made."""
    place: Place = await make_place(postgres_url)  # type: ignore[operator]
    await place.rows(delete(Note).where(Note.name.startswith("key:")).returning(Note.name))
    bots = []
    for key in (FIRST, SECOND):
        place.key = key
        bots.append(await place.run(wait=False))
    await until(lambda: sum(UNFIT in bot.said for bot in bots) == 1)
    refused = [UNFIT in bot.said for bot in bots]
    loser, winner = bots[refused.index(True)], bots[refused.index(False)]
    code, said = await loser.ends()
    assert code == 2
    assert "Traceback" not in said
    await winner.says('"event": "running"')
    noted = [one for (one,) in await place.rows(select(Note.name)) if one.startswith("key:")]
    assert len(noted) == 1
    await winner.stop()
    place.key = KEY
    assert (await place.command("import", str(place.folder / "courses.toml")))[0] == 2
