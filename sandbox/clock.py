"""The clock the sandbox shows and, with a clock file, lets people turn."""

from __future__ import annotations

import os
import re
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

_DURATION = re.compile(
    r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.ASCII | re.IGNORECASE
)


def parse_duration(text: str) -> timedelta:
    """Read `P7DT2H`, `-PT30M`, `+P1W`. Raises ValueError; years and months have no fixed length and are refused."""
    found = _DURATION.fullmatch(text.strip())
    if not found or not any(found.groups()[1:]):
        raise ValueError(f"not an ISO 8601 duration of weeks, days, hours, minutes and seconds: {text!r}")
    sign, weeks, days, hours, minutes, seconds = found.groups()
    span = timedelta(
        weeks=int(weeks or 0),
        days=int(days or 0),
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=float(seconds or 0),
    )
    return -span if sign == "-" else span


def format_duration(span: timedelta) -> str:
    """Write a signed duration that `parse_duration` reads back, to the microsecond."""
    sign, span = ("-", -span) if span < timedelta(0) else ("+", span)
    hours, rest = divmod(span.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    part = f"{seconds}.{span.microseconds:06d}".rstrip("0") if span.microseconds else str(seconds)
    return f"{sign}P{span.days}DT{hours}H{minutes}M{part}S"


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant; without a zone it would mean different moments on different machines: ValueError."""
    instant = datetime.fromisoformat(text.strip())
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a zone, such as 2026-09-01T09:00:00+02:00: {text!r}")
    return instant


class SystemClock:
    """Real time; has no file and cannot be turned."""

    has_file = False

    def now(self) -> datetime:
        """The present, in UTC."""
        return datetime.now(UTC)


class ClockFile(SystemClock):
    """Time as one line in a file says: an instant (time stands still) or a signed duration (real time, shifted).

    A missing or empty file means real time. Other processes may read and write the same file.
    """

    has_file = True

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._seen: tuple[int, int, int] | None = None
        self._still: datetime | None = None
        self._shift = timedelta(0)

    def now(self) -> datetime:
        """The present by the file, in UTC. Raises ValueError when the line makes no sense."""
        self._refresh()
        if self._still is not None:
            return self._still.astimezone(UTC)
        return datetime.now(UTC) + self._shift

    def set_line(self, line: str) -> None:
        """Write a raw line after checking that it can be read. Raises ValueError."""
        self._parse(line)
        self._write(line.strip())

    def move(self, span: timedelta) -> None:
        """Turn the clock by `span`, keeping it still or running as it was."""
        self._refresh()
        if self._still is not None:
            self._write((self._still + span).isoformat())
        else:
            self._write(format_duration(self._shift + span))

    def _refresh(self) -> None:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            self._seen, self._still, self._shift = None, None, timedelta(0)
            return
        seen = (status.st_mtime_ns, status.st_size, status.st_ino)
        if seen != self._seen:
            self._still, self._shift = self._parse(self.path.read_text(encoding="utf-8"))
            self._seen = seen

    @staticmethod
    def _parse(text: str) -> tuple[datetime | None, timedelta]:
        line = text.strip()
        if not line:
            return None, timedelta(0)
        if line.lstrip("+-")[:1] in ("P", "p"):
            return None, parse_duration(line)
        return parse_instant(line), timedelta(0)

    def _write(self, line: str) -> None:
        # Written beside and renamed over: a reader never sees half a line.
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name, text=True)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(line + "\n")
        Path(name).replace(self.path)
