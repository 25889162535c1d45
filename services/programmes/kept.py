"""The library as it was read last, kept beside this module as Python keeps modules: to read it anew takes a tenth of a start.

It is found under a fingerprint of all that it was made of: the files, where they lie, and the code that reads them. It is
as trustworthy as the modules in the same folder; nothing of it lies in the folder of the programmes, where others may write.
"""

import os
import pickle
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "__pycache__"
MOST = 8
"""Libraries that are kept: ours, a centre's own, and a few of the days on which programmes are written."""
_CODE = ("domain", "services/programmes")
_FILES = (
    "programmes/*.toml",
    "questionnaires/*.toml",
    "groups/*.toml",
    "danger/*.toml",
    "own_words/*.toml",
    "guides/*.md",
)


def fingerprint(*folders: Path) -> str:
    """Of what is read in these folders, where it lies, and the code that reads it. Raises OSError.

    Of a guide it counts that it is there: it is read when somebody asks for it, at the place that is kept.
    """
    parts = [_of_the_code()]
    for folder in folders:
        parts += [os.fsencode(folder), os.fsencode(folder.resolve())]
        for path in _files(folder):
            parts += [os.fsencode(path.relative_to(folder)), _counts(path)]
    return _digest(parts).hex()[:32]


def _counts(path: Path) -> bytes:
    return path.read_bytes() if path.suffix == ".toml" else bytes([path.exists()])


def _files(folder: Path) -> Iterator[Path]:
    return (path for pattern in _FILES for path in sorted(folder.glob(pattern)) if path.name[0] != ".")


@cache
def _of_the_code() -> bytes:
    paths = (path for room in _CODE for path in sorted((ROOT / room).rglob("*.py")))
    return _digest([sys.version.encode(), *(path.read_bytes() for path in paths)])


def _digest(parts: Iterable[bytes]) -> bytes:
    """Each with its length: what ends one file does not count as the beginning of the next."""
    found = sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big"))
        found.update(part)
    return found.digest()


def find(name: str) -> Any:
    """What was kept under this fingerprint; None where there is nothing, or nothing that can be used."""
    try:
        return pickle.loads((FOLDER / f"library.{name}.pickle").read_bytes())
    except Exception:  # whatever is wrong with it: it is read anew
        return None


def keep(name: str, library: object) -> None:
    """Whole or not at all, and only where one may write."""
    file = FOLDER / f"library.{name}.pickle"
    new = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        FOLDER.mkdir(exist_ok=True)
        try:
            new.write_bytes(pickle.dumps(library))
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)
        for old in _by_age()[MOST:]:
            old.unlink(missing_ok=True)


def _by_age() -> list[Path]:
    """The newest first; also what a start that was killed has left half written."""
    aged = []
    for path in FOLDER.glob("library.*"):
        with suppress(FileNotFoundError):
            aged.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(aged, reverse=True)]
