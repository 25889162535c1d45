"""`mestringsbot check` looks at what centres write for their groups."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet

from bot.cli import app
from services.programmes.content import CONTENT

CENTRE = """
[[centres]]
slug = "sandefjord"
name = "LMS-Sandefjord"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
"""


def said(*arguments: str) -> str:
    return CliRunner().invoke(app, arguments, catch_exceptions=False).stdout


@pytest.fixture
def own_content(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with content of one's own, and a database with one centre."""
    monkeypatch.setenv("MESTRINGSBOT_KEY", Fernet.generate_key().decode())
    for name in ("TELEGRAM_BOT_TOKEN", "DATABASE_URL", "MESTRINGSBOT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(CONTENT, tmp_path / "own")
    (tmp_path / "config.toml").write_text('[content]\ndirectory = "own"\n')
    (tmp_path / "in.toml").write_text(CENTRE)
    said("import", "in.toml")
    return tmp_path / "own" / "groups"


def test_a_file_for_a_centre_that_there_is_not(own_content: Path) -> None:
    shutil.copy(own_content / "default.toml", own_content / "sandefjord.toml")
    assert "groups/" not in said("check")
    shutil.move(own_content / "sandefjord.toml", own_content / "sandefjrd.toml")
    assert "! content: groups/sandefjrd.toml: there is no centre sandefjrd (sandefjord)" in said("check")


def test_a_text_that_is_too_long_is_named(own_content: Path) -> None:
    file = own_content / "default.toml"
    file.write_text(file.read_text().replace('name.nn = "Søvn og kvile"', f'name.nn = "{"s" * 41}"'))
    assert "✗ content: default.toml: theme 1 (sleep): name.nn: 41 characters; at most 40" in said("check")


def test_numbers_that_nobody_has_looked_at_for_a_year(own_content: Path) -> None:
    file = own_content.parent / "danger" / "numbers.toml"
    old = "content: danger/numbers.toml: checked is 2024-01-31, more than a year ago"
    assert old not in said("check")
    text = file.read_text()
    file.write_text(re.sub(r"checked = \S+", "checked = 2024-01-31", text))
    assert old in said("check")
