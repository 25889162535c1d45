"""`import --preview`: the same report, and nothing written; what `check` says of dates and of an open address."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet

from bot.cli import app

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "courses.toml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATABASE_URL", "MESTRINGSBOT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MESTRINGSBOT_KEY", Fernet.generate_key().decode())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clock").write_text("2026-12-01T12:00:00+01:00")
    return tmp_path


def said(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_preview_says_all_and_writes_nothing(folder: Path) -> None:
    said("migrate")
    text = EXAMPLE.read_text().replace("2027-09-07T18", "2027-05-17T18")
    (folder / "courses.toml").write_text(text)
    for _ in range(2):
        told = said("import", "courses.toml", "--preview", "--clock-file", "clock")
        assert "6 new, 0 changed, 0 unchanged." in told
        assert "evening 1, 2027-05-17, falls on andre pinsedag, grunnlovsdag" in told
        assert "nothing has been written" in told
    assert "6 new" in said("import", "courses.toml", "--clock-file", "clock")
    checked = CliRunner().invoke(app, ("check",)).stdout
    assert "! course ta-tak-autumn: evening 1 (2027-05-17) falls on andre pinsedag, grunnlovsdag" in checked


def test_figures_that_others_can_read_are_noted(folder: Path) -> None:
    said("migrate")
    for host, noted in (("127.0.0.1", False), ("0.0.0.0", True)):
        (folder / "config.toml").write_text(f"[web]\nenabled = true\nhost = '{host}'\n")
        checked = CliRunner().invoke(app, ("check",)).stdout
        assert ("! [web] host: /metrics can be read from other machines" in checked) is noted
