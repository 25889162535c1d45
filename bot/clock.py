"""Clocks: the machine's own, and one that a file turns, for rehearsals and tests (`--clock-file`)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import isodate
import structlog

from bot.faults import Trouble
from domain.timing import Clock

log = structlog.get_logger(__name__)
Reading = Callable[[datetime], datetime]
"""What a line in the file makes of the machine's time."""
LINE = "an instant with its zone (2026-09-01T18:00:00+02:00) or a signed duration (+P7DT2H, -PT30M)"
_CUT_OFF = re.compile(r"(P|T|\d)$", re.IGNORECASE)


class ClockFault(Trouble):
    """The clock file cannot be used: one sentence."""


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FileClock:
    """Time as one line in a file says, read again on each look.

    An instant: time stands still there. A signed duration: the machine's time, shifted by it. A blank line: the
    machine's time. A file that is gone, empty or half-written for a moment leaves the last good line in force.
    """

    def __init__(self, path: Path, machine: Clock | None = None) -> None:
        """Raises ClockFault when there is no usable line to begin with. `machine` is the machine's clock."""
        self._path = path
        self._machine = machine or SystemClock()
        self._bytes = b""
        self._warned: str | None = None
        try:
            self._bytes = self._read()
            self._reading = read_line(_decoded(self._bytes), self._machine.now())
        except (OSError, ValueError) as error:
            raise ClockFault(f"{path}: {_why(error)}") from error

    def now(self) -> datetime:
        """The present by the file, in UTC."""
        machine = self._machine.now()
        try:
            found = self._read()
            if found != self._bytes:  # it is looked at all the time, and hardly ever says anything new
                self._reading, self._bytes = read_line(_decoded(found), machine), found
            self._warned = None
        except (OSError, ValueError) as error:
            self._warn(f"{_why(error)}")
        try:
            return self._reading(machine)
        except OverflowError:
            return machine  # shifted past the year 9999 since the line was read

    def _read(self) -> bytes:
        return self._path.read_bytes()

    def _warn(self, why: str) -> None:
        if why != self._warned:
            self._warned = why
            log.warning("clock_file_unreadable", file=str(self._path), why=why)


def _decoded(found: bytes) -> str:
    return found.decode("utf-8-sig")


def read_line(text: str, machine: datetime) -> Reading:
    """Read the line. Raises ValueError when it is not one that a clock can follow from the machine's time on."""
    if not text:
        raise ValueError(f"is empty; it should hold {LINE}")
    line = text.strip()
    try:
        reading = _shifted(line) if line.lstrip("+-")[:1] in ("P", "p") else _still(line)
        reading(machine)
    except (ValueError, OverflowError, isodate.ISO8601Error) as error:
        raise ValueError(f"{line[:80]!r} should be {LINE}") from error
    return reading


def _still(line: str) -> Reading:
    if not line:
        return lambda machine: machine
    instant = datetime.fromisoformat(line)
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone means different moments on different machines")
    instant = instant.astimezone(UTC)
    return lambda _machine: instant


def _shifted(line: str) -> Reading:
    if _CUT_OFF.search(line):
        raise ValueError("cut off")
    span = isodate.parse_duration(line.upper())
    if not isinstance(span, timedelta):
        raise ValueError("years and months have no fixed length")
    return lambda machine: machine + span


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "is not a text file"
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
