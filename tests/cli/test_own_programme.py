"""What docs/guides/programme.md promises to whoever makes a programme of their own, tried."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet

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
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
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


@pytest.mark.parametrize(
    ("slug", "programme", "word"),
    [
        ("kols-var", "kols", "KOLS"),
        ("winter-copd-2", "kols", "COPD"),
        ("Depresjonen", "depresjon", "depresjon"),
        ("type-2-diabetes", "diabetes-2", "diabetes"),
        ("sjukdom_1", "laer-at-leve", "sjukdom"),
    ],
)
def test_a_course_whose_name_tells_what_stands_on_paper_alone_is_refused(
    own: Path, slug: str, programme: str, word: str
) -> None:
    told = brought(slug, programme)
    assert f"[[courses]] 1 ({slug}): slug: tells what the title keeps to paper ({word})" in told
    assert slug not in said("courses")


@pytest.mark.parametrize(
    ("slug", "programme"), [("vinter-1", "kols"), ("leve-godt", "laer-at-leve"), ("kol-1", "ta-tak")]
)
def test_a_course_whose_name_tells_nothing_is_taken(own: Path, slug: str, programme: str) -> None:
    assert "6 evenings, 2099-02-03 18:00" in brought(slug, programme)
    assert "keeps to paper" not in said("check")


def test_one_that_was_there_before_is_named_and_goes_on(own: Path) -> None:
    brought("vinter-1", "kols")
    with sqlite3.connect("mestringsbot.db") as database:
        database.execute("update courses set slug = 'kols-var'")
    assert "Nothing has changed." in brought("kols-var", "kols")
    assert "! course kols-var: its slug tells what its title keeps to paper (KOLS): links and files" in said("check")


TELLS = """#:schema ../schemas/programme.json
slug = "krefter-og-ro"
audience = "participants"
title.nb = "Å leve med hjertesvikt"
title.nn = "Å leve med hjartesvikt"
title.da = "At leve med hjertesvigt"
title.en = "Living with heart failure"
chat_title = { nb = "Krefter og ro", nn = "Krefter og ro", da = "Kræfter og ro", en = "Strength and calm" }
for_whom_on_paper = { nb = "Har du hjertesvikt?", nn = "Hjartesvikt?", da = "Hjertesvigt?", en = "Heart failure?" }
summary = { nb = "To samlinger om hjertesvikt.", nn = "To samlingar.", da = "To mødegange.", en = "Two sessions." }
for_whom = { nb = "Lever du med noe?", nn = "Lever du med noko?", da = "Til dig med hjertesvigten.", en = "Any heart." }
[[session]]
title = { nb = "Hva er det?", nn = "Kva er hjartesviktskulen?", da = "Hvad er det?", en = "What is it?" }
part = [{ who = "all", minutes = 60, title = { nb = "Ro", nn = "Ro", da = "Ro", en = "After the failures" } }]
[[session]]
title = { nb = "Krefter", nn = "Krefter", da = "Kræfter", en = "Strength" }
[[weekly_message]]
thought = { nb = "Hjertet hviler.", nn = "Hjartet kviler.", da = "Hjertet hviler.", en = "Rest." }
try_this = { nb = "Hvil.", nn = "Hjartesvikt.", da = "Hvil.", en = "Rest." }
[[evaluation]]
key = "final"
questionnaire = "final"
"""


def test_what_is_sent_although_the_title_keeps_it_to_paper_is_named(own: Path) -> None:
    own.with_name("krefter.toml").write_text(TELLS, encoding="utf-8")
    questions = own.parents[1] / "questionnaires" / "final.toml"
    text = questions.read_text(encoding="utf-8")
    questions.write_text(re.sub(r'(?m)^(title\.|\s*)nb = "', r"\g<0>Hjertesvikt: ", text, count=1), encoding="utf-8")
    lines = [one for one in said("check").splitlines() if "keeps to paper" in one]
    assert [one.removeprefix("! content: ").partition(": is sent, and says ")[::2] for one in lines] == [
        ("krefter.toml: summary.nb", "hjertesvikt, which the title keeps to paper"),
        ("krefter.toml: for_whom.da", "hjertesvigt, which the title keeps to paper"),
        ("krefter.toml: for_whom.en", "heart, which the title keeps to paper"),
        ("krefter.toml: [[session]] 1: title.nn", "hjartesvikt, which the title keeps to paper"),
        ("krefter.toml: [[session]] 1: [[part]] 1: title.en", "failure, which the title keeps to paper"),
        ("krefter.toml: [[weekly_message]] 1: try_this.nn", "hjartesvikt, which the title keeps to paper"),
        ("final.toml (of krefter.toml): title.nb", "hjertesvikt, which the title keeps to paper"),
    ]


def test_nothing_that_comes_with_the_bot_tells(own: Path) -> None:
    assert "keeps to paper" not in said("check")
