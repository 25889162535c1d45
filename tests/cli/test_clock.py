"""Clocks that a file turns."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.clock import ClockFault, FileClock, SystemClock

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
ON_TMP_PATH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=ZONES)
SPANS = st.timedeltas(timedelta(days=-10_000), timedelta(days=10_000))


@dataclass
class Machine:
    """The machine's clock, as told."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


def written(span: timedelta) -> str:
    sign, span = ("-", -span) if span < timedelta(0) else ("+", span)
    return f"{sign}P{span.days}DT{span.seconds}.{span.microseconds:06}S"


@given(INSTANTS)
@ON_TMP_PATH
def test_an_instant_stands_still(tmp_path: Path, instant: datetime) -> None:
    file, machine = tmp_path / "clock", Machine()
    file.write_text(f"{instant.isoformat()}\n")
    clock = FileClock(file, machine)
    machine.at += timedelta(hours=5)
    assert clock.now() == instant
    assert clock.now().tzinfo is UTC


@given(SPANS)
@ON_TMP_PATH
def test_a_duration_shifts_time_that_goes_on(tmp_path: Path, span: timedelta) -> None:
    file, machine = tmp_path / "clock", Machine()
    file.write_text(written(span))
    clock = FileClock(file, machine)
    assert clock.now() == NOON + span
    machine.at += timedelta(seconds=7)
    assert clock.now() == NOON + span + timedelta(seconds=7)


@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
@ON_TMP_PATH
def test_whatever_the_file_holds_time_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "clock"
    file.write_text("+P1D")
    clock = FileClock(file, Machine())
    file.write_bytes(content)
    assert clock.now().tzinfo is UTC


@given(SPANS | INSTANTS, st.integers(0, 60))
@ON_TMP_PATH
def test_a_line_cut_short_never_breaks_the_clock(tmp_path: Path, value: timedelta | datetime, length: int) -> None:
    file = tmp_path / "clock"
    file.write_text("2026-01-01T00:00:00Z")
    clock = FileClock(file, Machine())
    file.write_text((written(value) if isinstance(value, timedelta) else value.isoformat())[:length])
    clock.now()


@pytest.mark.parametrize(
    ("line", "now"),
    [
        ("+P7DT2H", NOON + timedelta(days=7, hours=2)),
        ("-PT30M", NOON - timedelta(minutes=30)),
        ("2026-10-06T18:00+02:00", datetime(2026, 10, 6, 16, tzinfo=UTC)),
        ("2026-10-06T18:00:00Z\n", datetime(2026, 10, 6, 18, tzinfo=UTC)),
        ("\n", NOON),
    ],
)
def test_lines(tmp_path: Path, line: str, now: datetime) -> None:
    file = tmp_path / "clock"
    file.write_text(line)
    assert FileClock(file, Machine()).now() == now


BAD = ["2026-10-06T18:00", "2026-10-06", "+P7", "+PT", "+P", "+P7DT", "+P1M", "+P1Y", "+P99999999D", "tomorrow", "7"]


@pytest.mark.parametrize("line", BAD)
def test_a_bad_line_at_start_is_one_sentence(tmp_path: Path, line: str) -> None:
    file = tmp_path / "clock"
    file.write_text(line)
    with pytest.raises(ClockFault, match=f"clock: {line!r} should be an instant".replace("+", r"\+")):
        FileClock(file)


def test_no_file_or_an_empty_one_at_start(tmp_path: Path) -> None:
    with pytest.raises(ClockFault, match="No such file"):
        FileClock(tmp_path / "none")
    (tmp_path / "empty").write_text("")
    with pytest.raises(ClockFault, match="is empty"):
        FileClock(tmp_path / "empty")


def test_the_last_good_line_holds_and_is_warned_about_once(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("+P1D")
    clock = FileClock(file, Machine())
    with capture_logs() as logs:
        for content in ("", "+P7", "+P7", b"\xff"):
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
            assert clock.now() == NOON + timedelta(days=1)
        file.unlink()
        assert clock.now() == clock.now() == NOON + timedelta(days=1)
        file.write_text("+P2D")
        assert clock.now() == NOON + timedelta(days=2)
    assert [one["event"] for one in logs] == ["clock_file_unreadable"] * 4


def test_the_machines_time() -> None:
    assert abs(SystemClock().now() - datetime.now(UTC)) < timedelta(seconds=5)
