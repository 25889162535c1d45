"""What may stand in a content file for a number, an hour, a length or a text, and what is said of what may not."""

import re
import shutil
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.programmes import Programme
from services.programmes import CONTENT, ContentFault, kept, read_library

TA_TAK = (CONTENT / "programmes" / "ta-tak.toml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "kept")
    shutil.copytree(CONTENT, tmp_path / "own")
    return tmp_path / "own"


def read(folder: Path, key: str, value: str) -> Programme:
    """TA TAK with a value of its own for a key, which it may not have had."""
    table, _, name = key.rpartition(".")
    text = re.sub(rf"(?m)^{name} = .*\n", "", TA_TAK)
    line = f"{name} = {value}\n"
    if table and f"[{table}]\n" in text:
        text = text.replace(f"[{table}]\n", f"[{table}]\n{line}", 1)
    else:
        text = text.replace("slug =", f"{line}slug =", 1) if not table else f"{text}\n[{table}]\n{line}"
    (folder / "programmes" / "ta-tak.toml").write_text(text, encoding="utf-8")
    return read_library(folder).programmes["ta-tak"]


def of(one: Programme, key: str) -> Any:
    found: Any = one
    for name in key.split("."):
        found = getattr(found, name)
    return found


@pytest.mark.parametrize(
    ("key", "value", "meant"),
    [
        ("minutes", "150", 150),
        ("minutes", '" 150 "', 150),
        ("minutes", "150.0", 150),
        ("seats", '["4", 12.0]', (4, 12)),
        ("free", '"true"', True),
        ("free", "0", False),
        ("weekly.time", "18:30:00", time(18, 30)),
        ("weekly.time", '"18:30"', time(18, 30)),
        ("weekly.time", '"18:30:00"', time(18, 30)),
        ("team.evaluation", '"P14D"', timedelta(days=14)),
        ("team.evaluation", '"P6W"', timedelta(days=42)),
        ("team.evaluation", '"P1W2DT3H"', timedelta(days=9, hours=3)),
        ("team.evaluation", '"P2M"', timedelta(days=60)),
        ("team.evaluation", '"P1Y"', timedelta(days=365)),
        ("team.evaluation", "0", timedelta(0)),
        ("team.planning", '["P6W", "P7D"]', (timedelta(days=42), timedelta(days=7))),
    ],
)
def test_one_meaning_in_any_form_in_which_people_have_written_it(
    folder: Path, key: str, value: str, meant: object
) -> None:
    assert of(read(folder, key, value), key) == meant


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("minutes", "true", "minutes: should be how many minutes a session lasts, not true"),
        ("minutes", "90.5", "minutes: should be how many minutes a session lasts, not 90.5"),
        ("minutes", '"ninety"', 'minutes: should be how many minutes a session lasts, not "ninety"'),
        ("age_span", '"null"', "age_span: should be children only: how many years may lie between"),
        ("free", "2", "free: should be true where it costs nothing"),
        ("phase", '"null"', "phase: should be diagnosis, treatment, rehabilitation or everyday"),
        ("seats", "[4, 12, 20]", "seats: should be the fewest and the most people"),
        ("seats", "4", "seats: should be the fewest and the most people"),
        ("companions", "[]", "companions: should be how many people each may bring along"),
        ("weekly.time", '"24:30"', '[weekly] time: should be an hour, such as 10:00, not "24:30"'),
        ("weekly.time", "18", "[weekly] time: should be an hour, such as 10:00, not 18"),
        ("team.evaluation", "true", "[team] evaluation: should be how long after the last session"),
        ("team.evaluation", '"6 weeks"', "[team] evaluation: should be how long after the last session"),
        ("team.evaluation", '"P99999999999W"', "[team] evaluation: should be how long after the last session"),
        ("team.evaluation", "1e300", "[team] evaluation: should be how long after the last session"),
        ("team.planning", '"P7D"', "[team] planning: should be how long before the first session"),
        ("team.plannings", '["P7D"]', "[team] plannings: there is no such key; did you mean planning?"),
        ("reminders", "{}", "reminders: should be how long before each session a reminder goes out"),
    ],
)
def test_what_means_nothing_is_told_with_what_should_stand_there(folder: Path, key: str, value: str, said: str) -> None:
    with pytest.raises(ContentFault) as fault:
        read(folder, key, value)
    assert str(fault.value).startswith(f"ta-tak.toml: {said}")


