"""SQLite's files belong to who runs the bot and to nobody else: mode 0600, whatever the umask."""

import os
from contextlib import suppress
from pathlib import Path

OWN = 0o600
OTHERS = 0o077
BESIDE = ("", "-wal", "-shm", "-journal", ".lock")
"""What lies beside the database, by the ending of its name. SQLite gives its own files the mode of the database."""


def own(file: Path) -> int:
    """Open a file for writing, made with mode 0600 if it is not there; returns its descriptor."""
    return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWN)


def make(database: Path) -> None:
    """Make an empty database before SQLite does, which would go by the umask. Where none can be made SQLite says why."""
    with suppress(OSError):
        if not database.exists():
            os.close(own(database))


def of(database: Path) -> list[Path]:
    """The database and the files beside it that are there."""
    found = []
    for one in (Path(f"{database}{ending}") for ending in BESIDE):
        with suppress(OSError):  # a name that is too long, say, which no file can have
            if one.is_file():
                found.append(one)
    return found


def wider(files: list[Path]) -> list[Path]:
    """Those that others on the machine may read or write."""
    found = []
    for one in files:
        with suppress(OSError):
            if one.stat().st_mode & OTHERS:
                found.append(one)
    return found


def narrow(database: Path) -> list[str]:
    """Take from others what they may do with the database's files; returns the names of those that were wider."""
    done = []
    for one in wider(of(database)):
        with suppress(OSError):  # somebody else's: `check` goes on to name it
            one.chmod(OWN)
            done.append(one.name)
    return done
