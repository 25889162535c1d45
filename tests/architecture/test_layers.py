"""The house: who may know whom, and how long a file may be."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "scheduler", "texts", "services", "db", "domain", "sandbox")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts)
LONGEST_FILE = 400
FLOORS = ("handlers", "texts", "services", "db", "domain")


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


ROOMS = {
    ".".join(path.relative_to(ROOT).parent.parts): path
    for path in FILES
    if path.name == "__init__.py"
    and len(path.relative_to(ROOT).parts) > 2
    and path.relative_to(ROOT).parts[0] in FLOORS
}
"""Packages on the floors that have rooms, by their dotted name."""


def test_a_room_is_entered_by_its_door() -> None:
    """Nobody outside a room uses a name or module of it that its `__init__` does not hand out."""
    climbing = sorted(
        f"{path.relative_to(ROOT)} takes {room}.{name}"
        for path in FILES
        for whole in _imported(path)
        for room in ROOMS
        if whole.startswith(f"{room}.") and not _within(path, room)
        if (name := whole.removeprefix(f"{room}.").split(".")[0]) not in _handed_out(room)
    )
    assert climbing == []


def test_what_a_room_hands_out_is_there() -> None:
    for room, path in ROOMS.items():
        known = {one.id for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(one, ast.Name)}
        known |= {
            alias.asname or alias.name
            for one in ast.walk(ast.parse(path.read_text()))
            if isinstance(one, ast.ImportFrom)
            for alias in one.names
        }
        modules = {one.stem for one in path.parent.glob("*.py")} | {
            one.name for one in path.parent.iterdir() if one.is_dir()
        }
        assert _handed_out(room) <= known | modules, room


def _imported(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = (one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module)
    return [f"{one.module}.{alias.name}" for one in found for alias in one.names]


def _within(path: Path, room: str) -> bool:
    return f"{'.'.join(path.relative_to(ROOT).with_suffix('').parts)}.".startswith(f"{room}.")


def _handed_out(room: str) -> set[str]:
    tree = ast.parse(ROOMS[room].read_text(encoding="utf-8"))
    for one in tree.body:
        if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "__all__":
            return set(ast.literal_eval(one.value))
    return {ast.unparse(target) for one in tree.body for target in _targets(one)}


def _targets(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.Assign):
        return statement.targets
    return [statement.target] if isinstance(statement, ast.AnnAssign) else []
