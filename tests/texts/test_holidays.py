"""Every day that Norway and Denmark keep has a name in each language, and in their own the one that the calendar has."""

from datetime import date, timedelta

import pytest

from domain.people import LANGUAGES
from domain.running.free_days import FreeDay, free_day
from texts import holidays
from texts.catalog import Catalog

START, YEARS = date(2026, 1, 1), 8
CATALOG = Catalog()


def kept(country: str) -> dict[date, FreeDay]:
    days = (START + timedelta(days=number) for number in range(365 * YEARS))
    return {day: found for day in days if (found := free_day(day, country))}


@pytest.mark.parametrize("country", ["NO", "DK"])
def test_all_of_them_have_a_name_in_each_language(country: str) -> None:
    found = kept(country)
    assert len(found) > 12 * YEARS
    assert {english for one in found.values() for english in one.english} <= holidays.IDS.keys()


@pytest.mark.parametrize(("country", "language"), [("NO", "nb"), ("DK", "da")])
def test_in_the_countrys_own_language_they_are_called_as_its_calendar_calls_them(country: str, language: str) -> None:
    t = CATALOG.of(language)
    for day, one in kept(country).items():
        written = one.own.replace("juleaftensdag", "juleaften")  # as people say it
        assert sorted(holidays.name(t, one).split(", ")) == sorted(written.split(", ")), day


@pytest.mark.parametrize(
    ("day", "country", "names"),
    [
        (date(2027, 3, 26), "NO", ("langfredag", "langfredag", "langfredag", "Good Friday")),
        (date(2027, 5, 1), "DK", ("arbeidernes dag", "arbeidaranes dag", "arbejdernes kampdag", "Labour Day")),
        (date(2026, 12, 31), "NO", ("nyttårsaften", "nyttårsaftan", "nytårsaften", "New Year's Eve")),
        (date(2026, 12, 6), "FI", ("Itsenäisyyspäivä",) * 3 + ("Independence Day",)),
    ],
)
def test_names(day: date, country: str, names: tuple[str, ...]) -> None:
    """One that the catalogue does not know by its own name, in English by the English one."""
    found = free_day(day, country)
    assert found is not None
    assert tuple(holidays.name(CATALOG.of(language), found) for language in LANGUAGES) == names
