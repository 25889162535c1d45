"""What docs/guides/programme.md promises to whoever makes a programme of their own, tried."""

import re
import shutil
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner

from bot.cli import app
from services.programmes import CONTENT

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "programme.md").read_text(encoding="utf-8")
(MEETING,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
IMPORT = """
[[centres]]
slug = "sandefjord"
name = "LMS-Sandefjord"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
phone = "+47 33 00 00 00"
[[courses]]
slug = "{slug}"
programme = "{programme}"
centre = "sandefjord"
first_session = 2099-02-03T18:00:00
seats = 12
place = "Hvitgården"
"""


def said(*arguments: str) -> str:
    result = CliRunner().invoke(app(arguments), arguments, catch_exceptions=False)
    return result.stdout + result.stderr


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own, as the guide says, with nothing more in it than what comes with the bot."""
    monkeypatch.setenv("MESTRINGSBOT_KEY", Fernet.generate_key().decode())
    for name in ("TELEGRAM_BOT_TOKEN", "DATABASE_URL", "MESTRINGSBOT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(CONTENT, tmp_path / "own")
    (tmp_path / "config.toml").write_text('[content]\ndirectory = "own"\n')
    said("migrate")
    return tmp_path / "own" / "programmes" / "sleep-well.toml"


def brought(slug: str, programme: str) -> str:
    Path("in.toml").write_text(IMPORT.format(slug=slug, programme=programme))
    return said("import", "in.toml")


def test_a_meeting_in_fifteen_lines_is_understood_and_can_be_held(own: Path) -> None:
    assert len(MEETING.splitlines()) <= 15
    own.write_text(MEETING, encoding="utf-8")
    line = next(one for one in said("check").splitlines() if "content: sleep-well: " in one)
    assert line.strip() in GUIDE
    assert "1 evenings, 2099-02-03 18:00" in brought("winter", "sleep-well")


@pytest.mark.parametrize(
    ("old", "new", "said_of_it"),
    [
        ("audience", "audeince", "✗ content: sleep-well.toml: audeince: there is no such key; did you mean audience?"),
        ('title.nn = "Sov godt"\n', "", "✗ content: sleep-well.toml: title: no text in nn"),
        (
            "about = ",
            'about2 = "x"\nabout = ',
            "✗ content: sleep-well.toml: [[session]] 1: about2: there is no such key; did you mean about?",
        ),
    ],
)
def test_a_mistake_is_told_with_its_remedy(own: Path, old: str, new: str, said_of_it: str) -> None:
    own.write_text(MEETING.replace(old, new, 1), encoding="utf-8")
    assert said_of_it in said("check")


def test_every_key_of_the_guide_is_one_that_there_is() -> None:
    schema = (CONTENT / "schemas" / "programme.json").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in GUIDE.splitlines() if line.startswith("| `")]
    keys = [key for row in rows for key in re.findall(r"`\[?(\w+)\]?`", row)]
    assert len(keys) > 15
    whens = {"before", "after", "each", "end", "later"}
    assert [key for key in keys if key not in whens and f'"{key}": {{' not in schema] == []


def test_a_course_whose_name_tells_what_stands_on_paper_alone_is_named(own: Path) -> None:
    assert "slug: tells what the programme's title keeps to paper" in brought("kols-2099", "kols")
    assert "! course kols-2099: its slug tells what its title keeps to paper" in said("check")
    assert "keeps to paper" not in brought("vinter-1", "kols")
