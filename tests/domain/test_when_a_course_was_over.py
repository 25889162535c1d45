"""When a course was over of which the rest was called off: of any evenings, whatever is cancelled, and in which order."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.running.sessions import ASKED_AFTER
from services.courses import CentreView, CourseView, SessionView
from services.programmes import read_library

PROGRAMME = read_library().programmes["ta-tak"]
CENTRE = CentreView(1, "c", "Senteret", "", ZoneInfo("Europe/Oslo"), "nb", "NO")
START, LASTS = datetime(2026, 9, 1, 16, tzinfo=UTC), timedelta(hours=2)
HOURS = st.integers(0, 24 * 60)
EVENING = st.tuples(HOURS, st.none() | HOURS)
"""So many hours after START it begins, and is called off, if it is."""


def course(hours: list[tuple[int, int | None]]) -> CourseView:
    programme = replace(PROGRAMME, session=PROGRAMME.session[:1] * len(hours))
    evenings = tuple(
        SessionView(
            number,
            number,
            programme.session[0],
            START + timedelta(hours=begins),
            START + timedelta(hours=begins) + LASTS,
            1,
            cancelled=off is not None,
            cancelled_at=None if off is None else START + timedelta(hours=off),
        )
        for number, (begins, off) in enumerate(hours, 1)
    )
    return CourseView(1, "x", 8, 0, "Huset", "", "", programme, CENTRE, evenings)


@given(st.lists(EVENING, min_size=1, max_size=8, unique_by=lambda one: one[0]))
def test_after_all_that_was_held_and_not_at_once_nor_later_than_planned(hours: list[tuple[int, int | None]]) -> None:
    view = course(hours)
    held = [one for one in view.sessions if not one.cancelled]
    for one in view.sessions:
        ended = view.ended(one)
        if not view.lapsed(one):
            assert ended == one.ends_at
            continue
        assert ended <= one.ends_at
        if held:
            assert ended >= min(one.ends_at, max(each.ends_at for each in held))
            assert one.cancelled_at is not None
            assert ended >= min(one.ends_at, one.cancelled_at + ASKED_AFTER)


def test_the_last_evening_called_off_first_counts_from_when_the_others_were() -> None:
    view = course([(0, None), (168, 30), (336, 2)])
    assert view.ended(view.sessions[-1]) == START + timedelta(hours=30) + ASKED_AFTER
