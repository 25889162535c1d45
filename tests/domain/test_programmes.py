"""What `check` and the start say of a programme that would silence or stop the planner, or not fit into a message."""

import shutil
from pathlib import Path

import pytest

from services.programmes import CONTENT, ContentFault, read_library

REMINDERS = 'reminders = ["P7D", "P1D", "PT2H"]'
LONG = "ord " * 260
EMOJI = "\U0001f600" * 51


def changed(folder: Path, old: str, new: str, file: str = "programmes/ta-tak.toml") -> Path:
    shutil.copytree(CONTENT, folder, dirs_exist_ok=True)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (REMINDERS, 'reminders = ["soon"]', "reminders: lengths of time"),
        (REMINDERS, 'reminders = ["P1M"]', "reminders: lengths of time"),
        (REMINDERS, 'reminders = ["P100000000D"]', "reminders: each more than nothing and at most 60 days"),
        (REMINDERS, 'reminders = ["P9999999999D"]', "reminders: lengths of time"),
        (REMINDERS, 'reminders = ["P1D", "-P1D"]', "reminders: each more than nothing"),
        (REMINDERS, 'reminders = ["PT0S"]', "reminders: each more than nothing"),
        (REMINDERS, 'reminders = ["PT2H", "P7D"]', "reminders: longest first"),
        (REMINDERS, 'reminders = ["P1D", "PT24H"]', "reminders: longest first"),
        ("midway_after = 3", "midway_after = 6", "evaluation: midway_after and final_after name two evenings"),
        ("final_after = 6", "final_after = 7", "evaluation: midway_after and final_after name two evenings"),
        ("P14D", "P2D", "evaluation: remind_after is before close_after"),
        ("P14D", "P900D", "evaluation: remind_after is before close_after"),
        ("weeks_after = 6", "weeks_after = 1000000", "follow_up: weeks_after is from 1 to 104"),
        ("weeks_after = 6", "weeks_after = 2", "no two alike"),
        ("every_days = 7", "every_days = 0", "every_days"),
        ("TA TAK – kurs for pårørende", EMOJI, "title: at most 100 characters"),
        ("Seks kvelder på to", "Ord " * 750 + "Seks kvelder på to", "title, summary, for_whom and all topics"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ContentFault) as fault:
        read_library(changed(tmp_path, old, new))
    assert str(fault.value).startswith("ta-tak.toml: ")
    assert said in str(fault.value)


def test_a_questionnaire_fits_into_a_message_too(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match=r"final.toml: intro: at most 1000 characters"):
        read_library(changed(tmp_path, '[intro]\nnb = "', f'[intro]\nnb = "{LONG}', "questionnaires/final.toml"))


def test_no_reminders_at_all(tmp_path: Path) -> None:
    assert read_library(changed(tmp_path, REMINDERS, "reminders = []")).programmes["ta-tak"].reminders == ()


def test_lists_in_lists_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match=r"^ta-tak.toml: "):
        read_library(changed(tmp_path, REMINDERS, f"reminders = {'[' * 3000}{']' * 3000}"))
