"""The house: who may know whom, and how long a file may be."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "scheduler", "texts", "services", "db", "domain", "sandbox")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts)
LONGEST_FILE = 400


def test_no_arrow_runs_back_up() -> None:
    """import-linter's contracts, as they stand in pyproject.toml."""
    command = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_stay_short() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_nothing_asks_the_machine_for_the_time_of_the_courses() -> None:
    """Rules and use cases are given the clock; only what Telegram's own patience rules follows real time."""
    asked = [
        str(path.relative_to(ROOT))
        for path in FILES
        if path.relative_to(ROOT).parts[0] in ("domain", "services", "texts", "handlers", "db")
        and any(words in path.read_text(encoding="utf-8") for words in ("datetime.now(", "utcnow(", "date.today("))
    ]
    assert asked == []