@pytest.mark.parametrize("key", ["title", "summary", "for_whom"])
def test_a_text_that_is_needed_is_no_empty_table(folder: Path, key: str) -> None:
    file = folder / "programmes" / "ta-tak.toml"
    text = re.sub(rf"(?ms)^\[{key}\]\n.*?(?=^\[|^\w+ = \[?\d)", "", TA_TAK)
    assert text != TA_TAK
    file.write_text(f"{key} = {{}}\n{text}", encoding="utf-8")
    with pytest.raises(ContentFault, match=f"^ta-tak.toml: {key}: is missing; it should be "):
        read_library(folder)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("own_words/nb.toml", '[asks]\nhelo = ["hei"]', "asks] helo: there is no such key; did you mean hello?"),
        ("own_words/nb.toml", '[asks]\nhello = "hei"', "asks] hello: should be [asks], with lists of phrases"),
        ("own_words/nb.toml", 'alike = ["a b"]', "asks: is missing; it should be [asks], with lists of phrases"),
        ("danger/nb.toml", "alarming = [1]", "alarming: should be phrases that point to danger"),
        (
            "danger/numbers.toml",
            'checked = 2026-11-28\n[otherwise]\nlife = "112"\n[country.NO]\nlife = 113',
            '[country] NO life: should be a number in quotes, such as "113": when life is in danger, not 113',
        ),
        ("questionnaires/final.toml", 'slug = "final"\nquestion = [5]', "title: is missing; it should be what stands"),
    ],
)
def test_other_files_are_told_of_as_well(folder: Path, file: str, text: str, said: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(ContentFault) as fault:
        read_library(folder)
    assert said in str(fault.value)
    shared = file.startswith(("danger", "own_words"))  # whose names other folders have, too
    assert str(fault.value).startswith(f"{file if shared else Path(file).name}: ")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("danger/numbers.toml", "police =", "polce =", "polce: there is no such key; did you mean police?"),
        ("danger/numbers.toml", "[country.NO]", "[cuntry.NO]", "cuntry: there is no such"),
        (
            "danger/nb.toml",
            "alarming =",
            "harmles = []\nalarming =",
            "harmles: there is no such key; did you mean harmless?",
        ),
        ("own_words/nb.toml", "[asks]", "xyz = 3\n[asks]", "xyz: there is no such key"),
    ],
)
def test_no_misspelt_key_is_passed_over(folder: Path, file: str, old: str, new: str, said: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentFault, match=re.escape(said)):
        read_library(folder)


def test_what_editors_leave_is_no_file(folder: Path) -> None:
    (folder / "programmes" / ".#temadag.toml").symlink_to("somebody@somewhere.4711")
    (folder / "programmes" / ".temadag.toml").write_text("half wri", encoding="utf-8")
    (folder / "groups" / ".#default.toml").symlink_to("nowhere")
    file = folder / "programmes" / "ta-tak.toml"
    file.write_bytes(b"\xef\xbb\xbf" + TA_TAK.encode().replace(b"\n", b"\r\n"))
    assert read_library(folder).programmes == read_library().programmes


@pytest.mark.parametrize("room", ["programmes", "questionnaires", "groups"])
def test_what_cannot_be_read_is_told(folder: Path, room: str) -> None:
    (folder / room / "x.toml").mkdir()
    with pytest.raises(ContentFault, match=r"^x.toml: cannot be read \(Is a directory\)$"):
        read_library(folder)
    (folder / room / "x.toml").rmdir()
    (folder / room / "x.toml").write_bytes(b'slug = "\xff"')
    with pytest.raises(ContentFault, match=r"^x.toml: is not a text file in UTF-8$"):
        read_library(folder)
