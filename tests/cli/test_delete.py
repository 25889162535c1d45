"""`delete`: a course that was made by mistake goes; one that people count on stays."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet

from bot.cli import app

FILE = """
[[centres]]
slug = "sandefjord"
name = "LMS-Sandefjord"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
[[courses]]
slug = "autumn"
programme = "ta-tak"
centre = "sandefjord"
first_session = 2026-10-06T18:00:00
seats = 16
place = "Hvitgården"
"""
HERE = (
    "INSERT INTO enrolments (course_id, person_id, status, number, version, since, known_version)"
    " VALUES (1, 1, '{}', 1, 1, '2026-09-01', 1)"
)


@pytest.fixture
def folder(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATABASE_URL", "MESTRINGSBOT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MESTRINGSBOT_KEY", Fernet.generate_key().decode())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clock").write_text("2026-10-01T12:00:00+02:00")
    (tmp_path / "in.toml").write_text(FILE)
    assert run("import", "in.toml", "--clock-file", "clock").exit_code == 0
    do("INSERT INTO people (telegram_id, created_at) VALUES (7, '2026-09-01')")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def delete(*more: str) -> Result:
    return run("delete", "autumn", "--clock-file", "clock", *more)


def do(statement: str) -> list[tuple[object, ...]]:
    with sqlite3.connect("mestringsbot.db") as database:
        database.execute("PRAGMA foreign_keys=ON")
        rows = database.execute(statement).fetchall()
    database.close()
    return rows


def left() -> int:
    return sum(len(do(f"SELECT 1 FROM {table}")) for table in ("courses", "sessions", "enrolments"))


def test_a_course_that_nobody_signed_up_for(folder: Path) -> None:
    result = delete()
    assert result.exit_code == 0
    assert "The course autumn has been deleted. Take it out of your import file" in result.stdout
    assert left() == 0
    assert delete().stderr == "mestringsbot: there is no course autumn\n"
    assert "1 new" in run("import", "in.toml", "--clock-file", "clock").stdout
    assert do("SELECT id FROM courses") == [(2,)]  # no number is given twice


@pytest.mark.parametrize("status", ["place", "waiting", "offered"])
def test_one_that_people_count_on_is_kept(folder: Path, status: str) -> None:
    do(HERE.format(status))
    for more in ((), ("--with-people",)):
        result = delete(*more)
        assert result.exit_code == 2
        assert result.stderr.startswith(
            "mestringsbot: 1 people have signed up for autumn, and 0 by phone; cancel its evenings"
        )
    assert left() == 8


def test_one_that_somebody_rang_for_is_kept(folder: Path) -> None:
    do("UPDATE courses SET by_phone = 2")
    assert "0 people have signed up for autumn, and 2 by phone; cancel" in delete("--with-people").stderr


def test_one_that_all_have_left_again(folder: Path) -> None:
    do(HERE.format("left"))
    assert "--with-people deletes it with all that is kept of it" in delete().stderr
    assert delete("--with-people").exit_code == 0
    assert left() == 0


@pytest.mark.parametrize("ends", ["UPDATE sessions SET cancelled_at = '2026-09-30'", "over"])
def test_one_that_is_over_or_cancelled(folder: Path, ends: str) -> None:
    do(HERE.format("place"))
    if ends == "over":
        (folder / "clock").write_text("2027-03-01T12:00:00+01:00")
    else:
        do(ends)
    assert "--with-people deletes it" in delete().stderr
    assert delete("--with-people").exit_code == 0
    assert left() == 0
    assert do("SELECT telegram_id FROM people") == [(7,)]
