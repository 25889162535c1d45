"""What a coordinator naturally writes when asked for a new time, in three languages; and that it is shown before it counts."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.errors import InThePast, NotATime, OtherWeekday
from domain.running import buttons as b
from domain.running.sessions import read_time
from domain.running.written_time import read
from tests.stage import Stage

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 9, 21, 8, tzinfo=UTC)
"""A Monday, ten o'clock in Oslo."""
EVENING = datetime(2026, 10, 6, 18, tzinfo=OSLO)
"""The Tuesday evening that is to be moved."""


def meant(written: str, near: datetime | None = EVENING) -> str:
    return f"{read_time(written, NOW, OSLO, EVENING, near).astimezone(OSLO):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("written", ["18:30", "18.30", "kl 18.30", "kl. 1830", "klokka 18:30", "at 18:30", "6:30 pm",
                                     "6.30pm", "6:30 p.m.", "18.30."])  # fmt: skip
def test_an_hour_alone_is_on_the_evenings_own_day(written: str) -> None:
    assert meant(written) == "2026-10-06 18:30"


@pytest.mark.parametrize("written", ["i morgen 18", "i morgon kl. 18", "imorgen kl 18", "i morgen kveld 18", "18.00 i morgen",
                                     "tomorrow 6pm", "tomorrow at 6 pm", "6pm tomorrow", "Tomorrow evening at 18", "I MORGEN 18",
                                     "i morgen 1800"])  # fmt: skip
def test_tomorrow_is_the_day_after_today(written: str) -> None:
    assert meant(written) == meant(written, None) == "2026-09-22 18:00"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("i dag 19", "2026-09-21 19:00"),
        ("i kveld kl. 19", "2026-09-21 19:00"),
        ("i aften kl. 19.30", "2026-09-21 19:30"),
        ("tonight 7pm", "2026-09-21 19:00"),
        ("overmorgen 18", "2026-09-23 18:00"),
        ("i overmorgon kl 18", "2026-09-23 18:00"),
        ("the day after tomorrow at 18:00", "2026-09-23 18:00"),
        ("12 pm today", "2026-09-21 12:00"),
    ],
)
def test_days_counted_from_today(written: str, said: str) -> None:
    assert meant(written) == said


@pytest.mark.parametrize("written", ["onsdag 18.30", "Onsdag kl. 18:30", "på onsdag 18:30", "ons. 18.30", "onsdag kveld 18.30",
                                     "onsdagskveld kl 18.30", "Wednesday 6:30 pm", "wed 18:30", "on Wednesday at 18:30",
                                     "18:30 on Wednesday", "onsdag aften kl. 18.30"])  # fmt: skip
def test_a_weekday_is_that_of_the_evenings_week(written: str) -> None:
    assert meant(written) == "2026-10-07 18:30"
    assert meant(written, None) == "2026-09-23 18:30"


@pytest.mark.parametrize(
    ("written", "near", "said"),
    [
        ("mandag 18", EVENING, "2026-10-05 18:00"),
        ("søndag 14", EVENING, "2026-10-11 14:00"),
        ("laurdag 11", EVENING, "2026-10-10 11:00"),
        ("tysdag 19", EVENING, "2026-10-06 19:00"),
        ("mandag 9", datetime(2026, 9, 24, 18, tzinfo=OSLO), "2026-09-28 09:00"),  # this Monday at nine has been
        ("mandag 19", datetime(2026, 9, 24, 18, tzinfo=OSLO), "2026-09-21 19:00"),
        ("neste onsdag 18", EVENING, "2026-09-30 18:00"),
        ("næste onsdag kl. 18", EVENING, "2026-09-30 18:00"),
        ("next Wednesday 6pm", EVENING, "2026-09-30 18:00"),
        ("førstkommende onsdag kl. 18", EVENING, "2026-09-23 18:00"),
        ("this Wednesday 18:00", EVENING, "2026-09-23 18:00"),
        ("onsdag den 7. kl. 18", EVENING, "2026-10-07 18:00"),
        ("den 7. kl. 18", EVENING, "2026-10-07 18:00"),
        ("the 7th at 6 pm", EVENING, "2026-10-07 18:00"),
        ("October 7 at 6pm", EVENING, "2026-10-07 18:00"),
        ("Oct 7th, 2026 18:00", EVENING, "2026-10-07 18:00"),
        ("7th of October 18:00", EVENING, "2026-10-07 18:00"),
        ("18:30 7.10.", EVENING, "2026-10-07 18:30"),
        ("i morgen 00.00", EVENING, "2026-09-22 00:00"),
        ("tomorrow 12 am", EVENING, "2026-09-22 00:00"),
    ],
)
def test_other_ways_of_saying_a_day(written: str, near: datetime, said: str) -> None:
    assert meant(written, near) == said


@pytest.mark.parametrize("written", ["19", "i morgen", "onsdag", "25:00", "kl 24", "18:60", "13 pm", "0 am", "6.10. 2026",
                                     "den 45. kl 18", "halv tretten", "neste uke", "18:00-20:30"])  # fmt: skip
def test_what_is_not_clear_is_asked_again(written: str) -> None:
    with pytest.raises(NotATime):
        meant(written)


def test_an_hour_alone_needs_an_evening() -> None:
    with pytest.raises(NotATime):
        meant("18:30", None)


def test_today_may_have_been() -> None:
    with pytest.raises(InThePast):
        meant("i dag 9")


@pytest.mark.parametrize("written", ["onsdag 6. oktober kl. 18", "Wednesday 6 October 18:00", "torsdag den 7. kl 18"])
def test_a_weekday_that_is_not_the_dates_is_a_slip(written: str) -> None:
    with pytest.raises(OtherWeekday):
        meant(written)


@given(st.text(alphabet="0123456789.:/ kliamorgenondspt", max_size=60))
@example("1" * 60)
@example("i " * 30)
def test_nothing_takes_long_or_breaks(written: str) -> None:
    try:
        read(written, datetime(2026, 9, 21, 10), datetime(2026, 10, 6, 18))
    except (ValueError, OverflowError):
        return


async def test_what_was_understood_is_shown_before_anything_is_moved(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    before = len(kari.messages)
    await berit.forge(b.MoveSession(1, 1).pack())
    assert "«Onsdag 18:30» eller bare «18:30» går også bra." in berit.last
    await berit.say("torsdag 1. september kl. 18.30")
    assert "Den datoen er tirsdag 1. september, så ukedagen stemmer ikke." in berit.last
    await berit.say("onsdag 18.30")
    assert "Nå: tirsdag 1. september kl. 18:00\nNy tid: onsdag 2. september kl. 18:30" in berit.last
    assert len(kari.messages) == before
    await berit.press("Et annet tidspunkt")
    await berit.say("19.15")
    assert "Ny tid: tirsdag 1. september kl. 19:15" in berit.last
    await berit.press("Ja, flytt samlingen")
    await kari.refresh()
    assert "tirsdag 1. september kl. 19:15" in kari.last
