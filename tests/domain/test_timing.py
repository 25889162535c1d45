"""Time on the wall: the same hour on both sides of a change of clocks, in Oslo and in Copenhagen."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.timing import (
    OFFER_LASTS,
    OFFER_LASTS_AT_LEAST,
    QuietHours,
    WeeklySlot,
    after_quiet,
    instant,
    offer_expiry,
    series,
    slots_between,
    weeks_earlier,
)

OSLO, COPENHAGEN = ZoneInfo("Europe/Oslo"), ZoneInfo("Europe/Copenhagen")
zones = st.sampled_from([OSLO, COPENHAGEN])
days = st.dates(date(2025, 1, 1), date(2029, 12, 31))
hours = st.times().map(lambda at: at.replace(microsecond=0))
evenings = st.times(time(6), time(23)).map(lambda at: at.replace(microsecond=0))
instants = st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=60))
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""In 2026 the hour from 02 to 03 is left out on the one, and comes twice on the other."""


def days_of(first: date, count: int, every: int) -> list[date]:
    """A series in an even rhythm."""
    step = timedelta(days=every)
    return series(first, [step] * (count - 1), step)[0]


@given(days, evenings, st.integers(1, 20), st.integers(1, 28), zones)
@example(date(2026, 10, 20), time(18), 2, 7, OSLO)
@example(date(2026, 3, 24), time(18), 2, 7, COPENHAGEN)
def test_a_series_keeps_its_hour(first: date, at: time, count: int, every: int, zone: ZoneInfo) -> None:
    starts = [instant(day, at, zone) for day in days_of(first, count, every)]
    assert [one.astimezone(zone).time() for one in starts] == [at] * count
    assert [one.astimezone(zone).date() for one in starts] == [first + timedelta(days=every * n) for n in range(count)]
    assert all(one.tzinfo is UTC for one in starts)


def test_a_series_over_both_changes() -> None:
    spring = [instant(day, time(18), OSLO) for day in days_of(date(2026, 3, 24), 2, 7)]
    autumn = [instant(day, time(18), OSLO) for day in days_of(date(2026, 10, 20), 2, 7)]
    assert spring[1] - spring[0] == timedelta(days=7, hours=-1)
    assert autumn[1] - autumn[0] == timedelta(days=7, hours=1)


@pytest.mark.parametrize("zone", [OSLO, COPENHAGEN])
def test_an_hour_that_is_not_and_one_that_is_twice(zone: ZoneInfo) -> None:
    assert instant(SPRING, time(2, 30), zone) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert instant(SPRING, time(2, 30), zone).astimezone(zone).time() == time(3, 30)
    assert instant(AUTUMN, time(2, 30), zone) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@settings(max_examples=150)
@given(instants, spans, st.integers(0, 6), hours, zones)
def test_weekly_slots(after: datetime, span: timedelta, weekday: int, at: time, zone: ZoneInfo) -> None:
    until, slot = after + span, WeeklySlot(weekday, at)
    found = list(slots_between(after, until, slot, zone))
    assert found == sorted(set(found))
    assert all(after < one <= until for one in found)
    # Exactly the weekdays between, each once: counted day by day.
    first, last = after.astimezone(zone).date(), until.astimezone(zone).date()
    every = [first + timedelta(days=n) for n in range(-1, (last - first).days + 2)]
    wanted = [instant(day, at, zone) for day in every if day.weekday() == weekday]
    assert found == [one for one in wanted if after < one <= until]


@given(instants, st.lists(spans, min_size=1, max_size=6), st.integers(0, 6), hours, zones)
def test_looking_often_finds_the_same_slots_as_looking_once(
    start: datetime, steps: list[timedelta], weekday: int, at: time, zone: ZoneInfo
) -> None:
    slot, found, moment = WeeklySlot(weekday, at), [], start
    for step in steps:
        found += list(slots_between(moment, moment + step, slot, zone))
        moment += step
    assert found == list(slots_between(start, moment, slot, zone))


@given(days, evenings, st.integers(0, 60), zones)
def test_weeks_earlier_is_the_same_hour(day: date, at: time, weeks: int, zone: ZoneInfo) -> None:
    before = weeks_earlier(instant(day, at, zone), weeks, zone)
    assert before == instant(day - timedelta(weeks=weeks), at, zone)


@settings(max_examples=200)
@given(instants, spans, hours, hours, zones)
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), timedelta(hours=20), time(21, 30), time(8), OSLO)
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), timedelta(hours=20), time(21, 30), time(8), COPENHAGEN)
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), timedelta(hours=20), time(0), time(2, 30), OSLO)
def test_quiet_hours(due: datetime, useful: timedelta, start: time, end: time, zone: ZoneInfo) -> None:
    quiet, not_after = QuietHours(start, end), due + useful
    at = after_quiet(due, not_after, quiet, zone)
    assert at >= due
    assert at == due or at < not_after
    if not quiet.covers(due.astimezone(zone)):
        assert at == due
    elif at != due:
        assert at - due <= timedelta(hours=25)
        assert not quiet.covers(at.astimezone(zone))


def test_the_night_ends_at_the_same_hour_on_every_morning() -> None:
    quiet = QuietHours(time(21, 30), time(8))
    for day in (SPRING, AUTUMN, date(2026, 6, 1)):
        late = instant(day - timedelta(days=1), time(23), OSLO)
        at = after_quiet(late, late + timedelta(days=1), quiet, OSLO)
        assert at.astimezone(OSLO) == datetime.combine(day, time(8), tzinfo=OSLO)


def test_the_same_hour_twice_means_no_quiet_hours() -> None:
    quiet = QuietHours(time(8), time(8))
    assert not any(quiet.covers(datetime(2026, 6, 1, hour, minute)) for hour in range(24) for minute in (0, 30))


@given(instants, st.timedeltas(timedelta(seconds=1), timedelta(days=90)))
@example(datetime(2026, 10, 24, 20, tzinfo=UTC), timedelta(hours=12))
@example(datetime(2026, 3, 28, 20, tzinfo=UTC), timedelta(minutes=20))
def test_offers(now: datetime, left: timedelta) -> None:
    lasts = offer_expiry(now, now + left) - now
    assert timedelta(0) < lasts <= min(OFFER_LASTS, left)
    assert lasts >= min(OFFER_LASTS_AT_LEAST, left)
    if left >= 2 * OFFER_LASTS:
        assert OFFER_LASTS - timedelta(minutes=30) < lasts
        assert (now + lasts).minute in (0, 30)
