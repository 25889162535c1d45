"""How commands answer what cannot be meant: what it should be, and nothing of Python's."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet

from bot.cli import app

ROOT = Path(__file__).parents[2]


def said(*arguments: str) -> str:
    """By a command that is refused."""
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 2
    return result.stderr


def test_which_version_it_is() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"mestringsbot, version {version('mestringsbot')}\n")


@pytest.mark.parametrize("arguments", [("invite", "boss", "--centre", "x"), ("fly",), ()], ids=str)
def test_what_is_no_command_leads_to_how_it_is_used(arguments: tuple[str, ...]) -> None:
    assert "Usage: " in said(*arguments)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("agenda", "--days", "many"), "'--days': should be a whole number from 1 to 366, not many"),
        (("agenda", "--days", "0"), "'--days': should be a whole number from 1 to 366, not 0"),
        (("revoke", "first"), "'NUMBER': should be a whole number from 1 to 2147483647, not first"),
        (("try", "--port", "-1"), "'--port': should be a whole number from 0 to 65535, not -1"),
    ],
)
def test_a_number_that_is_none(arguments: tuple[str, ...], expected: str) -> None:
    told = said(*arguments)
    assert "Usage: mestringsbot" in told
    assert told.endswith(f"Invalid value for {expected}\n")


@pytest.mark.parametrize(
    "arguments",
    [("delete", b"\xff"), ("link", b"\xff"), ("invite", "coordinator", "--centre", b"\xff")],
    ids=["delete", "link", "invite"],
)
def test_bytes_that_are_no_text(tmp_path: Path, arguments: tuple[str | bytes, ...]) -> None:
    """As a shell passes them on."""
    given = {**os.environ, "PYTHONPATH": str(ROOT), "MESTRINGSBOT_KEY": Fernet.generate_key().decode()}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=tmp_path, env=given, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert b"is not text" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["run", "agenda", "check", "migrate"])
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """And nobody is told to migrate, which would say the same."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:abc")
    monkeypatch.setenv("MESTRINGSBOT_KEY", Fernet.generate_key().decode())
    monkeypatch.delenv("DATABASE_URL", raising=False)
    Path("config.toml").write_text(
        '[database]\nurl = "sqlite:///gone/bot.db"\n[telegram]\napi_base = "http://127.0.0.1:9"\n'
    )
    result = CliRunner().invoke(app, [command], catch_exceptions=False)
    assert result.exit_code == 2
    assert f"config.toml: [database] url: there is no folder {tmp_path}/gone" in result.output
    assert "run `mestringsbot migrate`" not in result.output


@pytest.mark.parametrize("command", ["run", "agenda", "check", "migrate"])
def test_a_database_that_the_system_will_not_look_for_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Its name is too long; where a folder above it is closed to whoever runs the bot it is the same."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:abc")
    monkeypatch.setenv("MESTRINGSBOT_KEY", Fernet.generate_key().decode())
    monkeypatch.delenv("DATABASE_URL", raising=False)
    Path("config.toml").write_text(
        f'[database]\nurl = "sqlite:///{"x" * 300}/bot.db"\n[telegram]\napi_base = "http://127.0.0.1:9"\n'
    )
    result = CliRunner().invoke(app, [command], catch_exceptions=False)
    assert result.exit_code == 2
    assert f"[database] url: {tmp_path}/{'x' * 300}/bot.db cannot be reached (File name too long)" in result.output


@pytest.mark.parametrize("command", ["run", "agenda", "check", "migrate"])
def test_a_folder_that_only_others_may_write_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Whoever runs the tests may be root, who may write anywhere: the system's answer is a stand-in."""
    shut = tmp_path / "shut"
    shut.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:abc")
    monkeypatch.setenv("MESTRINGSBOT_KEY", Fernet.generate_key().decode())
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != shut)
    Path("config.toml").write_text(
        '[database]\nurl = "sqlite:///shut/bot.db"\n[telegram]\napi_base = "http://127.0.0.1:9"\n'
    )
    result = CliRunner().invoke(app, [command], catch_exceptions=False)
    assert result.exit_code == 2
    assert f"[database] url: nothing can be written in the folder {shut}" in result.output
