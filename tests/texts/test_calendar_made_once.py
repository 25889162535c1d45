"""The calendar file is made once for all who get the same one, and anew as soon as anything in it is another."""

from collections.abc import Callable
from typing import Any

import pytest
from icalendar import Calendar

from tests.stage import Stage
from texts import calendar


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many files have been written since it was last asked."""
    calendar._file.cache_clear()
    count, write = 0, Calendar.to_ical

    def counting(it: Calendar, *arguments: Any, **named: Any) -> bytes:
        nonlocal count
        count += 1
        return bytes(write(it, *arguments, **named))

    def since() -> int:
        nonlocal count
        found, count = count, 0
        return found

    monkeypatch.setattr(Calendar, "to_ical", counting)
    return since


async def test_the_second_who_gets_a_place_gets_the_same_file(stage: Stage, made: Callable[[], int]) -> None:
    kari = await stage.enrolled("Kari")
    assert made() == 1
    await stage.enrolled("Ola")
    assert made() == 0
    await kari.say("/mycourse")
    await kari.press("Kalenderfil")
    assert made() == 0
    assert kari.messages[-1]["document"]["file_name"] == "ta-tak-host.ics"


async def test_an_evening_that_moves_makes_another(stage: Stage, made: Callable[[], int]) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    assert made() == 1
    await berit.say("/courses")
    for label in ("Hvitgården", "Samlinger", "Rettigheter", "Flytt", "En dag senere", "Ja, flytt"):
        await berit.press(label)
    await kari.say("/mycourse")
    await kari.press("Kalenderfil")
    assert made() == 1
    await kari.say("/mycourse")
    await kari.press("Kalenderfil")
    assert made() == 0


async def test_a_language_has_a_file_of_its_own(stage: Stage, made: Callable[[], int]) -> None:
    kari = await stage.enrolled("Kari")
    assert made() == 1
    await kari.say("/language")
    await kari.press("English")
    await kari.say("/mycourse")
    await kari.press("Calendar file")
    assert made() == 1
