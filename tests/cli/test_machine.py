"""What make sets up on a machine that it does not know: a Python that fits, a browser; else one line that says what to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("sh", "touch")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with all the programs that there are."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in NEEDED:
        (folder / name).symlink_to(shutil.which(name) or "")
    return folder


def python(folder: Path, name: str, says: str) -> None:
    """A Python that answers what it is asked, and makes environments in which it stands itself."""
    file = folder / name
    file.write_text(
        f'#!/bin/sh\ncase "$1 $2" in\n-c*) echo "{says}" ;;\n"-m venv") mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;\n'
        f'*) echo "$@" >>"{folder.parent}/done" ;;\nesac\n'
    )
    file.chmod(0o755)


def make(programs: Path, named: str = "") -> subprocess.CompletedProcess[str]:
    for name in ("mkdir", "cp"):
        if not (programs / name).exists():
            (programs / name).symlink_to(shutil.which(name) or "")
    command = ["sh", ".ci/venv", str(programs.parent / "venv"), named]
    return subprocess.run(command, cwd=ROOT, env={"PATH": str(programs)}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["python3.11", "python3.12", "python3.13", "python3.14", "python3", "python"])
def test_a_python_is_found_under_any_name(programs: Path, name: str) -> None:
    python(programs, name, "3.13 fits")
    first, second = make(programs), make(programs)
    assert (first.returncode, first.stderr) == (0, "")
    assert "with Python 3.13" in first.stdout
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert "--require-hashes" in (programs.parent / "done").read_text()


@pytest.mark.parametrize(
    ("there", "named", "says"),
    [
        ({}, "", "No Python from 3.11 to 3.14 was found."),
        ({"python3": "3.10 unfit", "python": "2.7 unfit"}, "", "No Python from 3.11 to 3.14 was found."),
        ({"python3": "3.12 bare"}, "", "python3 is Python 3.12, but without venv."),
        ({"python3": "3.13 fits"}, "python3.9", "python3.9 is not there or does not run."),
        ({"python3": "3.13 fits", "old": "3.10 unfit"}, "old", "old is Python 3.10, and the bot runs on CPython"),
        ({"python3": "3.13 fits", "new": "3.15 unfit"}, "new", "new is Python 3.15, and the bot runs on CPython"),
    ],
)
def test_one_line_says_what_to_do(programs: Path, there: dict[str, str], named: str, says: str) -> None:
    for name, answer in there.items():
        python(programs, name, answer)
    done = make(programs, named)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(says)
    assert done.stderr.count("\n") == 1
    assert not (programs.parent / "venv").exists()


def test_an_environment_of_another_version_is_made_anew(programs: Path) -> None:
    python(programs, "python3", "3.13 fits")
    python(programs, "other", "3.12 fits")
    assert "with Python 3.13" in make(programs).stdout
    assert "with Python 3.12" in make(programs, "other").stdout
    assert make(programs).stdout == "", "it still fits"
    python(programs.parent / "venv" / "bin", "python", "3.9 unfit")
    assert "with Python 3.13" in make(programs).stdout


def test_this_python_fits(tmp_path: Path) -> None:
    question = (ROOT / ".ci" / "venv").read_text().split("version='")[1].split("'\n")[0]
    done = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True)
    assert done.stdout == f"{sys.version_info.major}.{sys.version_info.minor} fits\n"


def test_a_browser_that_does_not_start_is_told_in_one_line() -> None:
    environment = {**os.environ, "CHROMIUM": "/nowhere/chromium"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.chromium"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The browser tests need Chromium")
    assert done.stderr.count("\n") == 1
