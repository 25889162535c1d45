"""Reading a time as a coordinator writes it, and saying how soon an evening is."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.errors import InThePast, NotATime, OtherWeekday
from domain.running.sessions import Soon, days_later, from_minutes, how_soon, in_minutes, read_time
from domain.running.written_time import names

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 9, 1, 10, tzinfo=UTC)
NAIVE = NOW.replace(tzinfo=None)
AT_SIX = datetime(2026, 10, 6, 18, tzinfo=OSLO)
EXAMPLE = datetime(2026, 9, 9, 18, tzinfo=OSLO)


@pytest.mark.parametrize(
    "written",
    [
        "2026-10-06 18:00",
        "2026-10-06T18:00",
        "2026-10-06, 18.00",
        "6.10.2026 18:00",
        "06.10.2026 kl 18.00",
        "6.10.26 18:00",
        "6.10. 18:00",
        "6.10 18.00",
        " 6. 10.  18 ",
        "6/10 18.00",
        "6/10-2026 kl. 18",
        "6. oktober kl. 18:00",
        "tirsdag 6. oktober kl. 18:00",
        "tysdag 6. oktober 2026 kl. 18:00",
        "tirsdag den 6. oktober kl. 18.00",
        "Tuesday 6 October at 18:00",
        "6 okt 18",
    ],
)
def test_the_ways_in_which_people_write_a_time(written: str) -> None:
    assert read_time(written, NOW, OSLO, EXAMPLE) == AT_SIX


@pytest.mark.parametrize(
    "written",
    [
        "",
        "18:00",
        "tirsdag",
        "6.10.2026",
        "6.10. 2026",
        "0.0. 18:00",
        "8.00 kl. 18",
        "2026-10-06 25:00",
        "2026-13-06 18:00",
        "31.2. 18:00",
        "6.13. 18:00",
        "2062-10-06 18:00",
        "28.3.2027 02:30",  # the clocks jump over it
        "0001-01-01 00:00",
        "9999-12-31 23:59",
        "6.10. 18:00 " + "x" * 100,
    ],
)
def test_what_is_no_time_is_answered_with_the_example_of_the_question(written: str) -> None:
    with pytest.raises(NotATime) as refusal:
        read_time(written, NOW, OSLO, EXAMPLE)
    assert refusal.value.example == EXAMPLE


def test_a_date_without_a_year_is_the_next_such_date() -> None:
    assert read_time("31.8. 18:00", NOW, OSLO, EXAMPLE) == datetime(2027, 8, 31, 18, tzinfo=OSLO)
    assert read_time("29.2. 18:00", NOW, OSLO, EXAMPLE) == datetime(2028, 2, 29, 18, tzinfo=OSLO)
    assert read_time("1.9. 18:00", NOW, OSLO, EXAMPLE) == datetime(2026, 9, 1, 18, tzinfo=OSLO)


@pytest.mark.parametrize("written", ["1.9. 12:00", "1.9. 08:00", "2026-08-31 18:00"])
def test_what_has_been_is_said_to_have_been(written: str) -> None:
    with pytest.raises(InThePast):
        read_time(written, NOW, OSLO, EXAMPLE)


def test_an_hour_that_occurs_twice_is_the_first() -> None:
    assert read_time("25.10. 02:30", NOW, OSLO, EXAMPLE) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(
    st.datetimes(NAIVE + timedelta(days=1), NAIVE + timedelta(days=364)),
    st.sampled_from(
        [
            "{0:%Y-%m-%d %H:%M}",
            "{0.day}.{0.month}.{0.year} {0:%H.%M}",
            "{0.day}.{0.month}. {0:%H:%M}",
            "{0:%d/%m %H.%M}",
        ]
    ),
)
@example(NAIVE.replace(month=12, day=31), "{0.day}.{0.month}. {0:%H:%M}")
def test_every_minute_of_the_coming_year_can_be_written(local: datetime, shape: str) -> None:
    local = local.replace(second=0, microsecond=0)
    moment = local.replace(tzinfo=OSLO).astimezone(UTC)
    try:
        assert read_time(shape.format(local), NOW, OSLO, EXAMPLE) == moment
    except NotATime:
        assert moment.astimezone(OSLO).replace(tzinfo=None) != local


@given(st.text(max_size=80) | st.from_regex(r"[0-9.:/ -]{5,20}", fullmatch=True))
def test_whatever_is_written_gives_a_time_to_come_or_a_kind_refusal(written: str) -> None:
    with suppress(NotATime, InThePast):
        assert read_time(written, NOW, OSLO, EXAMPLE) > NOW


@given(st.integers(0, 2**31 - 1))
def test_a_button_carries_every_minute(minutes: int) -> None:
    assert in_minutes(from_minutes(minutes)) == minutes


def test_a_week_later_is_the_same_hour_though_the_clocks_change() -> None:
    before = datetime(2026, 10, 20, 18, tzinfo=OSLO).astimezone(UTC)
    assert days_later(before, 7, OSLO) == datetime(2026, 10, 27, 18, tzinfo=OSLO)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=7), (Soon.WEEKS, 1)),
        (timedelta(days=14), (Soon.WEEKS, 2)),
        (timedelta(days=5), (Soon.DAYS, 5)),
        (timedelta(days=1), (Soon.TOMORROW, 0)),
        (timedelta(hours=20), (Soon.TOMORROW, 0)),
        (timedelta(hours=9), (Soon.TODAY, 0)),
        (timedelta(hours=2), (Soon.HOURS, 2)),
        (timedelta(minutes=50), (Soon.HOURS, 1)),
        (timedelta(minutes=10), (Soon.MINUTES, 0)),
    ],
)
def test_how_soon_is_said_by_the_calendar_and_near_the_start_by_the_clock(
    left: timedelta, said: tuple[Soon, int]
) -> None:
    assert how_soon(AT_SIX.astimezone(UTC) - left, AT_SIX.astimezone(UTC), OSLO) == said


@pytest.mark.parametrize(
    "text",
    [
        "kan ikke den 22 desembr, skal bort",
        "22/12",
        "22.12.",
        "den 22.",
        "December 22nd",
        "22 of December",
        "on the 22nd",
    ],
)
def test_a_text_names_a_day(text: str) -> None:
    assert names(text, date(2026, 12, 22))


@pytest.mark.parametrize("text", ["22. januar", "kl. 22", "22:12", "den 21.", "den 2", "122. desember", "mars 22", ""])
def test_a_text_names_another_day_or_none(text: str) -> None:
    assert not names(text, date(2026, 12, 22))


@given(st.text())
def test_any_text_may_be_asked(words: str) -> None:
    assert names(words, date(2026, 12, 22)) in (True, False)


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_every_day_is_found_as_people_write_it(day: date) -> None:
    assert names(f"kan ikke {day.day}.{day.month}. dessverre", day)
    assert not names(f"kan ikke {day.day}.{day.month % 12 + 1}. dessverre", day)


NEAR = datetime(2027, 1, 12, 17, 30, tzinfo=OSLO)
"""A Tuesday, at an hour that nobody would guess."""


@pytest.mark.parametrize(
    "written",
    [
        "fredag 15. januar",
        "15. januar",
        "15.1.",
        "15.1.2027",
        "2027-01-15",
        "til fredag",
        "fredag",
        "den 15. januar i staden",
        "fredag den 15. januar",
        "til fredag d. 15. januar i stedet",
        "Friday 15 January",
        "January 15th",
        "on Friday instead",
    ],
)
def test_a_day_alone_keeps_the_hour_of_what_is_moved(written: str) -> None:
    moved = datetime(2027, 1, 15, 17, 30, tzinfo=OSLO)
    assert read_time(written, NOW, OSLO, EXAMPLE, NEAR, same_hour=True) == moved
    with pytest.raises(NotATime):
        read_time(written, NOW, OSLO, EXAMPLE, NEAR)


@pytest.mark.parametrize(
    ("written", "error"),
    [("", NotATime), ("15", NotATime), ("32. januar", NotATime), ("fredag 14. januar", OtherWeekday)],
)
def test_what_is_no_day_stays_refused(written: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_time(written, NOW, OSLO, EXAMPLE, NEAR, same_hour=True)


@given(st.text(max_size=30))
def test_with_an_hour_in_it_a_text_means_the_same(written: str) -> None:
    with suppress(NotATime, InThePast, OtherWeekday):
        found = read_time(written, NOW, OSLO, EXAMPLE, NEAR)
        assert read_time(written, NOW, OSLO, EXAMPLE, NEAR, same_hour=True) == found
