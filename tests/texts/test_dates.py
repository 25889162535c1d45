"""Days and hours in the four languages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NotATime
from domain.people import LANGUAGES
from domain.running.sessions import read_time
from texts import errors as words
from texts.catalog import Catalog

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
EXAMPLE = datetime(2026, 12, 9, 18, tzinfo=OSLO)
CATALOG = Catalog()


@pytest.mark.parametrize(
    ("language", "written"),
    [("nb", "9.12. kl. 18"), ("nn", "9.12. kl. 18"), ("da", "9.12. kl. 18"), ("en", "9 December 18:00")],
)
def test_an_example_is_written_as_people_write_a_time(language: str, written: str) -> None:
    t = CATALOG.of(language)
    assert t.as_written(EXAMPLE.astimezone(UTC), OSLO) == written
    assert f"<code>{written}</code>" in words.say(t, NotATime(EXAMPLE)).text


@given(
    st.datetimes(NOW.replace(tzinfo=None, day=23), NOW.replace(tzinfo=None, year=2027, day=21)).filter(
        lambda one: one.hour > 3
    ),
    st.sampled_from(LANGUAGES),
)
def test_an_example_of_ours_can_be_read(local: datetime, language: str) -> None:
    moment = local.replace(second=0, microsecond=0, tzinfo=OSLO)
    assert read_time(CATALOG.of(language).as_written(moment, OSLO), NOW, OSLO, EXAMPLE) == moment


def test_the_year_is_said_when_it_changes() -> None:
    january = datetime(2027, 1, 5, 18, tzinfo=OSLO)
    said = {language: CATALOG.of(language).moment(january, OSLO, beside=NOW) for language in LANGUAGES}
    assert said == {
        "nb": "tirsdag 5. januar 2027 kl. 18:00",
        "nn": "tysdag 5. januar 2027 kl. 18:00",
        "da": "tirsdag den 5. januar 2027 kl. 18:00",
        "en": "Tuesday 5 January 2027 at 18:00",
    }
    assert CATALOG.of("nb").moment(january, OSLO, beside=january) == "tirsdag 5. januar kl. 18:00"


def test_nynorsk_weekdays_are_not_cut_down_to_two_letters() -> None:
    assert CATALOG.of("nn").short_day(datetime(2026, 12, 8, 18, tzinfo=OSLO), OSLO) == "tys. 8. des."
