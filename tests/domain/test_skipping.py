"""Dates that skip free days: none is one, the order and the weekday stay, and it always comes to an end."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.running.free_days import between_the_years, free_day
from domain.setup import skip, skip_after, skip_before

WEEK = timedelta(weeks=1)
FIRST = st.dates(date(2026, 1, 1), date(2030, 12, 31))
WEEKS = st.lists(st.integers(1, 6).map(lambda number: number * WEEK), min_size=0, max_size=9)
HOLIDAYS = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 21)), max_size=4)


def series(first: date, gaps: list[timedelta]) -> list[date]:
    days = [first]
    for gap in gaps:
        days.append(days[-1] + gap)
    return days


def listed(first: date, holidays: list[tuple[int, int]]) -> set[date]:
    return {first + timedelta(days=start + day) for start, length in holidays for day in range(length)}


@given(FIRST, WEEKS, HOLIDAYS)
def test_a_rhythm_of_weeks(first: date, gaps: list[timedelta], holidays: list[tuple[int, int]]) -> None:
    closed_days = listed(first, holidays)

    def closed(day: date) -> bool:
        return day in closed_days or between_the_years(day) or free_day(day, "NO") is not None

    days = series(first, gaps)
    found = skip(days, gaps, WEEK, closed)
    assert not any(map(closed, found))
    assert {one.weekday() for one in found} == {first.weekday()}
    assert all(one >= was for one, was in zip(found, days, strict=True))
    pairs = zip(found, found[1:], gaps, strict=False)
    assert all(later - one >= gap for one, later, gap in pairs)
    assert skip(found, gaps, WEEK, closed) == found
    before = next((number for number, day in enumerate(days) if closed(day)), len(days))
    assert found[:before] == days[:before]


@given(FIRST, st.lists(st.integers(1, 40), max_size=9), st.integers(1, 100), HOLIDAYS, st.lists(st.integers(1, 30)))
def test_dates_put_by_hand(
    first: date, apart: list[int], step: int, holidays: list[tuple[int, int]], rhythm: list[int]
) -> None:
    """In whatever order the programme has them: they stay in order, and move by whole steps."""
    days = series(first, [timedelta(days=one) for one in apart])
    gaps = [timedelta(days=one) for one in (*rhythm, *[7] * len(apart))][: len(apart)]
    closed_days = listed(first, holidays)
    found = skip(days, gaps, timedelta(days=step), closed_days.__contains__)
    assert all(one < later for one, later in pairwise(found))
    assert all((one - was).days % step == 0 and one >= was for one, was in zip(found, days, strict=True))
    assert closed_days.isdisjoint(found)
    assert closed_days or found == days or gaps != [timedelta(days=one) for one in apart]


def test_what_is_closed_for_ever_keeps_its_place() -> None:
    days = series(date(2026, 9, 1), [WEEK] * 3)
    assert skip(days, [WEEK] * 3, WEEK, lambda _day: True) == days


def test_one_that_was_put_by_hand_stays() -> None:
    """The third on a Thursday, by hand: the second goes on a week, the third stays, the fourth follows the second."""
    days = [date(2026, 9, 1), date(2026, 9, 8), date(2026, 9, 17), date(2026, 9, 22)]
    found = skip(days, [WEEK] * 3, WEEK, {date(2026, 9, 8)}.__contains__)
    assert found == [date(2026, 9, 1), date(2026, 9, 15), date(2026, 9, 17), date(2026, 9, 29)]


def test_a_meeting_weeks_after_keeps_its_distance() -> None:
    days = series(date(2026, 9, 1), [WEEK, 6 * WEEK])
    found = skip(days, [WEEK, 6 * WEEK], WEEK, {date(2026, 9, 8)}.__contains__)
    assert found == [date(2026, 9, 1), date(2026, 9, 15), date(2026, 10, 27)]


def test_two_on_one_day_stay_together() -> None:
    """Morning and afternoon of a Saturday: nothing moves while nothing is closed, and else both do."""
    day = date(2026, 9, 5)
    days = [day, day, day + WEEK]
    assert skip(days, [WEEK] * 2, WEEK, lambda _day: False) == days
    assert skip(days, [WEEK] * 2, WEEK, {day}.__contains__) == [day + WEEK, day + WEEK, day + 2 * WEEK]


@given(st.integers(1, 7), st.integers(1, 200))
def test_a_long_holiday_is_passed_whatever_the_rhythm(every: int, lasts: int) -> None:
    """Two days in a row in the summer: steps of a day are many."""
    first, step = date(2026, 6, 20), timedelta(days=every)
    until = first + timedelta(days=lasts)
    found = skip([first, first + step], [step], step, lambda day: first <= day < until)
    assert until <= found[0] < until + step
    assert found[1] == found[0] + step


EARLIER = st.lists(st.integers(1, 60), min_size=1, max_size=5)


@given(FIRST, EARLIER, st.integers(0, 90), HOLIDAYS)
def test_meetings_before_a_course_keep_their_order_and_stay_between_today_and_its_first_day(
    course: date, apart: list[int], notice: int, holidays: list[tuple[int, int]]
) -> None:
    """Whatever is closed: each is free then, or there is no free day between its neighbours; none that was free has moved."""
    ago = [sum(apart[number:]) for number in range(len(apart))]
    days = [course - timedelta(days=one) for one in ago]
    today = days[0] - timedelta(days=1 + notice)
    closed = listed(today, holidays).__contains__
    found = skip_before(days, today, course, closed)
    assert all(one < later for one, later in pairwise([today, *found, course]))
    for number, (was, one) in enumerate(zip(days, found, strict=True)):
        after = found[number - 1] if number else today
        before = days[number + 1] if number + 1 < len(days) else course
        between = [after + timedelta(days=n) for n in range(1, (before - after).days)]
        free = [day for day in between if not closed(day)]
        if not closed(was) or not free:
            assert one == was
            continue
        assert one in free
        weekly = [day for day in free if day.weekday() == was.weekday()]
        assert abs(one - was) == min(abs(day - was) for day in weekly or free)
    if not any(map(closed, found)):
        assert skip_before(found, today, course, closed) == found


@given(FIRST, st.integers(1, 60), HOLIDAYS)
def test_the_meeting_after_a_course_comes_after_its_last_day(
    last: date, later: int, holidays: list[tuple[int, int]]
) -> None:
    closed, day = listed(last, holidays).__contains__, last + timedelta(days=later)
    found = skip_after(day, last, closed)
    assert found > last
    assert not closed(found)
    assert closed(day) or found == day
    assert skip_after(found, last, closed) == found


@given(FIRST, WEEKS, HOLIDAYS, st.integers(1, 6))
def test_what_hangs_on_dates_that_have_moved_is_free_too(
    first: date, gaps: list[timedelta], holidays: list[tuple[int, int]], ahead: int
) -> None:
    """Dates first, then what is counted from them: no session, and no meeting for which there is room, stands on a free day."""
    closed_days = listed(first - 8 * WEEK, holidays)

    def closed(day: date) -> bool:
        return day in closed_days or between_the_years(day) or free_day(day, "NO") is not None

    days = skip(series(first, gaps), gaps, WEEK, closed)
    planning = skip_before([days[0] - ahead * WEEK], first - 60 * WEEK, days[0], closed)
    after = skip_after(days[-1] + 2 * WEEK, days[-1], closed)
    assert not any(map(closed, [*planning, *days, after]))
    assert planning[-1] < days[0] <= days[-1] < after


def test_the_nearest_on_its_weekday_and_the_earlier_of_two() -> None:
    """Four weeks before a course, then two: the second cannot come to stand where the first is."""
    course = date(2026, 11, 3)
    days = [course - 4 * WEEK, course - 2 * WEEK]
    assert skip_before(days, date(2026, 9, 1), course, {days[0]}.__contains__) == [days[0] - WEEK, days[1]]
    assert skip_before(days, date(2026, 9, 1), course, {days[1]}.__contains__) == [days[0], days[1] - WEEK]
    near = [course - WEEK]
    assert skip_before(near, near[0] - timedelta(days=2), course, {near[0]}.__contains__) == [
        near[0] - timedelta(days=1)
    ]
