"""`mestringsbot export courses`: three files that can be put on a web site."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.cli.test_cli import FILE, VARIABLES, Line

FILES = ("courses.json", "courses.csv", "courses.html")


@pytest.fixture
def known(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    """A database with one course, on which a bot has run; the clock stands at 1 October 2026."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MESTRINGSBOT_KEY", Fernet.generate_key().decode())
    monkeypatch.chdir(tmp_path)
    line = Line(tmp_path, monkeypatch)
    line.write("in.toml", FILE)
    line.write("clock", "2026-10-01T12:00:00+02:00")
    line.well("import", "in.toml", "--clock-file", "clock")
    with closing(sqlite3.connect(made)) as database:
        database.execute("INSERT INTO notes VALUES ('username', 'mestring_bot')")
        database.commit()
    return line


def test_three_files_that_others_may_read(known: Line) -> None:
    said = known.well("export", "courses", "--to", "out/web", "--language", "da", "--clock-file", "clock")
    assert said.splitlines() == [str(Path("out/web") / one) for one in FILES]
    assert sorted(one.name for one in Path("out/web").iterdir()) == sorted(FILES)
    assert all((Path("out/web") / one).stat().st_mode & 0o777 == 0o644 for one in FILES)
    made = json.loads(Path("out/web/courses.json").read_text(encoding="utf-8"))
    assert [one["link"] for one in made["courses"]] == ["https://t.me/mestring_bot?start=c_autumn"]
    page = Path("out/web/courses.html").read_text(encoding="utf-8")
    assert '<html lang="da">' in page
    assert "https://t.me/mestring_bot?start=c_autumn" in page
    assert "http" not in page.replace("https://t.me/", "").replace('http-equiv="', "")


def test_a_place_where_nothing_can_be_written_is_named(known: Line) -> None:
    Path("out").write_text("a file", encoding="utf-8")
    assert known.refused("export", "courses", "--to", "out/web", "--clock-file", "clock").startswith(
        "cannot write to out/web"
    )
